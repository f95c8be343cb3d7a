"""The panels at the right of a page: the figures behind a mark, and those behind a total."""
