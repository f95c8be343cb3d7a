"""The page of a topic: its indicators of an area, then the work that reports tell of."""
