"""For which readers an issue is: every condition must be true, and where they are counts if they allow it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from articles.models import Article, Author, Series
from articles.operations import mark_article_read
from newsletter.models import HeldIssue, Issue, Segment, Subscription
from newsletter.operations import (
    AlreadySent,
    Conditions,
    DatesOutOfOrder,
    NoEarlierArticle,
    NoSuchPlace,
    TooFewReaders,
    choose_segment,
    readers_of,
    schedule_issue,
    send_issue,
    start_due_issues,
)
from roadmaps.models import Roadmap
from tests.articles.builders import published
from tests.conftest import SignIn
from tests.mailing.sink import Sink
from tests.newsletter import builders, steps

pytestmark = pytest.mark.django_db
STRANGERS = 3


@pytest.fixture
def roadmap(db: None) -> Roadmap:
    return steps.two_stages()


@pytest.fixture
def walkers(roadmap: Roadmap, now: datetime) -> list[User]:
    """Six members who follow the roadmap and allow it to be used; the last has reached the second stage."""
    people = [User.objects.create(email=f"w{n}@example.org", handle=f"w{n}") for n in range(6)]
    for each in people:
        steps.sharing(each, now=now)
        steps.follow(each, roadmap, now=now, done="summit" if each is people[-1] else "")
    return people


@pytest.fixture
def strangers(now: datetime) -> list[Subscription]:
    return [builders.reader(f"s{n}@example.org", now=now) for n in range(STRANGERS)]


def in_segment(article: Article, **conditions: Any) -> list[str]:
    issue = Issue(article=article)
    segment = Segment(issue=issue, **conditions)
    found = readers_of("articles", segment=segment).order_by("subscriber__email")
    return [each.partition("@")[0] for each in found.values_list("subscriber__email", flat=True)]


class TestConditions:
    def test_of_the_roadmap_and_its_places(
        self, article: Article, roadmap: Roadmap, walkers: list[User], strangers: list[Subscription]
    ) -> None:
        everyone = [f"w{n}" for n in range(6)]
        assert in_segment(article, roadmap=roadmap) == everyone
        assert in_segment(article, roadmap=roadmap, stage="one") == everyone, "all have reached the first"
        assert in_segment(article, roadmap=roadmap, stage="two") == ["w5"]
        assert in_segment(article, roadmap=roadmap, track="from_ds") == everyone
        assert in_segment(article, roadmap=roadmap, track="from_swe") == []
        assert len(in_segment(article)) == 6 + STRANGERS

    def test_of_the_roadmap_find_nobody_who_did_not_allow_it_or_has_left(
        self, article: Article, roadmap: Roadmap, walkers: list[User], now: datetime
    ) -> None:
        steps.sharing(walkers[0], now=now, is_shared=False)
        User.objects.filter(pk=walkers[1].pk).update(is_active=False)
        assert in_segment(article, roadmap=roadmap) == ["w2", "w3", "w4", "w5"]

    def test_of_a_roadmap_that_is_gone_find_nobody(
        self, article: Article, walkers: list[User], author: Author, now: datetime
    ) -> None:
        assert in_segment(article, roadmap_id=10**6) == []

    def test_of_time_and_cadence_find_everybody(
        self, article: Article, strangers: list[Subscription], now: datetime
    ) -> None:
        Subscription.objects.filter(pk=strangers[0].pk).update(cadence="weekly")
        Subscription.objects.filter(pk=strangers[1].pk).update(confirmed_at=now - timedelta(days=40))
        assert in_segment(article, cadence="weekly") == ["s0"]
        assert in_segment(article, joined_since=now.date()) == ["s0", "s2"]
        assert in_segment(article, joined_before=now.date()) == ["s1"]
        assert in_segment(article, joined_since=now.date(), cadence="each") == ["s2"], "both must be true"

    def test_of_the_earlier_article_find_who_read_it(
        self, article: Article, author: Author, walkers: list[User], now: datetime
    ) -> None:
        series = Series.objects.create(slug="steps", title="Steps")
        second = published(author, now=now, title="Second")
        for position, each in enumerate((article, second), start=1):
            Article.objects.filter(pk=each.pk).update(series=series, position=position)
            each.refresh_from_db()
        mark_article_read(article=article, reader=walkers[3], now=now)
        assert in_segment(second, has_read_earlier=True) == ["w3"]


class TestChoosing:
    def choose(self, article: Article, author: Author, now: datetime, **conditions: Any) -> Issue:
        return choose_segment(article=article, by=author, conditions=Conditions(**conditions), now=now)

    def test_only_these_readers_are_owed_it_and_told_why(
        self,
        *,
        article: Article,
        author: Author,
        roadmap: Roadmap,
        walkers: list[User],
        strangers: list[Subscription],
        smtp_sink: Sink,
        now: datetime,
    ) -> None:
        Subscription.objects.filter(subscriber__email="w1@example.org").update(cadence="weekly")
        Subscription.objects.filter(subscriber__email="s1@example.org").update(cadence="weekly")
        self.choose(article, author, now, roadmap=roadmap, stage="one")
        send_issue(article=article, by=author, now=now)
        builders.deliver(now)
        assert builders.newsletters() == [f"w{n}@example.org" for n in (0, 2, 3, 4, 5)]
        held = HeldIssue.objects.values_list("subscriber__email", flat=True)
        assert list(held) == ["w1@example.org"]
        text = smtp_sink.to("w0@example.org")[-1].text
        assert "You follow “Walking”." in text
        assert "You have reached its stage “Base camp”." in text

    def test_is_over_when_it_has_started(
        self, article: Article, author: Author, strangers: list[Subscription], now: datetime
    ) -> None:
        self.choose(article, author, now, cadence="each")
        send_issue(article=article, by=author, now=now)
        with pytest.raises(AlreadySent):
            self.choose(article, author, now, cadence="weekly")
        assert Segment.objects.get().cadence == "each"

    def test_nothing_is_everybody_again(
        self, article: Article, author: Author, strangers: list[Subscription], now: datetime
    ) -> None:
        self.choose(article, author, now, cadence="each")
        self.choose(article, author, now)
        assert not Segment.objects.exists()

    def test_refuses_what_would_tell_who_it_is(
        self, article: Article, author: Author, roadmap: Roadmap, walkers: list[User], now: datetime
    ) -> None:
        with pytest.raises(TooFewReaders):
            self.choose(article, author, now, roadmap=roadmap, stage="two")

    def test_refuses_to_send_when_too_few_are_left(
        self, article: Article, author: Author, roadmap: Roadmap, walkers: list[User], now: datetime
    ) -> None:
        self.choose(article, author, now, roadmap=roadmap)
        Subscription.objects.filter(subscriber__user__in=walkers[:2]).update(uses_progress=False)

        with pytest.raises(TooFewReaders):
            send_issue(article=article, by=author, now=now)
        assert builders.newsletters() == []

        schedule_issue(article=article, by=author, send_at=now, now=now)
        assert start_due_issues(now=now) == 0
        assert Issue.objects.get().block_reason == Issue.BlockReason.TOO_FEW_READERS

    def test_refuses_what_there_is_not(
        self, article: Article, author: Author, roadmap: Roadmap, now: datetime
    ) -> None:
        for more in (
            {"roadmap": roadmap, "stage": "three"},
            {"roadmap": roadmap, "track": "x"},
            {"stage": "one"},
        ):
            with pytest.raises(NoSuchPlace):
                self.choose(article, author, now, **more)
        with pytest.raises(NoEarlierArticle):
            self.choose(article, author, now, has_read_earlier=True)
        with pytest.raises(DatesOutOfOrder):
            self.choose(article, author, now, joined_since=date(2026, 2, 1), joined_before=date(2026, 2, 1))


class TestThePage:
    def test_counts_and_keeps(
        self,
        *,
        article: Article,
        author: Author,
        roadmap: Roadmap,
        walkers: list[User],
        strangers: list[Subscription],
        signed_in: SignIn,
    ) -> None:
        noor, page = signed_in(author.user), f"/writing/{article.pk}/issue/audience/"
        wanted = {"stage": "walking/one"}
        assert "9 of 9 readers" in " ".join(noor.get(page).content.decode().split())
        counted = noor.post(page, {**wanted, "count": "1"}, headers={"HX-Request": "true"})
        assert "6 of 9 readers" in " ".join(counted.content.decode().split())
        assert "<html" not in counted.content.decode()
        torn = {"roadmap": "walking", "stage": "swimming/one", "count": "1"}
        refused = noor.post(page, torn, headers={"HX-Request": "true"}).content.decode()
        assert "callout warning" in refused
        few = noor.post(page, {"stage": "walking/two", "count": "1"})
        assert "Fewer than 5 of 9 readers" in " ".join(few.content.decode().split())
        assert not Segment.objects.exists()
        assert noor.post(page, {"stage": "walking/two"}).status_code == 422
        assert noor.post(page, wanted).status_code == 303
        shown = " ".join(noor.get(f"/writing/{article.pk}/issue/").content.decode().split())
        assert "6 of 9 readers" in shown
        assert "Base camp" in shown

    def test_opens_when_the_roadmap_is_gone(
        self, *, article: Article, author: Author, roadmap: Roadmap, walkers: list[User], signed_in: SignIn
    ) -> None:
        noor, page = signed_in(author.user), f"/writing/{article.pk}/issue/audience/"
        noor.post(page, {"stage": "walking/one"})
        Segment.objects.update(roadmap_id=10**6)
        assert "Fewer than 5 of 6 readers" in " ".join(noor.get(page).content.decode().split())

    def test_is_its_authors_alone(self, article: Article, learner: User, signed_in: SignIn) -> None:
        assert signed_in(learner).get(f"/writing/{article.pk}/issue/audience/").status_code == 404


class TestTheApi:
    def test_counts_keeps_and_clears(
        self,
        *,
        article: Article,
        author: Author,
        roadmap: Roadmap,
        walkers: list[User],
        strangers: list[Subscription],
        signed_in: SignIn,
    ) -> None:
        noor, address = signed_in(author.user), f"/api/v1/drafts/{article.pk}/issue/audience/"
        wanted = {"roadmap": "walking", "stage": "one"}
        assert noor.get(address).json()["segment"] is None
        counted = noor.post(address, wanted, "application/json").json()
        assert counted["audience"] == {"readers": 6, "of": 9, "is_hidden": False}
        assert not Segment.objects.exists()
        kept = noor.put(address, wanted, "application/json").json()
        assert (kept["segment"]["roadmap"], kept["segment"]["stage"]) == ("walking", "one")
        assert noor.get(f"/api/v1/drafts/{article.pk}/issue/").json()["readers"] == 6
        few = noor.put(address, {**wanted, "stage": "two"}, "application/json")
        assert (few.status_code, few.json()["code"]) == (409, "segment_too_small")
        assert noor.delete(address).status_code == 204
        assert not Segment.objects.exists()

    def test_strangers_may_not(self, article: Article, client: Client) -> None:
        assert client.get(f"/api/v1/drafts/{article.pk}/issue/audience/").status_code == 401
