"""Moving to another edition of a roadmap that one follows, or staying on one's own."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.refusals import Refusal
from roadmaps.models import Edition, Enrolment, EnrolmentEvent
from roadmaps.operations.carrying import carry_marks, plan_overlay_move
from roadmaps.operations.enrolments import apply_change, known_specialisms, lock_enrolment
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
    carry_marks(enrolment, former, event, by=by)
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
