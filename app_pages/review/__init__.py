"""The page where drafts are accepted or returned."""
