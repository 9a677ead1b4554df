"""A form that came after its sender's session had ended: saved, so that nothing that was typed is lost.

It waits in the session of the browser that sent it, an hour at most while nobody signs in there.
"""

from datetime import timedelta
from typing import NamedTuple

from django.http import HttpRequest

from accounts.limits import check_rate
from core.refusals import RateLimited

SESSION_KEY = "interrupted_form"
SAVED_FOR = timedelta(hours=1)
MOST_CHARACTERS = 128 * 1024
NEVER_SAVED = ("csrfmiddlewaretoken", "password")


class InterruptedForm(NamedTuple):
    """Where it was sent to, and its fields in their order."""

    path: str
    fields: list[tuple[str, str]]

    @property
    def words(self) -> list[str]:
        """What somebody typed, as far as it can be told from ids and choices: values of several words."""
        return [value for _name, value in self.fields if len(value.split()) > 1]


def save(request: HttpRequest) -> bool:
    """Save what a stranger posted; False if it is too long, or the visitor does this too often."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not name.startswith(NEVER_SAVED)
    ]
    if sum(len(name) + len(value) for name, value in fields) > MOST_CHARACTERS:
        return False
    try:
        check_rate(request, "interrupted_form")
    except RateLimited:
        return False
    request.session[SESSION_KEY] = InterruptedForm(request.get_full_path(), fields)
    request.session.set_expiry(SAVED_FOR)
    return True


def load(request: HttpRequest) -> InterruptedForm | None:
    """What is saved in this session, if anything."""
    found = request.session.get(SESSION_KEY)
    return InterruptedForm(found[0], [(name, value) for name, value in found[1]]) if found else None


def discard(request: HttpRequest, *, path: str) -> None:
    """It has been sent again, to this path."""
    if (found := load(request)) and found.path == path:
        del request.session[SESSION_KEY]
