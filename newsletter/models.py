"""Who reads the newsletter and agreed to what, and which articles go out to them by mail."""

import math
from datetime import datetime
from hashlib import sha256
from typing import Self
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from timezone_field import TimeZoneField

from accounts.models import User
from articles.models import Article, Revision
from core.fields import LineField
from core.languages import Reader
from core.mailboxes import canonical
from core.uuid7 import uuid7
from mailing.models import LetterKind, Suppression
from newsletter.address_changes import AddressChange
from newsletter.digests import Cadence, Digest, HeldIssue
from newsletter.formulas import FormulaImage
from newsletter.lead_magnets import Download, LeadMagnetVersion
from newsletter.lifecycle import ISSUE_TRANSITIONS, STARTED, IssueState, SubscriptionState
from newsletter.readings import SubscriberReading
from newsletter.segments import Segment

__all__ = [  # Django looks for the models of an app in this module
    "AddressChange", "ConsentEvent", "Digest", "Download", "FormulaImage", "HeldIssue", "Issue",
    "LeadMagnetVersion", "Segment", "Subscriber", "SubscriberReading", "Subscription", "Topic",
]  # fmt: skip

ID_IS_OF_ADDRESS = "newsletter_subscriber_id_is_of_its_address"
SUBSCRIBED_ONCE = "newsletter_subscription_once"
CONFIRMED_IS_DATED = "newsletter_subscription_confirmed_is_dated"
ONLY_MOVED_HAS_SUCCESSOR = "newsletter_subscription_only_moved_has_successor"
ONLY_READERS_SHARE_PROGRESS = "newsletter_subscription_only_readers_share_progress"
ISSUE_ONCE = "newsletter_issue_once"
STARTED_IS_FROZEN = "newsletter_issue_started_is_frozen"

DEFAULT_TOPIC = "articles"


def subscriber_id(email: str) -> UUID:
    """The key of the mailbox with this canonical address: the first 128 bits of its SHA-256.

    `mailing.buckets` takes the bucket of its letters from the first byte of the same hash.
    """
    return UUID(bytes=sha256(email.encode()).digest()[:16])


class AddressKey(models.Func):
    """`subscriber_id` in SQL."""

    template = "substring(encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex') for 32)::uuid"
    output_field = models.UUIDField()


class Topic(models.Model):
    """What one can subscribe to. Each issue goes to the subscribers of one topic."""

    slug = models.SlugField(_("address"), unique=True)
    name = LineField(_("name"), max_length=60)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.name


class Subscriber(models.Model):
    """A mailbox that somebody subscribed. One mailbox is one row, however its address is typed.

    The key is made of the address: two requests for one mailbox meet at one key on any node, and a
    token that names it stays right when the row is deleted and made again. So an address is never
    changed; another address is another row, see `operations.follow_address`.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    email = models.EmailField(_("email address"), help_text=_("In its canonical form, see core.mailboxes."))
    typed_email = models.EmailField(
        _("as typed"), blank=True, help_text=_("As the person typed it, where that differs.")
    )
    user = models.ForeignKey(
        User, verbose_name=_("account"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    zone = TimeZoneField(verbose_name=_("time zone"), default="UTC")
    language = models.CharField(_("language"), max_length=12, default="en-gb")
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        constraints = (models.CheckConstraint(condition=Q(id=AddressKey(F("email"))), name=ID_IS_OF_ADDRESS),)

    def __str__(self) -> str:
        return self.typed_email or self.email

    @property
    def local_zone(self) -> ZoneInfo:
        """Where the reader lives: by the account, else by the page of signing up."""
        zone: ZoneInfo = self.user.zone if self.user else self.zone
        return zone

    @property
    def reader(self) -> Reader:
        """Whose language mail and pages speak: the account's, else that of the page of signing up."""
        return self.user or self


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def of(self, user: User) -> Self:
        """Those of the mailbox that the account's own address names."""
        return self.filter(subscriber=subscriber_id(canonical(user.email)))

    def to(self, topic: str) -> Self:
        return self.filter(topic__slug=topic)

    def confirmed(self) -> Self:
        return self.filter(state=SubscriptionState.CONFIRMED)

    def receiving(self, now: datetime) -> Self:
        """Confirmed, and not paused at this moment."""
        return self.confirmed().exclude(paused_until__gt=now)

    def of_each_issue(self, now: datetime) -> Self:
        """Those to whom an issue goes at once."""
        return self.receiving(now).filter(cadence=Cadence.EACH)

    def of_digests(self, now: datetime) -> Self:
        """Those for whom an issue is held back until their next digest, or until their pause is over."""
        return self.confirmed().filter(~Q(cadence=Cadence.EACH) | Q(paused_until__gt=now))


