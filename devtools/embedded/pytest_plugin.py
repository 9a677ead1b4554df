"""Gives a test run its own PostgreSQL and Valkey, before Django reads its settings.

Loaded by `-p devtools.embedded.pytest_plugin`. Under xdist only the controller starts servers: its workers
inherit the environment that leads to them, and each makes its own database and uses its own key prefix.
"""

import os
from contextlib import AbstractContextManager, ExitStack

import pytest

from devtools.embedded import address, servers, template
from devtools.embedded.trouble import Trouble

running = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    try:
        os.environ.update(running.enter_context(_servers()))
    except Trouble as trouble:
        pytest.exit(str(trouble), returncode=1)


def _servers() -> AbstractContextManager[dict[str, str]]:
    """PostgreSQL with a migrated database, of which each test process makes its copy."""
    if "DATABASE_URL" in os.environ:
        return servers.thrown_away()
    cluster = template.migrated(address.data_folder() / "cache")
    os.environ[address.TEMPLATE] = address.NAME
    return servers.thrown_away(begin_from=cluster)


def pytest_unconfigure() -> None:
    running.close()
