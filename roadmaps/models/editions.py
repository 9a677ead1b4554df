"""Roadmaps and their editions, and which edition a reader sees."""

from typing import Any, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Count, Exists, F, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.prepared import prepared
from core.searching import CONFIGURATION, ranked
from roadmaps.audiences import mentors
from roadmaps.choices import Visibility

SLUG_ONCE = "roadmaps_roadmap_slug_once"
OFFICIAL_IS_PUBLIC = "roadmaps_official_is_public"
ONE_DRAFT = "roadmaps_edition_one_draft"
EDITION_NUMBER_ONCE = "roadmaps_edition_number_once"
PUBLISHED_IS_NUMBERED = "roadmaps_edition_published_is_numbered"


class RoadmapQuerySet(models.QuerySet["Roadmap"]):
    def published(self) -> Self:
        return self.filter(current__isnull=False)

    def visible_to(self, reader: User | None) -> Self:
        """What lists and searches find: public roadmaps, the reader's own, those shown to mentors if the
        reader is one, and what they follow, unless its owner keeps it private now.
        """
        public = Q(visibility=Visibility.PUBLIC)
        if reader is None:
            return self.filter(public)
        return self.filter(pk__in=_visible_roadmaps.subquery(reader=reader.pk))

    def kept_by(self, person: User) -> Self:
        """Those whose links this person looks after: their own, and for staff the site's too."""
        kept = Q(owner=person)
        return self.filter(kept | Q(owner=None) if person.is_staff else kept)

    def reachable_by(self, reader: User | None) -> Self:
        """What somebody may open who has its address: also what is shown to whoever has the link."""
        by_link = Q(visibility=Visibility.LINK)
        if reader is None:
            return self.filter(Q(visibility=Visibility.PUBLIC) | by_link)
        return self.filter(Q(pk__in=_visible_roadmaps.subquery(reader=reader.pk)) | by_link)


def _is_visible(reader: Any, roadmap: str) -> Q:
    """As `RoadmapQuerySet.visible_to`, for a reader's id. `roadmap` is "" or `roadmap__`."""
    followed = Roadmap.objects.filter(enrolments__learner=reader, enrolments__left_at=None).values("pk")
    by_link = {
        f"{roadmap}visibility__in": (Visibility.LINK, Visibility.MENTORS),
        f"{roadmap}pk__in": followed,
    }
    return (
        Q(**{f"{roadmap}visibility": Visibility.PUBLIC})
        | Q(**{f"{roadmap}owner": reader})
        | Q(Exists(mentors(reader)), **{f"{roadmap}visibility": Visibility.MENTORS})
        | Q(**by_link)
    )


@prepared
def _visible_roadmaps(reader: Any) -> models.QuerySet["Roadmap", Any]:
    return Roadmap.objects.order_by().filter(_is_visible(reader, "")).values("pk")


class Roadmap(models.Model):
    """A way into a craft. What it says is in its editions; `current` is the latest published one.

    An official roadmap belongs to the site and has no owner. A person's own is deleted with its owner.
    """

    slug = models.SlugField()
    owner = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, editable=False, related_name="roadmaps"
    )
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    copied_from = models.ForeignKey(
        "Edition", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="copies"
    )
    imported_from = models.CharField(
        max_length=20,
        blank=True,
        editable=False,
        help_text=_("The site whose text it holds, until the owner says that they may show it."),
    )
    position = models.PositiveSmallIntegerField(default=0)
    current = models.OneToOneField(
        "Edition", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="current_of"
    )

    objects = RoadmapQuerySet.as_manager()

    class Meta:
        ordering = ("position", "slug")
        constraints = (
            models.UniqueConstraint(fields=["slug"], name=SLUG_ONCE),
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | Q(visibility=Visibility.PUBLIC), name=OFFICIAL_IS_PUBLIC
            ),
        )

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("roadmaps:roadmap", args=[self.slug])


