"""Every test of the API starts with nobody throttled."""

from tests.accounts.conftest import empty_cache

__all__ = ["empty_cache"]
