"""How far somebody is, in hours and in steps: the one place where that is counted.

Required steps of the learner's track count. Skipped ones leave both sides. A step of no hours is a
gate: it counts as a step and, apart, as a gate, but no number of hours buys it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from core.charts import Ring, ring
from roadmaps.models import Enrolment, Step, StepState
from roadmaps.terms import Status, StepFacts, required_on


@dataclass(frozen=True, slots=True)
class Progress:
    hours_done: int
    hours_in_progress: int
    hours_total: int
    steps_done: int
    steps_total: int
    gates_done: int
    gates_total: int

    @property
    def percent_hours(self) -> int:
        """0 means that nothing is done and 100 that nothing is left. Without hours, the steps speak."""
        if not self.hours_total or self.is_complete:
            return self.percent_steps
        return _percent(self.hours_done, self.hours_total)

    @property
    def percent_steps(self) -> int:
        return 100 if self.is_complete else _percent(self.steps_done, self.steps_total)

    @property
    def is_complete(self) -> bool:
        return self.steps_done == self.steps_total

    @property
    def is_begun(self) -> bool:
        return bool(self.steps_done or self.hours_in_progress)

    @property
    def status(self) -> Status:
        """How a whole stretch stands, for its waymark."""
        if self.steps_total and self.is_complete:
            return Status.DONE
        return Status.IN_PROGRESS if self.is_begun else Status.PENDING

    @property
    def ring(self) -> Ring:
        doing = 100 * self.hours_in_progress / self.hours_total if self.hours_total else 0
        return ring(self.percent_hours, doing)


def _percent(part: int, whole: int) -> int:
    """Of something unfinished: 1 to 99, and 0 only for nothing at all."""
    return min(99, max(1, 100 * part // whole)) if part else 0


def tally(steps: Iterable[StepFacts], status_of: Mapping[str, str], track: str) -> Progress:
    """Count these steps; a key without a status is pending."""
    counted = [
        (step, status)
        for step in required_on(steps, track)
        if (status := status_of.get(step.key, Status.PENDING)) != Status.SKIPPED
    ]
    done = [step for step, status in counted if status == Status.DONE]
    return Progress(
        hours_done=sum(step.hours for step in done),
        hours_in_progress=sum(step.hours for step, status in counted if status == Status.IN_PROGRESS),
        hours_total=sum(step.hours for step, _ in counted),
        steps_done=len(done),
        steps_total=len(counted),
        gates_done=sum(not step.hours for step in done),
        gates_total=sum(not step.hours for step, _ in counted),
    )


def progress_of(enrolment: Enrolment) -> Progress:
    """Two queries."""
    return progress_of_each([enrolment])[enrolment.pk]


def progress_of_each(enrolments: Collection[Enrolment]) -> dict[int, Progress]:
    """The progress of many enrolments by their primary key; two queries, however many there are."""
    steps = defaultdict(list)
    for step in Step.objects.filter(edition__in={one.edition_id for one in enrolments}).only(
        "edition_id", "key", "hours", "is_required", "track"
    ):
        steps[step.edition_id].append(step)
    status_of: dict[int, dict[str, str]] = defaultdict(dict)
    for state in StepState.objects.filter(enrolment__in=enrolments):
        status_of[state.enrolment_id][state.key] = state.status
    return {one.pk: tally(steps[one.edition_id], status_of[one.pk], one.track) for one in enrolments}
