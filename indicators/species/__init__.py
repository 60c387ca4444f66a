"""One species on one page: what the domains hold of it, laid side by side and never added up."""
