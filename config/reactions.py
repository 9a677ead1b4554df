"""When X is announced, Y reacts: the whole list, in one place.

An app announces what happened (`core.announcements`) without knowing who cares; only this module
knows both sides. Reactions run in the announcer's transaction.
"""

from django.utils import timezone

from accounts.announcements import EmailChanged
from core.announcements import react
from newsletter.operations import follow_address


def wire() -> None:
    """Called once, when the apps are ready."""
    react(EmailChanged, subscription_follows)


def subscription_follows(event: EmailChanged) -> None:
    """The newsletter goes to the address that somebody signs in with now."""
    follow_address(event, now=timezone.now())
