"""Files of a store: data files, log, receipts, and where they are stored."""
