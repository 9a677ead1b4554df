"""Sending: once, to confirmed readers only, and every letter to be found in exactly one count."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from articles.models import Article, Author
from articles.operations import publish_article, save_draft
from core.refusals import Refusal
from mailing.models import Letter, LetterKind, LetterState
from newsletter.deliveries import deliveries_of
from newsletter.lifecycle import IssueState, SubscriptionState
from newsletter.models import ConsentEvent, Issue, Subscriber, Subscription, Topic, subscriber_id
from newsletter.operations import (
    AlreadySent,
    NotPublished,
    default_topic,
    owe_issue,
    send_issue,
    send_test,
    unsubscribe,
)
from tests.articles import builders as articles
from tests.mailing.sink import Sink
from tests.newsletter import builders
from tests.races import at_once

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
Method = ConsentEvent.Method


@pytest.fixture
def readers(now: datetime) -> list[Subscription]:
    return [builders.reader(f"{name}@example.org", now=now) for name in ("ada", "bob", "cleo")]


@pytest.fixture
def issue(article: Article, author: Author, readers: list[Subscription], now: datetime) -> Issue:
    return send_issue(article=article, by=author, now=now)


def test_every_confirmed_reader_is_owed_one_letter(issue: Issue) -> None:
    assert builders.newsletters() == ["ada@example.org", "bob@example.org", "cleo@example.org"]


def test_nobody_else_is(article: Article, author: Author, readers: list[Subscription], now: datetime) -> None:
    builders.asked("waiting@example.org", now=now)
    unsubscribe(subscription=readers[0], method=Method.LINK, now=now)
    send_issue(article=article, by=author, now=now)
    assert builders.newsletters() == ["bob@example.org", "cleo@example.org"]


def test_a_paused_reader_gets_none_until_the_pause_is_over(
    article: Article, author: Author, readers: list[Subscription], now: datetime
) -> None:
    pauses = (now + timedelta(days=1), now - timedelta(days=1), None)
    for reader, paused_until in zip(readers, pauses, strict=True):
        Subscription.objects.filter(pk=reader.pk).update(paused_until=paused_until)
    send_issue(article=article, by=author, now=now)
    assert builders.newsletters() == ["bob@example.org", "cleo@example.org"]


def test_an_issue_goes_to_the_readers_of_its_topic(
    article: Article, author: Author, readers: list[Subscription], now: datetime
) -> None:
    events = Topic.objects.create(slug="events", name="Events")
    Subscription.objects.filter(pk=readers[0].pk).update(topic=events)
    send_issue(article=article, by=author, topic=events, now=now)
    assert builders.newsletters() == ["ada@example.org"]
    send_issue(article=article, by=author, now=now)
    assert builders.newsletters() == ["ada@example.org", "bob@example.org", "cleo@example.org"]


def test_an_article_is_sent_once(issue: Issue, article: Article, author: Author, now: datetime) -> None:
    with pytest.raises(AlreadySent):
        send_issue(article=article, by=author, now=now + timedelta(days=1))
    assert len(builders.newsletters()) == 3


def test_owing_again_owes_nobody_twice(issue: Issue, now: datetime) -> None:
    builders.reader("late@example.org", now=now)
    assert owe_issue(issue=issue, now=now) == 1
    assert owe_issue(issue=issue, now=now) == 0


def test_a_draft_is_not_sent(author: Author, readers: list[Subscription], now: datetime) -> None:
    with pytest.raises(NotPublished):
        send_issue(article=articles.draft(author, now=now, title="B"), by=author, now=now)
    assert builders.newsletters() == []
    assert not Issue.objects.exists()


def test_what_is_sent_is_what_was_published(article: Article, author: Author, now: datetime) -> None:
    save_draft(article=article, title="Half", summary="", source="Half a thought", version=1, now=now)
    issue = send_issue(article=article, by=author, now=now)
    assert issue.subject == "A quiet model"
    assert "Half a thought" not in issue.html


def test_an_issue_carries_the_revision_that_was_published_last(
    article: Article, author: Author, now: datetime
) -> None:
    seen_before = Article.objects.get()
    save_draft(article=article, title="Louder", summary="", source="New words.", version=1, now=now)
    publish_article(article=article, by=author, now=now)
    issue = send_issue(article=seen_before, by=author, now=now)
    assert issue.revision is not None
    assert (issue.subject, issue.revision.title) == ("Louder", "Louder")
    assert "New words" in issue.html


def test_a_thousand_readers_cost_no_more_queries_than_one(
    article: Article,
    author: Author,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    emails = [f"r{n}@example.org" for n in range(1_000)]
    subscribers = [Subscriber(pk=subscriber_id(each), email=each, created_at=now) for each in emails]
    Subscriber.objects.bulk_create(subscribers)
    Subscription.objects.bulk_create(
        Subscription(
            subscriber=each,
            topic=default_topic(),
            state=SubscriptionState.CONFIRMED,
            created_at=now,
            confirmed_at=now,
        )
        for each in subscribers
    )
    with django_assert_max_num_queries(20):
        send_issue(article=article, by=author, now=now)
    assert len(builders.newsletters()) == 1_000


def test_the_mail_says_it_all_and_can_be_left_with_one_click(
    issue: Issue, now: datetime, smtp_sink: Sink
) -> None:
    builders.deliver(now)
    mails = {received.to: received for received in smtp_sink.received if received.subject == issue.subject}
    assert sorted(mails) == ["ada@example.org", "bob@example.org", "cleo@example.org"]
    mail = mails["ada@example.org"]
    assert "A model is a promise about data it has not seen." in mail.text
    assert "print" in mail.html
    assert len(mail.raw) < 30_000
    assert mail.mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = str(mail.mail["List-Unsubscribe"]).split(">")[0].lstrip("<")
    assert address in mail.html
    path = "/newsletter/" + address.partition("/newsletter/")[2]
    stern = Client(enforce_csrf_checks=True)
    assert stern.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 204
    assert builders.readers() == ["bob@example.org", "cleo@example.org"]


def test_a_reader_who_left_after_the_letters_were_owed_gets_none(
    issue: Issue, readers: list[Subscription], now: datetime, smtp_sink: Sink
) -> None:
    unsubscribe(subscription=readers[0], method=Method.LINK, now=now)
    builders.deliver(now)
    sent_to = {mail.to for mail in smtp_sink.received if mail.subject == issue.subject}
    assert sent_to == {"bob@example.org", "cleo@example.org"}
    assert Letter.objects.get(kind=LetterKind.NEWSLETTER, to="ada@example.org").state == LetterState.DROPPED


def test_every_letter_is_in_exactly_one_count(issue: Issue) -> None:
    letters = list(Letter.objects.about(issue.about).order_by("to"))
    for letter, state in zip(
        letters, (LetterState.SENT, LetterState.UNCERTAIN, LetterState.FAILED), strict=True
    ):
        Letter.objects.filter(pk=letter.pk).update(state=state)
    found = deliveries_of(issue)
    assert (found.total, found.sent, found.owed, found.dropped) == (3, 1, 0, 0)
    assert found.uncertain == ["bob@example.org"]
    assert found.failed == ["cleo@example.org"]


@pytest.mark.parametrize(("typed", "state"), [({"again": "1"}, LetterState.OWED), ({}, LetterState.SENT)])
def test_the_author_decides_what_is_uncertain(
    signed_in: Browser, author_user: User, issue: Issue, typed: dict[str, str], state: LetterState
) -> None:
    uncertain = Letter.objects.get(kind=LetterKind.NEWSLETTER, to="ada@example.org")
    Letter.objects.filter(pk=uncertain.pk).update(state=LetterState.UNCERTAIN)
    browser = signed_in(author_user)
    assert "ada@example.org" in browser.get(issue.get_absolute_url()).content.decode()
    assert browser.post(f"{issue.get_absolute_url()}settlement/", typed).status_code == 303
    uncertain.refresh_from_db()
    assert uncertain.state == state


def test_failed_letters_are_named_by_reason_and_sent_again_by_reason(
    signed_in: Browser, author_user: User, issue: Issue
) -> None:
    for name, reason in (("ada", "550 Policy"), ("bob", "552 Full\nTry later"), ("cleo", "550 Policy")):
        letters = Letter.objects.about(issue.about).filter(to=f"{name}@example.org")
        letters.update(state=LetterState.FAILED, error=reason)
    Issue.objects.update(state=IssueState.SENT)
    assert [(each.reason, each.count, each.addresses) for each in deliveries_of(issue).failures] == [
        ("550 Policy", 2, ["ada@example.org", "cleo@example.org"]),
        ("552 Full\nTry later", 1, ["bob@example.org"]),
    ]
    browser = signed_in(author_user)
    assert "552 Full" in browser.get(issue.get_absolute_url()).content.decode()
    browser.post(f"{issue.get_absolute_url()}settlement/", {"failed_for": "552 Full\r\nTry later"})
    assert Letter.objects.get(state=LetterState.OWED, about=issue.about).to == "bob@example.org"
    issue.refresh_from_db()
    assert issue.state == IssueState.SENDING


def test_sending_uncertain_letters_again_makes_a_sent_issue_one_that_is_being_sent(
    signed_in: Browser, author_user: User, issue: Issue
) -> None:
    Issue.objects.update(state=IssueState.SENT)
    Letter.objects.filter(kind=LetterKind.NEWSLETTER).update(state=LetterState.UNCERTAIN)
    signed_in(author_user).post(f"{issue.get_absolute_url()}settlement/", {"again": "1"})
    issue.refresh_from_db()
    assert issue.state == IssueState.SENDING


def test_the_confirmation_letter_leads_to_the_button(client: Client, now: datetime, smtp_sink: Sink) -> None:
    builders.asked("ada@example.org", now=now)
    builders.deliver(now)
    [mail] = smtp_sink.received
    assert "List-Unsubscribe" not in mail.mail
    path = mail.text.partition("/newsletter/confirmation/")[2].split()[0].rstrip(")")
    client.post(f"/newsletter/confirmation/{path}")
    assert builders.readers() == ["ada@example.org"]


def test_a_test_of_what_is_not_published_goes_to_the_author_alone(
    author: Author, readers: list[Subscription], now: datetime, smtp_sink: Sink
) -> None:
    unpublished = articles.draft(author, now=now, title="Half", source="Half a thought.")
    send_test(article=unpublished, by=author, now=now)
    builders.deliver(now)
    [mail] = [received for received in smtp_sink.received if received.subject.startswith("Test:")]
    assert mail.to == author.user.email
    assert "Half a thought." in mail.text
    assert "you asked for a test" in mail.text
    assert "you subscribed" not in mail.text
    assert not Issue.objects.exists()


def test_the_page_shows_the_mail_and_the_number_of_readers_first(
    signed_in: Browser, author_user: User, article: Article, readers: list[Subscription]
) -> None:
    browser, page = signed_in(author_user), f"/writing/{article.pk}/issue/"
    assert "Send it to 3 readers" in browser.get(page).content.decode()
    assert not Issue.objects.exists()
    assert browser.post(page).status_code == 303
    assert "0 of 3 letters sent" in browser.get(page).content.decode()
    assert browser.post(page).status_code == 422


def test_authors_see_what_they_sent_and_nobody_elses(
    signed_in: Browser, author_user: User, learner: User, issue: Issue
) -> None:
    articles.author_of(learner)
    assert issue.subject in signed_in(author_user).get("/writing/issues/").content.decode()
    assert issue.subject not in signed_in(learner).get("/writing/issues/").content.decode()
    assert signed_in(learner).post(issue.get_absolute_url()).status_code == 404
    fragment = signed_in(author_user).get("/writing/issues/", headers={"HX-Request": "true"})
    assert "<html" not in fragment.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_several_who_press_at_once_one_sends(
    article: Article, author: Author, readers: list[Subscription], now: datetime
) -> None:
    def press() -> Issue:
        return send_issue(article=Article.objects.get(pk=article.pk), by=author, now=now)

    answers: list[Issue | Refusal] = at_once(*[press] * 4)
    assert sorted(type(answer).__name__ for answer in answers) == ["AlreadySent"] * 3 + ["Issue"]
    assert len(builders.newsletters()) == 3
