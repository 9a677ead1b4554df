"""A reader's own step in a letter: only if they allowed it, as things are when it is composed."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from articles.models import Article, Author
from articles.operations import mark_article_read
from newsletter.content import content_of, preview
from newsletter.models import ConsentEvent, Subscriber
from newsletter.operations import send_issue, subscribe_member, unsubscribe
from newsletter.standings import find_standings
from newsletter.tokens import Purpose, make_token
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment, Roadmap
from roadmaps.operations import hide_step, log_study, mark_step
from tests.articles.builders import published
from tests.conftest import SignIn
from tests.mailing.sink import Received, Sink
from tests.newsletter import builders, steps

pytestmark = pytest.mark.django_db
OWN = "/api/v1/me/subscriptions/articles/"


@pytest.fixture
def roadmap(db: None) -> Roadmap:
    return steps.two_stages()


@pytest.fixture
def enrolment(roadmap: Roadmap, learner: User, now: datetime) -> Enrolment:
    steps.sharing(learner, now=now)
    return steps.follow(learner, roadmap, now=now, done="basics")


def letter_to(article: Article, author: Author, sink: Sink, address: str, now: datetime) -> Received:
    send_issue(article=article, by=author, now=now)
    builders.deliver(now)
    return sink.to(address)[-1]


def test_it_says_the_step_the_hours_and_an_article_for_it(
    *, enrolment: Enrolment, article: Article, author: Author, learner: User, smtp_sink: Sink, now: datetime
) -> None:
    read, unread = (published(author, now=now, title=title) for title in ("Read before", "For the ridge"))
    for each in (read, unread, article):
        steps.belongs(each, enrolment.roadmap, "summit")
    mark_article_read(article=read, reader=learner, now=now)
    log_study(learner=learner, minutes=90, studied_on=now.date(), now=now)
    mail = letter_to(article, author, smtp_sink, "lena@example.org", now)
    for part in (mail.text, mail.html):
        assert "Where you are" in part
        assert "/steps/summit/" in part
        assert "The ridge" in part
        assert "You have logged" in part
        assert "For the ridge" in part
        assert "Read before" not in part


def test_it_is_as_things_are_when_the_letter_is_composed(
    *, enrolment: Enrolment, article: Article, author: Author, learner: User, smtp_sink: Sink, now: datetime
) -> None:
    send_issue(article=article, by=author, now=now)
    mark_step(enrolment=enrolment, key="summit", to=StepStatus.DONE, by=learner, now=now)
    builders.deliver(now)
    assert "Where you are" not in smtp_sink.to("lena@example.org")[-1].text, "no step is left"


def test_nobody_gets_it_who_did_not_allow_it(
    *, roadmap: Roadmap, article: Article, author: Author, learner: User, smtp_sink: Sink, now: datetime
) -> None:
    subscribe_member(user=learner, now=now)
    steps.follow(learner, roadmap, now=now)
    mail = letter_to(article, author, smtp_sink, "lena@example.org", now)
    assert "Where you are" not in mail.text + mail.html
    assert not any(0xE000 <= ord(letter) <= 0xF8FF for letter in mail.text + mail.html)


def test_who_follows_no_roadmap_is_shown_the_way_to_one(
    *, roadmap: Roadmap, article: Article, author: Author, learner: User, smtp_sink: Sink, now: datetime
) -> None:
    steps.sharing(learner, now=now)
    assert "You follow no roadmap yet" in letter_to(article, author, smtp_sink, "lena@example.org", now).text


def test_a_hundred_readers_cost_no_more_queries_than_one(
    roadmap: Roadmap, article: Article, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    readers = [
        User.objects.create(email=f"r{number}@example.org", handle=f"r{number}") for number in range(30)
    ]
    for each in readers:
        steps.follow(each, roadmap, now=now)
    with django_assert_max_num_queries(12):
        found = find_standings([each.pk for each in readers], article=article, now=now)
    assert {standing.step.key for standing in found.values() if standing.step} == {"basics"}
    assert len(found) == 30


def test_a_step_that_somebody_hid_is_not_the_next_one(
    enrolment: Enrolment, article: Article, learner: User, now: datetime
) -> None:
    next_step = find_standings([learner.pk], article=article, now=now)[learner.pk].step
    assert next_step is not None
    hide_step(enrolment=enrolment, key=next_step.key, by=learner, now=now)
    other = find_standings([learner.pk], article=article, now=now)[learner.pk].step
    assert other is None or other.key != next_step.key


def test_a_closed_account_has_no_standing(
    enrolment: Enrolment, article: Article, learner: User, now: datetime
) -> None:
    User.objects.filter(pk=learner.pk).update(is_active=False)
    assert find_standings([learner.pk], article=article, now=now) == {}


def test_an_author_sees_their_own_step_and_no_readers(
    enrolment: Enrolment, article: Article, author: Author, now: datetime
) -> None:
    steps.follow(author.user, enrolment.roadmap, now=now)
    content = content_of(article, None)
    assert "/steps/basics/" in preview(content, reader=None, at=now).html
    lena = preview(content, reader=Subscriber.objects.get(), at=now).html
    assert "/steps/" not in lena


class TestTheConsent:
    @pytest.fixture
    def page(self, learner: User, now: datetime) -> str:
        mine = subscribe_member(user=learner, now=now)
        token = make_token(Purpose.PREFERENCES, subscriber=mine.subscriber_id)
        return reverse("newsletter:preferences", args=[token])

    def changes(self) -> list[tuple[str, str]]:
        events = ConsentEvent.objects.filter(change__startswith="progress").order_by("pk")
        return list(events.values_list("change", "method"))

    def test_is_off_until_a_reader_says_so_and_the_words_are_kept(self, client: Client, page: str) -> None:
        shown = client.get(page).content.decode()
        assert 'value="1" checked' not in " ".join(shown.split())
        client.post(f"{page}topics/articles/progress/", {"uses_progress": "1"})
        assert builders.subscription_of("lena@example.org").uses_progress
        event = ConsentEvent.objects.get(change="progress_shared")
        assert event.words in " ".join(shown.split())
        assert len(event.words) > 100

    def test_is_withdrawn_in_the_same_place(self, client: Client, page: str) -> None:
        for body in ({"uses_progress": "1"}, {"uses_progress": "1"}, {}, {}):
            client.post(f"{page}topics/articles/progress/", body)
        assert self.changes() == [("progress_shared", "link"), ("progress_kept", "link")]
        assert not builders.subscription_of("lena@example.org").uses_progress

    def test_ends_with_the_subscription(self, page: str, learner: User, now: datetime) -> None:
        mine = steps.sharing(learner, now=now)
        unsubscribe(subscription=mine, method=ConsentEvent.Method.LINK, now=now)
        assert not subscribe_member(user=learner, now=now + timedelta(days=1)).uses_progress

    def test_is_given_by_the_api_too(self, signed_in: SignIn, page: str, learner: User) -> None:
        lena = signed_in(learner)
        changed = lena.patch(OWN, {"uses_progress": True}, "application/json").json()
        assert (changed["uses_progress"], changed["cadence"]) == (True, "each")
        assert self.changes() == [("progress_shared", "api")]
