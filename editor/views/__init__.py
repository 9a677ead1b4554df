"""Pages of the editor: find, ask, answer."""
