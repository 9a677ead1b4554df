"""Too many complaints: staff and the authors of issues under way are told, and staff let them go on."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from articles.models import Article, Author
from mailing.complaints import hold_if_too_many
from mailing.models import DeliveryPause, Letter, LetterEvent, LetterKind, LetterState
from mailing.warmup import count_sent
from newsletter.operations import send_issue
from notices.models import Notice
from tests.mailing.sink import Sink
from tests.newsletter import builders

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


@pytest.fixture
def held(article: Article, author: Author, staff: User, now: datetime) -> DeliveryPause:
    """An issue is under way to Ada; five of ten readers of another have complained."""
    builders.reader("ada@example.org", now=now)
    Letter.objects.all().delete()
    send_issue(article=article, by=author, now=now)
    count_sent(10, on=now.date())
    for number in range(5):
        letter = Letter(key=f"old:{number}", kind=LetterKind.NEWSLETTER, template="test.issue", due_at=now)
        letter.state = LetterState.SENT
        letter.address_to(f"reader{number}@example.org")
        letter.save()
        LetterEvent.of(letter, state=LetterState.COMPLAINED, note="abuse", at=now).save()
    pause = hold_if_too_many(now=now)
    assert pause is not None
    return pause


def test_staff_and_the_author_are_told_once_and_by_mail(
    held: DeliveryPause, staff: User, author_user: User, smtp_sink: Sink, now: datetime
) -> None:
    told = Notice.objects.filter(kind="newsletter.newsletters_held").values_list("person", flat=True)
    assert sorted(told) == sorted([staff.pk, author_user.pk])

    builders.deliver(now + timedelta(minutes=2))

    [to_staff], [to_author] = smtp_sink.to(staff.email), smtp_sink.to(author_user.email)
    assert "5 / 10" in to_staff.text
    assert "outbox" in to_staff.text
    assert "outbox" not in to_author.text
    assert not smtp_sink.to("ada@example.org")


def test_the_page_of_the_issue_says_so_and_offers_no_button_to_its_author(
    held: DeliveryPause, article: Article, author_user: User, signed_in: Browser
) -> None:
    page = signed_in(author_user).get(f"/writing/{article.pk}/issue/").content.decode()
    assert "All newsletters wait" in page
    assert "Go on sending" not in page


def test_staff_let_them_go_on(
    held: DeliveryPause, staff: User, signed_in: Browser, smtp_sink: Sink, now: datetime
) -> None:
    browser = signed_in(staff)
    assert "All newsletters wait" in browser.get("/outbox/").content.decode()

    browser.post(f"/outbox/pauses/{held.pk}/resumption/")
    builders.deliver(now + timedelta(minutes=2))

    assert smtp_sink.to("ada@example.org")
