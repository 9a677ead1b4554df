"""PostgreSQL and Valkey as child processes: they end with us, and persistent data stays."""

import os
import pwd
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.core.cache import cache
from django.db import connection

from devtools.embedded import postgres, servers
from devtools.embedded.account import AS_NOBODY, IN_NAMESPACE, NAMED, Account
from devtools.embedded.postgres import Postgres
from devtools.embedded.process_group import ProcessGroup
from devtools.embedded.setup_error import SetupError
from tests.system.processes import eventually, line_with, living, owner

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.mark.django_db
def test_a_test_run_has_a_postgresql_that_does_not_wait_for_the_disk() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        assert cursor.fetchone() == ("off",)


@pytest.mark.django_db
def test_text_is_sorted_the_same_on_every_machine() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT upper('é'), 'Zoe' < 'ada'")
        assert cursor.fetchone() == ("É", True)


def test_a_test_run_has_a_valkey() -> None:
    cache.set("answer", 42)
    assert cache.get("answer") == 42


@pytest.mark.slow
def test_a_killed_owner_leaves_no_process_and_no_folder(tmp_path: Path) -> None:
    with owner(tmp_path) as process:
        sockets = Path(line_with("longroad-", process).strip())
        assert len(living(tmp_path)) > 3
        process.kill()
        eventually(lambda: not living(tmp_path))
    assert not sockets.parent.exists()


@pytest.mark.slow
def test_data_outlives_a_killed_owner(tmp_path: Path) -> None:
    with owner(tmp_path) as process:
        with connected(line_with("longroad-", process).strip()) as database:
            database.execute("CREATE TABLE stored AS SELECT 42 AS answer")
        process.kill()
    with owner(tmp_path) as process, connected(line_with("longroad-", process).strip()) as database:
        assert database.execute("SELECT answer FROM stored").fetchone() == (42,)


@pytest.mark.slow
def test_a_lock_file_whose_number_went_to_another_process_is_no_obstacle(tmp_path: Path) -> None:
    with owner(tmp_path) as process:
        line_with("longroad-", process)
    [data] = tmp_path.glob("postgres-*")
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n")
    with owner(tmp_path) as process:
        assert line_with("longroad-", process)


@pytest.mark.slow
def test_a_data_folder_has_one_owner_at_a_time(tmp_path: Path) -> None:
    with owner(tmp_path) as process:
        line_with("longroad-", process)
        with (
            pytest.raises(SetupError, match=rf"process {process.pid}\) already uses"),
            servers.persistent(tmp_path),
        ):
            pass


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(SetupError, match="set LONGROAD_DATA to a folder"),
        servers.persistent(tmp_path / "file" / "var"),
    ):
        pass


def test_servers_with_a_url_are_not_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://db.invalid/longroad")
    monkeypatch.setenv("REDIS_URL", "redis://valkey.invalid")
    with servers.temporary() as environment:
        assert environment == {}


def test_the_user_that_postgresql_runs_under_has_a_name() -> None:
    """initdb looks its user up, and a bare machine has no user 1000."""
    assert pwd.getpwuid(NAMED).pw_uid != 0


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
@pytest.mark.parametrize("account", [IN_NAMESPACE, AS_NOBODY], ids=["in a namespace", "as nobody"])
def test_root_runs_postgresql_under_another_user(account: Account, tmp_path: Path) -> None:
    with ProcessGroup() as group:
        server = Postgres(group, tmp_path, tmp_path / "s", postgres.TEMPORARY, run_as=account)
        if subprocess.run([*account.run_as, "true"], check=False).returncode:
            pytest.skip("this machine forbids it")
        server.start()
        server.wait()
        with connected(str(tmp_path / "s")) as database:
            assert database.execute("SELECT 1").fetchone() == (1,)


def connected(sockets: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(host=sockets, user="longroad", dbname="longroad", autocommit=True)
