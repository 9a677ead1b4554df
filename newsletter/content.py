"""What an issue says: the same for the mail to readers, the test, and the preview on its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import Article, Draft
from core.formats import format_duration, format_hours
from core.http import absolute
from core.languages import speaking, split_language
from mailing.mime import compose
from mailing.models import Letter, LetterKind
from mailing.read import html_part
from mailing.registry import Mail, Section, section, token
from markup.rendering import Medium, render
from newsletter.audiences import find_segment, reasons_of
from newsletter.formulas import formulas_address, save_formula_images
from newsletter.models import Issue, Subscriber
from newsletter.standings import Standing, StepKey, StepToMark, find_standings
from newsletter.tokens import Purpose, make_token, url_of_token

GMAIL_CLIPS_AT = 102 * 1024
LONG = 90 * 1024
"""Bytes of HTML from which the author is warned that Gmail may cut the end off."""
NOBODY = UUID(int=0)

READERS_OWN = {
    **{name: section(name) for name in ("own_step", "own_article", "no_roadmap")},
    **{
        name: token(name)
        for name in (
            "step_url", "step_title", "stage_title", "hours", "next_url", "next_title", "roadmaps_url",
        )
    },
}  # fmt: skip
"""What the template of an issue leaves open for each reader; `values_of` fills it."""


@dataclass(frozen=True)
class ReadLinks:
    """The links that mark an article as read, and its step as done, as a template of mail has them."""

    read_url: str
    step_to_mark: Section | None = None
    mark_url: str = ""
    mark_title: str = ""


def readers_links(suffix: str = "") -> ReadLinks:
    """Each reader's own, filled by `values_of_links`; in a letter about several issues each has a suffix."""
    return ReadLinks(
        read_url=token(f"read_url{suffix}"),
        step_to_mark=section(f"step_to_mark{suffix}"),
        mark_url=token(f"mark_url{suffix}"),
        mark_title=token(f"mark_title{suffix}"),
    )


@dataclass(frozen=True)
class ListedIssue:
    """An issue in a letter that lists several."""

    issue: Issue

    @property
    def url(self) -> str:
        return absolute(self.issue.article.get_absolute_url())

    @property
    def links(self) -> ReadLinks:
        return readers_links(suffix_of(self.issue.pk))


def suffix_of(issue: int) -> str:
    return f"_{issue}"


@dataclass(frozen=True, kw_only=True)
class Content:
    """An article as an issue, frozen or as it would be now."""

    article: Article
    subject: str
    title: str
    preheader: str
    intro: str
    html: str
    takes_replies: bool
    reasons: Sequence[str] = ()
    """Why its readers get it, beside having subscribed."""

    def mail(self, *, subject: str = "", is_test: bool = False) -> Mail:
        """The mail that every reader gets; a test has another subject and says why one gets it."""
        article_url = absolute(self.article.get_absolute_url())
        return Mail(
            subject=subject or self.subject,
            template="newsletter/mail/issue.html",
            context={
                **READERS_OWN,
                "links": ReadLinks(f"{article_url}#read") if is_test else readers_links(),
                "reasons": self.reasons,
                "article": self.article,
                "title": self.title,
                "preheader": self.preheader,
                "intro": self.intro,
                "html": self.html,
                "article_url": article_url,
                "is_test": is_test,
            },
            unsubscribe_url=None if is_test else token("leave_url"),
            preferences_url=None if is_test else token("preferences_url"),
            from_name=str(self.article.author),
            reply_to=self.article.author.user.email if self.takes_replies else "",
        )


def content_of(article: Article, issue: Issue | None) -> Content:
    """What its mail says: what was frozen, else what is published now, else the draft.

    `article` has its author and draft. Subject, preheader and intro of the issue go before its own.
    The reasons are in the language that is active.
    """
    segment = find_segment(issue)
    reasons = reasons_of(segment) if segment else []
    if issue is not None and issue.has_started:
        title = issue.revision.title if issue.revision else issue.subject
        return Content(
            article=article,
            subject=issue.subject,
            title=title,
            preheader=issue.preheader,
            intro=issue.intro,
            html=issue.html,
            takes_replies=issue.takes_replies,
            reasons=reasons,
        )
    text = article if article.is_published else article.draft
    summary = article.description if article.is_published else describe_draft(article.draft)
    return Content(
        article=article,
        subject=(issue.subject if issue else "") or text.title,
        title=text.title,
        preheader=(issue.preheader if issue else "") or summary,
        intro=issue.intro if issue else "",
        html=mail_html(article, text.source),
        takes_replies=issue.takes_replies if issue else False,
        reasons=reasons,
    )


def describe_draft(draft: Draft) -> str:
    """What becomes the article's description when the draft is published."""
    return draft.summary or render(draft.source, has_questions=True).excerpt


