"""Streamlit's static files: compressed, cut to what is used, served."""
