"""The search in words: its field in the scope bar, and what was understood of a question."""
