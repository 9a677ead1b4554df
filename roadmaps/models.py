"""Roadmaps and their editions, and what each learner did along them.

A roadmap is written as a draft and published as an edition that never changes again (the database
refuses it). Steps have permanent keys; progress points at (roadmap, key), never at a row of an
edition, so a new edition loses nobody's progress.
"""

from datetime import timedelta
from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchRank, SearchVector, SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from roadmaps.searching import CONFIGURATION, prefix_query
from roadmaps.terms import Kind, Status, Track

MINUTES_A_DAY = 24 * 60
CHANGEABLE_FOR = timedelta(days=14)

ONE_DRAFT = "roadmaps_edition_one_draft"
EDITION_NUMBER_ONCE = "roadmaps_edition_number_once"
PUBLISHED_IS_NUMBERED = "roadmaps_edition_published_is_numbered"
STAGE_KEY_ONCE = "roadmaps_stage_key_once"
MILESTONE_KEY_ONCE = "roadmaps_milestone_key_once"
STEP_KEY_ONCE = "roadmaps_step_key_once"
STEP_NUMBER_ONCE = "roadmaps_step_number_once"
PREREQUISITE_ONCE = "roadmaps_prerequisite_once"
PREREQUISITE_IS_ANOTHER = "roadmaps_prerequisite_is_another"
ENROLMENT_ONCE = "roadmaps_enrolment_once"
STATE_ONCE = "roadmaps_state_once"
STATE_IS_KNOWN = "roadmaps_state_is_known"
EVENT_CHANGES = "roadmaps_event_changes_something"
MINUTES_FIT_A_DAY = "roadmaps_study_minutes_fit_a_day"
STEP_HAS_ROADMAP = "roadmaps_study_step_has_roadmap"


class Area(models.Model):
    """A field of skill, the same in every roadmap: statistics, cloud, career."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=80)
    is_on_radar = models.BooleanField(default=False, help_text=_("One of the axes of the skill map."))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "title")

    def __str__(self) -> str:
        return self.title


class RoadmapQuerySet(models.QuerySet["Roadmap"]):
    def published(self) -> Self:
        return self.filter(current__isnull=False)

    def with_size(self) -> Self:
        """Adds `step_count`, and `hours_from_ds` and `hours_from_swe`: what is required on each track."""
        required = Q(current__steps__is_required=True)

        def hours(track: Track) -> Coalesce:
            of_track = required & Q(current__steps__track__in=[Track.SHARED, track])
            return Coalesce(Sum("current__steps__hours", filter=of_track), 0)

        return self.annotate(
            step_count=Count("current__steps"),
            stage_count=Count("current__steps__milestone__stage", distinct=True),
            hours_from_ds=hours(Track.FROM_DS),
            hours_from_swe=hours(Track.FROM_SWE),
        )

    def search(self, text: str) -> Self:
        """Matches of every word or beginning of a word, best first."""
        query = prefix_query(text)
        if query is None:
            return self.none()
        ranked = self.filter(search=query).annotate(rank=SearchRank(F("search"), query))
        return ranked.order_by("-rank", "pk")


class Roadmap(models.Model):
    """A way into a craft. What it says is in its editions; `current` is the latest published one."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=120)
    summary = models.TextField(blank=True)
    language = models.CharField(max_length=12, default="en-GB")
    position = models.PositiveSmallIntegerField(default=0)
    current = models.OneToOneField(
        "Edition", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="current_of"
    )
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config=CONFIGURATION)
        + SearchVector("summary", weight="B", config=CONFIGURATION),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = RoadmapQuerySet.as_manager()

    class Meta:
        ordering = ("position", "title")
        indexes = (GinIndex(fields=["search"], name="roadmaps_roadmap_search"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("roadmaps:roadmap", args=[self.slug])


class Edition(models.Model):
    """One state of a roadmap: a draft while it has no number, then published and immutable."""

    roadmap = models.ForeignKey(Roadmap, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField(null=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    note = models.TextField(blank=True, help_text=_("What changed, for the people on this road."))
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ("roadmap", F("number").desc(nulls_first=True))
        constraints = (
            models.UniqueConstraint(fields=["roadmap", "number"], name=EDITION_NUMBER_ONCE),
            models.UniqueConstraint(fields=["roadmap"], condition=Q(published_at=None), name=ONE_DRAFT),
            models.CheckConstraint(
                condition=Q(number=None, published_at=None) | Q(number__gte=1, published_at__isnull=False),
                name=PUBLISHED_IS_NUMBERED,
            ),
        )

    def __str__(self) -> str:
        return f"{self.roadmap_id}, edition {self.number or 'draft'}"

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class Stage(models.Model):
    """A stretch of the road. A gate is time that study cannot buy: months in a role."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="stages")
    key = models.SlugField()
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    why = models.TextField(blank=True)
    gate_months = models.PositiveSmallIntegerField(default=0)
    gate_text = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("edition", "position")
        constraints = (models.UniqueConstraint(fields=["edition", "key"], name=STAGE_KEY_ONCE),)

    def __str__(self) -> str:
        return self.title


class Milestone(models.Model):
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="milestones")
    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="milestones")
    key = models.SlugField()
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)

    class Meta:
        ordering = ("edition", "position")
        constraints = (models.UniqueConstraint(fields=["edition", "key"], name=MILESTONE_KEY_ONCE),)

    def __str__(self) -> str:
        return self.title


class StepQuerySet(models.QuerySet["Step"]):
    def current(self) -> Self:
        """Steps of the latest published edition of each roadmap."""
        return self.filter(edition__current_of__isnull=False)

    def search(self, text: str) -> Self:
        """Matches of every word or beginning of a word, best first."""
        query = prefix_query(text)
        if query is None:
            return self.none()
        ranked = self.filter(search=query).annotate(rank=SearchRank(F("search"), query))
        return ranked.order_by("-rank", "pk")


class Step(models.Model):
    """One thing to learn or do. `key` is permanent and human; a step of no hours is a gate."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="steps")
    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="steps")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="steps")
    key = models.SlugField()
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, choices=Kind)
    hours = models.PositiveSmallIntegerField(help_text=_("A suggestion, not a measurement."))
    track = models.CharField(max_length=10, choices=Track, default=Track.SHARED)
    is_required = models.BooleanField(default=True)
    why = models.TextField(blank=True)
    done_when = models.TextField()
    prerequisites = models.ManyToManyField(
        "self",
        through="StepPrerequisite",
        through_fields=("step", "needs"),
        symmetrical=False,
        related_name="unlocks",
    )
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config=CONFIGURATION)
        + SearchVector("done_when", weight="C", config=CONFIGURATION)
        + SearchVector("why", weight="D", config=CONFIGURATION),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ("edition", "number")
        constraints = (
            models.UniqueConstraint(fields=["edition", "key"], name=STEP_KEY_ONCE),
            models.UniqueConstraint(fields=["edition", "number"], name=STEP_NUMBER_ONCE),
        )
        indexes = (GinIndex(fields=["search"], name="roadmaps_step_search"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Costs two queries unless `edition__roadmap` was selected with the step."""
        return reverse("roadmaps:step", args=[self.edition.roadmap.slug, self.key])

    @property
    def is_gate(self) -> bool:
        return self.hours == 0


class StepPrerequisite(models.Model):
    """`step` is easier after `needs`. It advises; it never locks."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="prerequisite_links")
    needs = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="unlock_links")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["step", "needs"], name=PREREQUISITE_ONCE),
            models.CheckConstraint(condition=~Q(step=F("needs")), name=PREREQUISITE_IS_ANOTHER),
        )

    def __str__(self) -> str:
        return f"{self.step_id} needs {self.needs_id}"


