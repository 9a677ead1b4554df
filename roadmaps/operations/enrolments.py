"""Following a roadmap. Every change is an event that stays; the enrolment's row follows it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.operations import update_profile
from core.announcements import announce
from core.clock import local_date
from core.db import violates
from core.refusals import Refusal
from roadmaps.announcements import EnrolmentChanged
from roadmaps.choices import StepStatus
from roadmaps.models import ENROLMENT_ONCE, Edition, Enrolment, EnrolmentEvent, Roadmap
from roadmaps.operations.carrying import carry_marks, plan_overlay_move
from roadmaps.operations.marks import new_mark, write_marks
from roadmaps.tracks import SHARED

Kind = EnrolmentEvent.Kind


class NotPublished(Refusal):
    code, message = "not_published", _("This roadmap is not published yet. Come back later.")


class AlreadyEnrolled(Refusal):
    code, message = "already_enrolled", _("You follow this roadmap already.")


class NotEnrolled(Refusal):
    code, message = "not_enrolled", _("You no longer follow this roadmap. Follow it again first.")


class NoSuchTrack(Refusal):
    code, message = "no_such_track", _("This edition has no such track. Choose one of its own.")


class NotTheLatestChange(Refusal):
    code, message = "not_the_latest_change", _("Something else changed since. Undo the latest change first.")


@transaction.atomic
def enrol(*, roadmap: Roadmap, learner: User, track: str, now: datetime) -> Enrolment:
    """Follow the edition that the learner sees from today on, where they live; `track` is a key or SHARED.

    Somebody who left finds all their marks, specialisms and own changes again; they come along to this
    edition as in `change_edition`. Raises NotPublished, NoSuchTrack or AlreadyEnrolled.
    """
    edition = Edition.objects.opened_by(learner).filter(roadmap=roadmap).first()
    if edition is None:
        raise NotPublished
    check_track(edition, track)
    left = Enrolment.objects.select_for_update().filter(learner=learner, roadmap=roadmap).first()
    if left is not None:
        if left.left_at is None:
            raise AlreadyEnrolled
        former = left.edition
        event = apply_change(
            left,
            Kind.ENROLLED,
            track=track,
            specialisms=known_specialisms(edition, left.specialisms),
            edition=edition,
            overlay=plan_overlay_move(left, edition).overlay.to_data(),
            left_at=None,
            by=learner,
            now=now,
        )
        carry_marks(left, former, event, by=learner)
        _save_starting_point(edition, learner, track)
        return left
    try:
        with transaction.atomic():
            enrolment = Enrolment.objects.create(
                roadmap=roadmap,
                learner=learner,
                edition=edition,
                track=track,
                started_on=local_date(now, learner.zone),
            )
    except IntegrityError as error:
        if violates(error, ENROLMENT_ONCE):
            raise AlreadyEnrolled from error
        raise
    _record_event(
        EnrolmentEvent(
            learner=learner,
            enrolment=enrolment,
            kind=Kind.ENROLLED,
            to_track=track,
            to_edition=edition,
            at=now,
            by=learner,
        )
    )
    _save_starting_point(edition, learner, track)
    return enrolment


@transaction.atomic
def change_track(*, enrolment: Enrolment, track: str, by: User, now: datetime) -> EnrolmentEvent | None:
    """Count the steps of another track; every mark stays as it is, and the settings say the same.

    None if it is the learner's track already. Raises NotEnrolled or NoSuchTrack.
    """
    lock_enrolment(enrolment)
    check_track(enrolment.edition, track)
    if enrolment.track == track:
        return None
    event = apply_change(enrolment, Kind.TRACK_CHANGED, track=track, by=by, now=now)
    _save_starting_point(enrolment.edition, enrolment.learner, track)
    return event


def follow_starting_point(*, learner: User, now: datetime) -> None:
    """Count the track that fits what somebody says about themselves now, wherever a roadmap asks that."""
    for enrolment in Enrolment.objects.of(learner).select_related("edition").order_by("pk"):
        track = suggest_track(enrolment.edition, learner)
        if track and track != enrolment.track and _asks_starting_point(enrolment.edition):
            lock_enrolment(enrolment)
            apply_change(enrolment, Kind.TRACK_CHANGED, track=track, by=learner, now=now)


@transaction.atomic
def reset_progress(*, enrolment: Enrolment, by: User, now: datetime) -> EnrolmentEvent:
    """Set every step back to pending, by one more event for each; the history stays. Raises NotEnrolled."""
    lock_enrolment(enrolment)
    event = apply_change(enrolment, Kind.RESET, by=by, now=now)
    states = enrolment.states.exclude(status=StepStatus.PENDING).order_by("key")
    write_marks(
        [
            new_mark(enrolment, state.key, state, to=StepStatus.PENDING, by=by, now=now, change=event)
            for state in states
        ]
    )
    return event


@transaction.atomic
def leave_roadmap(*, enrolment: Enrolment, by: User, now: datetime) -> EnrolmentEvent:
    """Follow it no longer. Marks and history stay for the day somebody comes back. Raises NotEnrolled."""
    lock_enrolment(enrolment)
    return apply_change(enrolment, Kind.LEFT, left_at=now, by=by, now=now)


@transaction.atomic
def undo_enrolment_change(*, event: EnrolmentEvent, by: User, now: datetime) -> EnrolmentEvent:
    """Put the enrolment back to where this change found it, by one more event. Nothing is erased.

    Only the latest change can be undone, and neither the first one nor an undoing. A step that was
    marked again after a reset keeps its new mark. Raises NotTheLatestChange.
    """
    enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=event.enrolment_id)
    latest = enrolment.changes.newest_first().first()
    if latest != event or not event.can_be_undone:
        raise NotTheLatestChange
    left_at = {Kind.LEFT: None, Kind.ENROLLED: now}.get(Kind(event.kind), enrolment.left_at)
    undone = apply_change(
        enrolment,
        Kind.UNDONE,
        track=event.from_track,
        specialisms=event.from_specialisms,
        edition=event.from_edition,
        left_at=left_at,
        declined=None if event.kind == Kind.EDITION_DECLINED else enrolment.declined,
        overlay=enrolment.overlay if event.from_overlay is None else event.from_overlay,
        by=by,
        now=now,
        undoes=event,
    )
    _undo_marks(enrolment, event, undone, by=by, now=now)
    return undone


def _undo_marks(
    enrolment: Enrolment, event: EnrolmentEvent, undone: EnrolmentEvent, *, by: User, now: datetime
) -> None:
    """Put back the steps that still stand as this change left them."""
    marks = list(event.marks.filter(learner=enrolment.learner_id).order_by("key"))
    states = {state.key: state for state in enrolment.states.all()}
    write_marks(
        [
            new_mark(
                enrolment,
                mark.key,
                state,
                to=StepStatus(mark.from_status),
                is_credit=mark.was_credit,
                by=by,
                now=now,
                change=undone,
                undoes=mark,
            )
            for mark in marks
            if (state := states[mark.key]).status == mark.to_status and state.is_credit == mark.is_credit
        ]
    )


def suggest_track(edition: Edition, learner: User) -> str:
    """The key of the track that fits what somebody said about themselves; empty when they said nothing."""
    if not learner.starting_point:
        return ""
    fitting = edition.tracks.filter(starting_point=learner.starting_point).order_by("position").first()
    return fitting.key if fitting else SHARED


def _asks_starting_point(edition: Edition) -> bool:
    return edition.tracks.exclude(starting_point="").exists()


def _save_starting_point(edition: Edition, learner: User, track: str) -> None:
    """The track that somebody chose says where they start from; the settings answer the same."""
    if not _asks_starting_point(edition):
        return
    chosen = edition.tracks.filter(key=track).first()
    starting_point = chosen.starting_point if chosen else User.StartingPoint.NEITHER.value
    if starting_point and starting_point != learner.starting_point:
        update_profile(user=learner, starting_point=starting_point)


def known_specialisms(edition: Edition, keys: Collection[str]) -> list[str]:
    """Those of these keys that the edition has, in its order."""
    return list(edition.specialisms.filter(key__in=keys).order_by("position").values_list("key", flat=True))


def check_track(edition: Edition, track: str) -> None:
    """Raises NoSuchTrack."""
    if track != SHARED and not edition.tracks.filter(key=track).exists():
        raise NoSuchTrack


def lock_enrolment(enrolment: Enrolment) -> None:
    """Changes of one enrolment happen one after another. Raises NotEnrolled."""
    enrolment.refresh_from_db(from_queryset=Enrolment.objects.select_for_update())
    if enrolment.left_at is not None:
        raise NotEnrolled


def apply_change(
    enrolment: Enrolment,
    kind: EnrolmentEvent.Kind,
    *,
    by: User,
    now: datetime,
    undoes: EnrolmentEvent | None = None,
    **changes: object,
) -> EnrolmentEvent:
    """Change these fields of the row, and write down how it stood before and after."""
    event = EnrolmentEvent(
        learner_id=enrolment.learner_id,
        enrolment=enrolment,
        kind=kind,
        from_track=enrolment.track,
        from_specialisms=enrolment.specialisms,
        from_edition_id=enrolment.edition_id,
        from_overlay=_former_overlay(enrolment, changes),
        at=now,
        by=by,
        undoes=undoes,
    )
    for name, value in changes.items():
        setattr(enrolment, name, value)
    enrolment.save(update_fields=list(changes))
    event.to_track, event.to_specialisms = enrolment.track, enrolment.specialisms
    event.to_edition_id = enrolment.edition_id
    return _record_event(event)


def _former_overlay(enrolment: Enrolment, changes: Mapping[str, object]) -> dict[str, Any] | None:
    """None when these changes leave it as it is: most do, and events are kept for ever."""
    is_changed = changes.get("overlay", enrolment.overlay) != enrolment.overlay
    return enrolment.overlay if is_changed else None


def _record_event(event: EnrolmentEvent) -> EnrolmentEvent:
    event.save(force_insert=True)
    announce(EnrolmentChanged(event))
    return event
