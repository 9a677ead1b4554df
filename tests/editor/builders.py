"""Outlines for tests: small ones by hand, and any that somebody could write."""

from string import ascii_lowercase, digits

from hypothesis import strategies as st

from core.text import one_line
from editor.outline import (
    GateOutline,
    MilestoneOutline,
    Outline,
    ResourceOutline,
    SpecialismOutline,
    StageOutline,
    StepOutline,
    TrackOutline,
)
from roadmaps.choices import ResourceCost, ResourceType, StepKind
from roadmaps.tracks import SHARED

KEYS = st.text(ascii_lowercase + digits + "-_", min_size=1, max_size=12).filter(
    lambda key: key[0] not in "-_"
)
# Whatever somebody types, as our forms save it.
LINES = st.text(min_size=1, max_size=40).map(one_line).filter(bool)
TEXTS = st.lists(st.one_of(LINES, st.just("")), max_size=4).map(lambda lines: "\n".join(lines).strip())
URLS = st.sampled_from(
    [
        "https://example.org/",
        "http://example.com/a_(b)",
        "https://example.org/?q=a|b,c",
        "https://example.org/#x",
    ]
)
AREAS = ("maths", "statistics")

RESOURCES = st.builds(
    ResourceOutline,
    title=LINES,
    url=URLS,
    type=st.sampled_from(ResourceType.values),
    cost=st.sampled_from(ResourceCost.values),
    language=st.sampled_from(["en", "de", "pt-BR"]),
    minutes=st.none() | st.integers(1, 600),
)


def step(key: str, **more: object) -> StepOutline:
    """One that lacks nothing."""
    said = {"title": key.title(), "area": "maths", "hours": 10, "done_when": f"You can show {key}."}
    return StepOutline(key=key, **{**said, **more})  # type: ignore[arg-type]


def outline(*steps: StepOutline, **more: object) -> Outline:
    """One stage, one milestone, these steps."""
    milestone = MilestoneOutline(key="m1", title="First milestone", steps=list(steps))
    stage = StageOutline(key="s1", title="First stage", milestones=[milestone])
    return Outline(**{"title": "Walking", "areas": ["maths"], "stages": [stage], **more})  # type: ignore[arg-type]


@st.composite
def outlines(draw: st.DrawFn) -> Outline:
    """Complete ones, with whatever words; all keys differ, and steps need only what comes before."""
    keys = draw(st.lists(KEYS, min_size=1, max_size=14, unique=True))
    tracks = [TrackOutline(key=key, title=draw(LINES)) for key in draw(st.sets(KEYS, max_size=2)) - {SHARED}]
    fields = [SpecialismOutline(key=key, title=draw(LINES)) for key in draw(st.sets(KEYS, max_size=2))]
    stages: list[StageOutline] = []
    for number, key in enumerate(keys):
        if not stages or draw(st.integers(0, 3)) == 0:
            stages.append(StageOutline(key=f"s{number}", title=draw(LINES), why=draw(TEXTS)))
            stages[-1].gates = [
                GateOutline(key=f"gate-{number}", title=draw(LINES), months=6, done_when=draw(LINES))
            ] * draw(st.integers(0, 1))
        if not stages[-1].milestones or draw(st.booleans()):
            stages[-1].milestones.append(MilestoneOutline(key=f"m{number}", title=draw(LINES)))
        stages[-1].milestones[-1].steps.append(
            StepOutline(
                key=key,
                title=draw(LINES),
                area=draw(st.sampled_from(AREAS)),
                kind=draw(st.sampled_from(StepKind.values)),
                hours=draw(st.integers(1, 400)),
                track=draw(st.sampled_from([SHARED, *(track.key for track in tracks)])),
                specialism=draw(st.sampled_from(["", *(of.key for of in fields)])),
                required=draw(st.booleans()),
                prerequisites=draw(st.lists(st.sampled_from(keys[:number]), max_size=3, unique=True))
                if number
                else [],
                why=draw(TEXTS),
                done_when=draw(TEXTS.filter(bool)),
                resources=draw(st.lists(RESOURCES, max_size=2)),
            )
        )
    return Outline(
        title=draw(LINES),
        summary=draw(TEXTS),
        language=draw(st.sampled_from(["en-GB", "pl"])),
        areas=sorted({step.area for stage in stages for of in stage.milestones for step in of.steps}),
        tracks=tracks,
        specialisms=fields,
        stages=stages,
    )
