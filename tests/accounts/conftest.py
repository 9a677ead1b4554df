"""What every test of accounts starts from."""

from uuid import uuid4

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def empty_cache(settings: Settings) -> None:
    """Nobody has used up a rate limit yet."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": f"test-{uuid4().hex}"}}
