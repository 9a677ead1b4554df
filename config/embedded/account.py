"""As whom PostgreSQL runs: it refuses user id 0, so root lends it another one."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from config.embedded.trouble import Trouble
from config.embedded.trying import works

NOBODY = 65534


@dataclass(frozen=True)
class Account:
    run_as: Sequence[str] = ()  # a command that runs another one under this account
    owner: int | None = None  # the user id that must own its folders, when it isn't ours


OURSELVES = Account()
# Root of the machine is user 1000 inside a namespace of its own; on disk its files belong to root.
IN_NAMESPACE = Account(("unshare", "--map-user=1000", "--map-group=1000", "--"))
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
    """The first account that is not user id 0 and that can execute `program`."""
    if os.geteuid() != 0:
        return OURSELVES
    for account in (IN_NAMESPACE, AS_NOBODY, AS_PLAIN_NOBODY):
        if works(*account.run_as, program, "--version"):
            return account
    raise Trouble(
        "PostgreSQL refuses to run as root, and this machine lends it no other user: "
        "run ./dev as an ordinary user, or set DATABASE_URL to a server of your own."
    )
