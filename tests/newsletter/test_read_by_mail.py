"""The links at the end of an article's mail: looking changes nothing, one press marks, another undoes it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.announcements import EmailChanged
from accounts.models import User
from articles.models import Article, Author, Reading
from articles.operations import withdraw_article
from newsletter.digests import Cadence
from newsletter.models import Issue, Subscriber, SubscriberReading
from newsletter.operations import (
    choose_delivery,
    follow_address,
    owe_digests,
    send_issue,
    subscribe_member,
)
from newsletter.tokens import Purpose, make_token
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment, ProgressEvent, Roadmap
from roadmaps.operations import leave_roadmap, mark_step
from tests.articles import builders as articles
from tests.mailing.sink import Sink
from tests.newsletter import builders, steps

pytestmark = pytest.mark.django_db


@pytest.fixture
def roadmap(db: None, article: Article) -> Roadmap:
    roadmap = steps.two_stages()
    steps.belongs(article, roadmap, "basics")
    return roadmap


@pytest.fixture
def enrolment(roadmap: Roadmap, learner: User, now: datetime) -> Enrolment:
    steps.sharing(learner, now=now)
    return steps.follow(learner, roadmap, now=now)


def links_in(sink: Sink, address: str) -> list[str]:
    """The links that mark something, in order, from the HTML; the text has the same."""
    mail = sink.to(address)[-1]
    links = re.findall(r'/newsletter/read/[^/"]+/', mail.html)
    assert [*dict.fromkeys(re.findall(r"/newsletter/read/[^/\s]+/", mail.text))] == links
    return links


def sent_links(article: Article, author: Author, sink: Sink, address: str, now: datetime) -> list[str]:
    send_issue(article=article, by=author, now=now)
    builders.deliver(now)
    return links_in(sink, address)


def status_of(enrolment: Enrolment) -> str:
    return enrolment.status_of("basics")


class TestAReaderWithoutAnAccount:
    @pytest.fixture
    def link(self, article: Article, author: Author, smtp_sink: Sink, now: datetime) -> str:
        builders.reader("ada@example.org", now=now)
        (link,) = sent_links(article, author, smtp_sink, "ada@example.org", now)
        return link

    @pytest.mark.parametrize("method", ["get", "head"])
    def test_looking_changes_nothing(self, client: Client, link: str, method: str) -> None:
        assert getattr(client, method)(link).status_code == 200
        assert not SubscriberReading.objects.exists()

    def test_marks_it_once_however_often_and_undoes_it(self, link: str, article: Article) -> None:
        stern = Client(enforce_csrf_checks=True)
        assert "Have you read it?" in stern.get(link).content.decode()
        assert [stern.post(link).status_code for _ in range(2)] == [303, 303]
        (kept,) = SubscriberReading.objects.all()
        assert (kept.article_id, kept.revision_id) == (article.pk, Issue.objects.get().revision_id)
        assert "Marked as read" in stern.get(link).content.decode()
        assert [stern.post(link, {"undo": "1"}).status_code for _ in range(2)] == [303, 303]
        assert not SubscriberReading.objects.exists()

    def test_finds_it_in_their_reading_once_they_have_an_account(
        self, client: Client, link: str, now: datetime, learner: User
    ) -> None:
        User.objects.filter(pk=learner.pk).update(email="ada@example.org")
        client.post(link)
        subscribe_member(user=User.objects.get(pk=learner.pk), now=now)
        assert Reading.objects.of(learner).count() == 1
        assert not SubscriberReading.objects.exists()

    def test_a_withdrawn_article_is_not_marked(
        self, client: Client, link: str, article: Article, author: Author, now: datetime
    ) -> None:
        withdraw_article(article=article, now=now)
        assert client.post(link).status_code == 422
        assert not SubscriberReading.objects.exists()


class TestAMemberOnTheRoadmap:
    @pytest.fixture
    def links(
        self, enrolment: Enrolment, article: Article, author: Author, smtp_sink: Sink, now: datetime
    ) -> list[str]:
        return sent_links(article, author, smtp_sink, "lena@example.org", now)

    def test_one_link_marks_it_read_and_another_the_step_too(
        self, client: Client, links: list[str], enrolment: Enrolment, learner: User
    ) -> None:
        read, both = links
        client.post(read)
        assert (Reading.objects.of(learner).count(), status_of(enrolment)) == (1, "pending")
        page = client.get(both).content.decode()
        assert "Basics" in page
        assert "Mark both" in page
        assert [client.post(both).status_code for _ in range(2)] == [303, 303]
        (event,) = enrolment.events.all()
        assert (event.to_status, event.source, event.by) == ("done", ProgressEvent.Source.MAIL, learner)

    def test_undo_takes_both_back(
        self, client: Client, links: list[str], enrolment: Enrolment, learner: User
    ) -> None:
        both = links[1]
        client.post(both)
        client.post(both, {"undo": "1"})
        client.post(both, {"undo": "1"})
        assert (Reading.objects.of(learner).count(), status_of(enrolment)) == (0, "pending")

    def test_undo_leaves_alone_what_was_marked_elsewhere(
        self, client: Client, links: list[str], enrolment: Enrolment, learner: User, now: datetime
    ) -> None:
        mark_step(enrolment=enrolment, key="basics", to=StepStatus.DONE, by=learner, now=now)
        client.post(links[1])
        client.post(links[1], {"undo": "1"})
        assert status_of(enrolment) == "done"

    def test_whoever_is_signed_in_the_link_is_its_readers(
        self, links: list[str], enrolment: Enrolment, other_learner: User, learner: User
    ) -> None:
        other = Client()
        other.force_login(other_learner)
        other.post(links[1])
        assert not Reading.objects.of(other_learner).exists()
        assert Reading.objects.of(learner).exists()

    def test_who_left_the_roadmap_marks_the_article_alone(
        self, client: Client, links: list[str], enrolment: Enrolment, learner: User, now: datetime
    ) -> None:
        leave_roadmap(enrolment=enrolment, by=learner, now=now)
        assert "no longer on a roadmap" in client.get(links[1]).content.decode()
        client.post(links[1])
        assert (Reading.objects.of(learner).count(), enrolment.events.count()) == (1, 0)

    def test_an_old_link_follows_the_account_and_names_no_new_address(
        self, client: Client, links: list[str], learner: User, now: datetime
    ) -> None:
        User.objects.filter(pk=learner.pk).update(email="lena@new.example")
        event = EmailChanged(user_id=learner.pk, old="lena@example.org", new="lena@new.example")
        follow_address(event, now=now)
        assert "lena@new.example" not in client.get(links[0]).content.decode()
        client.post(links[0])
        assert Reading.objects.of(learner).exists()

    def test_a_closed_account_is_left_alone(self, client: Client, links: list[str], learner: User) -> None:
        User.objects.filter(pk=learner.pk).update(is_active=False)
        assert client.post(links[1]).status_code == 410
        assert not Reading.objects.exists()


def test_a_member_who_did_not_allow_it_gets_no_link_to_the_step(
    *, roadmap: Roadmap, learner: User, article: Article, author: Author, smtp_sink: Sink, now: datetime
) -> None:
    subscribe_member(user=learner, now=now)
    steps.follow(learner, roadmap, now=now)
    assert len(sent_links(article, author, smtp_sink, "lena@example.org", now)) == 1


class TestAWeeksLetter:
    """Each article that it lists has its own links."""

    SATURDAY = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)

    @pytest.fixture
    def links(
        self, enrolment: Enrolment, article: Article, author: Author, smtp_sink: Sink, now: datetime
    ) -> list[str]:
        other = articles.published(author, now=now, title="A second article")
        reader = builders.subscription_of("lena@example.org")
        choose_delivery(subscription=reader, cadence=Cadence.WEEKLY, paused_until=None, now=now)
        for each in (article, other):
            send_issue(article=each, by=author, now=now)
        owe_digests(now=self.SATURDAY)
        builders.deliver(self.SATURDAY)
        return links_in(smtp_sink, "lena@example.org")

    def test_marks_each_article_by_itself_and_the_step_of_the_one_that_has_it(
        self, client: Client, links: list[str], enrolment: Enrolment, learner: User
    ) -> None:
        _first, both, second = links
        client.post(both)
        assert (Reading.objects.of(learner).count(), status_of(enrolment)) == (1, "done")
        client.post(second)
        assert Reading.objects.of(learner).count() == 2

    def test_takes_both_back(
        self, client: Client, links: list[str], enrolment: Enrolment, learner: User
    ) -> None:
        client.post(links[1])
        client.post(links[1], {"undo": "1"})
        assert (Reading.objects.of(learner).count(), status_of(enrolment)) == (0, "pending")

    def test_names_no_step_to_one_who_did_not_allow_it(
        self, *, roadmap: Roadmap, article: Article, author: Author, smtp_sink: Sink, now: datetime
    ) -> None:
        reader = builders.reader("ada@example.org", now=now)
        choose_delivery(subscription=reader, cadence=Cadence.WEEKLY, paused_until=None, now=now)
        send_issue(article=article, by=author, now=now)
        owe_digests(now=self.SATURDAY)
        builders.deliver(self.SATURDAY)
        assert len(links_in(smtp_sink, "ada@example.org")) == 1


class TestALinkThatIsNone:
    @pytest.fixture
    def issue(self, article: Article, author: Author, now: datetime) -> Issue:
        builders.reader("ada@example.org", now=now)
        return send_issue(article=article, by=author, now=now)

    def test_an_expired_one_shows_the_way(self, client: Client, issue: Issue, now: datetime) -> None:
        token = make_token(Purpose.READ, subscriber=Subscriber.objects.get().pk, topic=issue.pk)
        link = reverse("newsletter:reading", args=[token])
        with time_machine.travel(now + timedelta(days=366)):
            page = client.post(link)
        assert page.status_code == 410
        assert "#read" in page.content.decode()
        assert not SubscriberReading.objects.exists()

    def test_a_foreign_a_broken_and_a_later_one_say_what_to_do(self, client: Client, issue: Issue) -> None:
        subscriber = Subscriber.objects.get().pk
        for token in (make_token(Purpose.PREFERENCES, subscriber=subscriber), "1.read.1.x", "2.read.1.00.x"):
            page = client.post(reverse("newsletter:reading", args=[token]))
            assert page.status_code == 404
            assert "A link we cannot read" in page.content.decode()
        assert not SubscriberReading.objects.exists()

    def test_one_of_an_erased_reader_changes_nothing(self, client: Client, issue: Issue) -> None:
        subscriber = Subscriber.objects.get()
        token = make_token(Purpose.READ, subscriber=subscriber.pk, topic=issue.pk)
        subscriber.delete()
        assert client.post(reverse("newsletter:reading", args=[token])).status_code == 410
