"""The pages of the dashboard: Streamlit scripts, with their components and state."""
