"""The Report page, where figures are extracted from the text of a report."""
