"""The light edition, the part that needs Streamlit: page scripts run without a browser, and the address `/light/`."""
