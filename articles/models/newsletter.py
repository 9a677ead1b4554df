"""The newsletter: who reads it, what they agreed to, and which articles went out by mail."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from timezone_field import TimeZoneField

from accounts.models import User
from articles.models.writing import Article, Revision
from core.fields import LineField

EMAIL_ONCE = "articles_subscriber_email_once"
EMAIL_IS_LOWER_CASE = "articles_subscriber_email_is_lower_case"
CONFIRMED_IS_DATED = "articles_subscriber_confirmed_is_dated"
ISSUE_ONCE = "articles_issue_once"


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def confirmed(self) -> Self:
        return self.filter(state=Subscriber.State.CONFIRMED)

    def of(self, user: User) -> Self:
        """Theirs, or the one that a stranger made with the address that they own by now."""
        return self.filter(Q(user=user) | Q(user=None, email=user.email.lower()))


class Subscriber(models.Model):
    """An address that asked for the newsletter. Letters go out to confirmed ones only."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting for confirmation")
        CONFIRMED = "confirmed", _("Confirmed")
        UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")

    email = models.EmailField(help_text=_("In lower case."))
    user = models.OneToOneField(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="subscription"
    )
    state = models.CharField(max_length=16, choices=State, default=State.PENDING)
    moved_to = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="moved_from",
        help_text=_("The subscription that took over when their account got its address."),
    )
    zone = TimeZoneField(default="UTC")
    locale = models.CharField(max_length=12, default="en-gb")
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["email"], name=EMAIL_ONCE),
            models.CheckConstraint(condition=Q(email=Lower("email")), name=EMAIL_IS_LOWER_CASE),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False), name=CONFIRMED_IS_DATED
            ),
        )
        indexes = (
            models.Index(fields=["id"], condition=Q(state="confirmed"), name="articles_subscriber_readers"),
        )

    def __str__(self) -> str:
        return self.email

    @property
    def is_confirmed(self) -> bool:
        return self.state == self.State.CONFIRMED

    @property
    def has_left(self) -> bool:
        """Whether somebody said no; a subscription that another took over did not."""
        return self.state == self.State.UNSUBSCRIBED and self.moved_to_id is None


class ConsentEvent(models.Model):
    """Who agreed to what, when, how, and to which words. Rows are added and never changed.

    The address is kept here too: the log must still answer when the subscriber has gone.
    """

    class What(models.TextChoices):
        ASKED = "asked", _("Asked for the newsletter")
        CONFIRMED = "confirmed", _("Confirmed the address")
        UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
        MOVED = "moved", _("Moved to another address")

    class How(models.TextChoices):
        FORM = "form", _("The form on the site")
        MEMBER = "member", _("Signed in")
        API = "api", _("The API")
        LINK = "link", _("The link in a letter")
        ONE_CLICK = "one_click", _("One click in a mail reader")

    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.SET_NULL, null=True, related_name="consent_events"
    )
    email = models.EmailField()
    what = models.CharField(max_length=16, choices=What)
    how = models.CharField(max_length=16, choices=How)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    wording = models.CharField(max_length=20, help_text=_("The version of the words that were agreed to."))

    def __str__(self) -> str:
        return f"{self.email}: {self.get_what_display()}"


class Issue(models.Model):
    """An article that was mailed: what it said then, frozen. Its letters are about `issue:<pk>`."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="issues")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    subject = LineField(max_length=200)
    html = models.TextField(help_text=_("The article as mail readers show it: no MathML, whole addresses."))
    created_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["article"], name=ISSUE_ONCE),)

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("articles:issue", args=[self.article_id])

    @property
    def about(self) -> str:
        """What its letters are about, as the outbox has it."""
        return f"issue:{self.pk}"

    def key_of(self, subscriber: int) -> str:
        """The key of the one letter that this subscriber is owed."""
        return f"{self.about}:{subscriber}"
