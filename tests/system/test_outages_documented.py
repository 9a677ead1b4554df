"""docs/operations/outages.md says of every limit what an outage of Valkey makes of it."""

import re

from allauth.account import app_settings as account
from allauth.mfa import app_settings as mfa
from django.conf import settings

from tests.system.processes import CHECKOUT

ROW = re.compile(r"^\| (.*`\w+`.*) \| .*(?:counts|rate).* \|$", re.MULTILINE)
OF_PHONES_AND_CODES_BY_MAIL = {"change_phone", "verify_phone", "request_login_code"}  # not offered here


def test_every_limit_is_in_the_table() -> None:
    page = (CHECKOUT / "docs/operations/outages.md").read_text()
    documented = {name for row in ROW.findall(page) for name in re.findall(r"`([a-z_]+)`", row)}
    of_allauth = {*account.RATE_LIMITS, *mfa.RATE_LIMITS} - OF_PHONES_AND_CODES_BY_MAIL
    assert documented == {*of_allauth, *settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]}


def test_what_is_counted_is_counted_where_an_outage_lifts_nothing() -> None:
    """allauth and the REST framework know the default cache alone."""
    assert settings.CACHES["default"]["BACKEND"] == "core.cache.CountingCache"
