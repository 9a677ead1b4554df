"""The demo's library: twelve articles in three series, their readers, and two issues that went out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import yaml
from django.db import transaction

from accounts.demo import DemoPeople
from accounts.models import User
from articles.models import Article, Author, ConsentEvent, Issue, Series, Subscriber, Tag
from articles.operations import arrange_article, publish_article, send_issue, write_article
from articles.operations.subscriptions import WORDING
from mailing.models import Letter, LetterState
from roadmaps.models import Roadmap, Step

TEXTS = Path(__file__).parent / "texts"
BIOS = (
    """Noor worked as a statistician in credit and insurance before she moved to machine learning.
    She likes models that can be derived on one sheet of paper.""",
    """Théo builds services around other people's models, and is usually the one who gets woken up.
    He has kept notes on every incident since 2017.""",
    """Ifeoma came to machine learning from physics by way of a weekly report that nobody else wanted.
    She now leads a team, and interviews a great deal.""",
)
SERIES = {
    "classical-first": (
        "Classical first",
        "The models that most of the work is done with, each derived from something you know already.",
    ),
    "notebook-to-service": (
        "From notebook to service",
        "What happens to a model after it works: packaging, serving, watching, going back.",
    ),
    "the-long-road": (
        "The long road",
        "Hours, first roles, titles and interviews: the part of the craft that no course teaches.",
    ),
}
STRANGERS = 84
WAITING, LEFT = 5, 4
AT_EXAMPLE = r"@example\.(org|net)$"
SENT = ("rehearsed-rollback", "mock-interview")  # the files of the two latest articles, oldest first


@dataclass(frozen=True)
class Text:
    """One file of `texts/`: YAML front matter between lines of hyphens, then Markdown."""

    facts: dict[str, Any]
    source: str

    @classmethod
    def read(cls, path: Path) -> "Text":
        _empty, facts, source = path.read_text(encoding="utf-8").split("---\n", 2)
        return cls(yaml.safe_load(facts), source.strip() + "\n")


@transaction.atomic
def plant(cast: DemoPeople, *, now: datetime, rng: Random) -> None:
    """Plant everything, by the app's own acts where there are few and in bulk where there are many."""
    authors = [
        Author.objects.create(user=user, bio=" ".join(bio.split()))
        for user, bio in zip(cast.authors, BIOS, strict=True)
    ]
    series = {
        slug: Series.objects.create(slug=slug, title=title, summary=summary)
        for slug, (title, summary) in SERIES.items()
    }
    texts = {path.stem: Text.read(path) for path in TEXTS.glob("*.md")}
    articles = {
        name: _publish(text, authors, series, now=now)
        for name, text in sorted(texts.items(), key=lambda item: -int(item[1].facts["days_ago"]))
    }
    write_article(
        author=authors[0],
        title="What a residual plot is trying to tell you",
        summary="Four shapes, and the mistake behind each.",
        source="A residual is what the model could not explain.\n\n## A fan\n\nTo be written.\n",
        now=now - timedelta(days=2),
    )
    _plant_readers(cast, now=now, rng=rng)
    for name in SENT:
        _send(articles[name], rng=rng)


@transaction.atomic
def uproot() -> None:
    """Remove what `plant` planted, and what its authors have written since."""
    readers = Subscriber.objects.filter(email__regex=AT_EXAMPLE)
    articles = Article.objects.filter(author__user__email__regex=AT_EXAMPLE)
    issues = Issue.objects.filter(article__in=articles)
    Letter.objects.filter(about__in=[issue.about for issue in issues]).delete()
    ConsentEvent.objects.filter(email__regex=AT_EXAMPLE).delete()
    readers.delete()
    issues.delete()
    articles.delete()
    Author.objects.filter(user__email__regex=AT_EXAMPLE).delete()
    Series.objects.filter(slug__in=SERIES, articles=None).delete()
    Tag.objects.filter(articles=None).delete()


