"""What an issue says: the same for the mail to readers, the test, and the preview on its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from articles.models import Article
from core.http import absolute
from core.languages import speaking, split_language
from mailing.mime import compose
from mailing.models import Letter, LetterKind
from mailing.read import html_part
from mailing.registry import Mail, token
from markup.rendering import Medium, render
from newsletter.formulas import formulas_address, save_formula_images
from newsletter.models import Issue, Subscriber
from newsletter.tokens import Purpose, make_token, url_of_token

GMAIL_CLIPS_AT = 102 * 1024
LONG = 90 * 1024
"""Bytes of HTML from which the author is warned that Gmail may cut the end off."""


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

    def mail(self, *, subject: str = "", is_test: bool = False) -> Mail:
        """The mail that every reader gets; a test has another subject and says why one gets it."""
        return Mail(
            subject=subject or self.subject,
            template="newsletter/mail/issue.html",
            context={
                "article": self.article,
                "title": self.title,
                "preheader": self.preheader,
                "intro": self.intro,
                "html": self.html,
                "article_url": absolute(self.article.get_absolute_url()),
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
    """
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
        )
    text = article if article.is_published else article.draft
    summary = article.description if article.is_published else article.draft.summary
    return Content(
        article=article,
        subject=(issue.subject if issue else "") or text.title,
        title=text.title,
        preheader=(issue.preheader if issue else "") or summary,
        intro=issue.intro if issue else "",
        html=mail_html(article, text.source),
        takes_replies=issue.takes_replies if issue else False,
    )


def mail_html(article: Article, source: str | None = None) -> str:
    """The text as mail readers show it, the same in whatever language one asks for it.

    The pictures of its formulas are saved by the same transaction.
    """
    _language, path = split_language(article.get_absolute_url())
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
    """The letter as this reader gets it, but that its links are nobody's."""
    letter = Letter(kind=LetterKind.NEWSLETTER, key="preview", message_id="<preview@localhost>")
    letter.address_to(reader.email if reader else "reader@example.org")
    with speaking(reader.reader if reader else settings.LANGUAGE_CODE):
        composed = compose(content.mail(), kind=LetterKind.NEWSLETTER, about="issue:preview")
    message = composed.for_letter(letter, at=at, values=reader_urls(UUID(int=0)))
    html = html_part(message)
    return MailPreview(html=html, size=len(message), html_size=len(html.encode()))
