"""The file that readers get with their welcome: offered by mail, downloaded by a signed link, in versions."""

from datetime import datetime
from pathlib import PurePath

from django.db import transaction
from django.db.models import Exists, F, OuterRef, TextField, Value
from django.db.models.functions import Cast, Concat, JSONObject
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.refusals import Refusal
from mailing.models import Letter, LetterKind
from mailing.operations import owe, owe_many
from newsletter.lead_magnets import latest_version
from newsletter.models import (
    Download,
    LeadMagnetVersion,
    Subscriber,
    Subscription,
    SubscriptionQuerySet,
    Topic,
)

LARGEST_FILE = 1_000_000
MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
SIGNATURES = {".pdf": b"%PDF-", ".docx": b"PK\x03\x04", ".odt": b"PK\x03\x04"}


class FileTooLarge(Refusal):
    code = "file_too_large"
    message = _("The file has more than 1 MB. Make it smaller.")


class WrongKindOfFile(Refusal):
    code = "wrong_kind_of_file"
    message = _("Give a PDF, DOCX, ODT, Markdown or plain text, with the ending that belongs to it.")


@transaction.atomic
def add_version(
    *, topic: Topic, filename: str, content: bytes, note: str, by: User, now: datetime
) -> LeadMagnetVersion:
    """Offer this file from now on. Those who have an older one are told by `tell_of_new_version` only.

    Raises FileTooLarge or WrongKindOfFile.
    """
    if len(content) > LARGEST_FILE:
        raise FileTooLarge
    name = PurePath(filename).name[-100:]
    media_type = _media_type(name, content)
    Topic.objects.select_for_update().get(pk=topic.pk)
    latest = latest_version(topic.slug)
    return LeadMagnetVersion.objects.create(
        topic=topic,
        number=latest.number + 1 if latest else 1,
        filename=name,
        media_type=media_type,
        content=content,
        size=len(content),
        note=note,
        created_at=now,
        by=by,
    )


def _media_type(filename: str, content: bytes) -> str:
    ending = PurePath(filename).suffix.lower()
    if ending not in MEDIA_TYPES or not content:
        raise WrongKindOfFile
    if ending in SIGNATURES:
        if not content.startswith(SIGNATURES[ending]):
            raise WrongKindOfFile
    else:
        try:
            content.decode()
        except UnicodeDecodeError:
            raise WrongKindOfFile from None
    return MEDIA_TYPES[ending]


def owe_welcome(*, subscription: Subscription, now: datetime) -> None:
    """Once for each subscription, and only where there is something to give."""
    if latest_version(subscription.topic.slug) is None:
        return
    _owe_link(subscription, key=f"{subscription.about}:welcome", template="newsletter.welcome", now=now)


@transaction.atomic
def send_download_link(*, subscription: Subscription, now: datetime) -> None:
    """A fresh link to the reader's own mailbox, at most once an hour."""
    key = f"{subscription.about}:download:{now:%Y-%m-%dT%H}"
    _owe_link(subscription, key=key, template="newsletter.download", now=now)


def _owe_link(subscription: Subscription, *, key: str, template: str, now: datetime) -> Letter:
    reader = subscription.subscriber
    return owe(
        key=key,
        kind=LetterKind.TRANSACTIONAL,
        template=template,
        to=reader.email,
        due_at=now,
        recipient=reader.user,
        language=reader.language,
        context={"subscription": str(subscription.pk)},
        about=subscription.about,
    )


@transaction.atomic
def download(*, subscriber: Subscriber, version: LeadMagnetVersion, now: datetime) -> Download:
    """Note that this reader has this version, however often they fetch it."""
    made, is_new = Download.objects.get_or_create(
        subscriber=subscriber, version=version, defaults={"first_at": now, "last_at": now}
    )
    if not is_new:
        Download.objects.filter(pk=made.pk).update(times=F("times") + 1, last_at=now)
    return made


def readers_of_older(version: LeadMagnetVersion) -> SubscriptionQuerySet:
    """Who reads, has an older version and not this one, and has not been told of this one."""
    mine = Download.objects.filter(subscriber=OuterRef("subscriber"), version__topic=version.topic_id)
    key = Concat(Value(f"{version.about}:"), Cast(OuterRef("subscriber"), TextField()))
    told = Letter.objects.about(version.about).filter(key=key)
    return (
        Subscription.objects.confirmed()
        .filter(Exists(mine.filter(version__number__lt=version.number)), topic=version.topic_id)
        .exclude(Exists(mine.filter(version__number__gte=version.number)))
        .exclude(Exists(told))
    )


@transaction.atomic
def tell_of_new_version(*, version: LeadMagnetVersion, now: datetime) -> int:
    """Write once to those who have an older one; how many. Nobody is told twice of one version."""
    described = readers_of_older(version).values(
        suffix=Cast("subscriber", TextField()),
        to=F("subscriber__email"),
        context=JSONObject(version=Value(version.pk), subscriber=F("subscriber")),
        recipient=F("subscriber__user"),
        language=F("subscriber__language"),
    )
    return owe_many(
        key=version.about,
        kind=LetterKind.NEWSLETTER,
        template="newsletter.new_version",
        readers=described,
        due_at=now,
        about=version.about,
    )
