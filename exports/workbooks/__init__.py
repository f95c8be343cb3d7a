"""Charts and figures as spreadsheets."""
