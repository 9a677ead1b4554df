"""Signed links in letters: one person, one session and one act each. They need no sign-in.

A token is `<session>.<person>.<signature>`; the act is in the salt of the signature, so a link made for one
act is good for no other. It ends with what it is about: nothing can be answered twice, or cancelled too late.
Full stops, because mail readers break addresses at colons.
"""

from enum import StrEnum
from uuid import UUID

from django.core import signing
from django.urls import reverse

from accounts.models import User
from core.http import absolute
from mentoring.models import Booking


class LetterAction(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    CANCEL = "cancel"


def action_url(action: LetterAction, booking: Booking, reader: User) -> str:
    token = _signer(action).sign(f"{booking.pk.hex}.{reader.pk}")
    return absolute(reverse("mentoring:letter_action", args=[action.value, token]))


def read_token(action: LetterAction, token: str) -> tuple[UUID, int] | None:
    """Which session, and whose hand; None when we have not signed it for this act."""
    try:
        pk, person_id = _signer(action).unsign(token).split(".")
        return UUID(pk), int(person_id)
    except (signing.BadSignature, ValueError):
        return None


def _signer(action: LetterAction) -> signing.Signer:
    return signing.Signer(sep=".", salt=f"mentoring.letter.1.{action.value}")
