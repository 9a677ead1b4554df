"""Signed tokens of the newsletter, one salt per purpose, so that none opens another's door.

The separator is a full stop: mail readers break addresses at colons, and it is in no base64.
"""

from datetime import timedelta

from django.core import signing

CONFIRMATION_LASTS = timedelta(days=7)
_confirmation = signing.TimestampSigner(salt="newsletter.confirmation", sep=".")
_unsubscription = signing.Signer(salt="newsletter.unsubscription", sep=".")


class Misfit(ValueError):
    """Not a token of ours, not one for this purpose, or too old."""


def confirmation(*, subscriber: int, email: str) -> str:
    """Proves that its bearer reads this mailbox. Good for seven days, and for this address only."""
    return _confirmation.sign_object({"subscriber": subscriber, "email": email})


def read_confirmation(token: str) -> tuple[int, str]:
    try:
        values = _confirmation.unsign_object(token, max_age=CONFIRMATION_LASTS)
    except signing.BadSignature as error:
        raise Misfit(token) from error
    return values["subscriber"], values["email"]


def unsubscription(*, subscriber: int) -> str:
    """Never expires: a letter may lie in a mailbox for years, and its link has to work."""
    return _unsubscription.sign(str(subscriber))


def read_unsubscription(token: str) -> int:
    try:
        return int(_unsubscription.unsign(token))
    except signing.BadSignature as error:
        raise Misfit(token) from error
