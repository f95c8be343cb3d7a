"""The files of a store: data files, log and receipts; and the storage that they are in."""