class Resource(models.Model):
    """Something outside to learn a step from. `checked_on` is the only thing about it that may change."""

    class Type(models.TextChoices):
        OFFICIAL = "official", _("Documentation")
        COURSE = "course", _("Course")
        BOOK = "book", _("Book")
        ARTICLE = "article", _("Article")
        VIDEO = "video", _("Video")
        INTERACTIVE = "interactive", _("Interactive")

    class Cost(models.TextChoices):
        FREE = "free", _("Free")
        FREE_TO_START = "free_to_start", _("Free to start")
        PAID = "paid", _("Paid")

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="resources")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    url = models.URLField(max_length=500)
    type = models.CharField(max_length=12, choices=Type)
    cost = models.CharField(max_length=13, choices=Cost)
    language = models.CharField(max_length=12)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    checked_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("step", "position")
        indexes = (models.Index(fields=["url"], name="roadmaps_resource_url"),)

    def __str__(self) -> str:
        return self.title


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


class StudyEntryQuerySet(models.QuerySet["StudyEntry"]):
    def of(self, learner: User) -> Self:
        return self.filter(learner=learner)

    def newest_first(self) -> Self:
        return self.order_by("-studied_on", "-logged_at", "-pk")


class StudyEntry(models.Model):
    """Time somebody spent. `studied_on` is a date where they were; moving house never rewrites it."""

    learner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="study_entries")
    roadmap = models.ForeignKey(
        Roadmap, on_delete=models.PROTECT, null=True, blank=True, related_name="study_entries"
    )
    key = models.SlugField(blank=True, help_text=_("The step, when it was about one."))
    minutes = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(MINUTES_A_DAY)]
    )
    studied_on = models.DateField()
    logged_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)

    objects = StudyEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("study entries")
        indexes = (models.Index(fields=["learner", "studied_on"], name="roadmaps_study_by_day"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=MINUTES_A_DAY), name=MINUTES_FIT_A_DAY
            ),
            models.CheckConstraint(condition=Q(key="") | Q(roadmap__isnull=False), name=STEP_HAS_ROADMAP),
        )

    def __str__(self) -> str:
        return f"{self.minutes} min on {self.studied_on}"

    @property
    def was_added_late(self) -> bool:
        """Written down when it could no longer have been changed, had it been logged at once."""
        return self.logged_at.date() - self.studied_on > CHANGEABLE_FOR
