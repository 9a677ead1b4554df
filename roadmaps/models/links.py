"""Pages on the web that steps refer to: how each was found, what readers say, and what owners decided."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from roadmaps.choices import Decision, LinkState, Verdict, Visibility
from roadmaps.models.editions import Edition, Roadmap

LINK_URL_ONCE = "roadmaps_link_url_once"
VOTE_ONCE = "roadmaps_linkvote_once"
DECISION_ONCE = "roadmaps_linkdecision_once"
REPLACED_HAS_ANOTHER = "roadmaps_linkdecision_replaced_has_another"
HOST_OF_URL = r"^[^/?#]*//(?:[^/?#@]*@)?([^/?#:]*)"


class LinkHost(models.Model):
    """A server that links lead to. `free_at` is when it may be asked again: one request at a time."""

    name = models.CharField(primary_key=True, max_length=255)
    free_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    robots = models.TextField(blank=True, help_text=_("What its robots.txt said."))
    robots_read_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class LinkQuerySet(models.QuerySet["Link"]):
    def shown(self) -> Self:
        """Those of current editions that somebody besides the owner may see: nobody's private ones."""
        roadmaps = Roadmap.objects.exclude(visibility=Visibility.PRIVATE)
        current = Edition.objects.filter(current_of__in=roadmaps)
        return self._of(current, roadmaps)

    def opened_by(self, reader: User | None) -> Self:
        """Those of editions that this reader may open."""
        return self._of(Edition.objects.opened_by(reader), Roadmap.objects.reachable_by(reader))

    def _of(self, editions: models.QuerySet[Edition], roadmaps: models.QuerySet[Roadmap]) -> Self:
        """What these editions name, and what stands in its place in these roadmaps."""
        resources = editions.filter(steps__resources__link=OuterRef("pk"))
        decisions = LinkDecision.objects.filter(roadmap__in=roadmaps, replacement=OuterRef("pk"))
        return self.filter(Exists(resources) | Exists(decisions))

    def due(self, now: datetime) -> Self:
        return self.filter(due_at__lte=now)

    def of_roadmap(self, roadmap: "Roadmap | OuterRef") -> Self:
        """Those of its current edition. An OuterRef names the roadmap of an outer query."""
        current = Edition.objects.filter(current_of=_outer(roadmap), steps__resources__link=OuterRef("pk"))
        return self.filter(Exists(current))

    def with_reports(self, roadmap: "Roadmap | OuterRef") -> Self:
        """Adds what was decided in this roadmap (`decided`, `decided_at`, `replaced_by`), and how many
        readers find a link `outdated_by` and `broken_by`; not those who said so before the decision.
        """
        decisions = LinkDecision.objects.filter(roadmap=_outer(roadmap), link=OuterRef("pk"))
        with_decision = self.annotate(
            decided=models.Subquery(decisions.values("kind")),
            decided_at=models.Subquery(decisions.values("at")),
            replaced_by=models.Subquery(decisions.values("replacement__url")),
            replacement_state=models.Subquery(decisions.values("replacement__state")),
        )
        later = Q(decided_at=None) | Q(votes__at__gt=F("decided_at"))
        return with_decision.annotate(
            outdated_by=Count("votes", filter=Q(votes__verdict=Verdict.OUTDATED) & later),
            broken_by=Count("votes", filter=Q(votes__verdict=Verdict.BROKEN) & later),
        )

    def waiting(self) -> Self:
        """Needs `with_reports`: those that whoever keeps the roadmap should look at."""
        broken = Q(state=LinkState.BROKEN) & (Q(decided_at=None) | Q(broken_since__gt=F("decided_at")))
        said = Q(outdated_by__gt=0) | Q(broken_by__gt=0)
        is_open = Q(decided=None) | Q(decided=Decision.DISMISSED)
        return self.filter(
            is_open & (broken | said) | Q(decided=Decision.REPLACED, replacement_state=LinkState.BROKEN)
        )

    def decided(self) -> Self:
        """Needs `with_reports`."""
        return self.filter(decided__isnull=False)


def _outer(roadmap: "Roadmap | OuterRef") -> "Roadmap | OuterRef":
    """The same roadmap, from one query further inside."""
    return OuterRef(roadmap) if isinstance(roadmap, OuterRef) else roadmap


class Link(models.Model):
    """A page on the web that steps refer to, once for all of them: checks and votes are about this.

    `due_at` is when its next check is owed; a worker that takes it moves it on by its lease, and whoever
    finds another value there has lost it. `failures` are failed checks in a row.
    """

    url = models.URLField(max_length=500)
    host = models.GeneratedField(
        expression=Lower(
            models.Func(
                F("url"), models.Value(HOST_OF_URL), function="substring", output_field=models.TextField()
            )
        ),
        output_field=models.TextField(),
        db_persist=True,
        null=True,
    )
    checked_on = models.DateField(null=True, blank=True, help_text=_("When it was last found to work."))
    state = models.CharField(max_length=10, choices=LinkState, default=LinkState.UNKNOWN)
    tried_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was last tried."))
    failures = models.PositiveSmallIntegerField(default=0)
    broken_since = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=30, blank=True)
    moved_to = models.URLField(max_length=500, blank=True, help_text=_("Where its server sends for good."))
    due_at = models.DateTimeField(default=timezone.now)

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["url"], name=LINK_URL_ONCE),)
        indexes = (models.Index(fields=["due_at"], name="roadmaps_link_due"),)

    def __str__(self) -> str:
        return self.url


class LinkVoteQuerySet(models.QuerySet["LinkVote"]):
    def of(self, person: User) -> Self:
        return self.filter(person=person)


class LinkVote(models.Model):
    """What one person found at a link, until they say otherwise."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="votes")
    verdict = models.CharField(max_length=10, choices=Verdict)
    at = models.DateTimeField()

    objects = LinkVoteQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "link"], name=VOTE_ONCE),)

    def __str__(self) -> str:
        return f"{self.link_id}: {self.verdict}"


class LinkDecision(models.Model):
    """What whoever keeps a roadmap decided about one of its links: editions stay, readers see this.

    What was found or said after `at` brings the link back to them, unless it was replaced or taken away.
    """

    roadmap = models.ForeignKey(Roadmap, on_delete=models.CASCADE, related_name="link_decisions")
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Decision)
    replacement = models.ForeignKey(Link, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["roadmap", "link"], name=DECISION_ONCE),
            models.CheckConstraint(
                condition=Q(kind=Decision.REPLACED, replacement__isnull=False)
                | (~Q(kind=Decision.REPLACED) & Q(replacement=None)),
                name=REPLACED_HAS_ANOTHER,
            ),
        )

    def __str__(self) -> str:
        return f"{self.link_id}: {self.kind}"
