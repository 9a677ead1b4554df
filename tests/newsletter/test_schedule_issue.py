"""An issue that was scheduled starts by itself when its time has come, once, and never long afterwards."""

from datetime import datetime, timedelta

import pytest

from articles.models import Article, Author
from articles.operations import publish_article, withdraw_article
from mailing.models import Letter, LetterState
from newsletter.lifecycle import IssueState
from newsletter.models import Issue, Subscription
from newsletter.operations import (
    AlreadySent,
    finish_issues,
    schedule_issue,
    send_issue,
    start_due_issues,
    subscribe_member,
)
from newsletter.schedule import send_due_issues
from tests.mailing.sink import Sink
from tests.newsletter import builders
from tests.races import at_once

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def reader(now: datetime) -> Subscription:
    return builders.reader("ada@example.org", now=now)


@pytest.fixture
def scheduled(article: Article, author: Author, reader: Subscription, now: datetime) -> Issue:
    return schedule_issue(
        article=article, by=author, send_at=now + HOUR, subject="Read this", intro="A word first.", now=now
    )


def state_of(issue: Issue) -> str:
    issue.refresh_from_db()
    return issue.state


def test_nothing_goes_out_before_its_time(scheduled: Issue, now: datetime) -> None:
    assert start_due_issues(now=now + HOUR - timedelta(seconds=1)) == 0
    assert (state_of(scheduled), builders.newsletters()) == (IssueState.SCHEDULED, [])


def test_it_starts_at_its_time_with_what_is_published_and_confirmed_then(
    scheduled: Issue, now: datetime, smtp_sink: Sink
) -> None:
    builders.reader("bob@example.org", now=now)
    assert start_due_issues(now=now + HOUR) == 1
    assert state_of(scheduled) == IssueState.SENDING
    assert builders.newsletters() == ["ada@example.org", "bob@example.org"]
    builders.deliver(now + HOUR)
    mail = next(mail for mail in smtp_sink.received if mail.subject == "Read this")
    assert "A word first." in mail.text


def test_it_starts_once_however_many_clocks_tick(scheduled: Issue, now: datetime) -> None:
    assert [start_due_issues(now=now + HOUR) for _ in range(2)] == [1, 0]


@pytest.mark.django_db(transaction=True)
def test_it_starts_once_when_two_clocks_tick_at_once(scheduled: Issue, now: datetime) -> None:
    assert sorted(map(str, at_once(*[lambda: start_due_issues(now=now + HOUR)] * 4))) == ["0", "0", "0", "1"]
    assert builders.newsletters() == ["ada@example.org"]


def test_it_can_be_changed_until_it_has_started(
    scheduled: Issue, article: Article, author: Author, now: datetime
) -> None:
    schedule_issue(article=article, by=author, send_at=now + 3 * HOUR, now=now)
    assert start_due_issues(now=now + 2 * HOUR) == 0
    assert start_due_issues(now=now + 3 * HOUR) == 1
    with pytest.raises(AlreadySent):
        schedule_issue(article=article, by=author, send_at=now + 4 * HOUR, now=now)


def test_it_can_be_sent_earlier_by_hand_and_then_not_again(
    scheduled: Issue, article: Article, author: Author, now: datetime
) -> None:
    assert send_issue(article=article, by=author, now=now) == scheduled
    assert start_due_issues(now=now + HOUR) == 0
    assert builders.newsletters() == ["ada@example.org"]


def test_one_whose_article_was_withdrawn_waits_for_the_author(
    scheduled: Issue, article: Article, author: Author, now: datetime
) -> None:
    withdraw_article(article=article, now=now)
    assert start_due_issues(now=now + HOUR) == 0
    assert (state_of(scheduled), scheduled.block_reason) == (IssueState.BLOCKED, "not_published")
    publish_article(article=article, by=author, now=now + HOUR)
    assert start_due_issues(now=now + 2 * HOUR) == 0
    send_issue(article=article, by=author, now=now + 2 * HOUR)
    assert (state_of(scheduled), scheduled.block_reason) == (IssueState.SENDING, "")


def test_after_a_long_outage_the_author_is_asked_first(scheduled: Issue, now: datetime) -> None:
    assert start_due_issues(now=now + 26 * HOUR) == 0
    assert (state_of(scheduled), scheduled.block_reason) == (IssueState.BLOCKED, "too_late")
    assert builders.newsletters() == []


def test_it_is_sent_when_none_of_its_letters_is_on_its_way(scheduled: Issue, now: datetime) -> None:
    start_due_issues(now=now + HOUR)
    assert finish_issues() == 0
    Letter.objects.about(scheduled.about).update(state=LetterState.SENT)
    assert finish_issues() == 1
    assert state_of(scheduled) == IssueState.SENT


def test_the_task_starts_what_is_due(scheduled: Issue, now: datetime) -> None:
    Issue.objects.update(send_at=now - HOUR)
    send_due_issues()
    assert state_of(scheduled) == IssueState.SENDING


def test_members_only_means_readers_with_an_account(
    article: Article, author: Author, reader: Subscription, now: datetime
) -> None:
    subscribe_member(user=author.user, now=now)
    schedule_issue(article=article, by=author, send_at=now, audience=Issue.Audience.MEMBERS, now=now)
    start_due_issues(now=now)
    assert builders.newsletters() == [author.user.email]


def test_a_move_that_the_table_does_not_know_is_a_fault() -> None:
    with pytest.raises(ValueError, match="cannot go from sent to scheduled"):
        Issue(state=IssueState.SENT).move_to(IssueState.SCHEDULED)
