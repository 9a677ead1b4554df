"""Articles as readers see them, and the drafts that their authors work on."""

from datetime import UTC, datetime
from typing import Self
from urllib.parse import urlencode

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Count, OuterRef, Q
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles.differences import count_changes
from articles.import_files import ArticleImport
from articles.pictures import Picture
from articles.readings import Reading
from articles.revisions import Revision
from core.fields import LineField, TextField
from core.form_fields import FIRST_YEAR, LAST_YEAR
from core.searching import CONFIGURATION, ranked
from core.share_cards import Card
from markup.rendering import Heading
from roadmaps.models import Roadmap, Step

__all__ = [  # Django looks for the models of an app in this module
    "Article", "ArticleImport", "ArticleQuerySet", "ArticleState", "ArticleStep", "Author", "Draft",
    "FormerSlug", "Picture", "Reading", "Revision", "Series", "Tag", "text_of",
]  # fmt: skip

SLUG_ONCE = "articles_article_slug_key"  # by the name that PostgreSQL gives it
PUBLISHED_IS_DATED = "articles_article_published_is_dated"
PLACE_IN_SERIES_ONCE = "articles_article_place_in_series_once"
PLACE_NEEDS_SERIES = "articles_article_place_needs_series"
SCHEDULED_HAS_TEXT = "articles_article_scheduled_has_text"
STEP_ONCE = "articles_articlestep_once"

CONTENTS_FROM_HEADINGS = 3


class Author(models.Model):
    """A person who writes articles. Staff make people authors; the name is that of their account."""

    user = models.OneToOneField(
        User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="author"
    )
    bio = models.TextField(
        _("about the author"), blank=True, help_text=_("Two or three sentences, shown under every article.")
    )

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")

    def __str__(self) -> str:
        return self.user.display_name

    def get_absolute_url(self) -> str:
        """Everything they published."""
        return f"{reverse('articles:articles')}?{urlencode({'author': self.user.handle})}"


class Series(models.Model):
    """Articles meant to be read in order."""

    slug = models.SlugField(_("address"), unique=True)
    title = LineField(_("title"), max_length=120)
    summary = TextField(_("summary"), blank=True)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("articles:series", args=[self.slug])


