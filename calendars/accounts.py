"""What became of asking an account's server: when it is asked again, and whether its owner is told."""

from datetime import datetime, timedelta

from django.db import transaction

from calendars.failures import FOR_THE_OWNER
from calendars.models import CalendarAccount, SessionEvent
from calendars.notice_kinds import ACCOUNT_FAILING
from notices.operations import tell

WAITS = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 180, 360))
TOLD_AFTER = timedelta(days=1)  # of failures that may pass by themselves


def wait_after(failures: int) -> timedelta:
    return WAITS[min(max(failures, 1), len(WAITS)) - 1]


@transaction.atomic
def note_failure(account_id: int, code: str, *, now: datetime) -> None:
    """Leave the server alone for a while, longer each time; a password that is refused for hours."""
    account = CalendarAccount.objects.select_for_update().filter(pk=account_id).first()
    if account is None:
        return
    account.failures += 1
    account.failed_at = account.failed_at or now
    account.failed_with = code
    needs_owner = code in FOR_THE_OWNER
    account.retry_at = now + (WAITS[-1] if needs_owner else wait_after(account.failures))
    if account.told_at is None and (needs_owner or now - account.failed_at >= TOLD_AFTER):
        account.told_at = now
        tell(
            person=account.person,
            kind=ACCOUNT_FAILING,
            about=f"calendar-account:{account.pk}:{now:%Y-%m-%dT%H:%M:%S}",
            now=now,
            context={"account": account.pk},
        )
    account.save(update_fields=["failures", "failed_at", "failed_with", "retry_at", "told_at"])


def note_success(account: CalendarAccount, *, now: datetime) -> None:
    """It answers. What could not be written meanwhile is due at once."""
    back = CalendarAccount.objects.filter(pk=account.pk, failures__gt=0).update(
        failures=0, failed_at=None, failed_with="", retry_at=None, told_at=None
    )
    if back:
        SessionEvent.objects.filter(person=account.person_id, is_owed=True).update(due_at=now, attempts=0)
