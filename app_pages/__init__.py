"""Pages: one Streamlit script each; a leading underscore marks shared pieces."""
