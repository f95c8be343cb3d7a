"""Tables found in spreadsheets, long or wide."""
