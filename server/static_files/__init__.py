"""Streamlit's static files: compressed once, with only the used part of Plotly, and served."""
