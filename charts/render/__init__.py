"""Charts drawn as Plotly figures, one module a kind of form."""
