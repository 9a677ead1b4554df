"""The fixtures of mailing, for its faults; each of these tests is `slow`."""

from pathlib import Path

import pytest

from tests.mailing.conftest import deliver, owed

__all__ = ["deliver", "owed"]


@pytest.hookimpl(tryfirst=True)  # before `-m` asks for the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(
                pytest.mark.slow
            )  # servers are stopped, and it takes a while until somebody notices
