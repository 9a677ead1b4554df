"""What somebody changed about a roadmap for themselves: steps hidden, added and put in another order. Pure.

An overlay names steps and milestones by their permanent keys and lies over an edition, which never changes.
What it names that the edition does not have is left alone, so it fits every edition.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from roadmaps.edition_changes import KeyMapping, follow_keys

MOST_OWN_STEPS = 50
MOST_OWN_LINKS = 5
MOST_OWN_HOURS = 1000
LONGEST_OWN_TITLE = 120
LONGEST_OWN_NOTE = 1000
OWN_KEY = "own-"  # how the keys of people's own steps begin, before random letters


@dataclass(frozen=True, slots=True)
class OwnLink:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class OwnStep:
    """A step that somebody added. `stage` is where it goes when an edition no longer has its milestone."""

    key: str
    title: str
    hours: int
    milestone: str
    stage: str
    note: str = ""
    links: tuple[OwnLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Overlay:
    """`order` has the keys of a milestone's steps as somebody put them, for milestones that they changed."""

    hidden_steps: tuple[str, ...] = ()
    hidden_milestones: tuple[str, ...] = ()
    own: tuple[OwnStep, ...] = ()
    order: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """As it is kept with an enrolment."""
        return cls(
            hidden_steps=tuple(data.get("hidden_steps", ())),
            hidden_milestones=tuple(data.get("hidden_milestones", ())),
            own=tuple(
                OwnStep(**{**each, "links": tuple(OwnLink(**link) for link in each["links"])})
                for each in data.get("own", ())
            ),
            order={milestone: tuple(keys) for milestone, keys in data.get("order", {}).items()},
        )

    def to_data(self) -> dict[str, Any]:
        """Without what is empty: {} for somebody who changed nothing."""
        data = {
            "hidden_steps": list(self.hidden_steps),
            "hidden_milestones": list(self.hidden_milestones),
            "own": [{**asdict(each), "links": [asdict(link) for link in each.links]} for each in self.own],
            "order": {milestone: list(keys) for milestone, keys in self.order.items()},
        }
        return {name: value for name, value in data.items() if value}

    def find_own(self, key: str) -> OwnStep | None:
        return next((each for each in self.own if each.key == key), None)

    def hide_step(self, key: str) -> Self:
        return replace(self, hidden_steps=_with(self.hidden_steps, key))

    def show_step(self, key: str) -> Self:
        return replace(self, hidden_steps=_without(self.hidden_steps, key))

    def hide_milestone(self, key: str) -> Self:
        return replace(self, hidden_milestones=_with(self.hidden_milestones, key))

    def show_milestone(self, key: str) -> Self:
        return replace(self, hidden_milestones=_without(self.hidden_milestones, key))

    def put_own(self, step: OwnStep) -> Self:
        """In the place of the one with its key, otherwise after the others."""
        if self.find_own(step.key) is None:
            return replace(self, own=(*self.own, step))
        return replace(self, own=tuple(step if each.key == step.key else each for each in self.own))

    def remove_own(self, key: str) -> Self:
        return replace(
            self.show_step(key),
            own=tuple(each for each in self.own if each.key != key),
            order={milestone: _without(keys, key) for milestone, keys in self.order.items()},
        )

    def put_in_order(self, milestone: str, keys: Sequence[str]) -> Self:
        return replace(self, order={**self.order, milestone: tuple(keys)})


def _with(keys: tuple[str, ...], key: str) -> tuple[str, ...]:
    return keys if key in keys else (*keys, key)


def _without(keys: tuple[str, ...], key: str) -> tuple[str, ...]:
    return tuple(each for each in keys if each != key)


def arrange(keys: Sequence[str], order: Sequence[str]) -> list[str]:
    """These keys as `order` has them; one that it does not name stays behind the one it came after."""
    known = set(keys)
    arranged = [key for key in dict.fromkeys(order) if key in known]
    placed = set(arranged)
    before = None
    for key in keys:
        if key not in placed:
            arranged.insert(0 if before is None else arranged.index(before) + 1, key)
        before = key
    return arranged


@dataclass(frozen=True, slots=True)
class OverlayMove:
    """An overlay that came along to another edition, and what of it did not.

    `dropped` are the keys of hidden steps that have no hidden successor there, `dropped_milestones` those of
    hidden milestones that are gone, and `displaced` those of own steps whose milestone is gone.
    """

    overlay: Overlay
    dropped: tuple[str, ...] = ()
    dropped_milestones: tuple[str, ...] = ()
    displaced: tuple[str, ...] = ()


Places = Mapping[str, str]  # the milestone of each step, by their keys


def move_overlay(overlay: Overlay, mappings: Sequence[KeyMapping], old: Places, new: Places) -> OverlayMove:
    """From one edition to another, whose steps and their milestones are `old` and `new`.

    What a hidden step became is hidden; what several became, if all of them were. A step that was hidden with
    its milestone stays hidden when it moves into another one.
    """
    own = {each.key for each in overlay.own}
    milestones = set(new.values())
    still_hidden = tuple(key for key in overlay.hidden_milestones if key in milestones)
    named = [key for key in overlay.hidden_steps if key not in own]
    with_milestone = [key for key, milestone in old.items() if milestone in overlay.hidden_milestones]
    hidden = set(named) | set(with_milestone)
    became = follow_keys(dict.fromkeys((*old, *named)), mappings)
    follows = _hidden_successors(became, hidden, new)
    named_after = {each for key in named for each in became[key]}
    came_along = [key for key in follows if key in named_after or new[key] not in still_hidden]
    kept_own = [key for key in overlay.hidden_steps if key in own]
    return OverlayMove(
        replace(
            overlay,
            hidden_steps=tuple(dict.fromkeys((*came_along, *kept_own))),
            hidden_milestones=still_hidden,
            order=_move_order(overlay.order, became, milestones),
        ),
        dropped=tuple(key for key in named if not any(each in follows for each in became[key])),
        dropped_milestones=tuple(key for key in overlay.hidden_milestones if key not in milestones),
        displaced=tuple(
            each.key
            for each in overlay.own
            if each.milestone not in milestones and each.milestone in old.values()
        ),
    )


def _hidden_successors(
    became: Mapping[str, Sequence[str]], hidden: Collection[str], new: Places
) -> dict[str, None]:
    """The steps of the new edition that took the place of nothing else than hidden ones, in order."""
    sources: dict[str, list[str]] = {}
    for key, successors in became.items():
        for each in successors:
            sources.setdefault(each, []).append(key)
    return {
        each: None for each, keys in sources.items() if each in new and all(key in hidden for key in keys)
    }


def _move_order(
    order: Mapping[str, Sequence[str]], became: Mapping[str, Sequence[str]], milestones: Collection[str]
) -> dict[str, tuple[str, ...]]:
    return {
        milestone: tuple(dict.fromkeys(_follow(keys, became)))
        for milestone, keys in order.items()
        if milestone in milestones
    }


def _follow(keys: Iterable[str], became: Mapping[str, Sequence[str]]) -> Iterable[str]:
    return (each for key in keys for each in became.get(key, (key,)))
