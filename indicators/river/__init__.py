"""River discharge and water quality: fetchers, derivations, figures."""
