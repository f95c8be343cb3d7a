"""The Explore page: one indicator of areas of one level and spans of one kind."""
