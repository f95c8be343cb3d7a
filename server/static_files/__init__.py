"""Streamlit's static files: compressed once, Plotly cut to what is used, served."""
