"""Sending: once, to confirmed readers only, and every letter to be found in exactly one count."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from articles.deliveries import deliveries_of
from articles.models import Article, ConsentEvent, Issue, Subscriber
from articles.operations import (
    AlreadySent,
    NotPublished,
    save_draft,
    send_issue,
    send_test,
    subscribe,
    unsubscribe,
)
from articles.operations.sending import owe_issue
from mailing.delivery import deliver_due
from mailing.models import Letter, LetterKind, LetterState
from tests.articles import builders
from tests.mailing.sink import Sink

pytestmark = pytest.mark.django_db


@pytest.fixture
def readers(now: datetime) -> list[Subscriber]:
    return [builders.reader(f"{name}@example.org", now=now) for name in ("ada", "bob", "cleo")]


@pytest.fixture
def issue(article: Article, author, readers, now) -> Issue:
    return send_issue(article=article, by=author, now=now)


def deliver(now: datetime) -> None:
    deliver_due(clock=lambda: now)


def newsletters() -> list[str]:
    return sorted(Letter.objects.filter(kind=LetterKind.NEWSLETTER).values_list("to", flat=True))


def test_every_confirmed_reader_is_owed_one_letter(issue):
    assert newsletters() == ["ada@example.org", "bob@example.org", "cleo@example.org"]


def test_nobody_else_is(article, author, readers, now):
    subscribe(email="waiting@example.org", how=ConsentEvent.How.FORM, now=now)
    unsubscribe(subscriber=readers[0], how=ConsentEvent.How.LINK, now=now)
    send_issue(article=article, by=author, now=now)
    assert newsletters() == ["bob@example.org", "cleo@example.org"]


def test_an_article_is_sent_once(issue, article, author, now):
    with pytest.raises(AlreadySent):
        send_issue(article=article, by=author, now=now + timedelta(days=1))
    assert len(newsletters()) == 3


def test_owing_again_owes_nobody_twice(issue, now):
    builders.reader("late@example.org", now=now)
    assert owe_issue(issue=issue, now=now) == 1
    assert owe_issue(issue=issue, now=now) == 0


def test_a_draft_is_not_sent(author, readers, now):
    with pytest.raises(NotPublished):
        send_issue(article=builders.draft(author, now=now, title="B"), by=author, now=now)
    assert newsletters() == []


def test_what_is_sent_is_what_was_published(article, author, now):
    save_draft(article=article, title="Half", summary="", source="Half a thought", version=1, now=now)
    issue = send_issue(article=article, by=author, now=now)
    assert issue.subject == "A quiet model"
    assert "Half a thought" not in issue.html


def test_a_thousand_readers_cost_no_more_queries_than_one(
    article, author, now, django_assert_max_num_queries
):
    Subscriber.objects.bulk_create(
        Subscriber(
            email=f"r{n}@example.org", state=Subscriber.State.CONFIRMED, created_at=now, confirmed_at=now
        )
        for n in range(1_000)
    )
    with django_assert_max_num_queries(8):
        send_issue(article=article, by=author, now=now)
    assert len(newsletters()) == 1_000


def test_the_mail_says_it_all_and_can_be_left_with_one_click(issue, now, smtp_sink: Sink):
    deliver(now)
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
    assert Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"}).status_code == 204
    assert sorted(reader.email for reader in Subscriber.objects.confirmed()) == [
        "bob@example.org",
        "cleo@example.org",
    ]


def test_every_reader_gets_a_link_of_their_own(issue, now, smtp_sink: Sink):
    deliver(now)
    links = [
        str(mail.mail["List-Unsubscribe"]) for mail in smtp_sink.received if mail.subject == issue.subject
    ]
    assert len(set(links)) == 3


def test_who_leaves_before_it_is_sent_gets_none(issue, readers, now, smtp_sink: Sink):
    unsubscribe(subscriber=readers[0], how=ConsentEvent.How.LINK, now=now)
    deliver(now)
    sent_to = {mail.to for mail in smtp_sink.received if mail.subject == issue.subject}
    assert sent_to == {"bob@example.org", "cleo@example.org"}
    assert Letter.objects.get(kind=LetterKind.NEWSLETTER, to="ada@example.org").state == LetterState.DROPPED


def test_every_letter_is_in_exactly_one_count(issue):
    letters = list(Letter.objects.about(issue.about).order_by("to"))
    for letter, state in zip(
        letters, (LetterState.SENT, LetterState.UNCERTAIN, LetterState.FAILED), strict=True
    ):
        Letter.objects.filter(pk=letter.pk).update(state=state)
    found = deliveries_of(issue)
    assert (found.total, found.sent, found.owed, found.dropped) == (3, 1, 0, 0)
    assert found.in_doubt == ["bob@example.org"]
    assert found.failed == ["cleo@example.org"]


@pytest.mark.parametrize(("typed", "state"), [({"again": "1"}, LetterState.OWED), ({}, LetterState.SENT)])
def test_the_author_decides_what_is_in_doubt(signed_in, author_user, issue, typed, state):
    uncertain = Letter.objects.get(kind=LetterKind.NEWSLETTER, to="ada@example.org")
    Letter.objects.filter(pk=uncertain.pk).update(state=LetterState.UNCERTAIN)
    browser = signed_in(author_user)
    assert "ada@example.org" in browser.get(issue.get_absolute_url()).content.decode()
    assert browser.post(f"{issue.get_absolute_url()}settlement/", typed).status_code == 303
    uncertain.refresh_from_db()
    assert uncertain.state == state


def test_the_confirmation_letter_leads_to_the_button(client, now, smtp_sink: Sink):
    subscribe(email="ada@example.org", how=ConsentEvent.How.FORM, now=now)
    deliver(now)
    [mail] = smtp_sink.received
    assert "List-Unsubscribe" not in mail.mail
    path = mail.text.partition("/newsletter/confirmation/")[2].split()[0].rstrip(")")
    client.post(f"/newsletter/confirmation/{path}")
    assert Subscriber.objects.get().is_confirmed


def test_a_test_goes_to_the_author_alone(article, author, readers, now, smtp_sink: Sink):
    save_draft(article=article, title="Half", summary="", source="Half a thought.", version=1, now=now)
    send_test(article=article, by=author, now=now)
    deliver(now)
    [mail] = [received for received in smtp_sink.received if received.subject.startswith("Test:")]
    assert mail.to == author.user.email
    assert "Half a thought." in mail.text
    assert not Issue.objects.exists()


def test_the_desk_shows_the_mail_and_the_number_of_readers_first(signed_in, author_user, article, readers):
    browser = signed_in(author_user)
    page = browser.get(f"/writing/{article.pk}/issue/").content.decode()
    assert "Send it to 3 readers" in page
    assert not Issue.objects.exists()
    assert browser.post(f"/writing/{article.pk}/issue/").status_code == 303
    assert "0 of 3 letters sent" in browser.get(f"/writing/{article.pk}/issue/").content.decode()
    assert browser.post(f"/writing/{article.pk}/issue/").status_code == 422


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_sends(article, author, readers, now):
    def press(_: int) -> bool:
        try:
            send_issue(article=Article.objects.get(pk=article.pk), by=author, now=now)
        except AlreadySent:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(press, range(4))) == [False, False, False, True]
    assert len(newsletters()) == 3
