"""Check uploaded spreadsheets: read their figures and report their problems."""
