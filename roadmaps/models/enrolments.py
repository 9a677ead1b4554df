"""Who follows which roadmap, and every change of that."""

from collections.abc import Collection
from typing import Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.uuid7 import uuid7
from roadmaps.choices import StepStatus, Visibility
from roadmaps.models.editions import Edition, Roadmap
from roadmaps.overlay import Overlay
from roadmaps.tracks import SHARED

ENROLMENT_ONCE = "roadmaps_enrolment_once"
FEW_SPECIALISMS = "roadmaps_enrolment_few_specialisms"
MOST_SPECIALISMS = 3
ENROLMENT_EVENT_UNDONE_ONCE = "roadmaps_enrolment_event_undone_once"


def _as_json(key: F | Cast) -> Func:
    return Func(key, function="to_jsonb", output_field=models.JSONField())


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def of(self, learner: User) -> Self:
        """What somebody follows now. Enrolments are private: this is where every look-up begins."""
        visible = ~Q(roadmap__visibility=Visibility.PRIVATE) | Q(roadmap__owner=learner)
        return self.filter(visible, learner=learner, left_at=None)

    def left_by(self, learner: User) -> Self:
        """What somebody followed once, and follows no longer."""
        return self.filter(learner=learner, left_at__isnull=False).select_related("edition")

    def of_any(self, learners: Collection[int]) -> Self:
        """What these people, by primary key, follow now. Only for mail to each of them: it is private."""
        visible = ~Q(roadmap__visibility=Visibility.PRIVATE) | Q(roadmap__owner=F("learner"))
        return self.filter(visible, learner__in=learners, learner__is_active=True, left_at=None)

    def with_edition(self) -> Self:
        """Brings the roadmap and the edition, without what only its own pages need."""
        unused = ("edition__search", "edition__layout", "edition__mapping")
        return self.select_related("roadmap", "edition").defer(*unused)

    def hiding(self, key: F | Cast) -> Self:
        """Those whose learners hid the step of this key, by itself or with its milestone."""
        milestone = F("edition__steps__milestone__key")
        return self.filter(
            Q(overlay__hidden_steps__contains=_as_json(key))
            | Q(overlay__hidden_milestones__contains=_as_json(milestone)),
            edition__steps__key=key,
        )

    def shown_to_all(self) -> Self:
        """Those that their learners let everybody see, while everybody may see the roadmap too."""
        return self.filter(
            is_public=True,
            left_at=None,
            learner__is_active=True,
            roadmap__visibility=Visibility.PUBLIC,
            roadmap__current__isnull=False,
        )


class Enrolment(models.Model):
    """A learner follows a roadmap, in one edition, on one track, with some specialisms.

    Nobody else sees it unless they say so.

    `track` is a permanent key, SHARED for none, and so is each of `specialisms`. Somebody who left keeps the
    row, with all their marks.
    """

    learner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="enrolments")
    roadmap = models.ForeignKey(Roadmap, on_delete=models.CASCADE, related_name="enrolments")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="enrolments")
    track = models.SlugField(default=SHARED)
    specialisms = ArrayField(
        models.SlugField(), default=list, blank=True, help_text=_("Those that were chosen, by their keys.")
    )
    started_on = models.DateField(help_text=_("In the learner's own zone."))
    left_at = models.DateTimeField(null=True, blank=True)
    declined = models.ForeignKey(
        Edition,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The newer edition that the learner chose not to move to."),
    )
    overlay = models.JSONField(
        default=dict, blank=True, help_text=_("What the learner hid, added and reordered for themselves.")
    )
    is_public = models.BooleanField(
        default=False, help_text=_("The learner lets everybody see how far they are on it.")
    )

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["learner", "roadmap"], name=ENROLMENT_ONCE),
            models.CheckConstraint(condition=Q(specialisms__len__lte=MOST_SPECIALISMS), name=FEW_SPECIALISMS),
        )

    def __str__(self) -> str:
        return f"{self.learner_id} on {self.roadmap_id}"

    def get_absolute_url(self) -> str:
        return self.roadmap.get_absolute_url()

    @property
    def own_overlay(self) -> Overlay:
        return Overlay.from_data(self.overlay)

    def status_of(self, key: str) -> StepStatus:
        """How a step stands; one query."""
        state = self.states.filter(key=key).first()
        return StepStatus(state.status) if state else StepStatus.PENDING


class EnrolmentEventQuerySet(models.QuerySet["EnrolmentEvent"]):
    def newest_first(self) -> Self:
        return self.order_by("-at", "-pk")


class EnrolmentEvent(models.Model):
    """One change of an enrolment, with how it stood before and after. Append only, by the database."""

    class Kind(models.TextChoices):
        ENROLLED = "enrolled", _("Began to follow")
        TRACK_CHANGED = "track_changed", _("Another track")
        SPECIALISED = "specialised", _("Other specialisms")
        EDITION_CHANGED = "edition_changed", _("Another edition")
        EDITION_DECLINED = "edition_declined", _("Stayed on their edition")
        CREDITED = "credited", _("Credit for what was known")
        HIDDEN = "hidden", _("Something hidden")
        SHOWN = "shown", _("Something shown again")
        OWN_STEP_ADDED = "own_step_added", _("A step of their own")
        OWN_STEP_CHANGED = "own_step_changed", _("A step of their own changed")
        OWN_STEP_REMOVED = "own_step_removed", _("A step of their own removed")
        REORDERED = "reordered", _("Steps in another order")
        RESET = "reset", _("Marks set back")
        LEFT = "left", _("No longer following")
        UNDONE = "undone", _("A change undone")

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    learner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=16, choices=Kind)
    from_track = models.SlugField(blank=True)
    to_track = models.SlugField()
    from_specialisms = ArrayField(models.SlugField(), default=list, blank=True)
    to_specialisms = ArrayField(models.SlugField(), default=list, blank=True)
    from_overlay = models.JSONField(null=True, help_text=_("How it was, when this change made it another."))
    from_edition = models.ForeignKey(Edition, on_delete=models.CASCADE, null=True, related_name="+")
    to_edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    undoes = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="undoings"
    )

    objects = EnrolmentEventQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["learner", "enrolment", "-at"], name="roadmaps_enrolment_events"),)
        constraints = (
            models.UniqueConstraint(fields=["learner", "undoes"], name=ENROLMENT_EVENT_UNDONE_ONCE),
        )

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.kind}"

    @property
    def can_be_undone(self) -> bool:
        """If nothing came after it: neither the first change can be, nor an undoing."""
        return self.from_edition_id is not None and self.kind != self.Kind.UNDONE
