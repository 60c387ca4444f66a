"""Dissolved iron: fetchers, derivations, figures."""
