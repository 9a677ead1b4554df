"""An edition as a file, with how its steps stand with the reader where the format can say that."""

from accounts.models import User
from core.clock import local_date
from editor.formats import Written, write_file
from editor.questions import questions_of
from editor.reading import outline_of, read_draft
from roadmaps.choices import StepStatus
from roadmaps.models import Edition, Roadmap, StepState


def write_draft(roadmap: Roadmap, name: str) -> Written:
    """Its owner's draft, with the questions on the roadmap's steps."""
    return write_file(name, read_draft(roadmap).outline, roadmap.slug, questions=questions_of(roadmap))


def write_edition(edition: Edition, name: str, reader: User | None) -> Written:
    """Needs `roadmap` with the edition. A task list ticks, and a table dates, what the reader has done."""
    standing: dict[str, tuple[str, str]] = {}
    if reader is not None:
        states = StepState.objects.filter(learner=reader, enrolment__roadmap=edition.roadmap_id)
        for state in states.exclude(status=StepStatus.PENDING):
            day = local_date(state.since, reader.zone).isoformat() if state.status == StepStatus.DONE else ""
            standing[state.key] = (state.status, day)
    return write_file(
        name, outline_of(edition), edition.roadmap.slug, standing, questions_of(edition.roadmap)
    )
