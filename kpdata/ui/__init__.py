"""Charts on the screen: the only wing that knows Streamlit."""
