"""What the letters of the newsletter say."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from articles import tokens
from articles.models import Article, Issue, Subscriber
from core.http import absolute
from mailing.models import Letter
from mailing.registry import BulkMail, Drop, Forward, Mail, Reader, builds, builds_in_bulk, token
from markup.rendering import Medium, render


def confirmation_url(subscriber: Subscriber) -> str:
    signed = tokens.confirmation(subscriber=subscriber.pk, email=subscriber.email)
    return absolute(reverse("articles:confirmation", args=[signed]))


def unsubscription_url(subscriber_id: int) -> str:
    signed = tokens.unsubscription(subscriber=subscriber_id)
    return absolute(reverse("articles:unsubscription", args=[signed]))


@builds("articles.confirmation")
def confirmation(letter: Letter) -> Mail:
    subscriber = Subscriber.objects.filter(pk=letter.context["subscriber"], email=letter.to).first()
    if subscriber is None or subscriber.state != Subscriber.State.PENDING:
        raise Drop("Nothing is left to confirm.")
    return Mail(
        subject=_("Shall we write to you?"),
        template="articles/mail/confirmation.html",
        context={"url": confirmation_url(subscriber)},
    )


@builds("articles.test_issue")
def test_issue(letter: Letter) -> Mail:
    article = Article.objects.select_related("draft").filter(pk=letter.context["article"]).first()
    if article is None:
        raise Drop("The article is gone.")
    draft, base_url = article.draft, absolute(article.get_absolute_url())
    return Mail(
        subject=_("Test: %(title)s") % {"title": draft.title},
        template="articles/mail/issue.html",
        context={
            "article": article,
            "title": draft.title,
            "summary": draft.summary,
            "html": render(draft.source, medium=Medium.MAIL, base_url=base_url).html,
            "article_url": base_url,
        },
    )


@builds_in_bulk("articles.issue")
def issue(letters: Sequence[Letter]) -> BulkMail:
    """The frozen issue for up to 100 readers; whoever has unsubscribed since gets none.

    Whoever has another address since gets it there, and once: a letter that was owed to that address
    from the beginning is enough.
    """
    wanted = Issue.objects.select_related("article__author__user", "article__series")
    issue = wanted.get(pk=letters[0].context["issue"])
    readers = _readers(issue, [letter.context["subscriber"] for letter in letters])
    return BulkMail(
        mail=_issue_mail(issue), readers={letter.pk: _reader(letter, readers) for letter in letters}
    )


def _readers(issue: Issue, asked: Sequence[int]) -> Mapping[int, Subscriber]:
    """Who is to read what was owed to these subscribers: they themselves, or who took over from them."""
    subscribers = Subscriber.objects.select_related("moved_to").in_bulk(asked)
    heirs = {pk: each.moved_to for pk, each in subscribers.items() if each.moved_to and not each.is_confirmed}
    keys = [issue.key_of(heir.pk) for heir in heirs.values()]
    owed = set(Letter.objects.with_keys(keys).values_list("key", flat=True)) if keys else set()
    still = {pk: heir for pk, heir in heirs.items() if issue.key_of(heir.pk) not in owed}
    return {pk: each for pk, each in (subscribers | still).items() if each.is_confirmed}


def _issue_mail(issue: Issue) -> Mail:
    return Mail(
        subject=issue.subject,
        template="articles/mail/issue.html",
        context={
            "article": issue.article,
            "title": issue.revision.title,
            "summary": issue.revision.summary,
            "html": issue.html,
            "article_url": absolute(issue.article.get_absolute_url()),
        },
        unsubscribe_url=token("leave_url"),
        from_name=str(issue.article.author),
    )


def _reader(letter: Letter, readers: Mapping[int, Subscriber]) -> Reader:
    reader = readers.get(letter.context["subscriber"])
    if reader is None:
        return Drop("No longer a reader.")
    if reader.email != letter.to:
        return Forward(reader.email)
    return {"leave_url": unsubscription_url(reader.pk)}
