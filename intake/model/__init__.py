"""Data classes of the check of an upload: batches, figures, problems, code lists."""
