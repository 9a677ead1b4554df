"""How the newsletter follows what accounts announces. config.reactions wires it."""

from django.utils import timezone

from accounts.announcements import EmailChanged
from newsletter.operations import follow_address


def move_subscription(event: EmailChanged) -> None:
    """It goes to the address that somebody signs in with now."""
    follow_address(event, now=timezone.now())
