"""How far somebody is, in hours and in steps: the one place where that is counted.

Required steps of the learner's track count. Skipped ones leave both sides. A step of no hours is a
gate: it counts as a step and, apart, as a gate, but no number of hours buys it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

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
        """Rounded down, so that 100 means that nothing is left. Without hours, the steps speak."""
        if not self.hours_total:
            return self.percent_steps
        if self.hours_done == self.hours_total and not self.is_complete:
            return 99
        return 100 * self.hours_done // self.hours_total

    @property
    def percent_steps(self) -> int:
        return 100 * self.steps_done // self.steps_total if self.steps_total else 100

    @property
    def is_complete(self) -> bool:
        return self.steps_done == self.steps_total


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
