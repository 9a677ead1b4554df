"""A lower app says what happened; upper apps react. Who reacts to what: config/reactions.py."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

Event = TypeVar("Event")
_reactions: dict[type, list[Callable[[Any], object]]] = defaultdict(list)


def react(event_type: type[Event], reaction: Callable[[Event], object]) -> None:
    """Run `reaction` whenever an `event_type` is announced. Wiring twice is wiring once."""
    if reaction not in _reactions[event_type]:
        _reactions[event_type].append(reaction)


def announce(event: object) -> None:
    """Tell everybody who reacts to this event, in order, in the caller's transaction.

    A reaction that raises undoes the act: what must not do so belongs in a letter or a task.
    """
    for reaction in _reactions[type(event)]:
        reaction(event)
