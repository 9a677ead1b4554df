"""Following a roadmap."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.clock import local_date
from core.db import violates
from core.refusals import Refusal
from roadmaps.models import ENROLMENT_ONCE, Enrolment, Roadmap
from roadmaps.terms import Track

TRACK_OF = {
    User.StartingPoint.DATA_SCIENTIST: Track.FROM_DS,
    User.StartingPoint.SOFTWARE_ENGINEER: Track.FROM_SWE,
}


class NotPublished(Refusal):
    code, message = "not_published", _("This roadmap is not published yet. Come back later.")


class AlreadyEnrolled(Refusal):
    code, message = "already_enrolled", _("You follow this roadmap already.")


def enrol(*, roadmap: Roadmap, learner: User, track: Track, now: datetime) -> Enrolment:
    """Follow the current edition from today on, where the learner lives.

    Raises NotPublished or AlreadyEnrolled.
    """
    if roadmap.current is None:
        raise NotPublished
    try:
        with transaction.atomic():
            return Enrolment.objects.create(
                roadmap=roadmap,
                learner=learner,
                edition=roadmap.current,
                track=track,
                started_on=local_date(now, learner.zone),
            )
    except IntegrityError as error:
        if violates(error, ENROLMENT_ONCE):
            raise AlreadyEnrolled from error
        raise


def change_track(*, enrolment: Enrolment, track: Track) -> Enrolment:
    """Count another half of the reverse skill set. Every mark stays as it is."""
    enrolment.track = track
    enrolment.save(update_fields=["track"])
    return enrolment


def first_track(learner: User) -> Track:
    """The track that fits what somebody said about themselves."""
    return TRACK_OF.get(User.StartingPoint(learner.starting_point), Track.SHARED)
