"""Draws charts as Plotly figures, with one module for each family of forms."""
