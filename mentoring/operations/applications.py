"""Applying to become a mentor, and how staff answer. Nobody lists themselves."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.db import violates
from core.refusals import Refusal
from mentoring.models import ONE_OPEN_APPLICATION, ApplicationState, Mentor, MentorApplication
from mentoring.notice_kinds import APPLICATION_ANSWERED
from mentoring.operations.profile import become_mentor
from notices.operations import take_back, tell
from roadmaps.models import Area


class RulesNotAccepted(Refusal):
    code, message = "rules_not_accepted", _("Accept the rules first: they are what learners rely on.")


class AlreadyMentor(Refusal):
    code, message = "already_mentor", _("You are a mentor already.")


class NothingOpen(Refusal):
    code, message = "nothing_open", _("No application is open. It was decided or withdrawn; see its answer.")


class SayWhy(Refusal):
    code, message = "say_why", _("Say why, or what you still want to know: the person reads it.")


@transaction.atomic
def apply_as_mentor(
    *,
    person: User,
    headline: str,
    experience: str,
    areas: Iterable[Area],
    specialisms: Sequence[str],
    languages: Sequence[str],
    links: Sequence[str],
    accepts_rules: bool,
    now: datetime,
) -> MentorApplication:
    """Send an application, or send an open one again with what was changed.

    Raises RulesNotAccepted or AlreadyMentor.
    """
    if not accepts_rules:
        raise RulesNotAccepted
    if Mentor.objects.approved().filter(user=person).exists():
        raise AlreadyMentor
    said = {
        "headline": headline,
        "experience": experience,
        "specialisms": list(specialisms),
        "languages": list(languages),
        "links": list(links),
        "state": ApplicationState.SENT,
        "sent_at": now,
        "rules_accepted_at": now,
    }
    application = _save_open(person, said)
    application.areas.set(areas)
    take_back(about=_name(application), now=now)
    return application


def _save_open(person: User, said: dict[str, object]) -> MentorApplication:
    """The person's open application with these fields; of two that come at once the later one stays."""
    open_ones = MentorApplication.objects.open().filter(person=person)
    if not open_ones.update(**said):
        try:
            with transaction.atomic():
                return MentorApplication.objects.create(person=person, **said)
        except IntegrityError as error:
            if not violates(error, ONE_OPEN_APPLICATION):
                raise
            open_ones.update(**said)
    return open_ones.get()


def withdraw_application(*, person: User) -> None:
    """Raises NothingOpen."""
    open_ones = MentorApplication.objects.open().filter(person=person)
    if not open_ones.update(state=ApplicationState.WITHDRAWN):
        raise NothingOpen


@transaction.atomic
def approve_application(*, application: MentorApplication, by: User, now: datetime, answer: str = "") -> None:
    """They may be listed from now on; without a profile they get one made of what they wrote.

    Raises NothingOpen.
    """
    _decide(application, ApplicationState.APPROVED, by=by, answer=answer, now=now)
    person = application.person
    if not Mentor.objects.filter(user=person).exists():
        become_mentor(
            user=person,
            headline=application.headline,
            bio=application.experience,
            areas=application.areas.all(),
            languages=application.languages,
            specialisms=application.specialisms,
        )
    Mentor.objects.filter(user=person).update(approved_at=now)


@transaction.atomic
def refuse_application(*, application: MentorApplication, by: User, answer: str, now: datetime) -> None:
    """With a reason, which they read; they may apply again. Raises SayWhy or NothingOpen."""
    _require_words(answer)
    _decide(application, ApplicationState.REFUSED, by=by, answer=answer, now=now)


@transaction.atomic
def ask_for_more(*, application: MentorApplication, by: User, answer: str, now: datetime) -> None:
    """It waits for them until they send it again. Raises SayWhy or NothingOpen."""
    _require_words(answer)
    _decide(application, ApplicationState.MORE_ASKED, by=by, answer=answer, now=now)


def _require_words(answer: str) -> None:
    if not answer.strip():
        raise SayWhy


def _decide(
    application: MentorApplication, state: ApplicationState, *, by: User, answer: str, now: datetime
) -> None:
    """Only what staff saw is decided: what was sent again meanwhile is to be read again."""
    seen = MentorApplication.objects.to_decide().filter(pk=application.pk, sent_at=application.sent_at)
    if not seen.update(state=state, answer=answer, decided_by=by, decided_at=now):
        raise NothingOpen
    tell(
        person=application.person,
        kind=APPLICATION_ANSWERED,
        about=_name(application),
        now=now,
        context={"application": str(application.pk), "state": state},
    )


def _name(application: MentorApplication) -> str:
    return f"application:{application.pk}"
