"""Pages of articles: reading them, writing them, and their newsletter."""
