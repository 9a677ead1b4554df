"""Where many readers are on their roadmaps: what a letter tells each of them about their own progress."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from articles.models import Article, ArticleStep, Reading
from core.clock import local_date, week_of
from roadmaps.choices import StepStatus
from roadmaps.contents import Contents
from roadmaps.models import Enrolment, Step, StepState, StudyEntry
from roadmaps.next_step import SETTLED, choose_step
from roadmaps.overlaid_contents import read_contents_of

StepKey = tuple[int, str]  # the key of a roadmap, and that of its step
StepToMark = tuple[int, Step]  # a step, behind the key of its roadmap
NEEDED = (
    "track",
    "specialisms",
    "overlay",
    "learner__zone",
    "learner__week_start",
    "learner__weekly_goal_hours",
    "roadmap__slug",
    "edition__published_at",
)
LONGEST_WEEK = timedelta(days=8)  # seven days, and one for the zones that are ahead of UTC


@dataclass(frozen=True, slots=True)
class Mark:
    status: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with one reader. `step` is the one to do next, of the roadmap that they began last.

    `to_mark` is a step that belongs to the letter's article, on a roadmap that they follow, not done yet.
    """

    roadmap_slug: str
    step: Step | None
    minutes: int
    goal_minutes: int
    article: Article | None
    to_mark: StepToMark | None


@dataclass(frozen=True, slots=True)
class _Facts:
    """What choosing a step asks of each one, by value: a model looks up its relations each time."""

    key: str
    hours: int
    is_required: bool
    track_key: str
    specialism_key: str | None


@dataclass(frozen=True, slots=True)
class _Followed:
    enrolment: Enrolment
    contents: Contents
    facts: Sequence[_Facts]
    marks: Mapping[str, Mark]
    minutes_on: Mapping[date, int]


def find_standings(readers: Collection[int], *, article: Article, now: datetime) -> dict[int, Standing]:
    """By the keys of accounts; who follows no roadmap, or has closed their account, has none.

    Two queries for the readers and two for the article and its steps, however many readers there are, and
    those that read an edition which this process has not read yet.
    """
    followed = _find_followed_of_each(readers, now=now)
    if not followed:
        return {}
    linked = _find_linked_steps([article.pk])[article.pk]
    next_of = {reader: _choose_next(mine[0]) for reader, mine in followed.items()}
    offered = _find_articles(followed, next_of, besides=article, now=now)
    return {
        reader: _describe(mine, next_of[reader], offered.get(reader), linked, now=now)
        for reader, mine in followed.items()
    }


def find_steps_to_mark(
    readers: Collection[int], *, articles: Collection[int], now: datetime
) -> dict[tuple[int, int], StepToMark]:
    """`Standing.to_mark` for several articles, by the keys of account and article; two queries at most."""
    linked = _find_linked_steps(articles)
    if not linked:
        return {}
    followed = _find_followed_of_each(readers, now=now)
    return {
        (reader, article): to_mark
        for reader, mine in followed.items()
        for article, steps in linked.items()
        if (to_mark := _find_to_mark(mine, steps))
    }


def _find_linked_steps(articles: Collection[int]) -> dict[int, dict[int, list[str]]]:
    """The keys of the steps that these articles belong to, by article and roadmap."""
    linked: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    links = ArticleStep.objects.filter(article__in=articles).order_by("roadmap", "step_key")
    for article, roadmap, key in links.values_list("article", "roadmap", "step_key"):
        linked[article][roadmap].append(key)
    return linked


def _find_followed_of_each(readers: Collection[int], *, now: datetime) -> dict[int, list[_Followed]]:
    followed: dict[int, list[_Followed]] = defaultdict(list)
    for each in _find_followed(readers, now=now):
        followed[each.enrolment.learner_id].append(each)
    return followed


