"""Charts: from a metric's table to a `Chart`, and from a `Chart` to a Plotly figure."""
