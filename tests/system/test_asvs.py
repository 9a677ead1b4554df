"""docs/security/asvs.md is held to its own numbers, and to the tests, settings and headings that it names."""

import ast
import json
import logging
import math
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.mfa import app_settings as mfa
from django.conf import settings
from django.contrib.sessions.backends.cached_db import SessionStore
from django.test import Client
from django.utils.text import slugify

from accounts.adapter import AccountAdapter
from accounts.models import User
from core.log import logging_configuration
from tests.accounts.builders import confirmed, sign_in
from tests.system.processes import CHECKOUT

SECURITY = CHECKOUT / "docs/security"
PAGE = (SECURITY / "asvs.md").read_text()
APPLIES, _, REST = PAGE.partition("## Not met")
NOT_MET, _, NO_MATTER = REST.partition("## Does not apply")
LEVEL_ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (L[12]) \| ", re.MULTILINE)
PRODUCT = {
    *("accounts", "api", "articles", "availability", "config", "core", "mailing", "markup"),
    *("mentoring", "newsletter", "notices", "pages", "roadmaps", "workers"),
}
DANGEROUS = {"subprocess", "pickle", "marshal", "shelve", "os.system", "eval", "exec"}


def test_no_number_is_there_twice() -> None:
    grouped = [row.split(" | ")[0] for row in NO_MATTER.splitlines() if re.match(r"\| \d", row)]
    numbers = [number for number, _level in LEVEL_ROW.findall(PAGE)]
    numbers += re.findall(r"\d+\.\d+\.\d+", " ".join(grouped))
    assert [number for number, times in Counter(numbers).items() if times > 1] == []
    assert len(numbers) == 70 + 183  # as many as the standard has at the two levels


def test_the_counts_are_those_of_the_rows() -> None:
    met = Counter(level for _number, level in LEVEL_ROW.findall(APPLIES))
    not_met = Counter(level for _number, level in LEVEL_ROW.findall(NOT_MET))
    said = re.findall(r"^\| (L[12]) \| (\d+) \| (\d+) \| (\d+) \|$", PAGE, re.MULTILINE)
    assert [(level, int(all_), int(good), int(bad)) for level, all_, good, bad in said] == [
        (level, met[level] + not_met[level], met[level], not_met[level]) for level in ("L1", "L2")
    ]


def test_each_row_names_what_shows_it() -> None:
    for row in APPLIES.splitlines():
        if LEVEL_ROW.match(row):
            shown_by = row.rstrip(" |").rpartition(" | ")[2]
            assert re.search(r"::test_|`[A-Z_]{4,}`|\]\(policy\.md#", shown_by), row


def test_each_test_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
    assert named
    names = {path: set(_functions(path)) for path, _test in named}
    assert [f"{path}::{test}" for path, test in named if test not in names[path]] == []


def test_each_setting_exists() -> None:
    named = {name for name in re.findall(r"`([A-Z][A-Z_]+)`", PAGE) if name not in _variables()}
    assert [name for name in named if not hasattr(settings, name)] == []


@pytest.mark.parametrize("page", sorted(each.name for each in SECURITY.glob("*.md")))
def test_each_link_leads_to_a_heading(page: str) -> None:
    for path, anchor in re.findall(r"\]\((?!https:)([^)#]*)#?([^)]*)\)", (SECURITY / page).read_text()):
        target = (SECURITY / path).resolve()
        headings = {slugify(each) for each in re.findall(r"^#+ (.+)$", target.read_text(), re.MULTILINE)}
        assert not anchor or anchor in headings, f"{path}#{anchor}"


def test_the_product_starts_no_process_and_unpickles_nothing() -> None:
    for app in PRODUCT:
        for path in (CHECKOUT / app).rglob("*.py"):
            names = {name for node in ast.walk(ast.parse(path.read_text())) for name in _used(node)}
            assert not names & DANGEROUS, path


@pytest.mark.django_db
def test_every_cookie_stays_on_the_site_and_away_from_scripts(client: Client, learner: User) -> None:
    client.get("/accounts/login/?language=en-gb")
    client.cookies.clear()
    answers: list[Any] = [client.get("/accounts/login/"), sign_in(client, confirmed(learner))]
    answers.append(client.get("/dashboard/"))
    cookies = [cookie for answer in answers for cookie in answer.cookies.values() if cookie.value]
    assert {cookie.key for cookie in cookies} >= {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    for cookie in cookies:
        assert cookie["samesite"] in {"Lax", "Strict"}, cookie.key
        assert cookie["httponly"], cookie.key


@pytest.mark.django_db
def test_codes_have_enough_bits() -> None:
    codes = [AccountAdapter().generate_email_verification_code().replace("-", "") for _ in range(200)]
    assert math.log2(len(set("".join(codes)))) * len(codes[0]) >= 20
    assert math.log2(10) * mfa.RECOVERY_CODE_DIGITS >= 20
    session = SessionStore()
    session.create()
    assert math.log2(36) * len(str(session.session_key)) >= 128


def test_the_proxy_keeps_the_defaults_of_tls() -> None:
    proxy = (CHECKOUT / "deploy/Caddyfile").read_text()
    assert not re.search(r"^\s*(tls|protocols|ciphers|auto_https|local_certs)\b", proxy, re.MULTILINE)
    assert "http://" not in proxy


def test_a_line_of_the_log_is_json_in_utc_whatever_it_holds() -> None:
    configuration = logging_configuration(for_people=False, level="INFO")
    assert list(configuration["handlers"]) == ["stderr"]
    line = configuration["formatters"]["line"]
    formatter = line["()"](foreign_pre_chain=line["foreign_pre_chain"], processors=line["processors"])
    record = logging.LogRecord("django", logging.INFO, "", 1, 'one\n{"event": "forged"}\r\x1b[2J', (), None)
    written = formatter.format(record)
    assert len(written.splitlines()) == 1
    assert datetime.fromisoformat(json.loads(written)["timestamp"]).utcoffset() == timedelta()


def _functions(path: str) -> Iterator[str]:
    for node in ast.walk(ast.parse((CHECKOUT / path).read_text())):
        if isinstance(node, ast.FunctionDef):
            yield node.name


def _variables() -> set[str]:
    """What is set in the environment alone."""
    return set(re.findall(r"^#? ?([A-Z_]+)=", (CHECKOUT / ".env.example").read_text(), re.MULTILINE))


def _used(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield str(node.module)
    elif isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        yield f"{node.value.id}.{node.attr}"
