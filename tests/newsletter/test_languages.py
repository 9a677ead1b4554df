"""A reader's language: that of the page where they signed up, or that of their account."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse, set_script_prefix
from pytest_django import Settings

from accounts.models import User
from articles.models import Article, Author
from mailing.models import Letter
from newsletter.content import mail_html, reader_urls
from newsletter.letters import confirmation_url
from newsletter.models import ConsentEvent, Subscriber, Subscription
from newsletter.operations import confirm_subscription, send_issue, subscribe, subscribe_member
from tests.mailing.sink import Sink
from tests.newsletter import builders

pytestmark = pytest.mark.django_db
Method = ConsentEvent.Method


@pytest.fixture(autouse=True)
def three_languages(settings: Settings) -> None:
    settings.LANGUAGES = [("en-gb", "English"), ("de", "German"), ("ar", "Arabic")]


def reader(email: str, *, language: str, now: datetime) -> Subscription:
    subscribe(email=email, method=Method.FORM, now=now, language=language)
    return confirm_subscription(subscription=builders.subscription_of(email), method=Method.LINK, now=now)


def languages(smtp_sink: Sink) -> dict[str, str]:
    """By address, what the mail says of itself."""
    return {mail.to: mail.html.partition('<html lang="')[2].partition('"')[0] for mail in smtp_sink.received}


@pytest.mark.parametrize(("page", "language"), [("/de/newsletter/", "de"), ("/newsletter/", "en-gb")])
def test_the_language_of_the_page_is_the_readers(client: Client, page: str, language: str) -> None:
    answer = client.post(page, {"email": "ada@example.org"}, headers={"Accept-Language": "ar"})
    assert answer["Location"] == f"{page}asked/"
    assert Subscriber.objects.get().language == language


def test_who_asks_again_before_confirming_gets_the_language_of_the_latest_page(now: datetime) -> None:
    for language in ("de", "ar"):
        subscribe(email="ada@example.org", method=Method.FORM, now=now, language=language)
    assert Subscriber.objects.get().language == "ar"


def test_nobody_changes_the_language_of_a_reader_by_typing_their_address(now: datetime) -> None:
    reader("ada@example.org", language="de", now=now)
    subscribe(email="ada@example.org", method=Method.FORM, now=now, language="ar")
    assert Subscriber.objects.get().language == "de"


def test_the_letter_that_asks_back_speaks_it(smtp_sink: Sink, now: datetime) -> None:
    subscribe(email="ada@example.org", method=Method.FORM, now=now, language="de")
    builders.deliver(now)
    assert languages(smtp_sink) == {"ada@example.org": "de"}


def test_each_reader_of_an_issue_gets_it_in_their_language(
    smtp_sink: Sink, article: Article, author: Author, learner: User, now: datetime
) -> None:
    reader("ada@example.org", language="de", now=now)
    reader("bob@example.org", language="ar", now=now)
    reader("cleo@example.org", language="ja", now=now)
    subscribe_member(user=learner, now=now)
    User.objects.filter(pk=learner.pk).update(language="ar")
    Letter.objects.all().delete()

    send_issue(article=article, by=author, now=now)
    builders.deliver(now)

    assert languages(smtp_sink) == {
        "ada@example.org": "de",
        "bob@example.org": "ar",
        "cleo@example.org": "en-gb",
        learner.email: "ar",
    }


def unsubscription_url(subscription: Subscription) -> str:
    return reader_urls(subscription.subscriber_id, subscription.topic_id)["leave_url"]


def preferences_url(subscription: Subscription) -> str:
    return reader_urls(subscription.subscriber_id)["preferences_url"]


@pytest.mark.parametrize("url_of", [confirmation_url, unsubscription_url, preferences_url])
def test_the_pages_behind_the_links_of_a_mail_speak_it(
    client: Client, settings: Settings, now: datetime, url_of: Callable[[Subscription], str]
) -> None:
    subscription = reader("ada@example.org", language="ar", now=now)
    path = url_of(subscription).removeprefix(settings.SITE_URL)
    page = client.get(path)
    assert page["Content-Language"] == "ar"
    assert '<html lang="ar" dir="rtl">' in page.content.decode()
    assert client.get(f"/de{path}")["Content-Language"] == "de", "a language in the address goes first"


def test_what_is_sent_does_not_depend_on_the_language_of_its_author(article: Article) -> None:
    article.source = "[The roadmaps](/roadmaps/)[^1]\n\n[^1]: All of them."
    expected = mail_html(article)
    try:
        set_script_prefix("/de/")
        assert reverse("newsletter:newsletter") == "/de/newsletter/"
        assert mail_html(article) == expected
    finally:
        set_script_prefix("/")
