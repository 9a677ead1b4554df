"""Which topic a step of a drawing belongs to: by a line, by touch, by the frame around both, or by nearness.

Most steps have no line. The rules are tried in this order; what only nearness says is a guess.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from math import floor, hypot, inf

from editor.formats.roadmap_sh.nodes import CHECKLIST, STEPS, TOPIC, Box, Drawing

GAP = 14.0  # pixels between two boxes that still touch
SHARED_SIDE = 10.0
CELL = 400.0
MOST_CANDIDATES = 5
MOST_NEIGHBOURS = 40  # looked at for one box, where many lie upon one another
MOST_CELLS = 64  # of one box, however large it is


@dataclass(frozen=True, slots=True)
class Member:
    """`rule` is `line`, `touch`, `frame` or `guess`; `near` are the nearest topics, nearest first."""

    topic: str
    rule: str
    near: tuple[str, ...] = ()


def find_members(drawing: Drawing) -> dict[str, Member]:
    """The topic of each step, by their ids; nothing where there are no topics."""
    topics = drawing.of_type(TOPIC)
    steps = drawing.of_type(*STEPS, CHECKLIST)
    if not topics:
        return {}
    members = dict(_by_line(drawing, steps))
    _spread_by_touch(steps, members)
    by_frame = dict(_by_frame(drawing, steps, members))
    for step in steps:
        if step.id not in members:
            near = _nearest(step, topics)
            members[step.id] = by_frame.get(step.id) or Member(near[0], "guess", near)
    return members


def _by_line(drawing: Drawing, steps: Sequence[Box]) -> Iterator[tuple[str, Member]]:
    """The nearest of the topics that a line joins it to."""
    joined: dict[str, set[str]] = defaultdict(set)
    for one, other in drawing.edges:
        for end, topic in ((one, other), (other, one)):
            if drawing.boxes[topic].type == TOPIC:
                joined[end].add(topic)
    for step in steps:
        if topics := joined.get(step.id):
            near = min(topics, key=lambda topic: (_distance(step, drawing.boxes[topic]), topic))
            yield step.id, Member(near, "line")


def _spread_by_touch(steps: Sequence[Box], members: dict[str, Member]) -> None:
    """From steps with a topic to those that touch them, and on from there."""
    touching = _find_touching(steps)
    ahead = deque(step.id for step in steps if step.id in members)
    while ahead:
        at = ahead.popleft()
        for neighbour in touching.get(at, ()):
            if neighbour not in members:
                members[neighbour] = Member(members[at].topic, "touch")
                ahead.append(neighbour)


def _find_touching(steps: Sequence[Box]) -> Mapping[str, list[str]]:
    """Compares only boxes in the same square of the plane, so that thousands take no time."""
    squares: dict[tuple[int, int], list[Box]] = defaultdict(list)
    for step in steps:
        if step.is_placed:
            for square in _squares_of(step):
                squares[square].append(step)
    touching: dict[str, list[str]] = defaultdict(list)
    for boxes in squares.values():
        boxes.sort(key=lambda box: box.left)
        for at, one in enumerate(boxes):
            for other in boxes[at + 1 : at + MOST_NEIGHBOURS]:
                if other.left > one.right + GAP:
                    break
                if _touch(one, other):
                    touching[one.id].append(other.id)
                    touching[other.id].append(one.id)
    return touching


def _squares_of(box: Box) -> list[tuple[int, int]]:
    columns = range(floor((box.left - GAP) / CELL), floor((box.right + GAP) / CELL) + 1)
    rows = range(floor((box.top - GAP) / CELL), floor((box.bottom + GAP) / CELL) + 1)
    if len(columns) * len(rows) > MOST_CELLS:
        return [(columns[0], rows[0])]
    return [(column, row) for column in columns for row in rows]


def _touch(one: Box, other: Box) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return (across > SHARED_SIDE and down >= -GAP) or (down > SHARED_SIDE and across >= -GAP)


def _by_frame(
    drawing: Drawing, steps: Sequence[Box], members: Mapping[str, Member]
) -> Iterator[tuple[str, Member]]:
    """The smallest frame around it that also holds a topic, or steps of one."""
    frames = sorted(drawing.of_type("section"), key=lambda box: box.width * box.height)[:500]
    topics = drawing.of_type(TOPIC)
    owners: dict[str, str] = {}
    for frame in frames:
        inside = [topic.id for topic in topics if frame.holds(topic)]
        of_steps = [members[step.id].topic for step in steps if step.id in members and frame.holds(step)]
        if found := inside or of_steps:
            owners[frame.id] = max(sorted(set(found)), key=found.count)
    for step in steps:
        if step.id not in members:
            around = next((frame for frame in frames if frame.id in owners and frame.holds(step)), None)
            if around is not None:
                yield step.id, Member(owners[around.id], "frame")


def _nearest(step: Box, topics: Sequence[Box]) -> tuple[str, ...]:
    """A step without a position is as near to each topic as to any: the last one takes it."""
    if not step.is_placed:
        return tuple(topic.id for topic in reversed(topics[-MOST_CANDIDATES:]))
    distances = [(_distance(step, topic), at) for at, topic in enumerate(topics)]
    return tuple(topics[at].id for _far, at in nsmallest(MOST_CANDIDATES, distances))


def _distance(one: Box, other: Box) -> float:
    """Between the edges of two boxes; zero where they overlap."""
    if not other.is_placed:
        return inf
    across = max(one.left - other.left - other.width, other.left - one.left - one.width, 0.0)
    down = max(one.top - other.top - other.height, other.top - one.top - one.height, 0.0)
    return hypot(across, down)
