"""How far somebody is, in hours, in steps and in gates: the one place where that is counted.

Required steps of the learner's track and chosen specialisms count. Skipped ones leave both sides, and so
do those that were known before: credit is no work done here, and no work that is open. Gates are months
that no number of hours buys: they are counted apart, and change no percentage.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from core.charts import Ring, ring
from roadmaps.choices import StepStatus
from roadmaps.contents import Contents
from roadmaps.models import Enrolment, GateState, StepState
from roadmaps.overlaid_contents import read_contents_of
from roadmaps.tracks import StepFacts, required_on


@dataclass(frozen=True, slots=True)
class Progress:
    hours_done: int
    hours_in_progress: int
    hours_total: int
    hours_credited: int
    steps_done: int
    steps_total: int
    steps_credited: int
    gates_passed: int
    gates_total: int

    @property
    def hours_open(self) -> int:
        return self.hours_total - self.hours_done

    @property
    def percent_hours(self) -> int:
        """0 means that nothing is done and 100 that no step is left. Without hours, the steps speak."""
        if not self.hours_total or self.no_step_is_left:
            return self.percent_steps
        return _whole_percent(self.hours_done, self.hours_total)

    @property
    def percent_steps(self) -> int:
        """Of nothing it is 0, unless all of it was known before."""
        if self.no_step_is_left:
            return 100 if self.has_steps_behind else 0
        return _whole_percent(self.steps_done, self.steps_total)

    @property
    def no_step_is_left(self) -> bool:
        return self.steps_done == self.steps_total

    @property
    def has_steps_behind(self) -> bool:
        """Something was done or known: not all was skipped, nor was there nothing to do."""
        return self.steps_done + self.steps_credited > 0

    @property
    def has_something(self) -> bool:
        """Is there anything to show a bar of? A stage may have nothing for this track, or all skipped."""
        return self.steps_total + self.steps_credited > 0

    @property
    def is_complete(self) -> bool:
        """Some steps are behind, none is left, and every gate is passed."""
        return self.has_steps_behind and self.no_step_is_left and self.gates_passed == self.gates_total

    @property
    def status(self) -> StepStatus:
        """How all of it stands together, for a stage's waymark."""
        if self.is_complete:
            return StepStatus.DONE
        is_begun = self.has_steps_behind or self.hours_in_progress or self.gates_passed
        return StepStatus.IN_PROGRESS if is_begun else StepStatus.PENDING

    @property
    def ring(self) -> Ring:
        doing = 100 * self.hours_in_progress / self.hours_total if self.hours_total else 0
        return ring(self.percent_hours, doing)


def _whole_percent(part: int, whole: int) -> int:
    """Of something unfinished: 1 to 99, and 0 only for nothing at all."""
    return min(99, max(1, 100 * part // whole)) if part else 0


def count_progress(
    steps: Iterable[StepFacts],
    status_of: Mapping[str, str],
    track: str,
    *,
    specialisms: Collection[str] = (),
    credited: Collection[str] = (),
    gates: Collection[str] = (),
    passed: Collection[str] = (),
) -> Progress:
    """Count these steps, and the gates of these keys; a key without a status is pending.

    `credited` are the keys of done steps that were known before.
    """
    required = required_on(steps, track, specialisms)
    known = [step for step in required if step.key in credited]
    counted = [
        (step, status)
        for step in required
        if (status := status_of.get(step.key, StepStatus.PENDING)) != StepStatus.SKIPPED
        and step.key not in credited
    ]
    done = [step for step, status in counted if status == StepStatus.DONE]
    return Progress(
        hours_done=sum(step.hours for step in done),
        hours_in_progress=sum(step.hours for step, status in counted if status == StepStatus.IN_PROGRESS),
        hours_total=sum(step.hours for step, _ in counted),
        hours_credited=sum(step.hours for step in known),
        steps_done=len(done),
        steps_total=len(counted),
        steps_credited=len(known),
        gates_passed=sum(key in passed for key in gates),
        gates_total=len(gates),
    )


def progress_of(enrolment: Enrolment) -> Progress:
    """Two queries, and those that read the edition when this process has not read it yet."""
    return progress_of_each([enrolment])[enrolment.pk]


def progress_of_each(
    enrolments: Collection[Enrolment], contents: Mapping[int, Contents] | None = None
) -> dict[int, Progress]:
    """The progress of many enrolments by their primary key; two queries, and those that read editions.

    `contents` are as of `read_contents_of`, if they are read already.
    """
    status_of: dict[int, dict[str, str]] = defaultdict(dict)
    credited: dict[int, set[str]] = defaultdict(set)
    for state in StepState.objects.filter(enrolment__in=enrolments):
        status_of[state.enrolment_id][state.key] = state.status
        if state.is_credit:
            credited[state.enrolment_id].add(state.key)
    passed: dict[int, set[str]] = defaultdict(set)
    for gate in GateState.objects.filter(enrolment__in=enrolments, passed_on__isnull=False):
        passed[gate.enrolment_id].add(gate.key)
    if contents is None:
        contents = read_contents_of(enrolments)
    return {
        enrolment.pk: count_progress(
            contents[enrolment.pk].steps,
            status_of[enrolment.pk],
            enrolment.track,
            specialisms=enrolment.specialisms,
            credited=credited[enrolment.pk],
            gates=contents[enrolment.pk].gate_keys,
            passed=passed[enrolment.pk],
        )
        for enrolment in enrolments
    }
