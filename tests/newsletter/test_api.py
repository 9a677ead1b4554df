"""The newsletter by programs: one's own subscription, and an author's issues."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from articles.models import Article
from mailing.models import Letter, LetterState
from newsletter.models import ConsentEvent
from tests.newsletter.builders import deliver, newsletters, reader, readers

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
OWN = "/api/v1/me/subscriptions/"


class TestOwnSubscription:
    def test_members_subscribe_and_leave(self, signed_in: SignIn, learner: User, now: datetime) -> None:
        lena = signed_in(learner)
        assert lena.get(f"{OWN}articles/").status_code == 404
        assert lena.put(f"{OWN}articles/").json()["state"] == "confirmed"
        assert readers() == ["lena@example.org"]
        assert [row["topic"] for row in lena.get(OWN).json()["results"]] == ["articles"]
        assert lena.delete(f"{OWN}articles/").status_code == 204
        assert lena.get(f"{OWN}articles/").json()["state"] == "unsubscribed"
        methods = ConsentEvent.objects.order_by("pk").values_list("method", "by")
        assert list(methods) == [("api", learner.pk), ("api", learner.pk)]

    def test_there_are_no_other_topics_than_ours(self, signed_in: SignIn, learner: User) -> None:
        assert signed_in(learner).put(f"{OWN}other/").status_code == 404

    def test_strangers_have_none(self, client: Client) -> None:
        assert client.put(f"{OWN}articles/").status_code == 401


class TestIssues:
    @pytest.fixture
    def address(self, article: Article) -> str:
        return f"/api/v1/drafts/{article.pk}/issue/"

    @pytest.fixture
    def noor(self, signed_in: SignIn, author_user: User, now: datetime) -> Client:
        return signed_in(author_user)

    def test_an_article_is_looked_at_as_a_mail_and_sent_once(
        self, noor: Client, address: str, now: datetime
    ) -> None:
        reader("ada@example.org", now=now)
        before = noor.get(address).json()
        assert (before["issue"], before["readers"], before["deliveries"]) == (None, 1, None)
        sent = noor.post(address).json()
        assert (sent["issue"]["state"], sent["deliveries"]["owed"]) == ("sending", 1)
        assert newsletters() == ["ada@example.org"]
        again = noor.post(address)
        assert (again.status_code, again.json()["code"]) == (409, "issue_already_sent")
        (row,) = noor.get("/api/v1/issues/").json()["results"]
        assert row == sent["issue"]

    def test_a_test_goes_to_the_author_alone(self, noor: Client, address: str, now: datetime) -> None:
        reader("ada@example.org", now=now)
        deliver(now)
        assert noor.post(f"{address}test/").status_code == 202
        assert Letter.objects.get(template="newsletter.test_issue").to == "noor@example.org"
        assert newsletters() == []

    def test_uncertain_letters_are_settled(self, noor: Client, address: str, now: datetime) -> None:
        reader("ada@example.org", now=now)
        noor.post(address)
        letters = Letter.objects.filter(template="newsletter.issue")
        letters.update(state=LetterState.UNCERTAIN)
        body = {"decision": "count_as_sent"}
        answer = noor.post(f"{address}settlement/", body, "application/json")
        assert (answer.json(), letters.get().state) == ({"letters": 1}, LetterState.SENT)

    def test_articles_of_others_are_not_found(self, signed_in: SignIn, learner: User, address: str) -> None:
        lena = signed_in(learner)
        assert [lena.get(address).status_code, lena.post(address).status_code] == [404, 404]
        assert lena.get("/api/v1/issues/").json()["results"] == []
