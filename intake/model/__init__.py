"""Data classes that an upload is checked with: batches, figures, problems, code lists."""
