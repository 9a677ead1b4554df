"""Two makers of roadmaps: one whose road others follow, and one with a draft that lacks something."""

from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from accounts.demo import DemoPeople
from accounts.models import User
from editor.edits import add_part, find_part
from editor.formats import understand_file
from editor.operations import change_draft, publish_draft, start_roadmap
from editor.outline import Outline, StepOutline
from editor.reading import area_choices
from roadmaps.choices import Visibility
from roadmaps.models import Roadmap
from roadmaps.operations import enrol, set_visibility
from roadmaps.tracks import SHARED

HERE = Path(__file__).parent
PUBLISHED_AGO = timedelta(weeks=9)
FOLLOWERS = 14


def seed(people: DemoPeople, *, now: datetime) -> None:
    """Needs the site's areas."""
    lena, maker = people.learners[:2]
    followers = people.learners[2 : 2 + FOLLOWERS]
    roadmap = _bring(maker, "reading-papers.md", now=now - PUBLISHED_AGO)
    publish_draft(roadmap=roadmap, by=maker, note="The first edition.", mapping={}, now=now - PUBLISHED_AGO)
    set_visibility(roadmap=roadmap, visibility=Visibility.PUBLIC, by=maker)
    for number, follower in enumerate(followers):
        enrol(
            roadmap=roadmap,
            learner=follower,
            track=SHARED,
            now=now - PUBLISHED_AGO + timedelta(days=3 * number, hours=number),
        )
    roadmap.refresh_from_db()
    change_draft(roadmap=roadmap, by=maker, subject="more", edit=_add_steps, now=now - timedelta(days=1))
    draft = _bring(lena, "notebook-to-service.md", now=now - timedelta(days=4))
    unfinished = partial(add_part, kind="step", title="Say what it costs a day", into="ship", area="cloud")
    change_draft(roadmap=draft, by=lena, subject="add", edit=unfinished, now=now - timedelta(hours=3))


def _bring(owner: User, name: str, *, now: datetime) -> Roadmap:
    found = understand_file(name=name, data=(HERE / name).read_bytes(), areas=area_choices())
    return start_roadmap(owner=owner, title=found.outline.title, outline=found.outline, now=now)


def _add_steps(outline: Outline) -> None:
    """What the next edition would bring."""
    for title, done_when in (
        ("Reproduce one figure", "Your figure stands beside theirs, with a sentence about what differs."),
        ("Write to the authors", "You asked one good question, whether or not an answer came."),
    ):
        key = add_part(outline, "step", title=title, into="dig", area="machine-learning")
        step = find_part(outline, "step", key)
        if isinstance(step, StepOutline):
            step.hours, step.kind, step.done_when = 6, "practice", done_when
