"""An issue that stops half-way: its author is told the true reason, and decides when it goes on."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from articles.models import Article, Author
from mailing.models import LetterKind, Suppression
from mailing.suppressions import suppress
from newsletter.models import ConsentEvent, Issue, Subscription
from newsletter.operations import confirm_subscription, send_issue, subscribe, subscribe_member
from notices.models import Notice
from tests.mailing.sink import OK, Sink
from tests.newsletter import builders

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
SPF = "550 SPF check failed"
NEWSLETTER = LetterKind.NEWSLETTER


@pytest.fixture
def readers(now: datetime) -> list[Subscription]:
    return [builders.reader(f"{name}@example.org", now=now) for name in ("ada", "bob", "cleo")]


@pytest.fixture
def send(article: Article, author: Author, readers: list[Subscription], now: datetime) -> Callable[[], Issue]:
    """`send()` sends the article to the readers, as far as the mail server takes it."""

    def send_and_deliver() -> Issue:
        issue = send_issue(article=article, by=author, now=now)
        builders.deliver(now)
        return issue

    return send_and_deliver


@pytest.fixture
def stopped(send: Callable[[], Issue], smtp_sink: Sink, now: datetime) -> Issue:
    builders.deliver(now)
    smtp_sink.answer_rcpt = lambda _to: SPF
    issue = send()
    smtp_sink.answer_rcpt = lambda _to: OK
    smtp_sink.received.clear()
    return issue


def suppress_ada(now: datetime, reason: Suppression.Reason = Suppression.Reason.HARD_BOUNCE) -> None:
    suppress(address="ada@example.org", kinds=[NEWSLETTER], reason=reason, evidence="550 5.1.1", now=now)


def is_suppressed(now: datetime) -> bool:
    return Suppression.objects.of(["ada@example.org"]).in_force(now).exists()


def test_the_author_is_told_on_the_site_and_by_mail(
    stopped: Issue, author_user: User, smtp_sink: Sink, now: datetime
) -> None:
    assert Notice.objects.get(person=author_user).kind == "newsletter.issue_stopped"
    builders.deliver(now + timedelta(minutes=2))
    [mail] = smtp_sink.to(author_user.email)
    assert "has stopped half-way" in mail.subject
    assert SPF in mail.text


def test_the_page_says_why_and_how_many_wait(stopped: Issue, signed_in: Browser, author_user: User) -> None:
    page = signed_in(author_user).get(stopped.get_absolute_url()).content.decode()
    assert "The mail server refuses what we send" in page
    assert SPF in page
    assert "3 letters wait" in page


def test_the_author_goes_on_and_everybody_gets_it(
    stopped: Issue, signed_in: Browser, author_user: User, smtp_sink: Sink, now: datetime
) -> None:
    answer = signed_in(author_user).post(f"{stopped.get_absolute_url()}resumption/")
    assert answer.status_code == 303
    builders.deliver(now)
    assert sorted(mail.to for mail in smtp_sink.received) == [
        f"{n}@example.org" for n in ("ada", "bob", "cleo")
    ]
    assert not Notice.objects.filter(taken_back_at=None).exists()


def test_nobody_else_may_go_on(stopped: Issue, signed_in: Browser, learner: User) -> None:
    assert signed_in(learner).post(f"{stopped.get_absolute_url()}resumption/").status_code == 404


@pytest.mark.parametrize("reason", [Suppression.Reason.HARD_BOUNCE, Suppression.Reason.COMPLAINT])
def test_a_suppressed_reader_who_asks_again_and_confirms_is_written_to(
    readers: list[Subscription], smtp_sink: Sink, now: datetime, reason: Suppression.Reason
) -> None:
    builders.deliver(now)
    suppress_ada(now, reason)
    subscribe(email="ada@example.org", method=ConsentEvent.Method.FORM, now=now.replace(hour=15))
    builders.deliver(now.replace(hour=15))
    assert len(smtp_sink.to("ada@example.org")) == 1, "a letter that asks"
    assert is_suppressed(now)

    confirm_subscription(subscription=readers[0], method=ConsentEvent.Method.LINK, now=now)
    assert not is_suppressed(now + timedelta(hours=1))


def test_a_member_who_subscribes_again_is_written_to(learner: User, now: datetime) -> None:
    suppress(
        address=learner.email,
        kinds=[NEWSLETTER],
        reason=Suppression.Reason.COMPLAINT,
        evidence="",
        now=now,
    )
    subscribe_member(user=learner, now=now)
    assert not Suppression.objects.in_force(now).exists()


def test_the_author_writes_to_those_left_out_again(
    send: Callable[[], Issue], signed_in: Browser, author_user: User, smtp_sink: Sink, now: datetime
) -> None:
    suppress_ada(now)
    issue, browser = send(), signed_in(author_user)
    page = browser.get(issue.get_absolute_url()).content.decode()
    assert "Left out" in page
    assert "ada@example.org" in page
    browser.post(f"{issue.get_absolute_url()}suppressed/")
    assert not is_suppressed(now + timedelta(hours=1))


def test_but_not_to_those_who_complained(
    send: Callable[[], Issue], signed_in: Browser, author_user: User, smtp_sink: Sink, now: datetime
) -> None:
    suppress_ada(now, Suppression.Reason.COMPLAINT)
    signed_in(author_user).post(f"{send().get_absolute_url()}suppressed/")
    assert is_suppressed(now + timedelta(hours=1))
