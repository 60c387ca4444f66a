"""Populations: people, salmon, marine mammals: fetchers, derivations, figures."""
