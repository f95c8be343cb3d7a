"""The Review page: drafts are accepted or returned, figures compared with their source."""
