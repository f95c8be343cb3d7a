"""Slides of charts as PowerPoint's own charts and shapes."""
