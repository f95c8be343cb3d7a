"""Check figures against each other and against the published ones."""
