"""Statistics that every domain shares: climatology, anomaly, season, rank, trend, association.

Nothing here knows a provider or a domain, and nothing here draws.
"""
