"""What a new edition changes for somebody: which keys became which, and how each stands then. Pure.

A mapping names each key that vanished, with the keys that take its place: one for a step that was renamed,
the same one for several that were merged, several for one that was split, none for one that was retired.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from roadmaps.choices import StepStatus
from roadmaps.tracks import StepFacts, required_on

KeyMapping = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a step stands with somebody."""

    status: str
    is_credit: bool = False


def follow_keys(keys: Iterable[str], mappings: Sequence[KeyMapping]) -> dict[str, list[str]]:
    """What each key became through these mappings, oldest first; itself where none names it."""
    became = {}
    for key in keys:
        now = [key]
        for mapping in mappings:
            now = list(dict.fromkeys(new for old in now for new in mapping.get(old, (old,))))
        became[key] = now
    return became


def carry_standings(
    standings: Mapping[str, Standing], mappings: Sequence[KeyMapping], old_keys: Iterable[str]
) -> dict[str, Standing]:
    """How the steps stand that took the place of others; `old_keys` are all steps of the edition left.

    What was split stands on each part as it stood. What was merged is done or skipped only if all of it
    was, and in progress if any of it was begun. What stands somehow already stays so.
    """
    parts: dict[str, list[Standing]] = {}
    for old, became in follow_keys(old_keys, mappings).items():
        if became != [old]:
            for new in became:
                parts.setdefault(new, []).append(standings.get(old, Standing(StepStatus.PENDING)))
    merged = {new: _merge(of) for new, of in parts.items()}
    pending = Standing(StepStatus.PENDING)
    return {
        new: standing
        for new, standing in merged.items()
        if standing.status != StepStatus.PENDING and standings.get(new, pending).status == StepStatus.PENDING
    }


def _merge(parts: Sequence[Standing]) -> Standing:
    statuses = {part.status for part in parts}
    if len(statuses) == 1:
        return Standing(parts[0].status, all(part.is_credit for part in parts))
    if statuses == {StepStatus.DONE, StepStatus.SKIPPED}:
        return Standing(StepStatus.DONE)
    return Standing(StepStatus.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class EditionChanges:
    """The keys of what is new, gone and replaced among the steps that somebody takes, and their hours."""

    added: tuple[str, ...]
    retired: tuple[str, ...]
    replaced: dict[str, list[str]]
    hours_before: int
    hours_after: int


def compare_editions(
    old: Sequence[StepFacts],
    new: Sequence[StepFacts],
    mappings: Sequence[KeyMapping],
    track: str,
    specialisms: Collection[str] = (),
) -> EditionChanges:
    """What moving from the one to the other means on this track, with these specialisms."""
    before, after = required_on(old, track, specialisms), required_on(new, track, specialisms)
    became = follow_keys([step.key for step in before], mappings)
    replacing = {key for keys in became.values() for key in keys}
    known = {step.key for step in new}
    return EditionChanges(
        added=tuple(step.key for step in after if step.key not in replacing),
        retired=tuple(key for key, keys in became.items() if known.isdisjoint(keys)),
        replaced={key: keys for key, keys in became.items() if keys and keys != [key]},
        hours_before=sum(step.hours for step in before),
        hours_after=sum(step.hours for step in after),
    )