class EditionQuerySet(models.QuerySet["Edition"]):
    def published(self) -> Self:
        return self.filter(number__isnull=False)

    def reachable_by(self, reader: User | None) -> Self:
        """Every edition of the roadmaps that somebody may open who has the address."""
        return self.filter(roadmap__in=Roadmap.objects.reachable_by(reader))

    def shown_to(self, reader: User | None) -> Self:
        """The edition of each roadmap that this reader sees, one at most; every page and app asks this.

        It is the edition they follow, otherwise the current one. Somebody else's private roadmap has
        none. None as a reader is a stranger.
        """
        if reader is None:
            return self.filter(current_of__isnull=False, roadmap__visibility=Visibility.PUBLIC)
        return self.filter(pk__in=_shown_editions.subquery(reader=reader.pk))

    def opened_by(self, reader: User | None) -> Self:
        """As `shown_to`, and also of what whoever has its address may see: for pages of one roadmap."""
        if reader is None:
            return self.filter(current_of__isnull=False).reachable_by(reader)
        return self.filter(pk__in=_opened_editions.subquery(reader=reader.pk))

    def with_size(self) -> Self:
        """Adds `step_count`, `stage_count` and `shared_hours`, which are required on every track."""
        required_of_all = Q(steps__is_required=True, steps__track=None)
        return self.annotate(
            step_count=Count("steps"),
            stage_count=Count("steps__milestone__stage", distinct=True),
            shared_hours=Coalesce(Sum("steps__hours", filter=required_of_all), 0),
        )

    def search(self, text: str) -> Self:
        """Matches of every word or beginning of a word, best first."""
        return ranked(self, text)


def _followed_or_current(reader: Any) -> EditionQuerySet:
    """The edition of each roadmap that this reader follows, otherwise the current one."""
    followed = Edition.objects.filter(enrolments__learner=reader, enrolments__left_at=None)
    is_current = Q(current_of__isnull=False) & ~Q(roadmap__in=followed.values("roadmap"))
    return Edition.objects.order_by().filter(Q(pk__in=followed.values("pk")) | is_current)


@prepared
def _shown_editions(reader: Any) -> models.QuerySet["Edition", Any]:
    return _followed_or_current(reader).filter(_is_visible(reader, "roadmap__")).values("pk")


@prepared
def _opened_editions(reader: Any) -> models.QuerySet["Edition", Any]:
    by_link = Q(roadmap__visibility=Visibility.LINK)
    return _followed_or_current(reader).filter(_is_visible(reader, "roadmap__") | by_link).values("pk")


class Edition(models.Model):
    """One state of a roadmap: a draft while it has no number, then published and immutable.

    All that a reader sees is here or in rows that belong to the edition.
    """

    roadmap = models.ForeignKey(Roadmap, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField(null=True, editable=False)
    title = models.CharField(max_length=120)
    summary = models.TextField(blank=True)
    language = models.CharField(max_length=12, default="en-GB")
    published_at = models.DateTimeField(null=True, editable=False)
    note = models.TextField(blank=True, help_text=_("What changed, for the people on this road."))
    mapping = models.JSONField(
        default=dict, editable=False, help_text=_("Keys that vanished, with those in their place.")
    )
    layout = models.JSONField(
        null=True,
        editable=False,
        help_text=_("The rows of its graph, by stage, as numbers of steps. Made when it is published."),
    )
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config=CONFIGURATION)
        + SearchVector("summary", weight="B", config=CONFIGURATION),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ("roadmap", F("number").desc(nulls_first=True))
        indexes = (GinIndex(fields=["search"], name="roadmaps_edition_search"),)
        constraints = (
            models.UniqueConstraint(fields=["roadmap", "number"], name=EDITION_NUMBER_ONCE),
            models.UniqueConstraint(fields=["roadmap"], condition=Q(published_at=None), name=ONE_DRAFT),
            models.CheckConstraint(
                condition=Q(number=None, published_at=None) | Q(number__gte=1, published_at__isnull=False),
                name=PUBLISHED_IS_NUMBERED,
            ),
        )

    def __str__(self) -> str:
        if self.number is None:
            return _("%(title)s, draft") % {"title": self.title}
        return _("%(title)s, edition %(number)s") % {"title": self.title, "number": self.number}

    def get_absolute_url(self) -> str:
        """The roadmap's page, which shows the edition that its reader sees."""
        return self.roadmap.get_absolute_url()

    def get_permanent_url(self) -> str:
        """Where this edition can be read for ever, whatever else is published."""
        return reverse("roadmaps:edition", args=[self.roadmap.slug, self.number])

    @property
    def is_published(self) -> bool:
        return self.published_at is not None
