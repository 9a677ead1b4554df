"""docker-compose.yml without Docker: its order is safe, and its commands serve a site natively."""

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
import yaml
from django.apps import apps
from django.conf import settings
from psycopg import sql

from devtools.embedded import address, binaries
from tests.system.processes import CHECKOUT, eventually, free_port
from tests.system.test_settings_documented import DOCUMENTED

PROGRAMS = Path(sys.executable).parent
COMPOSE: dict[str, Any] = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")


def waits_for(service: str) -> dict[str, str]:
    return {name: how["condition"] for name, how in SERVICES[service]["depends_on"].items()}


@pytest.mark.parametrize("service", ["web", "worker", "beat"])
def test_services_that_use_tables_wait_for_the_migrations(service: str) -> None:
    assert waits_for(service) == {
        "migrate": "service_completed_successfully",
        "postgres": "service_healthy",
        "valkey": "service_healthy",
    }


def test_the_proxy_starts_when_a_web_process_serves() -> None:
    assert waits_for("caddy") == {"web": "service_healthy"}


def test_services_that_are_waited_for_have_a_health_check() -> None:
    has_own = {name for name, service in SERVICES.items() if "test" in service.get("healthcheck", {})}
    from_image = {"web"}  # the image's HEALTHCHECK asks /livez
    awaited = {
        name
        for service in SERVICES.values()
        for name, how in service.get("depends_on", {}).items()
        if how["condition"] == "service_healthy"
    }
    assert awaited <= has_own | from_image
    assert "HEALTHCHECK" in (CHECKOUT / "Dockerfile").read_text()


def test_two_web_processes_share_the_work() -> None:
    assert SERVICES["web"]["deploy"]["replicas"] == 2


def test_what_must_outlive_a_container_is_in_a_named_volume() -> None:
    kept = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert set(COMPOSE["volumes"]) == {name for name in kept if "/" not in name}
    assert {"postgres", "valkey", "caddy"} <= kept


def test_only_the_proxy_is_reachable_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["caddy"]


@pytest.mark.parametrize("service", OURS)
def test_our_containers_can_change_nothing(service: str) -> None:
    assert SERVICES[service]["read_only"] is True
    assert SERVICES[service]["cap_drop"] == ["ALL"]
    assert "USER 10001" in (CHECKOUT / "Dockerfile").read_text()


SECRETS_OF = {
    "postgres": {"POSTGRES_SUPERUSER_PASSWORD", "POSTGRES_PASSWORD"},
    "valkey": {"VALKEY_PASSWORD"},
    "migrate": {"POSTGRES_PASSWORD", "VALKEY_PASSWORD"},
    "web": {
        *("POSTGRES_PASSWORD", "VALKEY_PASSWORD", "SECRET_KEY", "SECRET_KEY_FALLBACKS"),
        *("GITHUB_SECRET", "GOOGLE_SECRET", "OIDC_SECRET", "MAIL_EVENTS_SECRET"),
    },
    "worker": {"POSTGRES_PASSWORD", "VALKEY_PASSWORD", "SECRET_KEY", "SECRET_KEY_FALLBACKS", "EMAIL_URL"},
    "beat": {"POSTGRES_PASSWORD", "VALKEY_PASSWORD"},
    "caddy": set(),
}
IS_SECRET = re.compile(r"PASSWORD$|SECRET|^EMAIL_URL$")
NOT_FOR_CONTAINERS = {"DEBUG", "LONGROAD_DATA", "LONGROAD_DEV", "STATIC_ROOT"}


def given(service: str) -> set[str]:
    """The names in .env whose values this container gets."""
    environment = SERVICES[service].get("environment", {})
    passed_on = {name for name, value in environment.items() if value is None}
    return passed_on | set(re.findall(r"\$\{([A-Z_]+)", str([environment, SERVICES[service].get("command")])))


@pytest.mark.parametrize("service", SERVICES)
def test_each_container_gets_its_own_secrets_alone(service: str) -> None:
    assert "env_file" not in SERVICES[service]
    assert {name for name in given(service) if IS_SECRET.search(name)} == SECRETS_OF[service]


def test_every_setting_reaches_the_containers() -> None:
    documented = set(DOCUMENTED.findall((CHECKOUT / ".env.example").read_text()))
    set_by_compose = {name for name, value in SERVICES["worker"]["environment"].items() if value}
    arriving = {name for service in SERVICES for name in given(service)}
    assert documented - arriving - set_by_compose == NOT_FOR_CONTAINERS


@pytest.mark.parametrize("service", SERVICES)
def test_no_container_can_take_the_memory_of_the_others(service: str) -> None:
    assert "mem_limit" in SERVICES[service]


