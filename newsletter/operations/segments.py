"""Which readers of its topic an issue goes to: its author chooses and counts them beforehand."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Author
from core.refusals import Refusal
from newsletter.audiences import earlier_article, in_segment
from newsletter.models import Issue, Segment
from newsletter.operations.sending import FEWEST_READERS, TooFewReaders, lock_issue, readers_of
from newsletter.operations.subscriptions import default_topic
from roadmaps.choices import Visibility
from roadmaps.models import Roadmap

FIELDS = ("roadmap", "stage", "track", "cadence", "joined_since", "joined_before", "has_read_earlier")


class NoSuchPlace(Refusal):
    code = "segment_no_such_place"
    message = _("This roadmap has no such stage or track. Choose one of its own.")


class NoEarlierArticle(Refusal):
    code = "segment_no_earlier_article"
    message = _("This article is not in a series, or is the first of it.")


class DatesOutOfOrder(Refusal):
    code = "segment_dates_out_of_order"
    message = _("The first day must be before the last.")


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """What an author asks of readers; all that is not empty must be true of them. Days are those of UTC."""

    roadmap: Roadmap | None = None
    stage: str = ""
    track: str = ""
    cadence: str = ""
    joined_since: date | None = None
    joined_before: date | None = None
    has_read_earlier: bool = False


@dataclass(frozen=True)
class Audience:
    """How many readers an issue has now, of all of its topic."""

    readers: int
    of: int
    is_hidden: bool
    """Whether there are too few to say how many."""


def offered_roadmaps() -> QuerySet[Roadmap]:
    """Those that everybody may see."""
    public = Roadmap.objects.published().filter(visibility=Visibility.PUBLIC)
    return public.select_related("current__roadmap").prefetch_related("current__stages", "current__tracks")


def draw_segment(*, issue: Issue, conditions: Conditions) -> Segment:
    """The segment that these conditions make, not saved yet.

    Raises NoSuchPlace, NoEarlierArticle or DatesOutOfOrder.
    """
    segment = Segment(issue=issue, **{name: getattr(conditions, name) for name in FIELDS})
    roadmap = conditions.roadmap
    if roadmap is None and (segment.stage or segment.track):
        raise NoSuchPlace
    if roadmap is not None:
        edition = roadmap.current
        if edition is None:
            raise NoSuchPlace
        if segment.stage and not edition.stages.filter(key=segment.stage).exists():
            raise NoSuchPlace
        if segment.track and not edition.tracks.filter(key=segment.track).exists():
            raise NoSuchPlace
    if segment.has_read_earlier and earlier_article(issue.article) is None:
        raise NoEarlierArticle
    if segment.joined_since and segment.joined_before and segment.joined_since >= segment.joined_before:
        raise DatesOutOfOrder
    return segment


def count_audience(*, issue: Issue, segment: Segment | None) -> Audience:
    """Two counts. Of fewer than FEWEST_READERS who are selected by progress, it is not said how many."""
    topic, audience = issue.topic.slug, Issue.Audience(issue.audience)
    everybody = readers_of(topic, audience=audience)
    number = everybody.count()
    if segment is None:
        return Audience(number, number, is_hidden=False)
    chosen = in_segment(everybody, segment).count()
    is_hidden = segment.uses_progress and chosen < FEWEST_READERS
    return Audience(0 if is_hidden else chosen, number, is_hidden)


@transaction.atomic
def choose_segment(*, article: Article, by: Author, conditions: Conditions | None, now: datetime) -> Issue:
    """Narrow an issue to some of its topic's readers; None is all of them again.

    Raises AlreadySent, what `draw_segment` raises, and TooFewReaders.
    """
    issue = lock_issue(article, default_topic(), by=by, send_at=now, now=now)
    segment = draw_segment(issue=issue, conditions=conditions) if conditions else None
    if segment is None or segment.is_everybody:
        Segment.objects.filter(issue=issue).delete()
        return issue
    if count_audience(issue=issue, segment=segment).is_hidden:
        raise TooFewReaders
    Segment.objects.update_or_create(issue=issue, defaults={name: getattr(segment, name) for name in FIELDS})
    return issue