def mail_html(article: Article, source: str | None = None) -> str:
    """The text as mail readers show it, the same in whatever language one asks for it.

    The pictures of its formulas are saved by the same transaction.
    """
    _prefix, path = split_language(article.get_absolute_url())
    with speaking(settings.LANGUAGE_CODE):
        rendered = render(
            article.source if source is None else source,
            medium=Medium.MAIL,
            base_url=absolute(path),
            formulas_at=formulas_address(),
            has_questions=True,
        )
    save_formula_images(rendered.formula_pictures)
    return rendered.html


def reader_urls(subscriber: UUID, topic: int | None = None) -> dict[str, str]:
    """The links of a newsletter that are each reader's own."""
    leave = make_token(Purpose.UNSUBSCRIBE, subscriber=subscriber, topic=topic)
    return {
        "leave_url": url_of_token("newsletter:unsubscription", leave),
        "preferences_url": preferences_url(subscriber),
    }


def read_url(subscriber: UUID, issue: int, step: StepKey | None = None) -> str:
    """To the page that marks the issue's article as read, and a step as done, for this reader."""
    signed = make_token(Purpose.READ, subscriber=subscriber, topic=issue, step=step)
    return url_of_token("newsletter:reading", signed)


def values_of_links(
    subscriber: UUID, issue: int, to_mark: StepToMark | None, *, suffix: str = ""
) -> dict[str, str]:
    """What fills a reader's `ReadLinks`; without a step to mark, the first of them alone."""
    values = {f"read_url{suffix}": read_url(subscriber, issue)}
    if to_mark is not None:
        roadmap, step = to_mark
        values |= {
            f"step_to_mark{suffix}": "yes",
            f"mark_url{suffix}": read_url(subscriber, issue, (roadmap, step.key)),
            f"mark_title{suffix}": step.title,
        }
    return values


def values_of(standing: Standing | None) -> dict[str, str]:
    """Where a reader is, in the language that is active; without a roadmap, a way to one."""
    if standing is None:
        return {"no_roadmap": "yes", "roadmaps_url": absolute(reverse("roadmaps:roadmaps"))}
    values: dict[str, str] = {}
    if standing.step is not None:
        step = standing.step
        values |= {
            "own_step": "yes",
            "step_url": absolute(reverse("roadmaps:step", args=[standing.roadmap_slug, step.key])),
            "step_title": step.title,
            "stage_title": step.milestone.stage.title,
            "hours": _hours(standing.minutes, standing.goal_minutes),
        }
    if standing.article is not None:
        values |= {
            "own_article": "yes",
            "next_url": absolute(standing.article.get_absolute_url()),
            "next_title": standing.article.title,
        }
    return values


def _hours(minutes: int, goal_minutes: int) -> str:
    goal = format_hours(goal_minutes)
    if not minutes:
        return _("Nothing is logged for this week yet; your goal is %(goal)s.") % {"goal": goal}
    said = _("You have logged %(time)s this week; your goal is %(goal)s.")
    return said % {"time": format_duration(minutes), "goal": goal}


def preferences_url(subscriber: UUID) -> str:
    token = make_token(Purpose.PREFERENCES, subscriber=subscriber)
    return url_of_token("newsletter:preferences", token)


@dataclass(frozen=True, kw_only=True)
class MailPreview:
    """The composed letter, as it leaves."""

    html: str
    size: int
    """In bytes, of the whole letter as it is sent."""
    html_size: int
    """In bytes, of the part of which Gmail shows 102 KB."""

    @property
    def is_long(self) -> bool:
        return self.html_size >= LONG

    @property
    def is_clipped(self) -> bool:
        return self.html_size >= GMAIL_CLIPS_AT


def preview(content: Content, *, reader: Subscriber | None, at: datetime) -> MailPreview:
    """The letter as this reader gets it, except that its links belong to nobody.

    Authors must not see how far a reader is, so the part about a reader's own step is left out; without a
    reader it shows the author's.
    """
    author = content.article.author.user_id
    values = reader_urls(NOBODY)
    to_mark = None
    letter = Letter(kind=LetterKind.NEWSLETTER, key="preview", message_id="<preview@localhost>")
    letter.address_to(reader.email if reader else "reader@example.org")
    with speaking(reader.reader if reader else settings.LANGUAGE_CODE):
        composed = compose(content.mail(), kind=LetterKind.NEWSLETTER, about="issue:preview")
        if reader is None:
            standing = find_standings([author], article=content.article, now=at).get(author)
            values |= values_of(standing)
            to_mark = standing.to_mark if standing else None
    values |= values_of_links(NOBODY, 0, to_mark)
    message = composed.for_letter(letter, at=at, values=values)
    html = html_part(message)
    return MailPreview(html=html, size=len(message), html_size=len(html.encode()))
