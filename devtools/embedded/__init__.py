"""PostgreSQL and Valkey as child processes, for development and tests: no Docker, no ports, no root.

`servers` starts them, `address` says where they listen, `pytest_plugin` gives each test run its own.
Nothing here imports Django, and production uses none of it.
"""
