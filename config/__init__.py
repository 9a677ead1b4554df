"""How Longroad is configured: settings, addresses, workers, servers."""
