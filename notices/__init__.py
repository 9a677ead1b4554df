"""Notices: what the platform tells a person, in a list on the site, by mail, and where else they choose."""
