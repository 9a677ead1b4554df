"""The page of an issue shows the letter as it leaves, and a test is that letter."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from articles.models import Article, Author
from articles.operations import save_draft
from newsletter.content import GMAIL_CLIPS_AT, MailPreview, content_of, preview, reader_urls
from newsletter.models import Issue, Subscriber
from newsletter.operations import IssueWords, send_issue, send_test, word_issue
from tests.mailing.sink import Received, Sink
from tests.newsletter import builders

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
WORDS = IssueWords(subject="Read me", preheader="Beside it.", intro="A word first.")


@pytest.fixture
def worded(article: Article, author: Author, now: datetime) -> Issue:
    builders.reader("ada@example.org", now=now)
    return word_issue(article=article, by=author, words=WORDS, now=now)


def mail_to(sink: Sink, address: str, subject: str) -> Received:
    return next(mail for mail in sink.received if (mail.to, mail.subject) == (address, subject))


def body_of(html: str) -> str:
    """Without the foot, in which the reasons and the link to unsubscribe differ, and without read links."""
    body = html.replace("\r\n", "\n").partition('<p class="foot"')[0].partition("<body")[2]
    return re.sub(r"/newsletter/read/[^/]+/|/articles/[^/]+/#read", "read-link", body)


def text_of(html: str) -> str:
    """The words of the body, in order."""
    return " ".join(re.sub(r"<[^>]+>", " ", body_of(html)).split())


def test_it_is_the_letter_that_leaves(
    article: Article, author: Author, worded: Issue, smtp_sink: Sink, now: datetime
) -> None:
    shown = preview(content_of(article, worded), reader=Subscriber.objects.get(), at=now)
    send_issue(article=article, by=author, now=now)
    builders.deliver(now)
    sent = mail_to(smtp_sink, "ada@example.org", "Read me")
    assert body_of(shown.html) == body_of(sent.html)
    assert abs(shown.size - len(sent.raw)) < 0.05 * len(sent.raw)


def test_a_test_carries_the_published_text_and_the_words_of_the_issue(
    article: Article, author: Author, worded: Issue, smtp_sink: Sink, now: datetime
) -> None:
    save_draft(article=article, title="Half", summary="", source="Half a thought.", version=1, now=now)
    send_test(article=article, by=author, now=now)
    send_issue(article=article, by=author, now=now)
    builders.deliver(now)
    test = mail_to(smtp_sink, author.user.email, "Test: Read me")
    sent = mail_to(smtp_sink, "ada@example.org", "Read me")
    assert text_of(test.html).replace("Test: Read me", "Read me") == text_of(sent.html)
    assert "Beside it." in sent.html
    assert "A word first." in sent.text


def test_a_long_line_of_code_widens_no_letter(article: Article, worded: Issue, now: datetime) -> None:
    sheet = preview(content_of(article, worded), reader=None, at=now).html.partition('class="sheet"')[2]
    assert "table-layout: fixed" in sheet.partition(">")[0]


def test_the_frame_holds_the_whole_letter_and_lets_it_do_nothing(
    article: Article, worded: Issue, signed_in: Browser, author_user: User
) -> None:
    page = signed_in(author_user).get(f"/writing/{article.pk}/issue/mail/?reader=ada@example.org")
    assert "You get this because you subscribed" in page.content.decode()
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert "sandbox" in page["Content-Security-Policy"]
    subscription = builders.subscription_of("ada@example.org")
    leave_url = reader_urls(subscription.subscriber_id, subscription.topic_id)["leave_url"]
    assert leave_url not in page.content.decode(), "no author may unsubscribe a reader"


def test_nobody_else_sees_it(article: Article, signed_in: Browser, learner: User) -> None:
    assert signed_in(learner).get(f"/writing/{article.pk}/issue/mail/").status_code == 404


def test_the_page_names_the_reader_whose_letter_it_shows(
    article: Article, worded: Issue, signed_in: Browser, author_user: User
) -> None:
    browser, page = signed_in(author_user), f"/writing/{article.pk}/issue/"
    assert (
        "As <bdi>ada@example.org</bdi> gets it"
        in browser.get(f"{page}?reader=ADA@example.org").content.decode()
    )
    assert "Nobody reads at this address" in browser.get(f"{page}?reader=no@example.org").content.decode()


def test_a_mail_that_gmail_clips_is_called_so(
    article: Article, author: Author, worded: Issue, signed_in: Browser, author_user: User
) -> None:
    Article.objects.update(source="A long paragraph. \n\n" * 9000)
    page = signed_in(author_user).get(f"/writing/{article.pk}/issue/").content.decode()
    assert "Gmail shows the first 102 KB" in page
    assert MailPreview(html="", size=0, html_size=GMAIL_CLIPS_AT).is_clipped


@pytest.mark.parametrize(("takes_replies", "address"), [(True, "noor@example.org"), (False, None)])
def test_answers_go_to_the_author_who_wants_them(
    article: Article,
    smtp_sink: Sink,
    now: datetime,
    takes_replies: bool,  # noqa: FBT001
    address: str | None,
) -> None:
    builders.reader("ada@example.org", now=now)
    words = IssueWords(subject="Read me", takes_replies=takes_replies)
    word_issue(article=article, by=article.author, words=words, now=now)
    send_issue(article=article, by=article.author, now=now)
    builders.deliver(now)
    assert mail_to(smtp_sink, "ada@example.org", "Read me").mail["Reply-To"] == address


def test_the_postal_address_stands_at_the_foot_of_newsletters_alone(
    article: Article, worded: Issue, settings: Settings, smtp_sink: Sink, now: datetime
) -> None:
    settings.MAIL_POSTAL_ADDRESS = "Longroad, 1 Long Road, York"
    send_test(article=article, by=article.author, now=now)
    send_issue(article=article, by=article.author, now=now)
    builders.deliver(now)
    assert "1 Long Road, York" in mail_to(smtp_sink, "ada@example.org", "Read me").text
    assert "1 Long Road, York" not in mail_to(smtp_sink, article.author.user.email, "Test: Read me").text
