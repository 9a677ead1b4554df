"""PostgreSQL and Valkey from Python wheels, as child processes."""
