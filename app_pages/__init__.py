"""The pages: Streamlit scripts, with their components and state."""
