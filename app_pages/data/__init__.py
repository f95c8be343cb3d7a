"""The page of the data itself, and its downloads."""
