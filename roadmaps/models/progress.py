"""How the steps and gates of an enrolment stand, and every change of that."""

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.uuid7 import uuid7
from roadmaps.choices import StepStatus
from roadmaps.models.editions import Edition
from roadmaps.models.enrolments import Enrolment, EnrolmentEvent

STEP_STATE_ONCE = "roadmaps_step_state_once"
STATUS_IS_KNOWN = "roadmaps_step_status_is_known"
CREDIT_IS_DONE = "roadmaps_credit_is_done"
MARK_CHANGES_SOMETHING = "roadmaps_mark_changes_something"
MARK_UNDONE_ONCE = "roadmaps_mark_undone_once"
GATE_STATE_ONCE = "roadmaps_gate_state_once"
GATE_BEGINS_BEFORE_IT_ENDS = "roadmaps_gate_begins_before_it_ends"


class StepState(models.Model):
    """How one step stands now: the last line of its events, kept beside them for reading."""

    learner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="states")
    key = models.SlugField()
    status = models.CharField(max_length=12, choices=StepStatus)
    is_credit = models.BooleanField(default=False, help_text=_("Known before: done, and not done here."))
    since = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["learner", "enrolment", "key"], name=STEP_STATE_ONCE),
            models.CheckConstraint(condition=Q(status__in=StepStatus.values), name=STATUS_IS_KNOWN),
            models.CheckConstraint(
                condition=Q(is_credit=False) | Q(status=StepStatus.DONE), name=CREDIT_IS_DONE
            ),
        )

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"


class ProgressEventQuerySet(models.QuerySet["ProgressEvent"]):
    def of(self, learner: User) -> Self:
        return self.filter(learner=learner)

    def of_step(self, key: str) -> Self:
        return self.filter(key=key)

    def newest_first(self) -> Self:
        return self.order_by("-at", "-pk")

    def with_undone(self) -> Self:
        """Adds `is_undone`, and brings who made each mark."""
        undoing = ProgressEvent.objects.filter(learner=OuterRef("learner"), undoes=OuterRef("pk"))
        return self.annotate(is_undone=Exists(undoing)).select_related("by")


class ProgressEvent(models.Model):
    """One change of one step. Append only: the database refuses to alter it."""

    class Source(models.TextChoices):
        LEARNER = "learner", _("Learner")
        MENTOR = "mentor", _("Mentor")
        IMPORT = "import", _("Import")
        MIGRATION = "migration", _("New edition")
        MAIL = "mail", _("A link in a newsletter")

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    learner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="events")
    key = models.SlugField()
    from_status = models.CharField(max_length=12, choices=StepStatus)
    to_status = models.CharField(max_length=12, choices=StepStatus)
    was_credit = models.BooleanField(default=False)
    is_credit = models.BooleanField(default=False, help_text=_("Known before: done, and not done here."))
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    source = models.CharField(max_length=10, choices=Source, default=Source.LEARNER)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    change = models.ForeignKey(
        EnrolmentEvent,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="marks",
        help_text=_("The change of the enrolment that made this mark, such as a reset."),
    )
    undoes = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="undoings"
    )

    objects = ProgressEventQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["learner", "enrolment", "key", "-at", "-id"], name="roadmaps_marks_of_step"),
        )
        constraints = (
            models.CheckConstraint(
                condition=~Q(from_status=F("to_status"), was_credit=F("is_credit")),
                name=MARK_CHANGES_SOMETHING,
            ),
            models.UniqueConstraint(fields=["learner", "undoes"], name=MARK_UNDONE_ONCE),
        )

    def __str__(self) -> str:
        return f"{self.key}: {self.from_status} → {self.to_status}"


class GateState(models.Model):
    """When a learner began the months of a gate, and when they had them behind them. Dates are local."""

    learner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="gate_states")
    key = models.SlugField()
    begun_on = models.DateField()
    passed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["learner", "enrolment", "key"], name=GATE_STATE_ONCE),
            models.CheckConstraint(
                condition=Q(passed_on=None) | Q(passed_on__gt=F("begun_on")), name=GATE_BEGINS_BEFORE_IT_ENDS
            ),
        )

    def __str__(self) -> str:
        return f"{self.key}: {self.begun_on} to {self.passed_on}"


class GateEvent(models.Model):
    """What a learner said about a gate, and when. No `begun_on` takes all of it back. Append only."""

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    learner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="gate_events")
    key = models.SlugField()
    begun_on = models.DateField(null=True)
    passed_on = models.DateField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["learner", "enrolment", "key", "-at"], name="roadmaps_gate_events"),)

    def __str__(self) -> str:
        return f"{self.key}: {self.begun_on} to {self.passed_on}"
