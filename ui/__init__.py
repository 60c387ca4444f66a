"""The Streamlit frame: navigation, pickers, chart card, routes. The only place besides pages/ that knows Streamlit."""
