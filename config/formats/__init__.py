"""How each language writes dates and times: a folder for each, read by core/formats.py."""
