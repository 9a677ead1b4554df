"""The signed address at the foot of a letter that turns off letters of its kind. It never expires."""

from dataclasses import dataclass

from django.core import signing
from django.urls import reverse

from accounts.models import User
from core.http import absolute
from notices.registry import NoticeKind, is_known, kind_named

SALT = "notices.turn-off-mail.1"


@dataclass(frozen=True)
class MailChoice:
    """A person, and a kind of notice that they may turn off by mail."""

    person: User
    kind: NoticeKind


def turn_off_url(person: User, kind: NoticeKind) -> str:
    """For `Mail.unsubscribe_url`: its page asks by GET and acts by POST (RFC 8058)."""
    token = signing.dumps([person.pk, kind.name], salt=SALT)
    return absolute(reverse("notices:mail-choice", args=[token]))


def read_token(token: str) -> MailChoice | None:
    """None when it isn't ours, or who it was made for has left."""
    try:
        person_id, kind = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    person = User.objects.filter(pk=person_id, is_active=True).first()
    return MailChoice(person, kind_named(kind)) if person and is_known(kind) else None
