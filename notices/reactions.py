"""What is told when accounts, which lies below, announces something. config.reactions wires it."""

from datetime import timedelta

from django.utils import timezone

from accounts.announcements import DataExported, EmailChanged, TokenCreated, TokenRevoked
from accounts.models import User
from notices.notice_kinds import DATA_READY, EMAIL_CHANGED, TOKEN_EXPIRES
from notices.operations import take_back, tell

TOKEN_ENDS_SOON = timedelta(days=3)


def tell_of_changed_email(event: EmailChanged) -> None:
    """Reaction: in the list of the person whose address it is."""
    tell(
        person=User.objects.get(pk=event.user_id),
        kind=EMAIL_CHANGED,
        about=f"person:{event.user_id}",
        now=timezone.now(),
        context={"new": event.new},
    )


def tell_of_token_expiry(event: TokenCreated) -> None:
    """Reaction: three days before a token ends, if it lives for longer than that."""
    if (at := event.expires_at - TOKEN_ENDS_SOON) > event.created_at:
        tell(
            person=User.objects.get(pk=event.user_id),
            kind=TOKEN_EXPIRES,
            about=about_token(event.token_key),
            at=at,
            now=event.created_at,
            context={"token_key": event.token_key},
        )


def take_back_token_expiry(event: TokenRevoked) -> None:
    """Reaction: nobody is told that a token ends which has ended."""
    take_back(about=about_token(event.token_key), now=timezone.now())


def tell_of_export(event: DataExported) -> None:
    """Reaction: what somebody asked to take along is ready."""
    tell(
        person=User.objects.get(pk=event.user_id),
        kind=DATA_READY,
        about=f"data-export:{event.export_id}",
        now=timezone.now(),
        context={"export": str(event.export_id)},
    )


def about_token(token_key: str) -> str:
    return f"api-token:{token_key}"
