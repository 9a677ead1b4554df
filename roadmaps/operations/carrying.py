"""What comes along from one edition of a roadmap to another: marks and people's own changes."""

from accounts.models import User
from roadmaps.choices import StepStatus
from roadmaps.contents import read_content
from roadmaps.edition_changes import KeyMapping, Standing, carry_standings
from roadmaps.models import Edition, Enrolment, EnrolmentEvent, ProgressEvent
from roadmaps.operations.marks import new_mark, write_marks
from roadmaps.overlay import OverlayMove, move_overlay


def carry_marks(enrolment: Enrolment, former: Edition, change: EnrolmentEvent, *, by: User) -> None:
    """Mark the steps that took the place of others as those stood, after this change of the enrolment.

    For acts that have locked the enrolment's row and moved it to its new edition.
    """
    edition = enrolment.edition
    states = {state.key: state for state in enrolment.states.all()}
    standings = {key: Standing(state.status, state.is_credit) for key, state in states.items()}
    old_keys = former.steps.values_list("key", flat=True)
    carried = carry_standings(standings, mappings_between(former, edition), old_keys)
    new_keys = edition.steps.filter(key__in=carried).order_by("key").values_list("key", flat=True)
    write_marks(
        [
            new_mark(
                enrolment,
                key,
                states.get(key),
                to=StepStatus(carried[key].status),
                is_credit=carried[key].is_credit,
                by=by,
                now=change.at,
                source=ProgressEvent.Source.MIGRATION,
                change=change,
            )
            for key in new_keys
        ]
    )


def plan_overlay_move(enrolment: Enrolment, edition: Edition) -> OverlayMove:
    """What becomes of all that the learner hid, added and reordered, on another edition."""
    overlay = enrolment.own_overlay
    if not enrolment.overlay or enrolment.edition_id == edition.pk:
        return OverlayMove(overlay)
    old, new = (read_content(each) for each in (enrolment.edition, edition))
    mappings = mappings_between(enrolment.edition, edition)
    return move_overlay(overlay, mappings, old.milestone_keys, new.milestone_keys)


def mappings_between(former: Edition, later: Edition) -> list[KeyMapping]:
    """The mappings that lead from the one to the other, oldest first; none to an older edition."""
    between = Edition.objects.published().filter(
        roadmap=later.roadmap_id, number__gt=former.number, number__lte=later.number
    )
    return list(between.order_by("number").values_list("mapping", flat=True))
