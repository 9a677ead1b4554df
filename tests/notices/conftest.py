"""A kind of notice to tell of, and the fixtures of mailing."""

import pytest

from notices import registry
from tests.mailing.conftest import deliver, owed
from tests.notices.kinds import CONFIRMATION, REMINDER

__all__ = ["deliver", "owed"]


@pytest.fixture(autouse=True)
def known_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kinds of these tests, beside the site's own, for as long as a test runs."""
    for kind in (CONFIRMATION, REMINDER):
        monkeypatch.setitem(registry._kinds, kind.name, kind)  # noqa: SLF001
