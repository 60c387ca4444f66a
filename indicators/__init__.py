"""Indicators of the Amur basin and the Sea of Okhotsk: everything that is not Streamlit."""