def _find_followed(readers: Collection[int], *, now: datetime) -> Iterable[_Followed]:
    """The enrolments of these readers, of each reader the latest first; one query."""
    states = StepState.objects.filter(enrolment=OuterRef("pk")).order_by().values("enrolment")
    log = StudyEntry.objects.filter(
        learner=OuterRef("learner"), studied_on__gt=now.date() - LONGEST_WEEK
    ).values(json=JSONObject(day="studied_on", minutes="minutes"))
    found: list[Any] = list(  # with `marks` and `log`
        Enrolment.objects.of_any(readers)
        .select_related("learner", "roadmap", "edition")
        .only(*NEEDED)
        .annotate(
            marks=Subquery(
                states.annotate(all=JSONBAgg(JSONObject(key="key", status="status", since="since"))).values(
                    "all"
                )
            ),
            log=ArraySubquery(log),
        )
        .order_by("-pk")
    )
    contents = read_contents_of(found)
    facts_of = {  # whoever changed nothing shares the contents of the edition, and these
        id(content): [
            _Facts(step.key, step.hours, step.is_required, step.track_key, step.specialism_key)
            for step in content.steps
        ]
        for content in {id(each): each for each in contents.values()}.values()
    }
    for each in found:
        minutes_on: dict[date, int] = defaultdict(int)
        for entry in each.log:
            minutes_on[date.fromisoformat(entry["day"])] += entry["minutes"]
        marks = {
            state["key"]: Mark(state["status"], datetime.fromisoformat(state["since"]))
            for state in each.marks or ()
        }
        content = contents[each.pk]
        yield _Followed(each, content, facts_of[id(content)], marks, minutes_on)


def _choose_next(followed: _Followed) -> Step | None:
    enrolment, contents = followed.enrolment, followed.contents
    choice = choose_step(
        followed.facts, contents.needs, followed.marks, enrolment.track, enrolment.specialisms
    )
    return next(step for step in contents.steps if step.key == choice.key) if choice else None


def _find_articles(
    followed: Mapping[int, list[_Followed]],
    next_of: Mapping[int, Step | None],
    *,
    besides: Article,
    now: datetime,
) -> dict[int, Article]:
    """For each reader the first article for their next step that they have not read; one query."""
    step_of = {
        reader: (mine[0].enrolment.roadmap_id, step.key)
        for reader, mine in followed.items()
        if (step := next_of[reader])
    }
    read_by = Reading.objects.filter(article=OuterRef("article"), reader__in=step_of)
    links = (
        ArticleStep.objects.filter(
            roadmap__in={roadmap for roadmap, _key in step_of.values()},
            step_key__in={key for _roadmap, key in step_of.values()},
            article__in=Article.objects.published(now).exclude(pk=besides.pk),
        )
        .select_related("article")
        .only("roadmap", "step_key", "article__slug", "article__title")
        .annotate(read_by=ArraySubquery(read_by.values("reader")))
        .order_by(F("article__position").asc(nulls_last=True), "-article__published_at", "pk")
    )
    offered: dict[StepKey, list[tuple[Article, frozenset[int]]]] = defaultdict(list)
    for link in links:
        offered[link.roadmap_id, link.step_key].append((link.article, frozenset(link.read_by)))
    found = {}
    for reader, key in step_of.items():
        unread = (article for article, readers in offered.get(key, ()) if reader not in readers)
        if first := next(unread, None):
            found[reader] = first
    return found


def _describe(
    mine: list[_Followed],
    step: Step | None,
    article: Article | None,
    linked: Mapping[int, list[str]],
    *,
    now: datetime,
) -> Standing:
    latest = mine[0]
    learner = latest.enrolment.learner
    first_day = week_of(local_date(now, learner.zone), learner.first_weekday)
    return Standing(
        roadmap_slug=latest.enrolment.roadmap.slug,
        step=step,
        minutes=sum(minutes for day, minutes in latest.minutes_on.items() if day >= first_day),
        goal_minutes=60 * learner.weekly_goal_hours,
        article=article,
        to_mark=_find_to_mark(mine, linked),
    )


def _find_to_mark(mine: list[_Followed], linked: Mapping[int, list[str]]) -> StepToMark | None:
    for followed in mine:
        keys = linked.get(followed.enrolment.roadmap_id)
        if not keys:
            continue
        for step in followed.contents.steps:
            mark = followed.marks.get(step.key)
            if step.key in keys and (mark.status if mark else StepStatus.PENDING) not in SETTLED:
                return followed.enrolment.roadmap_id, step
    return None
