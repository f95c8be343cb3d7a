"""News reports: upload, decisions on their figures, and the draft made of the accepted ones."""
