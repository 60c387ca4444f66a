"""What protects the shared species: statements of law, Red List categories, instruments and protected areas."""
