"""The blocks of which people make their public profile, each declared by the app that knows its contents.

An app has them in `<app>/profile_blocks.py`, which is found when Django starts:

    register_block(Block(key="weeks", title=_("Weeks of study"), …, read=read_weeks_block))

A block is read only when its owner has switched it on, so nothing else can appear on the page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import PublicProfile, User

Words = Promise | str
Content = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Block:
    """`read` gives what the template shows, or None for nothing yet; `describe` the same as plain data.

    `place` is where it stands among those that were never moved; `settings_url` the name of the address where
    what is in it is chosen.
    """

    key: str
    title: Words
    hint: Words
    template: str
    place: int
    read: Callable[[User, datetime], Content | None]
    describe: Callable[[Content], Content] = dict
    styles: Sequence[str] = ()
    settings_url: str = ""


@dataclass(frozen=True, slots=True)
class ShownBlock:
    block: Block
    content: Content


_blocks: dict[str, Block] = {}


def register_block(block: Block) -> None:
    """Raises ValueError when another block has its key."""
    if _blocks.setdefault(block.key, block) is not block:
        raise ValueError(f"{block.key} is declared twice.")


def all_blocks() -> list[Block]:
    return sorted(_blocks.values(), key=lambda block: block.place)


def known_keys() -> frozenset[str]:
    return frozenset(_blocks)


def blocks_of(profile: PublicProfile | None) -> list[Block]:
    """The blocks that are switched on, in the owner's order."""
    keys = profile.blocks if profile else []
    return [_blocks[key] for key in keys if key in _blocks]


def read_blocks(person: User, blocks: Sequence[Block], *, now: datetime) -> list[ShownBlock]:
    """What stands in these blocks; one with nothing in it is left out."""
    read = ((block, block.read(person, now)) for block in blocks)
    return [ShownBlock(block, content) for block, content in read if content is not None]


def _read_about(person: User, now: datetime) -> Content | None:
    about = PublicProfile.objects.filter(user=person).values_list("about", flat=True).first()
    return {"text": about} if about else None


register_block(
    Block(
        key="about",
        title=_("About"),
        hint=_("A few words of your own."),
        template="accounts/_profile_about.html",
        place=10,
        read=_read_about,
    )
)