class Tag(models.Model):
    """What articles have in common; readers know it as a topic."""

    slug = models.SlugField(_("address"), unique=True)
    name = LineField(_("name"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("articles:tag", args=[self.slug])


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self, now: datetime) -> Self:
        return self.filter(state=ArticleState.PUBLISHED, published_at__lte=now)

    def by(self, user: User) -> Self:
        """Those that this person writes; none when they are no author."""
        return self.filter(author__user=user)

    def for_step(self, roadmap: str, key: str) -> Self:
        return self.filter(step_links__roadmap__slug=roadmap, step_links__step_key=key)

    def of_year(self, year: int) -> Self:
        """Published in this year, in UTC."""
        if not FIRST_YEAR <= year <= LAST_YEAR:
            return self.none()
        first, after = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
        return self.filter(published_at__gte=first, published_at__lt=after)

    def search(self, text: str) -> Self:
        """Matches of every word or beginning of a word, best first."""
        return ranked(self, text, "-published_at")

    def for_listing(self) -> Self:
        """With what a list shows, without the text itself."""
        return self.select_related("author__user", "series").only(
            "slug",
            "title",
            "summary",
            "excerpt",
            "published_at",
            "reading_minutes",
            "position",
            "author__user__display_name",
            "author__user__handle",
            "series__slug",
            "series__title",
        )

    def for_reading(self) -> Self:
        """With author, series and `topics`, a list of {slug, name}, in the same query."""
        topics = Tag.objects.filter(articles=OuterRef("pk")).order_by("name")
        return (
            self.select_related("author__user", "series")
            .defer("source", "plain", "search")
            .annotate(topics=ArraySubquery(topics.values(json=JSONObject(slug="slug", name="name"))))
        )

    def related_to(self, article: "Article") -> Self:
        """Others that share topics with it, the most alike first; not those of its own series."""
        others = self.exclude(pk=article.pk).filter(tags__in=article.tags.values("pk"))
        if article.series_id:
            others = others.exclude(series=article.series_id)
        return others.annotate(alike=Count("tags")).order_by("-alike", "-published_at", "pk")


class ArticleState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class Article(models.Model):
    """The text as readers see it, rendered when it was published. `updated_at` is for readers: the
    latest publication of a changed text.
    """

    author = models.ForeignKey(
        Author, verbose_name=_("author"), on_delete=models.PROTECT, related_name="articles"
    )
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    state = models.CharField(_("state"), max_length=12, choices=ArticleState, default=ArticleState.DRAFT)
    title = LineField(_("title"), max_length=160)
    summary = LineField(_("summary"), max_length=300, blank=True)
    source = models.TextField(_("text"), blank=True)
    series = models.ForeignKey(
        Series,
        verbose_name=_("series"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
    )
    position = models.PositiveSmallIntegerField(
        _("place in the series"), null=True, blank=True, help_text=_("Its place in the series, from 1.")
    )
    tags = models.ManyToManyField(Tag, verbose_name=_("topics"), blank=True, related_name="articles")
    created_at = models.DateTimeField(_("created at"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    updated_at = models.DateTimeField(_("updated at"), null=True, blank=True)
    publish_at = models.DateTimeField(
        _("to be published at"), null=True, blank=True, help_text=_("Then readers see the kept revision.")
    )
    revision_to_publish = models.ForeignKey(
        "Revision",
        verbose_name=_("revision to publish"),
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="+",
    )

    html = models.TextField(_("HTML"), blank=True, editable=False)
    contents = models.JSONField(
        _("contents"), default=list, editable=False, help_text=_("[{level, anchor, title}, …]")
    )
    excerpt = models.CharField(_("first words"), max_length=300, blank=True, editable=False)
    plain = models.TextField(
        _("words alone"), blank=True, editable=False, help_text=_("The words alone, to search in.")
    )
    reading_minutes = models.PositiveSmallIntegerField(_("reading minutes"), default=1, editable=False)
    renderer_version = models.PositiveSmallIntegerField(_("renderer version"), default=0, editable=False)
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config=CONFIGURATION)
        + SearchVector("summary", weight="B", config=CONFIGURATION)
        + SearchVector("plain", weight="D", config=CONFIGURATION),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name=PUBLISHED_IS_DATED
            ),
            models.CheckConstraint(
                condition=Q(position__isnull=True) | Q(series__isnull=False), name=PLACE_NEEDS_SERIES
            ),
            models.UniqueConstraint(fields=["series", "position"], name=PLACE_IN_SERIES_ONCE),
            models.CheckConstraint(
                condition=Q(publish_at__isnull=True, revision_to_publish__isnull=True)
                | Q(publish_at__isnull=False, revision_to_publish__isnull=False),
                name=SCHEDULED_HAS_TEXT,
            ),
        )
        indexes = (
            models.Index(fields=["-published_at"], name="articles_article_newest"),
            models.Index(
                fields=["publish_at"], condition=Q(publish_at__isnull=False), name="articles_article_due"
            ),
            GinIndex(fields=["search"], name="articles_article_search"),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("articles:article", args=[self.slug])

    @property
    def card(self) -> Card:
        """The picture that a link to it unfolds to."""
        return Card(title=self.title, byline=str(self.author))

    @property
    def card_url(self) -> str:
        """Empty for a title in letters that can't be drawn."""
        card = self.card
        return reverse("articles:card", args=[self.slug, card.key]) if card.can_be_drawn else ""

    @property
    def is_published(self) -> bool:
        return self.state == ArticleState.PUBLISHED

    @property
    def description(self) -> str:
        """One or two sentences for lists, previews and mail."""
        return self.summary or self.excerpt

    @property
    def headings(self) -> list[Heading]:
        """The contents, when there is enough of it to be worth a list."""
        sections = sum(1 for entry in self.contents if entry["level"] == 2)
        return [Heading(**entry) for entry in self.contents] if sections >= CONTENTS_FROM_HEADINGS else []

    @property
    def was_updated(self) -> bool:
        """Whether the text changed on a later day than that of its publication."""
        return bool(
            self.updated_at and self.published_at and self.updated_at.date() > self.published_at.date()
        )

    def steps(self, reader: User | None) -> models.QuerySet[Step]:
        """The steps it belongs to, in the editions that the reader sees."""
        links = self.step_links.filter(roadmap=OuterRef("edition__roadmap"), step_key=OuterRef("key"))
        return (
            Step.objects.shown_to(reader)
            .filter(models.Exists(links))
            .select_related("edition__roadmap", "area")
            .order_by("edition__roadmap", "number")
        )


class Draft(models.Model):
    """The author's working copy. `version` grows with every save, so that none overwrites another."""

    article = models.OneToOneField(
        Article, verbose_name=_("article"), on_delete=models.CASCADE, related_name="draft"
    )
    title = LineField(_("title"), max_length=160)
    summary = LineField(_("summary"), max_length=300, blank=True)
    source = models.TextField(_("text"), blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    saved_at = models.DateTimeField(_("saved at"))
    share_key = models.CharField(
        _("key of its link"), max_length=40, unique=True, null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")

    def __str__(self) -> str:
        return self.title

    @property
    def differs(self) -> bool:
        """Whether it says something that readers can't see yet."""
        return not self.article.is_published or text_of(self) != text_of(self.article)

    @property
    def changes(self) -> int:
        """How many places readers see otherwise, until it is published again."""
        return count_changes(text_of(self.article), text_of(self))


class FormerSlug(models.Model):
    """An address that an article had before. It redirects to the present one."""

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    article = models.ForeignKey(
        Article, verbose_name=_("article"), on_delete=models.CASCADE, related_name="former_slugs"
    )

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")

    def __str__(self) -> str:
        return self.slug


class ArticleStep(models.Model):
    """An article belongs to a step, by the step's permanent key, so that a new edition loses no link."""

    article = models.ForeignKey(
        Article, verbose_name=_("article"), on_delete=models.CASCADE, related_name="step_links"
    )
    roadmap = models.ForeignKey(
        Roadmap, verbose_name=_("roadmap"), on_delete=models.CASCADE, related_name="+"
    )
    step_key = models.SlugField(_("step"))

    class Meta:
        verbose_name = _("step of an article")
        verbose_name_plural = _("steps of articles")
        constraints = (models.UniqueConstraint(fields=["article", "roadmap", "step_key"], name=STEP_ONCE),)

    def __str__(self) -> str:
        return f"{self.roadmap_id}/{self.step_key}"


def text_of(version: Article | Draft | Revision) -> tuple[str, str, str]:
    """Title, summary and source, which each of them has."""
    return version.title, version.summary, version.source
