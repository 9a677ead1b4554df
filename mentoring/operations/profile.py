"""What a mentor arranges for themselves: profile, place in the directory, session types."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from availability.models import WeeklyHours
from availability.operations import ensure_default_schedule
from core.clock import local_date
from core.refusals import Refusal
from core.slugs import free_slug
from mentoring.models import Mentor, SessionType
from mentoring.operations.next_free import mark_offer
from roadmaps.models import Area


class NotReady(Refusal):
    code = "not_ready"
    message = _("Add weekly hours and a session type first, so that people find something to book.")


class NoRoom(Refusal):
    code = "no_room"
    message = _("Add the link of your video room to your profile first, so that people can meet you.")


class PauseIsOver(Refusal):
    code, message = "pause_is_over", _("That day is not to come. Pick a later one, or leave it empty.")


class NotApproved(Refusal):
    code = "not_approved"
    message = _("Apply first: staff read each application before somebody joins the directory.")


@transaction.atomic
def become_mentor(
    *,
    user: User,
    headline: str,
    bio: str,
    areas: Iterable[Area],
    languages: Sequence[str],
    specialisms: Sequence[str] = (),
    meeting_url: str = "",
) -> Mentor:
    """A profile that only its owner sees yet, with an empty week in their own time zone."""
    mentor, _created = Mentor.objects.get_or_create(user=user, defaults={"headline": headline, "bio": bio})
    update_profile(
        mentor=mentor,
        headline=headline,
        bio=bio,
        areas=areas,
        languages=languages,
        specialisms=specialisms,
        meeting_url=meeting_url,
    )
    ensure_default_schedule(user=user)
    return mentor


@transaction.atomic
def update_profile(
    *,
    mentor: Mentor,
    headline: str,
    bio: str,
    areas: Iterable[Area],
    languages: Sequence[str],
    specialisms: Sequence[str] = (),
    meeting_url: str = "",
) -> None:
    """Sessions that are booked and have no room yet have this one at once."""
    mentor.headline, mentor.bio, mentor.languages = headline, bio, list(languages)
    mentor.specialisms, mentor.meeting_url = list(specialisms), meeting_url
    mentor.save(update_fields=["headline", "bio", "languages", "specialisms", "meeting_url"])
    mentor.areas.set(areas)


@transaction.atomic
def list_profile(*, mentor: Mentor) -> None:
    """Show the mentor in the directory.

    Raises NotApproved before staff let them in, NotReady while there is nothing to book, NoRoom while there
    is nowhere to meet.
    """
    if not Mentor.objects.approved().filter(pk=mentor.pk).exists():
        raise NotApproved
    has_hours = WeeklyHours.objects.filter(user=mentor.user_id, schedule__is_default=True).exists()
    if not (has_hours and mentor.session_types.offered().exists()):
        raise NotReady
    if not settings.MEETING_URL and any(not each.room for each in mentor.session_types.offered()):
        raise NoRoom
    Mentor.objects.filter(pk=mentor.pk).update(is_listed=True)
    mark_offer(mentor.pk)


def unlist_profile(*, mentor: Mentor) -> None:
    """Take new bookings no longer; sessions that are booked stay booked."""
    Mentor.objects.filter(pk=mentor.pk).update(is_listed=False)


@transaction.atomic
def pause_mentoring(*, mentor: Mentor, until: date | None, now: datetime) -> None:
    """Take no new sessions before a date of one's own calendar, or until one says so. What is booked stays.

    Raises PauseIsOver.
    """
    if until is not None and until <= local_date(now, mentor.user.zone):
        raise PauseIsOver
    Mentor.objects.filter(pk=mentor.pk).update(is_paused=True, resumes_on=until)
    mark_offer(mentor.pk)


@transaction.atomic
def resume_mentoring(*, mentor: Mentor) -> None:
    """Take sessions again, from now on."""
    Mentor.objects.filter(pk=mentor.pk).update(is_paused=False, resumes_on=None)
    mark_offer(mentor.pk)


@transaction.atomic
def set_caps(*, mentor: Mentor, **caps: int | None) -> None:
    """The most sessions and minutes over everything that they offer. Bookings are not changed."""
    Mentor.objects.filter(pk=mentor.pk).update(**caps)
    mark_offer(mentor.pk)


@transaction.atomic
def offer_session_type(*, mentor: Mentor, title: str, **fields: Any) -> SessionType:
    """Add something to book. Its address is made from the title and never changes."""
    Mentor.objects.select_for_update(no_key=True).get(pk=mentor.pk)  # for a free address

    def find_taken_slugs(stem: str) -> set[str]:
        return set(mentor.session_types.filter(slug__startswith=stem).values_list("slug", flat=True))

    slug = free_slug(title, fallback="session", max_length=60, taken=find_taken_slugs)
    mark_offer(mentor.pk)
    return mentor.session_types.create(slug=slug, title=title, **fields)


@transaction.atomic
def update_session_type(*, session_type: SessionType, **fields: Any) -> None:
    """Changes apply to new bookings; each booking keeps the rules it was made under."""
    SessionType.objects.filter(pk=session_type.pk).update(**fields)
    mark_offer(session_type.mentor_id)