def test_the_image_holds_every_app() -> None:
    held = {line[1:] for line in (CHECKOUT / ".dockerignore").read_text().splitlines() if line[:1] == "!"}
    ours = {app.name for app in apps.get_app_configs() if Path(app.path).parent == CHECKOUT}
    assert ours - {"devtools"} <= held


@pytest.mark.slow
def test_valkey_answers_nobody_without_its_password(tmp_path: Path) -> None:
    socket, password = tmp_path.parent / "v.sock", "${VALKEY_PASSWORD:?set it in .env}"
    [_program, *options] = [word.replace(password, "open-sesame") for word in SERVICES["valkey"]["command"]]
    listening = ("--port", "0", "--unixsocket", str(socket), "--dir", str(tmp_path))
    server = subprocess.Popen([binaries.valkey(), *options, *listening], stdout=subprocess.DEVNULL)
    try:
        eventually(socket.exists)
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(unix_socket_path=str(socket)).ping()
        assert redis.Redis(unix_socket_path=str(socket), password="open-sesame").ping()
    finally:
        server.terminate()
        server.wait(60)


@pytest.mark.slow
def test_the_role_of_the_site_is_no_superuser_and_can_make_its_tables(tmp_path: Path) -> None:
    here, role = settings.DATABASES["default"], f"site_{secrets.token_hex(4)}"
    named = {"POSTGRES_USER": here["USER"], "LONGROAD_ROLE": role, "LONGROAD_PASSWORD": "it's \\ secret"}
    programs = f"{binaries.postgres().folder}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        ["deploy/create-database.sh"],
        cwd=CHECKOUT,
        env={"PATH": programs, "PGHOST": here["HOST"], **named},
        check=True,
    )
    try:
        with psycopg.connect(host=here["HOST"], user=role, dbname=role, autocommit=True) as site:
            for extension in ("btree_gist", "citext", "pg_trgm", "unaccent"):
                site.execute(sql.SQL("CREATE EXTENSION {}").format(sql.Identifier(extension)))
            rights = site.execute("SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user")
            assert rights.fetchone() == (False, False)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                site.execute("COPY pg_class TO PROGRAM 'cat'")
    finally:
        with psycopg.connect(
            host=here["HOST"], user=here["USER"], dbname="postgres", autocommit=True
        ) as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(role)))
            server.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a real site with a database of its own."""
    here = settings.DATABASES["default"]
    name = f"deployment_{secrets.token_hex(4)}"
    with psycopg.connect(host=here["HOST"], user=here["USER"], dbname="postgres", autocommit=True) as server:
        copied = sql.Identifier(os.environ.get(address.TEMPLATE, "template1"))  # migrated, which saves time
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), copied))
        environment = {
            "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
            "DATABASE_URL": f"postgres://{here['USER']}@/{name}?host={here['HOST']}",
            "REDIS_URL": settings.REDIS_URL,
            "KEY_PREFIX": name,
            "SECRET_KEY": secrets.token_urlsafe(48),
            "SITE_URL": "https://longroad.example",
            "EMAIL_URL": "dummymail://",
            "STATIC_ROOT": str(tmp_path / "static"),
            "PORT": str(free_port()),
        }
        yield environment
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.mark.slow
def test_the_commands_of_compose_make_a_site_that_serves(site: dict[str, str], tmp_path: Path) -> None:
    run(site, SERVICES["migrate"]["command"])
    services = {
        name: natively(SERVICES[name]["command"], site, tmp_path) for name in ("web", "worker", "beat")
    }
    processes = [
        subprocess.Popen(
            command,
            cwd=CHECKOUT,
            env=site,
            stdout=(tmp_path / f"{name}.log").open("w"),
            stderr=subprocess.STDOUT,
        )
        for name, command in services.items()
    ]
    try:
        eventually(lambda: run(site, ["python", "deploy/healthcheck.py"], check=False) == 0)
        eventually(lambda: "ready" in (tmp_path / "worker.log").read_text())
        eventually(lambda: "Starting" in (tmp_path / "beat.log").read_text())
        assert [process.poll() for process in processes] == [None, None, None]
    finally:
        for process in processes:
            process.terminate()
        assert [process.wait(60) for process in processes] == [0, 0, 0]


def natively(command: list[str], site: dict[str, str], tmp_path: Path) -> list[str]:
    """The same command with what differs outside a container: the port, and a folder of its own."""
    outside = {"8000": site["PORT"], "0.0.0.0": "127.0.0.1", "/tmp/beat": str(tmp_path / "beat")}  # noqa: S104, S108
    return [outside.get(word, word) for word in command]


def run(site: dict[str, str], command: list[str], *, check: bool = True) -> int:
    done = subprocess.run(command, cwd=CHECKOUT, env=site, capture_output=True, text=True, check=False)
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done.returncode
