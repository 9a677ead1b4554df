"""Applications to become a mentor, which staff answer."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from core.fields import LineField, TextField
from core.uuid7 import uuid7
from mentoring import languages
from roadmaps.models import Area

ONE_OPEN_APPLICATION = "mentoring_mentorapplication_one_open"
APPLICATION_STATE_IS_KNOWN = "mentoring_mentorapplication_state_is_known"
DECIDED_AT_A_TIME = "mentoring_mentorapplication_decided_at_a_time"

MOST_LINKS = 5


class ApplicationState(models.TextChoices):
    SENT = "sent", pgettext_lazy("application", "Sent")
    MORE_ASKED = "more_asked", pgettext_lazy("application", "More asked for")
    APPROVED = "approved", pgettext_lazy("application", "Approved")
    REFUSED = "refused", pgettext_lazy("application", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "Withdrawn")


OPEN_STATES = (ApplicationState.SENT, ApplicationState.MORE_ASKED)


class MentorApplicationQuerySet(models.QuerySet["MentorApplication"]):
    def open(self) -> Self:
        """Neither decided nor withdrawn."""
        return self.filter(state__in=OPEN_STATES)

    def to_decide(self) -> Self:
        """Those that wait for staff."""
        return self.filter(state=ApplicationState.SENT)


class MentorApplication(models.Model):
    """Somebody asks to become a mentor, and accepts the rules. One at a time is open.

    `answer` is what staff said last: what they still want to know, or why they refuse.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mentor_applications")
    headline = LineField(
        _("what you would help with"),
        max_length=120,
        help_text=_("One line. It becomes the headline of your page; you can change it later."),
    )
    experience = TextField(
        _("your experience"),
        max_length=4_000,
        help_text=_("What you have built, shipped, taught or hired for, in your own words. Plain text."),
    )
    areas = models.ManyToManyField(Area, verbose_name=_("areas"), related_name="+", blank=True)
    specialisms = ArrayField(
        models.SlugField(), verbose_name=_("specialisms"), default=list, blank=True
    )  # keys of roadmaps.Specialism, in whatever edition
    languages = ArrayField(models.CharField(max_length=12), verbose_name=_("languages"), default=list)
    links = ArrayField(
        models.URLField(), verbose_name=_("links"), default=list, blank=True, size=MOST_LINKS
    )  # where staff can see it
    state = models.CharField(max_length=12, choices=ApplicationState, default=ApplicationState.SENT)
    sent_at = models.DateTimeField()
    rules_accepted_at = models.DateTimeField()
    answer = TextField(max_length=2_000, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = MentorApplicationQuerySet.as_manager()

    class Meta:
        ordering = ("sent_at", "pk")
        verbose_name = _("application of a mentor")
        verbose_name_plural = _("applications of mentors")
        constraints = (
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=OPEN_STATES), name=ONE_OPEN_APPLICATION
            ),
            models.CheckConstraint(
                condition=Q(state__in=ApplicationState.values), name=APPLICATION_STATE_IS_KNOWN
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(ApplicationState.APPROVED, ApplicationState.REFUSED))
                | Q(decided_at__isnull=False),
                name=DECIDED_AT_A_TIME,
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.headline}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def language_names(self) -> list[str]:
        return languages.language_names(self.languages)
