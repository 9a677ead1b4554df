"""One decision, on one page: when readers see an article on the web, and whether and when it is mailed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from articles.models import Article, Author
from articles.operations import NothingToPublish, TimeIsPast, publish_due_articles, save_draft
from core.refusals import Refusal
from newsletter.models import Issue, Subscription
from newsletter.operations import (
    AlreadySent,
    ByMail,
    MailBeforeArticle,
    NobodyToSendTo,
    NothingPlanned,
    NotPublished,
    OnTheWeb,
    PublishingPlan,
    TextChanged,
    cancel_publishing,
    publish_and_send,
    start_due_issues,
    undo_issue,
)
from newsletter.queries import find_issue
from tests.articles import builders as articles
from tests.newsletter import builders

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
HOUR = timedelta(hours=1)


@pytest.fixture
def draft(author: Author, now: datetime) -> Article:
    builders.reader("ada@example.org", now=now)
    return articles.draft(author, now=now, title="A fan", source="Residuals.")


def carry_out(article: Article, now: datetime, web: OnTheWeb, mail: ByMail, **more: object) -> Issue | None:
    plan = PublishingPlan(web=web, mail=mail, **more)  # type: ignore[arg-type]
    publish_and_send(article=article, by=article.author, plan=plan, now=now)
    article.refresh_from_db()
    return find_issue(article)


def tick(now: datetime) -> None:
    """In the order in which a mail could be too early."""
    start_due_issues(now=now)
    publish_due_articles(now=now)


class TestCarryingOut:
    def test_on_the_web_and_by_mail_at_once_with_a_minute_to_undo(
        self, draft: Article, now: datetime
    ) -> None:
        issue = carry_out(draft, now, OnTheWeb.NOW, ByMail.WITH_WEB, subject="Read this")
        assert draft.is_published
        assert issue is not None
        assert (issue.subject, issue.can_be_undone(now)) == ("Read this", True)
        assert builders.newsletters() == ["ada@example.org"]
        undo_issue(issue=issue, now=now)
        assert builders.newsletters() == []

    def test_the_mail_follows_a_publication_however_the_clocks_tick(
        self, draft: Article, now: datetime
    ) -> None:
        carry_out(draft, now, OnTheWeb.AT, ByMail.WITH_WEB, publish_at=now + HOUR)
        tick(now)
        assert builders.newsletters() == []
        tick(now + HOUR)
        tick(now + HOUR + timedelta(minutes=1))
        draft.refresh_from_db()
        assert draft.is_published
        assert builders.newsletters() == ["ada@example.org"]

    def test_the_web_now_and_the_mail_in_the_morning(self, draft: Article, now: datetime) -> None:
        carry_out(draft, now, OnTheWeb.NOW, ByMail.AT, send_at=now + HOUR)
        assert draft.is_published
        tick(now)
        assert builders.newsletters() == []
        tick(now + HOUR)
        assert builders.newsletters() == ["ada@example.org"]

    def test_the_web_alone(self, draft: Article, now: datetime) -> None:
        assert carry_out(draft, now, OnTheWeb.NOW, ByMail.NOT) is None

    def test_what_is_published_is_sent_as_it_is(
        self, article: Article, draft: Article, now: datetime
    ) -> None:
        before = article.updated_at
        carry_out(article, now, OnTheWeb.KEEP, ByMail.WITH_WEB)
        assert builders.newsletters() == ["ada@example.org"]
        assert article.updated_at == before

    def test_another_decision_takes_the_place_of_the_first(self, draft: Article, now: datetime) -> None:
        carry_out(draft, now, OnTheWeb.AT, ByMail.WITH_WEB, publish_at=now + HOUR, subject="Kept")
        issue = carry_out(draft, now, OnTheWeb.AT, ByMail.NOT, publish_at=now + 2 * HOUR)
        assert issue is not None
        assert issue.state == "draft"
        tick(now + HOUR)
        draft.refresh_from_db()
        assert not draft.is_published

    def test_cancelling_leaves_a_draft_with_its_subject(self, draft: Article, now: datetime) -> None:
        carry_out(draft, now, OnTheWeb.AT, ByMail.WITH_WEB, publish_at=now + HOUR, subject="Kept")
        cancel_publishing(article=draft)
        tick(now + 2 * HOUR)
        draft.refresh_from_db()
        issue = find_issue(draft)
        assert issue is not None
        assert (draft.is_published, issue.state, issue.subject) == (False, "draft", "Kept")
        assert builders.newsletters() == []


class TestRefusing:
    @pytest.mark.parametrize(
        ("web", "mail", "hours", "refusal"),
        [
            (OnTheWeb.KEEP, ByMail.WITH_WEB, {}, NotPublished),
            (OnTheWeb.KEEP, ByMail.NOT, {}, NothingPlanned),
            (OnTheWeb.AT, ByMail.NOT, {"publish_at": 0}, TimeIsPast),
            (OnTheWeb.NOW, ByMail.AT, {"send_at": -1}, TimeIsPast),
            (OnTheWeb.AT, ByMail.AT, {"publish_at": 2, "send_at": 1}, MailBeforeArticle),
        ],
    )
    def test_what_could_not_be_kept(  # noqa: PLR0917
        self,
        draft: Article,
        now: datetime,
        web: OnTheWeb,
        mail: ByMail,
        hours: dict[str, int],
        refusal: type[Refusal],
    ) -> None:
        with pytest.raises(refusal):
            carry_out(draft, now, web, mail, **{name: now + n * HOUR for name, n in hours.items()})
        draft.refresh_from_db()
        assert (draft.is_published, draft.publish_at, find_issue(draft)) == (False, None, None)

    def test_an_empty_text(self, author: Author, now: datetime) -> None:
        empty = articles.draft(author, now=now, title="Empty", source=" ")
        with pytest.raises(NothingToPublish):
            carry_out(empty, now, OnTheWeb.NOW, ByMail.WITH_WEB)

    def test_a_mail_to_nobody(self, draft: Article, now: datetime) -> None:
        Subscription.objects.all().delete()
        with pytest.raises(NobodyToSendTo):
            carry_out(draft, now, OnTheWeb.NOW, ByMail.WITH_WEB)
        draft.refresh_from_db()
        assert not draft.is_published

    def test_an_article_goes_out_once(self, draft: Article, now: datetime) -> None:
        carry_out(draft, now, OnTheWeb.NOW, ByMail.WITH_WEB)
        with pytest.raises(AlreadySent):
            carry_out(draft, now, OnTheWeb.KEEP, ByMail.AT, send_at=now + HOUR)

    def test_a_text_that_another_window_saved_meanwhile(self, draft: Article, now: datetime) -> None:
        save_draft(article=draft, title="A fan", summary="", source="Half a sent", version=1, now=now)
        with pytest.raises(TextChanged):
            carry_out(draft, now, OnTheWeb.NOW, ByMail.WITH_WEB, seen_version=1)
        draft.refresh_from_db()
        assert not draft.is_published


class TestThePages:
    @pytest.fixture
    def browser(self, signed_in: Browser, author_user: User) -> Client:
        return signed_in(author_user)

    def test_what_is_typed_is_saved_and_the_choices_go_on_to_the_summary(
        self, browser: Client, draft: Article
    ) -> None:
        typed = {"title": "A fan", "summary": "", "source": "Just typed.", "version": "1", "publish": "1"}
        answer = browser.post(f"/writing/{draft.pk}/", typed | {"web": "now", "mail": "with", "subject": "S"})
        assert answer["Location"] == f"/writing/{draft.pk}/publishing/?web=now&mail=with&subject=S"
        page = browser.get(answer["Location"]).text
        assert "Publish on the web now and send to 1 reader" in page
        draft.refresh_from_db()
        assert not draft.is_published
        browser.post(f"/writing/{draft.pk}/publishing/", {"web": "now", "mail": "with", "version": "2"})
        draft.refresh_from_db()
        assert "Just typed." in draft.html
        assert "Undo the mail" in menu(browser, draft)

    def test_the_summary_has_the_line_beside_the_subject_of_the_text_to_come(
        self, browser: Client, draft: Article
    ) -> None:
        page = f"/writing/{draft.pk}/publishing/"
        assert '<dd dir="auto">Residuals.</dd>' in browser.get(page, {"web": "now", "mail": "with"}).text

    def test_without_a_script_the_page_asks(self, browser: Client, draft: Article) -> None:
        typed = {"title": "A fan", "summary": "", "source": "Just typed.", "version": "1", "publish": "1"}
        answer = browser.post(f"/writing/{draft.pk}/", typed)
        assert answer["Location"] == f"/writing/{draft.pk}/publishing/"
        assert "When do readers see it?" in browser.get(answer["Location"]).text

    def test_a_time_is_needed_and_must_be_to_come(self, browser: Client, draft: Article) -> None:
        page = f"/writing/{draft.pk}/publishing/"
        asked = browser.get(page, {"web": "at", "mail": "not"})
        assert (asked.status_code, "Choose a day and a time." in asked.text) == (422, True)
        past = browser.get(page, {"web": "at", "publish_at": "2020-01-01T10:00", "mail": "not"})
        assert "That time is past" in past.text

    def test_what_is_planned_is_said_and_cancelled(self, browser: Client, draft: Article) -> None:
        at = f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%dT%H:%M}"
        browser.post(
            f"/writing/{draft.pk}/publishing/",
            {"web": "at", "publish_at": at, "mail": "with", "version": "1"},
        )
        assert "By mail to 1 reader" in menu(browser, draft)
        assert f'value="{at}"' in menu(browser, draft)
        browser.post(f"/writing/{draft.pk}/publishing/cancellation/")
        draft.refresh_from_db()
        assert draft.publish_at is None
        assert "Cancel what is planned" not in menu(browser, draft)

    def test_a_text_saved_meanwhile_is_looked_at_first(self, browser: Client, draft: Article) -> None:
        save_draft(article=draft, title="A fan", summary="", source="x", version=1, now=timezone.now())
        page = f"/writing/{draft.pk}/publishing/"
        refused = browser.post(page, {"web": "now", "mail": "not", "version": "1"})
        assert (refused.status_code, 'name="version" value="2"' in refused.text) == (422, True)
        assert browser.post(page, {"web": "now", "mail": "not", "version": "2"}).status_code == 303

    def test_the_hour_that_spring_leaves_out_is_refused_and_that_of_autumn_is_the_first(
        self, browser: Client, author_user: User, draft: Article
    ) -> None:
        author_user.zone = "Europe/London"
        author_user.save()
        page = f"/writing/{draft.pk}/publishing/"
        spring = browser.get(page, {"web": "at", "publish_at": "2035-03-25T01:30", "mail": "not"})
        assert "there is no such time" in spring.text
        chosen = {"web": "at", "publish_at": "2035-10-28T01:30", "mail": "not", "version": "1"}
        assert browser.post(page, chosen).status_code == 303
        draft.refresh_from_db()
        assert draft.publish_at == datetime(2035, 10, 28, 0, 30, tzinfo=UTC)

    def test_nobody_else_publishes_it(self, draft: Article, signed_in: Browser, learner: User) -> None:
        browser = signed_in(learner)
        for path in ("publishing/", "publishing/cancellation/"):
            assert (
                browser.post(f"/writing/{draft.pk}/{path}", {"web": "now", "mail": "not"}).status_code == 404
            )

    @pytest.mark.parametrize("at", ["9999-12-31T23:59", "0001-01-01T00:00", "yesterday", "2035-02-30T10:00"])
    def test_made_up_times_are_refused(self, browser: Client, draft: Article, at: str) -> None:
        asked = browser.get(
            f"/writing/{draft.pk}/publishing/", {"web": "at", "publish_at": at, "mail": "not"}
        )
        assert asked.status_code == 422


class TestTheApi:
    def test_a_plan_is_made_read_and_cancelled(
        self, signed_in: Browser, author_user: User, draft: Article
    ) -> None:
        writer, address = signed_in(author_user), f"/api/v1/drafts/{draft.pk}/publishing/"
        plan = {"web": "at", "publish_at": "2090-01-01T09:00:00Z", "mail": "with", "subject": "Read this"}
        made = writer.put(address, plan, content_type="application/json")
        assert made.json() == {
            "publish_at": "2090-01-01T09:00:00Z",
            "send_at": "2090-01-01T09:00:00Z",
            "subject": "Read this",
            "readers": 1,
        }
        assert writer.delete(address).status_code == 204
        assert writer.get(address).json()["publish_at"] is None

    def test_refusals_have_their_names(self, signed_in: Browser, author_user: User, draft: Article) -> None:
        writer, address = signed_in(author_user), f"/api/v1/drafts/{draft.pk}/publishing/"
        for plan, status in (
            ({"web": "keep", "mail": "with"}, 409),
            ({"web": "at", "mail": "not"}, 400),
            ({"web": "now", "mail": "not", "version": 9}, 409),
        ):
            assert writer.put(address, plan, content_type="application/json").status_code == status


def menu(browser: Client, article: Article) -> str:
    return browser.get(f"/writing/{article.pk}/publishing/", headers={"HX-Request": "true"}).text
