"""Pages of articles: reading and writing them."""
