"""What people change about themselves, and the tokens of their programs."""

from datetime import datetime, timedelta
from typing import TypedDict, Unpack
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from knox.models import get_digest_token
from knox.settings import CONSTANTS

from accounts import security_log
from accounts.announcements import (
    EmailChanged,
    FirstWeekdayChanged,
    StartingPointChanged,
    TokenCreated,
    TokenRevoked,
    WeeklyGoalChanged,
)
from accounts.models import HANDLE_IS_UNIQUE, ApiToken, User
from core.announcements import announce
from core.db import violates
from core.mailboxes import canonical
from core.refusals import Refusal

MOST_TOKENS = 20
KEY_LENGTH = CONSTANTS.TOKEN_KEY_LENGTH


class HandleTaken(Refusal):
    code, message = "handle_taken", _("Somebody else has this handle. Choose another.")


class TooManyTokens(Refusal):
    code, message = "too_many_tokens", _("You have twenty tokens. Revoke one that you no longer use.")


class Profile(TypedDict, total=False):
    """What people may change about themselves; what isn't given stays as it is."""

    display_name: str
    handle: str
    zone: ZoneInfo
    language: str
    clock: str
    week_start: str
    weekly_goal_hours: int
    starting_point: str


def update_profile(*, user: User, **changes: Unpack[Profile]) -> User:
    """Change what is given. The values must have passed the model's validators. Raises HandleTaken."""
    for name, value in changes.items():
        setattr(user, name, value)
    try:
        with transaction.atomic():
            before = User.objects.select_for_update(no_key=True).get(pk=user.pk)
            user.save(update_fields=list(changes))
            announce_changed_weeks(user=user, before=before)
            if changes.get("starting_point", before.starting_point) != before.starting_point:
                announce(StartingPointChanged(user.pk))
            if changes.get("weekly_goal_hours", before.weekly_goal_hours) != before.weekly_goal_hours:
                announce(WeeklyGoalChanged(user.pk, before.weekly_goal_hours, user.weekly_goal_hours))
    except IntegrityError as error:
        if violates(error, HANDLE_IS_UNIQUE):
            raise HandleTaken from error
        raise
    return user


def lock_weeks(user: User) -> int:
    """The first weekday of their weeks, locked against change until the transaction ends: 1 is Monday."""
    locked = User.objects.select_for_update(no_key=True).only("week_start", "zone").get(pk=user.pk)
    return locked.first_weekday


def announce_changed_weeks(*, user: User, before: User) -> None:
    """Announce FirstWeekdayChanged if the person's first weekday, chosen or by their zone, has changed."""
    if user.first_weekday != before.first_weekday:
        announce(FirstWeekdayChanged(user.pk, before.first_weekday, user.first_weekday))


@transaction.atomic
def create_token(
    *, user: User, name: str, scopes: list[str], lifetime: timedelta, now: datetime
) -> tuple[ApiToken, str]:
    """The new token's row, and the token itself, which can't be had again. Raises TooManyTokens."""
    User.objects.select_for_update().get(pk=user.pk)
    if ApiToken.objects.of(user).valid(now).count() >= MOST_TOKENS:
        raise TooManyTokens
    ApiToken.objects.of(user).expired(now).delete()
    digest, token = get_digest_token()
    row = ApiToken.objects.create(
        user=user,
        name=name,
        scopes=scopes,
        expiry=now + lifetime,
        digest=digest,
        token_key=token[:KEY_LENGTH],
    )
    security_log.record("token_made", user_id=user.pk, token_key=row.token_key)
    announce(TokenCreated(user_id=user.pk, token_key=row.token_key, created_at=now, expires_at=row.expiry))
    return row, token


@transaction.atomic
def revoke_token(*, token: ApiToken) -> None:
    """End a token at once."""
    security_log.record("token_revoked", user_id=token.user_id, token_key=token.token_key)
    token.delete()
    announce(TokenRevoked(token_key=token.token_key))


def record_token_use(*, token: ApiToken, now: datetime) -> None:
    ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def announce_changed_email(*, user: User, old: str, new: str) -> None:
    """allauth has changed the address that somebody signs in with: let the apps above know."""
    announce(EmailChanged(user_id=user.pk, old=canonical(old), new=canonical(new)))
