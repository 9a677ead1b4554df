"""Gives a test run its own PostgreSQL and Valkey, before Django reads its settings.

Loaded by `-p devtools.embedded.pytest_plugin`. Under xdist only the controller starts servers: its workers
inherit the environment that leads to them, and each makes its own database and uses its own key prefix.
"""

import os
from contextlib import AbstractContextManager, ExitStack

import pytest

from devtools.embedded import address, servers, template
from devtools.embedded.setup_error import SetupError

running = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    try:
        os.environ.update(running.enter_context(_running_servers()))
    except SetupError as error:
        pytest.exit(str(error), returncode=1)


def _running_servers() -> AbstractContextManager[dict[str, str]]:
    """PostgreSQL with a migrated database, of which each test process makes its copy."""
    if "DATABASE_URL" in os.environ:
        return servers.temporary()
    cluster = template.migrated_cluster(address.data_folder() / "cache")
    os.environ[address.TEMPLATE] = address.NAME
    return servers.temporary(template=cluster)


def pytest_unconfigure() -> None:
    running.close()
