"""The Data page: all figures, definitions, sources and downloads."""
