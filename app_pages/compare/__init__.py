"""The page that compares two to four areas, or two periods of one area."""
