"""The page where spreadsheets become a draft."""
