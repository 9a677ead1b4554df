"""Who follows which roadmap, and how their steps stand."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from roadmaps.models.editions import Edition, Roadmap
from roadmaps.terms import Status, Track

ENROLMENT_ONCE = "roadmaps_enrolment_once"
STATE_ONCE = "roadmaps_state_once"
STATE_IS_KNOWN = "roadmaps_state_is_known"
EVENT_CHANGES = "roadmaps_event_changes_something"


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def of(self, learner: User) -> Self:
        """Enrolments are private: this is where every look-up begins."""
        return self.filter(learner=learner)


class Enrolment(models.Model):
    """A learner follows a roadmap, in one edition, on one track. Nobody else sees it."""

    roadmap = models.ForeignKey(Roadmap, on_delete=models.PROTECT, related_name="enrolments")
    learner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="enrolments")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="enrolments")
    track = models.CharField(max_length=10, choices=Track, default=Track.SHARED)
    started_on = models.DateField(help_text=_("In the learner's own zone."))

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["roadmap", "learner"], name=ENROLMENT_ONCE),)

    def __str__(self) -> str:
        return f"{self.learner_id} on {self.roadmap_id}"

    def get_absolute_url(self) -> str:
        return self.roadmap.get_absolute_url()

    def history_of(self, key: str) -> "ProgressEventQuerySet":
        """Every mark of one step, newest first, with who made it and whether it was undone."""
        history = ProgressEvent.objects.filter(enrolment=self, key=key)
        return history.select_related("by", "undone_by").newest_first()


class StepState(models.Model):
    """How one step stands now: the last line of its events, kept beside them for reading."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="states")
    key = models.SlugField()
    status = models.CharField(max_length=12, choices=Status)
    since = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["enrolment", "key"], name=STATE_ONCE),
            models.CheckConstraint(condition=Q(status__in=Status.values), name=STATE_IS_KNOWN),
        )

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"


class ProgressEventQuerySet(models.QuerySet["ProgressEvent"]):
    def of(self, learner: User) -> Self:
        return self.filter(enrolment__learner=learner)

    def of_step(self, key: str) -> Self:
        return self.filter(key=key)

    def newest_first(self) -> Self:
        return self.order_by("-pk")


class ProgressEvent(models.Model):
    """One change of one step. Append only: the database refuses to alter it."""

    class Source(models.TextChoices):
        LEARNER = "learner", _("Learner")
        MENTOR = "mentor", _("Mentor")
        IMPORT = "import", _("Import")
        MIGRATION = "migration", _("New edition")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="events")
    key = models.SlugField()
    from_status = models.CharField(max_length=12, choices=Status)
    to_status = models.CharField(max_length=12, choices=Status)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    source = models.CharField(max_length=10, choices=Source, default=Source.LEARNER)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    undoes = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="undone_by"
    )

    objects = ProgressEventQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["enrolment", "key", "-id"], name="roadmaps_event_of_step"),)
        constraints = (models.CheckConstraint(condition=~Q(from_status=F("to_status")), name=EVENT_CHANGES),)

    def __str__(self) -> str:
        return f"{self.key}: {self.from_status} → {self.to_status}"
