"""Indicators of the Amur basin and the Sea of Okhotsk: everything that is not Streamlit."""

import os

# Read once when pyarrow loads: its own pools keep 20 MB more than they give to many small tables.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
