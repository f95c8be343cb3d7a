"""Which numbers of a sentence are quantities."""
