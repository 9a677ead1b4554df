"""How mentoring follows what accounts and availability announce. config.reactions wires it."""

from accounts.announcements import AccountDeactivated
from accounts.models import User
from availability.announcements import HoursChanged
from mentoring.models import Mentor
from mentoring.operations import cancel_all, mark_offer


def cancel_sessions(event: AccountDeactivated) -> None:
    """Nobody waits for somebody who is gone."""
    cancel_all(person=User.objects.get(pk=event.user_id), now=event.at)


def move_next_free_time(event: HoursChanged) -> None:
    """The directory sorts by it. Somebody who is no mentor may have hours, too."""
    if Mentor.objects.filter(pk=event.user_id).exists():
        mark_offer(event.user_id)
