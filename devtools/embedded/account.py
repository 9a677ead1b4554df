"""The account that PostgreSQL runs under: it refuses user id 0 and user ids without a name."""

import os
import pwd
from collections.abc import Sequence
from dataclasses import dataclass

from devtools.embedded.probe import command_works
from devtools.embedded.setup_error import SetupError

NOBODY = 65534


@dataclass(frozen=True)
class Account:
    run_as: Sequence[str] = ()  # a command that runs another one under this account
    owner: int | None = None  # the user id that must own its folders, when it isn't ours


OURSELVES = Account()
NAMED = next((entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid != 0), NOBODY)
# Inside a user namespace our user id looks like another one; on disk the files stay ours.
IN_NAMESPACE = Account(("unshare", f"--map-user={NAMED}", f"--map-group={NAMED}", "--"))
# Where namespaces are forbidden (a container's default). The capability lets it reach a checkout in
# root's private home.
AS_NOBODY = Account(
    (
        *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
        *("--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override", "--"),
    ),
    owner=NOBODY,
)
AS_PLAIN_NOBODY = Account(
    ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--"), owner=NOBODY
)


def account_for(program: str) -> Account:
    """The first account that PostgreSQL accepts and that can execute `program`."""
    if os.geteuid() != 0 and _has_name(os.geteuid()):
        return OURSELVES
    for account in (IN_NAMESPACE, AS_NOBODY, AS_PLAIN_NOBODY):
        if command_works(*account.run_as, program, "--version"):
            return account
    raise SetupError(
        "PostgreSQL runs neither as root nor as a user without a name, and this machine allows no other: "
        "run ./dev as an ordinary user, or set DATABASE_URL to a server of your own."
    )


def _has_name(user_id: int) -> bool:
    """Containers may run as any number; initdb wants to find it in the list of users."""
    try:
        pwd.getpwuid(user_id)
    except KeyError:
        return False
    return True
