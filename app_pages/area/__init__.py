"""The page of one area: where it stands among its siblings, and all its indicators."""
