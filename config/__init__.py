"""How the house is put together: settings, addresses, workers, servers."""
