"""`.env.example` and the code name the same settings."""

import re

from tests.system.processes import CHECKOUT

READ_BY_CODE = re.compile(r"""\benv(?:\.\w+)?\(\s*"([A-Z][A-Z0-9_]+)\"""")
READ_BY_COMPOSE = re.compile(r"\{\$?([A-Z][A-Z0-9_]+)")
DOCUMENTED = re.compile(r"^(?:# )?([A-Z][A-Z0-9_]+)=", re.MULTILINE)
READ_BY_DEV = {"LONGROAD_DATA"}


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    documented = DOCUMENTED.findall((CHECKOUT / ".env.example").read_text())
    assert set(documented) == read_by_code() | read_by_compose() | READ_BY_DEV
    assert len(documented) == len(set(documented))


def test_no_example_holds_a_secret() -> None:
    assert not re.search(
        r"^(SECRET_KEY|EMAIL_URL|\w*PASSWORD)=.", (CHECKOUT / ".env.example").read_text(), re.MULTILINE
    )


def read_by_code() -> set[str]:
    apps = [path for path in CHECKOUT.glob("[a-z]*/**/*.py") if path.parts[-2] not in {"tests", "benchmarks"}]
    return {name for path in apps for name in READ_BY_CODE.findall(path.read_text())}


def read_by_compose() -> set[str]:
    return {
        name
        for file in ("docker-compose.yml", "deploy/Caddyfile")
        for name in READ_BY_COMPOSE.findall((CHECKOUT / file).read_text())
    }
