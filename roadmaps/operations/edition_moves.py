"""Moving to another edition of a roadmap that one follows, or staying on one's own."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.refusals import Refusal
from roadmaps.choices import StepStatus
from roadmaps.contents import read_content
from roadmaps.edition_changes import KeyMapping, Standing, carry_standings
from roadmaps.models import Edition, Enrolment, EnrolmentEvent, ProgressEvent
from roadmaps.operations.enrolments import apply_change, known_specialisms, lock_enrolment
from roadmaps.operations.marks import new_mark, write_marks
from roadmaps.overlay import OverlayMove, move_overlay
from roadmaps.tracks import SHARED

Kind = EnrolmentEvent.Kind


class NoSuchEdition(Refusal):
    code, message = "no_such_edition", _("This is not a published edition of the roadmap that you follow.")


@transaction.atomic
def change_edition(
    *, enrolment: Enrolment, edition: Edition, by: User, now: datetime
) -> EnrolmentEvent | None:
    """Follow another published edition of the same roadmap; marks point at keys and stay.

    Steps that took the place of others stand as those stood, by events of their own. What they hid, added
    and reordered comes along. A track or specialism that the edition does not have is dropped, and so is what
    was hidden and is gone. None if it is their edition already. Raises NotEnrolled or NoSuchEdition.
    """
    lock_enrolment(enrolment)
    if edition.roadmap_id != enrolment.roadmap_id or not edition.is_published:
        raise NoSuchEdition
    if edition.pk == enrolment.edition_id:
        return None
    former = enrolment.edition
    is_kept = edition.tracks.filter(key=enrolment.track).exists()
    event = apply_change(
        enrolment,
        Kind.EDITION_CHANGED,
        edition=edition,
        track=enrolment.track if is_kept else SHARED,
        specialisms=known_specialisms(edition, enrolment.specialisms),
        overlay=plan_overlay_move(enrolment, edition).overlay.to_data(),
        by=by,
        now=now,
    )
    states = {state.key: state for state in enrolment.states.all()}
    standings = {key: Standing(state.status, state.is_credit) for key, state in states.items()}
    old_keys = former.steps.values_list("key", flat=True)
    carried = carry_standings(standings, mappings_between(former, edition), old_keys)
    new_keys = set(edition.steps.filter(key__in=carried).values_list("key", flat=True))
    write_marks(
        [
            new_mark(
                enrolment,
                key,
                states.get(key),
                to=StepStatus(standing.status),
                is_credit=standing.is_credit,
                by=by,
                now=now,
                source=ProgressEvent.Source.MIGRATION,
                change=event,
            )
            for key, standing in sorted(carried.items())
            if key in new_keys and (key not in states or states[key].status == StepStatus.PENDING)
        ]
    )
    return event


@transaction.atomic
def decline_edition(
    *, enrolment: Enrolment, edition: Edition, by: User, now: datetime
) -> EnrolmentEvent | None:
    """Stay on one's own edition, knowing this newer one. None if that was said already.

    Raises NotEnrolled or NoSuchEdition.
    """
    lock_enrolment(enrolment)
    if edition.roadmap_id != enrolment.roadmap_id or not edition.is_published:
        raise NoSuchEdition
    if enrolment.declined_id == edition.pk:
        return None
    return apply_change(enrolment, Kind.EDITION_DECLINED, declined=edition, by=by, now=now)


def plan_overlay_move(enrolment: Enrolment, edition: Edition) -> OverlayMove:
    """What becomes of all that the learner hid, added and reordered, on another edition."""
    overlay = enrolment.own_overlay
    if not enrolment.overlay:
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
