"""Sending asks first, and can be undone for a minute."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from articles.models import Article, Author
from articles.operations import publish_article, save_draft
from mailing.models import Letter
from mailing.operations import AlreadyOffered
from newsletter.lifecycle import IssueState
from newsletter.models import Issue, Subscription
from newsletter.operations import (
    TIME_TO_UNDO,
    IssueWords,
    TooLateToUndo,
    send_issue,
    undo_issue,
    word_issue,
)
from tests.mailing.sink import Sink
from tests.newsletter import builders

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
SECOND = timedelta(seconds=1)


@pytest.fixture
def readers(now: datetime) -> list[Subscription]:
    return [builders.reader(f"{name}@example.org", now=now) for name in ("ada", "bob", "cleo")]


@pytest.fixture
def issue(article: Article, author: Author, readers: list[Subscription], now: datetime) -> Issue:
    return send_issue(article=article, by=author, now=now, leaves_at=now + TIME_TO_UNDO)


def newsletters_in(sink: Sink) -> list[str]:
    return sorted(mail.to for mail in sink.received if mail.mail["List-Unsubscribe"])


def test_no_letter_leaves_within_a_minute(issue: Issue, smtp_sink: Sink, now: datetime) -> None:
    builders.deliver(now + TIME_TO_UNDO - SECOND)
    assert newsletters_in(smtp_sink) == []
    builders.deliver(now + TIME_TO_UNDO)
    assert newsletters_in(smtp_sink) == ["ada@example.org", "bob@example.org", "cleo@example.org"]


@pytest.mark.parametrize(("passed", "left"), [(0, 60), (8.4, 52), (59.9, 1), (60, 0), (90, 0)])
def test_the_seconds_that_are_left_are_rounded_up(
    issue: Issue, now: datetime, passed: float, left: int
) -> None:
    assert issue.seconds_to_undo(now + passed * SECOND) == left


def test_undone_nobody_gets_it_and_it_can_be_sent_again(
    issue: Issue, article: Article, author: Author, smtp_sink: Sink, now: datetime
) -> None:
    undo_issue(issue=issue, now=now + TIME_TO_UNDO - SECOND)
    builders.deliver(now + timedelta(days=1))
    assert (newsletters_in(smtp_sink), builders.newsletters()) == ([], [])
    assert Issue.objects.get().state == IssueState.DRAFT

    send_issue(article=article, by=author, now=now + timedelta(days=1))
    assert len(builders.newsletters()) == 3


def test_the_article_s_own_words_follow_it_after_an_undo(
    issue: Issue, article: Article, author: Author, now: datetime
) -> None:
    undo_issue(issue=issue, now=now)
    save_draft(article=article, title="Spelled well", summary="", source="Other words.", version=1, now=now)
    publish_article(article=article, by=author, now=now)
    again = send_issue(article=article, by=author, now=now)
    assert (again.subject, again.preheader) == ("Spelled well", "Other words.")


def test_words_that_its_author_gave_it_are_kept_by_an_undo(
    article: Article, author: Author, readers: list[Subscription], now: datetime
) -> None:
    word_issue(article=article, by=author, words=IssueWords(subject="Mine", preheader="Too"), now=now)
    sent = send_issue(article=article, by=author, now=now, leaves_at=now + TIME_TO_UNDO)
    undone = undo_issue(issue=sent, now=now)
    assert (undone.subject, undone.preheader) == ("Mine", "Too")


def test_after_a_minute_it_is_too_late(issue: Issue, now: datetime) -> None:
    with pytest.raises(TooLateToUndo):
        undo_issue(issue=issue, now=now + TIME_TO_UNDO)
    assert len(builders.newsletters()) == 3


def test_once_a_letter_has_been_offered_nothing_is_undone(issue: Issue, now: datetime) -> None:
    Letter.objects.filter(to="ada@example.org", about=issue.about).update(state="claimed")
    with pytest.raises(AlreadyOffered):
        undo_issue(issue=issue, now=now + SECOND)
    assert len(builders.newsletters()) == 3


def test_an_author_is_asked_first_and_undoes_it_by_a_form(
    article: Article, readers: list[Subscription], signed_in: Browser, author_user: User
) -> None:
    browser, page = signed_in(author_user), f"/writing/{article.pk}/issue/"
    answer = browser.post(f"{page}words/", {"subject": "Read me", "preheader": "", "intro": "Hello."})
    assert (answer.status_code, answer["Location"]) == (303, f"{page}summary/")
    asked = browser.get(f"{page}summary/").content.decode()
    assert "Send it to 3 readers?" in asked
    assert "Read me" in asked
    assert builders.newsletters() == []

    browser.post(page)
    waiting = browser.get(page).content.decode()
    assert re.search(r"The first letter leaves in (59|60) seconds", waiting)
    assert "Sent to your readers" not in waiting
    assert "you can still undo it" in browser.get("/writing/issues/").content.decode()
    assert len(builders.newsletters()) == 3

    browser.post(f"{page}cancellation/")
    assert builders.newsletters() == []
    assert 'value="Read me"' in browser.get(page).content.decode()


def test_nobody_else_undoes_it(issue: Issue, signed_in: Browser, learner: User) -> None:
    assert signed_in(learner).post(f"{issue.get_absolute_url()}cancellation/").status_code == 404
    assert len(builders.newsletters()) == 3
