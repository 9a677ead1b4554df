"""A migrated cluster, made once for each state of the migrations, that test runs copy.

Migrating costs seconds in every test process; copying a stopped cluster and then a database in it costs
a tenth of one.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from devtools.embedded import binaries, servers, sources
from devtools.embedded.setup_error import SetupError

MIGRATE = (sys.executable, "manage.py", "migrate", "--skip-checks", "--verbosity", "0")
KEPT_SECONDS = 24 * 3600.0


def migrated_cluster(cache: Path) -> Path:
    """The stopped cluster in this folder, whose database is migrated as the checkout says.

    Raises SetupError, with Django's words, when the migrations fail.
    """
    cluster = cache / f"cluster-{binaries.postgres().major}-{sources.checksum()[:16]}"
    if not cluster.exists():
        for old in cache.glob("cluster-*"):
            if time.time() - old.stat().st_mtime > KEPT_SECONDS:
                shutil.rmtree(old, ignore_errors=True)
        with servers.temporary(save_as=cluster) as environment:
            _migrate(environment)
    return cluster


def _migrate(environment: dict[str, str]) -> None:
    done = subprocess.run(
        MIGRATE,
        cwd=sources.CHECKOUT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SetupError(f"The migrations fail:\n{done.stdout}")
