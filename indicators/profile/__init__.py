"""All that is held on one country or one region, across the domains.

It reads series and puts them in order. It never ranks countries and never adds values of different series.
"""
