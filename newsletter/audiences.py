"""Who is in a segment, and how that is told: to its author as facts, to its readers as reasons."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from articles.models import Article, Reading
from core.formats import format_date
from newsletter.digests import Cadence
from newsletter.models import Issue, Segment, SubscriberReading, SubscriptionQuerySet
from roadmaps.choices import StepStatus
from roadmaps.models import Edition, Enrolment, Stage, Step, StepState, Track


def find_segment(issue: Issue | None) -> Segment | None:
    """The segment that is saved with an issue; its `issue` is the object given, so no query fetches it."""
    if issue is None or issue.pk is None:
        return None
    segment = Segment.objects.filter(issue=issue).first()
    if segment is not None:
        segment.issue = issue
    return segment


def in_segment(readers: SubscriptionQuerySet, segment: Segment) -> SubscriptionQuerySet:
    """Those of them for whom all of it is true.

    By roadmap or by what they have read, only those whose progress may be used.
    """
    if segment.cadence:
        readers = readers.filter(cadence=Cadence(segment.cadence))
    if segment.joined_since:
        readers = readers.filter(confirmed_at__gte=_midnight(segment.joined_since))
    if segment.joined_before:
        readers = readers.filter(confirmed_at__lt=_midnight(segment.joined_before))
    if segment.uses_progress:
        readers = readers.filter(uses_progress=True)
    if segment.roadmap_id is not None:
        readers = readers.filter(Exists(_enrolments(segment)))
    if segment.has_read_earlier:
        readers = readers.filter(_has_read(earlier_article(segment.issue.article)))
    return readers


def earlier_article(article: Article) -> Article | None:
    """The published one before it in its series."""
    if article.series_id is None or article.position is None:
        return None
    before = Article.objects.filter(
        series=article.series_id, position__lt=article.position, state="published"
    )
    return before.only("title", "slug").order_by("-position").first()


def facts_of(segment: Segment) -> list[tuple[str, str]]:
    """What an author asked for, as labels and values in the language of the page."""
    names = _names_of(segment)
    every_cadence = dict(Cadence.choices)
    facts = [
        (_("Roadmap"), names.roadmap),
        (_("Stage reached"), names.stage),
        (_("Track"), names.track),
        (_("How often they want it"), str(every_cadence.get(segment.cadence, ""))),
        (_("Joined on or after"), _day(segment.joined_since)),
        (_("Joined before"), _day(segment.joined_before)),
        (_("Have read"), names.earlier),
    ]
    return [(label, value) for label, value in facts if value]


def reasons_of(segment: Segment) -> list[str]:
    """What is true of each reader in it, as sentences in the reader's language."""
    names = _names_of(segment)
    reasons = []
    if names.roadmap:
        reasons.append(_("You follow “%(roadmap)s”.") % {"roadmap": names.roadmap})
    if names.stage:
        reasons.append(_("You have reached its stage “%(stage)s”.") % {"stage": names.stage})
    if names.track:
        reasons.append(_("You are on its track “%(track)s”.") % {"track": names.track})
    if segment.cadence == Cadence.EACH:
        reasons.append(_("You want each issue."))
    if segment.cadence == Cadence.WEEKLY:
        reasons.append(_("You want issues once a week."))
    if segment.cadence == Cadence.MONTHLY:
        reasons.append(_("You want issues once a month."))
    if segment.joined_since:
        reasons.append(_("You joined on %(day)s or later.") % {"day": _day(segment.joined_since)})
    if segment.joined_before:
        reasons.append(_("You joined before %(day)s.") % {"day": _day(segment.joined_before)})
    if names.earlier:
        reasons.append(_("You have read “%(title)s”, the part before it.") % {"title": names.earlier})
    return reasons


@dataclass(frozen=True)
class _Names:
    """Titles of today; the key itself for a place that the roadmap no longer has."""

    roadmap: str
    stage: str
    track: str
    earlier: str


def _names_of(segment: Segment) -> _Names:
    earlier = earlier_article(segment.issue.article) if segment.has_read_earlier else None
    if segment.roadmap_id is None:
        return _Names("", "", "", str(earlier or ""))
    edition = Edition.objects.filter(current_of=segment.roadmap_id).only("title").first()
    stages = Stage.objects.filter(edition=edition, key=segment.stage).values_list("title", flat=True)
    tracks = Track.objects.filter(edition=edition, key=segment.track).values_list("title", flat=True)
    return _Names(
        edition.title if edition else _("A roadmap that is gone"),
        (stages.first() or segment.stage) if segment.stage else "",
        (tracks.first() or segment.track) if segment.track else "",
        str(earlier or ""),
    )


def _day(day: date | None) -> str:
    return format_date(day, "DATE_FORMAT") if day else ""


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _enrolments(segment: Segment) -> QuerySet[Enrolment, Any]:
    """Those that put their learner into the segment.

    A stage is reached with its first step that is begun or done, or one of a later stage; the first stage
    by following the roadmap.
    """
    found = Enrolment.objects.filter(
        learner=OuterRef("subscriber__user"),
        learner__is_active=True,
        left_at=None,
        roadmap=segment.roadmap_id,
    )
    if segment.track:
        found = found.filter(track=segment.track)
    if segment.stage:
        found = found.filter(_has_reached(segment.stage))
    return found


def _has_reached(stage: str) -> Q:
    here = Stage.objects.filter(edition=OuterRef("edition"), key=stage)
    steps = Step.objects.filter(
        edition=OuterRef(OuterRef("edition")),
        milestone__stage__position__gte=Stage.objects.filter(
            edition=OuterRef(OuterRef(OuterRef("edition"))), key=stage
        ).values("position")[:1],
    )
    begun = StepState.objects.filter(
        enrolment=OuterRef("pk"),
        status__in=(StepStatus.DONE, StepStatus.IN_PROGRESS, StepStatus.NEEDS_REVIEW),
        key__in=steps.values("key"),
    )
    earlier = Stage.objects.filter(edition=OuterRef("edition"), position__lt=OuterRef("position"))
    is_first = Exists(here.exclude(Exists(earlier)))
    return Q(Exists(begun)) | Q(is_first)


def _has_read(article: Article | None) -> Q:
    read = Reading.objects.filter(reader=OuterRef("subscriber__user"), article=article)
    by_mail = SubscriberReading.objects.filter(subscriber=OuterRef("subscriber"), article=article)
    return Q(Exists(read)) | Q(Exists(by_mail))
