"""Charts: a metric table in the form that answers one question, and its Plotly drawing."""
