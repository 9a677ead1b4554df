"""The kinds of notices that there are. Each app registers its own in `<app>/notice_kinds.py`:

    REMINDER = register(
        NoticeKind(
            name="mentoring.reminder",
            label=_("A session is near"),
            describe=reminder_lines,
            letter=LetterTemplate("mentoring.reminder", LetterKind.REMINDER),
        )
    )

and its acts call `notices.operations.tell(person=…, kind=REMINDER, about=…, at=…, now=…)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from mailing.models import LetterKind
from notices.models import Channel, Notice

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, kw_only=True)
class Line:
    """What a notice says in the list: one sentence, and the page that it leads to."""

    text: str
    url: str


@dataclass(frozen=True)
class LetterTemplate:
    """The letter of a kind: the name of its builder (`@builds`), and what kind of letter it is."""

    name: str
    kind: LetterKind


Describe = Callable[[Sequence[Notice]], Mapping[UUID, Line]]


@dataclass(frozen=True, kw_only=True)
class NoticeKind:
    """One kind of notice, with its channels.

    `describe` gets notices for one person, of all the kinds that it describes, and returns the line of each
    by its pk, in the active language; one whose fact is gone it leaves out. `always` are the channels that
    nobody can turn off: mail for what concerns security, or confirms a booking. Without a `letter` there is
    no mail.
    """

    name: str
    label: _StrPromise
    describe: Describe
    letter: LetterTemplate | None = None
    defaults: frozenset[Channel] = frozenset(Channel)
    always: frozenset[Channel] = frozenset()

    @property
    def channels(self) -> list[Channel]:
        """Those that this kind can use."""
        return [channel for channel in Channel if channel != Channel.MAIL or self.letter is not None]

    def uses(self, channel: Channel, choice: bool | None) -> bool:  # noqa: FBT001
        """Whether a person with this choice (None: never chose) gets it by this channel."""
        if channel not in self.channels:
            return False
        if channel in self.always:
            return True
        return channel in self.defaults if choice is None else choice


class UnknownKind(LookupError):
    """No kind of notice is registered under this name."""


_kinds: dict[str, NoticeKind] = {}


def register(kind: NoticeKind) -> NoticeKind:
    """Make a kind known. Raises ValueError when another has its name."""
    if _kinds.setdefault(kind.name, kind) is not kind:
        raise ValueError(f"There are two kinds of notices called {kind.name!r}.")
    return kind


def kind_named(name: str) -> NoticeKind:
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKind(f"No kind of notice is registered as {name!r}.") from None


def all_kinds() -> list[NoticeKind]:
    """In the order of their names, so each app's together."""
    return [_kinds[name] for name in sorted(_kinds)]


def is_known(name: str) -> bool:
    return name in _kinds