def _publish(text: Text, authors: list[Author], series: dict[str, Series], *, now: datetime) -> Article:
    facts = text.facts
    author = authors[facts["author"]]
    morning = (now - timedelta(days=facts["days_ago"])).replace(hour=7, minute=30, second=0, microsecond=0)
    article = write_article(
        author=author,
        title=facts["title"],
        summary=facts["summary"],
        source=text.source,
        now=morning - timedelta(days=3),
    )
    publish_article(article=article, by=author, now=morning)
    return arrange_article(
        article=article,
        slug=article.slug,
        tags=facts["tags"],
        series=series[facts["series"]],
        position=facts["position"],
        steps=_steps(facts["steps"]),
    )


def _steps(paths: list[str]) -> list[tuple[Roadmap, str]]:
    """Those of the named steps that the planted roadmaps have."""
    known = {
        f"{step.edition.roadmap.slug}/{step.key}": (step.edition.roadmap, step.key)
        for step in Step.objects.current().select_related("edition__roadmap")
    }
    return [known[path] for path in paths if path in known]


def _plant_readers(cast: DemoPeople, *, now: datetime, rng: Random) -> None:
    """Members and strangers who read, a few who have not confirmed yet, and a few who left."""
    people: list[User | None] = [*cast.learners, *cast.authors, *([None] * STRANGERS)]
    states = Subscriber.State
    readers = []
    for number, user in enumerate(people, start=1):
        at = now - timedelta(days=rng.randint(3, 160), minutes=rng.randint(0, 1440))
        state = states.CONFIRMED
        if number > len(people) - WAITING:
            state = states.PENDING
        elif number > len(people) - WAITING - LEFT:
            state = states.UNSUBSCRIBED
        readers.append(
            Subscriber(
                email=user.email if user else f"reader-{number:03}@example.net",
                user=user,
                state=state,
                zone=user.zone if user else rng.choice(cast.learners).zone,
                created_at=at,
                confirmed_at=None if state == states.PENDING else at + timedelta(minutes=rng.randint(1, 90)),
            )
        )
    Subscriber.objects.bulk_create(readers)
    ConsentEvent.objects.bulk_create(event for reader in readers for event in _consents(reader))


def _consents(reader: Subscriber) -> list[ConsentEvent]:
    what, how = ConsentEvent.What, ConsentEvent.How

    def event(what: ConsentEvent.What, how: ConsentEvent.How, at: datetime) -> ConsentEvent:
        return ConsentEvent(
            subscriber=reader, email=reader.email, what=what, how=how, at=at, by=reader.user, wording=WORDING
        )

    if reader.user and reader.confirmed_at:
        return [event(what.CONFIRMED, how.MEMBER, reader.confirmed_at)]
    events = [event(what.ASKED, how.FORM, reader.created_at)]
    if reader.confirmed_at:
        events.append(event(what.CONFIRMED, how.LINK, reader.confirmed_at))
    if reader.confirmed_at and reader.state == Subscriber.State.UNSUBSCRIBED:
        events.append(event(what.UNSUBSCRIBED, how.ONE_CLICK, reader.confirmed_at + timedelta(days=2)))
    return events


def _send(article: Article, *, rng: Random) -> Issue:
    """Send it an hour after it was published; all that is left of the sending are its letters."""
    assert article.published_at is not None  # noqa: S101  (planted a moment ago)
    at = article.published_at + timedelta(hours=1)
    issue = send_issue(article=article, by=article.author, now=at)
    letters = Letter.objects.about(issue.about)
    letters.update(
        state=LetterState.SENT, attempts=1, created_at=at, moved_at=at, sent_at=at + timedelta(minutes=1)
    )
    refused, doubtful = rng.sample(sorted(letters.values_list("pk", flat=True)), 2)
    letters.filter(pk=refused).update(
        state=LetterState.FAILED, sent_at=None, error="550 5.1.1 No such mailbox"
    )
    letters.filter(pk=doubtful).update(
        state=LetterState.UNCERTAIN, sent_at=None, error="The worker stopped while it was sending."
    )
    return issue
