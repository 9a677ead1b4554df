"""Gives a test run its own PostgreSQL and Valkey, before Django reads its settings.

Loaded by `-p config.embedded.pytest_plugin`. Under xdist only the controller starts servers: its workers
inherit the environment that leads to them, and each makes its own database and uses its own key prefix.
"""

import os
from contextlib import ExitStack

import pytest

from config.embedded import servers
from config.embedded.trouble import Trouble

running = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    try:
        os.environ.update(running.enter_context(servers.thrown_away()))
    except Trouble as trouble:
        pytest.exit(str(trouble), returncode=1)


def pytest_unconfigure() -> None:
    running.close()
