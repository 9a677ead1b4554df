"""Credit for what somebody knew before: done, but not done here, and so no part of the road ahead."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment, EnrolmentEvent
from roadmaps.operations.enrolments import apply_change, lock_enrolment
from roadmaps.operations.marks import NoSuchStep, new_mark, write_marks
from roadmaps.overlaid_contents import read_content_of


@transaction.atomic
def set_credit(
    *, enrolment: Enrolment, keys: Collection[str], by: User, now: datetime
) -> EnrolmentEvent | None:
    """Make these the steps that the learner knew before; others that were credited are not started again.

    One change, which can be undone as a whole. Steps done here stay as they are, and so do hidden ones that
    are not named. None if nothing changes.
    Raises NotEnrolled or NoSuchStep.
    """
    lock_enrolment(enrolment)
    known = set(keys)
    contents = read_content_of(enrolment)
    if known - {step.key for step in contents.all_steps}:
        raise NoSuchStep
    states = {state.key: state for state in enrolment.states.all()}
    done = {key for key, state in states.items() if state.status == StepStatus.DONE}
    credited = {key for key, state in states.items() if state.is_credit}
    added, removed = sorted(known - done), sorted(credited - known - contents.hidden_keys)
    if not (added or removed):
        return None
    event = apply_change(enrolment, EnrolmentEvent.Kind.CREDITED, by=by, now=now)
    write_marks(
        [
            new_mark(
                enrolment,
                key,
                states.get(key),
                to=StepStatus.DONE if key in known else StepStatus.PENDING,
                is_credit=key in known,
                by=by,
                now=now,
                change=event,
            )
            for key in (*added, *removed)
        ]
    )
    return event
