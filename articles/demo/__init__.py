"""The demo's library: articles in five series."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from accounts.demo import DemoPeople
from accounts.models import User
from articles.demo.drawing import draw_residual_fan
from articles.demo.old_posts import write_old_posts
from articles.models import Article, ArticleImport, Author, Picture, Series, Tag
from articles.operations import (
    add_picture,
    arrange_article,
    discard_article_file,
    mark_article_read,
    publish_article,
    read_article_file,
    remove_picture,
    save_draft,
    save_revision,
    schedule_publication,
    share_draft,
    write_article,
)
from roadmaps.models import Step

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
    "networks-by-hand": (
        "Networks by hand",
        "Backpropagation, attention and embeddings in plain Python, small enough to follow every number.",
    ),
    "is-it-true": (
        "Is it true?",
        "Leaks, experiments, labels and search results: how to find out whether a number means what it says.",
    ),
    "the-long-road": (
        "The long road",
        "Hours, first roles, titles and interviews: the part of the craft that no course teaches.",
    ),
}
ADDED = (
    "\n## Afterwards\n\nA reader asked what becomes of all this with thirty rows. Not much: every number"
    " above moves by more than the differences that it is meant to show. Draw the sample again a few hundred"
    " times, and look at how far it moves, before you look at where it is.\n"
)
AT_EXAMPLE = r"@example\.(org|net)$"


@dataclass(frozen=True)
class Text:
    """One file of `texts/`: YAML front matter between lines of hyphens, then Markdown."""

    facts: dict[str, Any]
    source: str

    @classmethod
    def from_file(cls, path: Path) -> "Text":
        _empty, facts, source = path.read_text(encoding="utf-8").split("---\n", 2)
        return cls(yaml.safe_load(facts), source.strip() + "\n")


@transaction.atomic
def seed(demo_people: DemoPeople, *, now: datetime) -> None:
    """Write and publish everything by the app's own operations."""
    authors = [
        Author.objects.create(user=user, bio=" ".join(bio.split()))
        for user, bio in zip(demo_people.authors, BIOS, strict=True)
    ]
    series = {
        slug: Series.objects.create(slug=slug, title=title, summary=summary)
        for slug, (title, summary) in SERIES.items()
    }
    texts = [Text.from_file(path) for path in TEXTS.glob("*.md")]
    for text in sorted(texts, key=lambda text: -int(text.facts["days_ago"])):
        _publish_text(text, authors, series, now=now)
    _leave_drafts(authors[0], now=now)
    read_article_file(author=authors[0], name="old-posts.zip", data=write_old_posts(), now=now)
    _read_some(demo_people.learners[0], now=now)


def _leave_drafts(author: Author, *, now: datetime) -> None:
    """One that is shared, saved as a revision and written on since; one that waits for its time."""
    begun = "A residual is what the model could not explain.\n\n## A fan\n\nTo be written.\n"
    residuals = write_article(
        author=author,
        title="What a residual plot is trying to tell you",
        summary="Four shapes, and the mistake behind each.",
        source=begun,
        now=now - timedelta(days=2),
    )
    save_revision(draft=residuals.draft, by=author, now=now - timedelta(days=2))
    drawn = draw_residual_fan()
    picture = add_picture(
        author=author,
        upload=drawn,
        size=drawn.getbuffer().nbytes,
        description="Residuals against predictions: dots around zero that spread out to the right",
        now=now - timedelta(days=1),
    )
    draft = residuals.draft
    text = "The spread grows with what is predicted: try the logarithm."
    shown = f'{picture.markdown[:-1]} "Each dot is a house; the dear ones are missed by more.")'
    save_draft(
        article=residuals,
        title=draft.title,
        summary=draft.summary,
        source=begun.replace("To be written.", f"{shown}\n\n{text}"),
        version=draft.version,
        now=now - timedelta(days=1),
    )
    share_draft(article=residuals)
    waiting = write_article(
        author=author,
        title="Three questions before you train anything",
        summary="What would a person do, what does a mistake cost, and who finds out?",
        source=(
            "Before the first model there are three questions.\n\n## What would a person do?\n\n"
            "If nobody can tell the classes apart by looking, ask what the model is to look at.\n\n"
            "## What does a mistake cost?\n\nA false alarm and a miss seldom cost the same.\n\n"
            "## Who finds out?\n\nIf nobody would notice a wrong answer, the first thing to build is a way"
            " to notice.\n"
        ),
        now=now - timedelta(days=1),
    )
    schedule_publication(article=waiting, by=author, at=now + timedelta(days=3), now=now)


def _read_some(reader: User, *, now: datetime) -> None:
    """Four articles that were read; one of them says more by now."""
    read_at = now - timedelta(days=12)
    older = Article.objects.filter(published_at__lt=read_at).order_by("published_at", "pk")
    for article in older[:4]:
        mark_article_read(article=article, reader=reader, now=read_at)
    told, later = older[0], now - timedelta(days=3)
    draft = told.draft
    save_draft(
        article=told,
        title=draft.title,
        summary=draft.summary,
        source=draft.source + ADDED,
        version=draft.version,
        now=later,
    )
    told.refresh_from_db()
    change = "A warning about small samples, at the end."
    publish_article(article=told, by=told.author, now=later, material_change=change)


@transaction.atomic
def remove() -> None:
    """Remove what `seed` made, and what its authors have written since."""
    Article.objects.filter(author__user__email__regex=AT_EXAMPLE).delete()
    for file in ArticleImport.objects.filter(author__user__email__regex=AT_EXAMPLE):
        discard_article_file(file=file)
    for picture in Picture.objects.filter(author__user__email__regex=AT_EXAMPLE):
        remove_picture(picture)
    Author.objects.filter(user__email__regex=AT_EXAMPLE).delete()
    Series.objects.filter(slug__in=SERIES, articles=None).delete()
    Tag.objects.filter(articles=None).delete()


def _publish_text(text: Text, authors: list[Author], series: dict[str, Series], *, now: datetime) -> None:
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
    steps = {
        f"{step.edition.roadmap.slug}/{step.key}": (step.edition.roadmap, step.key)
        for step in Step.objects.shown_to(None).select_related("edition__roadmap")
    }
    arrange_article(
        article=article,
        slug=article.slug,
        tags=facts["tags"],
        series=series[facts["series"]],
        position=facts["position"],
        steps=[steps[path] for path in facts["steps"] if path in steps],  # a roadmap may not be loaded
    )
