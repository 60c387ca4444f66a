"""Published figures: tables with a citation for every value, and the reader for them."""
