"""Read the tables of spreadsheets, long or wide, into batches of figures."""