class Subscription(models.Model):
    """A mailbox reads a topic. Issues go out to confirmed subscriptions only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subscriber = models.ForeignKey(
        Subscriber, verbose_name=_("subscriber"), on_delete=models.CASCADE, related_name="subscriptions"
    )
    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), on_delete=models.PROTECT, related_name="subscriptions"
    )
    state = models.CharField(
        _("state"), max_length=16, choices=SubscriptionState.choices, default=SubscriptionState.PENDING
    )
    cadence = models.CharField(_("cadence"), max_length=8, choices=Cadence.choices, default=Cadence.EACH)
    paused_until = models.DateTimeField(_("paused until"), null=True, blank=True)
    uses_progress = models.BooleanField(
        _("may use their progress"),
        default=False,
        help_text=_("Where they are on their roadmap, and what they have read; see the consent log."),
    )
    moved_to = models.ForeignKey(
        "self",
        verbose_name=_("moved to"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="moved_from",
        help_text=_("The subscription that took over when their account got its address."),
    )
    created_at = models.DateTimeField(_("created at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = (
            models.UniqueConstraint(fields=["subscriber", "topic"], name=SUBSCRIBED_ONCE),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False), name=CONFIRMED_IS_DATED
            ),
            models.CheckConstraint(
                condition=Q(state="moved") | Q(moved_to__isnull=True), name=ONLY_MOVED_HAS_SUCCESSOR
            ),
            models.CheckConstraint(
                condition=Q(state="confirmed") | Q(uses_progress=False), name=ONLY_READERS_SHARE_PROGRESS
            ),
        )
        indexes = (
            models.Index(
                fields=["topic", "subscriber"],
                condition=Q(state="confirmed"),
                name="newsletter_subscription_read",
            ),
        )

    def __str__(self) -> str:
        return f"{self.subscriber_id}: {self.get_state_display()}"

    def is_paused(self, now: datetime) -> bool:
        return self.paused_until is not None and self.paused_until > now

    @property
    def is_confirmed(self) -> bool:
        return self.state == SubscriptionState.CONFIRMED

    def is_suppressed(self, now: datetime) -> bool:
        """Whether newsletters are not sent to its mailbox, for what a server or its owner said."""
        found = Suppression.objects.of([self.subscriber.email]).in_force(now)
        return found.filter(kind=LetterKind.NEWSLETTER).exists()

    @property
    def about(self) -> str:
        """What its letters are about, in the outbox."""
        return f"subscription:{self.pk}"


class ConsentEvent(models.Model):
    """Who agreed to what, when, how, and to which words. The database refuses to change a row.

    Address and key are stored without a foreign key: the log must still answer when the subscriber
    has been deleted.
    """

    class Change(models.TextChoices):
        ASKED = "asked", _("Asked for the newsletter")
        CONFIRMED = "confirmed", _("Confirmed the address")
        UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
        MOVED = "moved", _("Moved to another address")
        PROGRESS_SHARED = "progress_shared", _("Allowed the newsletter to use their progress")
        PROGRESS_KEPT = "progress_kept", _("No longer lets the newsletter use their progress")

    class Method(models.TextChoices):
        FORM = "form", _("The form on the site")
        MEMBER = "member", _("Signed in")
        API = "api", _("The API")
        LINK = "link", _("The link in a letter")
        ONE_CLICK = "one_click", _("One click in a mail reader")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subscriber = models.ForeignKey(
        Subscriber,
        verbose_name=_("subscriber"),
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="consent_events",
    )
    email = models.EmailField(_("email address"))
    topic = models.ForeignKey(Topic, verbose_name=_("topic"), on_delete=models.PROTECT, related_name="+")
    change = models.CharField(_("change"), max_length=16, choices=Change.choices)
    method = models.CharField(_("method"), max_length=16, choices=Method.choices)
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(
        User,
        verbose_name=_("acting account"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    words = models.TextField(
        _("words shown"), blank=True, help_text=_("What the page said above the button.")
    )

    class Meta:
        verbose_name = _("consent event")
        verbose_name_plural = _("consent events")

    def __str__(self) -> str:
        return f"{self.email}: {self.get_change_display()}"


class IssueQuerySet(models.QuerySet["Issue"]):
    def by(self, user: User) -> Self:
        """Of the articles that this person writes."""
        return self.filter(article__author__user=user)

    def due(self, now: datetime) -> Self:
        return self.filter(state=IssueState.SCHEDULED, send_at__lte=now)


class Issue(models.Model):
    """An article that is mailed to the subscribers of a topic. Its letters are about `issue:<pk>`.

    When it starts, at `send_at`, revision, subject, preheader and HTML are frozen; until then the
    empty ones stand for what the article says.
    """

    class Audience(models.TextChoices):
        ALL = "all", _("All subscribers of the topic")
        MEMBERS = "members", _("Subscribers with an account")

    class BlockReason(models.TextChoices):
        TOO_LATE = "too_late", _("Its time passed while nothing could be sent.")
        NOT_PUBLISHED = "not_published", _("The article was not published at that time.")
        TOO_FEW_READERS = "too_few_readers", _("Fewer than five readers matched the choice by then.")

    article = models.ForeignKey(
        Article, verbose_name=_("article"), on_delete=models.PROTECT, related_name="issues"
    )
    topic = models.ForeignKey(Topic, verbose_name=_("topic"), on_delete=models.PROTECT, related_name="issues")
    state = models.CharField(
        _("state"), max_length=16, choices=IssueState.choices, default=IssueState.SCHEDULED
    )
    block_reason = models.CharField(_("block reason"), max_length=16, choices=BlockReason.choices, blank=True)
    audience = models.CharField(_("audience"), max_length=16, choices=Audience.choices, default=Audience.ALL)
    subject = LineField(_("subject"), max_length=200, blank=True)
    preheader = models.CharField(
        _("preheader"), max_length=300, blank=True, help_text=_("Shown beside the subject.")
    )
    intro = models.TextField(_("intro"), blank=True, help_text=_("Plain words above the article."))
    takes_replies = models.BooleanField(
        _("readers can answer me"),
        default=False,
        help_text=_("Their answers go to the address of your account, which they then see."),
    )
    send_at = models.DateTimeField(_("goes out at"))
    started_at = models.DateTimeField(_("started at"), null=True, editable=False)
    leaves_at = models.DateTimeField(
        _("leaves at"), null=True, editable=False, help_text=_("Until then its author can undo it.")
    )
    revision = models.ForeignKey(
        Revision, verbose_name=_("revision"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    html = models.TextField(
        _("HTML"), blank=True, help_text=_("The article as mail readers show it: no MathML, whole addresses.")
    )
    created_at = models.DateTimeField(_("created at"))
    by = models.ForeignKey(
        User, verbose_name=_("sent by"), on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        constraints = (
            models.UniqueConstraint(fields=["article", "topic"], name=ISSUE_ONCE),
            models.CheckConstraint(
                condition=~Q(state__in=("sending", "sent"))
                | Q(revision__isnull=False, started_at__isnull=False),
                name=STARTED_IS_FROZEN,
            ),
        )
        indexes = (
            models.Index(fields=["send_at"], condition=Q(state="scheduled"), name="newsletter_issue_due"),
        )

    def __str__(self) -> str:
        return self.subject or self.article.title

    def get_absolute_url(self) -> str:
        return reverse("newsletter:issue", args=[self.article_id])

    @property
    def has_started(self) -> bool:
        return self.state in STARTED

    @property
    def about(self) -> str:
        """What its letters are about, in the outbox."""
        return f"issue:{self.pk}"

    def can_be_undone(self, now: datetime) -> bool:
        """Whether no letter of it has left yet."""
        return self.state == IssueState.SENDING and self.leaves_at is not None and now < self.leaves_at

    def seconds_to_undo(self, now: datetime) -> int:
        """Until the first letter leaves, rounded up; 0: it has."""
        if self.leaves_at is None or not self.can_be_undone(now):
            return 0
        return math.ceil((self.leaves_at - now).total_seconds())

    def key_of(self, subscriber: UUID) -> str:
        """The key of the one letter that this subscriber is owed."""
        return f"{self.about}:{subscriber}"

    def move_to(self, state: IssueState) -> None:
        """Change the state, and save nothing. Raises ValueError where the table knows no such move."""
        if state not in ISSUE_TRANSITIONS[IssueState(self.state)]:
            raise ValueError(f"An issue cannot go from {self.state} to {state}.")
        self.state = state
