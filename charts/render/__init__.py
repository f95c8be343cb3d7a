"""Charts made into Plotly figures."""
