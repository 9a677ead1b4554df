"""Taking everything along, closing an account, and the ledger that outlives a backup."""

import json
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts import personal_data
from accounts.models import Closure, DataExport, User
from accounts.operations import (
    LINK_WORKS_FOR,
    ExportUnderWay,
    close_account,
    erase_due,
    link_to,
    make_export,
    request_export,
)
from articles.models import Article
from mailing.delivery import deliver_due
from mailing.models import Letter
from mentoring.models import Booking, Mentor
from newsletter.operations import send_issue
from notices.models import Notice
from roadmaps.models import Enrolment
from roadmaps.operations import enrol
from tests.accounts.builders import confirmed, sign_in_surely
from tests.articles import builders as articles
from tests.conftest import PASSWORD, SignIn
from tests.mailing.sink import Sink
from tests.mentoring.builders import a_booking, a_mentor, a_session_type
from tests.newsletter import builders as newsletters
from tests.roadmaps.builders import published, step

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def booking(learner: User, mentor_user: User, now: datetime) -> Booking:
    """So near that a learner could not cancel it any more."""
    return a_booking(a_session_type(a_mentor(mentor_user), cancel_hours=200), learner, now=now)


def names_a_person(model: type[models.Model]) -> bool:
    return model is User or any(
        isinstance(field, models.EmailField) or field.related_model is User
        for field in model._meta.concrete_fields
    )


def test_every_model_that_names_a_person_says_what_is_downloaded_and_what_is_erased() -> None:
    named = {model for model in apps.get_models(include_auto_created=True) if names_a_person(model)}
    declared = {rows.model for rows in personal_data.all_rows()}
    assert {model._meta.label for model in named - declared} == set()


class TestTakingAlong:
    @pytest.fixture
    def export(self, learner: User, booking: Booking, now: datetime) -> DataExport:
        author = articles.author_of(learner)
        articles.published(author, now=now)
        export = request_export(user=learner, now=now)
        make_export(export_id=export.pk, now=now)
        export.refresh_from_db()
        return export

    def test_one_file_has_json_markdown_and_calendars(self, export: DataExport, files: Path) -> None:
        with zipfile.ZipFile(files / export.file) as packed:
            names, data = packed.namelist(), json.loads(packed.read("data.json"))
        assert data["accounts.User"][0]["email"] == "lena@example.org"
        assert "password" not in data["accounts.User"][0]
        assert len(data["mentoring.Attendance"]) == 1
        assert {Path(name).suffix for name in names} == {".json", ".md", ".ics"}
        assert export.done == export.total > 0

    def test_who_asked_is_told_by_list_and_mail(self, export: DataExport, learner: User) -> None:
        assert Notice.objects.filter(person=learner, kind="accounts.data_ready").count() == 1
        assert Letter.objects.filter(recipient=learner, template="notices.data_ready").count() == 1

    def test_the_link_works_for_its_owner_and_for_three_days(
        self, export: DataExport, learner: User, other_learner: User, signed_in: SignIn
    ) -> None:
        link = link_to(export)
        answer = signed_in(learner).get(link)
        assert answer.status_code == 200
        assert "attachment" in answer.headers["Content-Disposition"]
        assert "Content-Disposition" not in signed_in(other_learner).get(link).headers
        with time_machine.travel(timezone.now() + LINK_WORKS_FOR + timedelta(minutes=1)):
            assert "Content-Disposition" not in signed_in(learner).get(link).headers

    def test_a_second_one_waits_for_the_first(self, learner: User, now: datetime) -> None:
        request_export(user=learner, now=now)
        with pytest.raises(ExportUnderWay):
            request_export(user=learner, now=now)

    def test_the_page_asks_for_the_password_first(self, client: Client, learner: User) -> None:
        confirmed(learner)
        sign_in_surely(client, learner)
        answer = client.post("/settings/data/")
        assert answer.headers["Location"] == "/settings/data/"
        assert "being put together" in client.get("/settings/data/").content.decode()
        assert DataExport.objects.count() == 1


class TestClosing:
    @pytest.mark.parametrize("who", ["learner", "mentor"])
    def test_coming_sessions_are_cancelled_and_both_are_told(
        self, booking: Booking, learner: User, mentor_user: User, now: datetime, who: str
    ) -> None:
        closing = learner if who == "learner" else mentor_user
        close_account(user=closing, keeps_words=True, now=now)
        booking.refresh_from_db()
        assert booking.is_cancelled
        told = Letter.objects.filter(template="mentoring.cancellation").values_list("recipient", flat=True)
        assert set(told) == {learner.pk, mentor_user.pk}

    def test_nobody_can_sign_in_any_more(self, learner: User, signed_in: SignIn, now: datetime) -> None:
        browser = signed_in(learner)
        close_account(user=learner, keeps_words=True, now=now)
        assert browser.get("/dashboard/").status_code == 302

    def test_after_a_week_everything_is_gone_that_is_not_someone_elses(
        self, booking: Booking, learner: User, now: datetime
    ) -> None:
        enrol(roadmap=published(step("basics")).roadmap, learner=learner, track="from_ds", now=now)
        close_account(user=learner, keeps_words=True, now=now)
        assert erase_due(now=now + WEEK - timedelta(hours=1)) == 0
        assert erase_due(now=now + WEEK) == 1
        learner.refresh_from_db()
        assert (str(learner), learner.email) == ("A former member", f"former-{learner.pk}@closed.invalid")
        assert not Enrolment.objects.filter(learner=learner).exists()
        assert not Notice.objects.filter(person=learner).exists()
        assert not Letter.objects.filter(to="lena@example.org").exists()
        assert Booking.objects.get().learner == learner

    def test_whom_staff_let_in_again_is_not_erased(self, learner: User, now: datetime) -> None:
        close_account(user=learner, keeps_words=True, now=now)
        User.objects.filter(pk=learner.pk).update(is_active=True)
        assert erase_due(now=now + WEEK) == 0

    @pytest.mark.parametrize("keeps_words", [True, False])
    def test_public_words_stay_or_go_as_was_chosen(
        self,
        author_user: User,
        now: datetime,
        keeps_words: bool,  # noqa: FBT001
    ) -> None:
        articles.published(articles.author_of(author_user), now=now)
        close_account(user=author_user, keeps_words=keeps_words, now=now)
        erase_due(now=now + WEEK)
        assert Article.objects.exists() == keeps_words

    def test_a_mentor_says_nothing_any_more(self, booking: Booking, mentor_user: User, now: datetime) -> None:
        close_account(user=mentor_user, keeps_words=True, now=now)
        erase_due(now=now + WEEK)
        mentor = Mentor.objects.get()
        assert (mentor.headline, mentor.bio, mentor.is_listed) == ("", "", False)

    def test_the_page_asks_who_it_is_and_then_closes(self, client: Client, learner: User) -> None:
        confirmed(learner)
        client.force_login(learner)
        assert "reauthenticate" in client.get("/settings/closing/").headers["Location"]
        sign_in_surely(client, learner)
        assert client.post("/settings/closing/", {}).status_code == 422
        assert client.post("/settings/closing/", {"words": "keep"}).headers["Location"] == "/"
        assert Closure.objects.get().keeps_words

    def test_staff_who_make_somebody_inactive_cancel_their_sessions(
        self, booking: Booking, learner: User, admin_client: Client
    ) -> None:
        address = f"/staff/accounts/user/{learner.pk}/change/"
        form = admin_client.get(address).context["adminform"].form
        data = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
        data = {name: "" if value is None else value for name, value in data.items() if name != "is_active"}
        answer = admin_client.post(address, data)
        assert answer.status_code == 302
        booking.refresh_from_db()
        learner.refresh_from_db()
        assert (learner.is_active, booking.is_cancelled) == (False, True)


def test_programs_of_a_browser_take_along_and_close_too(signed_in: SignIn, learner: User) -> None:
    browser = signed_in(learner)
    assert browser.post("/api/v1/me/exports/", content_type="application/json").status_code == 201
    assert browser.get("/api/v1/me/exports/").json()["results"][0]["url"] == ""
    wishes = {"keeps_words": False, "password": "wrong"}
    assert browser.post("/api/v1/me/closure/", wishes, content_type="application/json").status_code == 400
    wishes["password"] = PASSWORD
    assert browser.post("/api/v1/me/closure/", wishes, content_type="application/json").status_code == 200
    assert Closure.objects.get().user == learner


class TestClosingByTheApi:
    def close(self, browser: Client, **wishes: Any) -> int:
        wishes = {"keeps_words": False, **wishes}
        return browser.post("/api/v1/me/closure/", wishes, content_type="application/json").status_code

    def test_who_has_no_password_needs_none(self, signed_in: SignIn, learner: User) -> None:
        learner.set_unusable_password()
        learner.save()
        assert self.close(signed_in(learner)) == 200
        assert Closure.objects.get().user == learner

    def test_who_has_one_and_signed_in_long_ago_sends_it(self, signed_in: SignIn, learner: User) -> None:
        assert self.close(signed_in(learner)) == 400
        assert not Closure.objects.exists()

    def test_who_has_just_signed_in_need_not(self, client: Client, learner: User) -> None:
        sign_in_surely(client, confirmed(learner))
        assert self.close(client) == 200

    def test_a_passkey_is_asked_for_where_there_is_no_password(
        self, signed_in: SignIn, learner: User
    ) -> None:
        learner.set_unusable_password()
        learner.save()
        Authenticator.objects.create(user=learner, type=Authenticator.Type.TOTP, data={})
        assert self.close(signed_in(learner)) == 400

    def test_passwords_cannot_be_guessed_here(self, signed_in: SignIn, learner: User) -> None:
        browser = signed_in(learner)
        assert [self.close(browser, password="wrong") for _try in range(6)][-1] == 429


class TestGoodbye:
    @pytest.mark.parametrize(
        ("keeps_words", "words"), [(True, "Your published articles"), (False, "Your articles.")]
    )
    def test_it_says_what_goes_and_what_stays_while_the_address_is_known(
        self,
        learner: User,
        now: datetime,
        smtp_sink: Sink,
        keeps_words: bool,  # noqa: FBT001
        words: str,
    ) -> None:
        close_account(user=learner, keeps_words=keeps_words, now=now)
        deliver_due(clock=lambda: now)
        (letter,) = smtp_sink.received
        assert letter.to == "lena@example.org"
        assert "1 December 2026" in letter.text
        assert words in letter.text

    def test_it_is_not_sent_of_an_account_that_is_open_again(
        self, learner: User, now: datetime, smtp_sink: Sink
    ) -> None:
        close_account(user=learner, keeps_words=True, now=now)
        User.objects.filter(pk=learner.pk).update(is_active=True)
        deliver_due(clock=lambda: now)
        assert not smtp_sink.received


@pytest.mark.parametrize("keeps_words", [True, False])
def test_of_an_article_that_was_mailed_the_archive_keeps_the_row(
    author_user: User,
    now: datetime,
    keeps_words: bool,  # noqa: FBT001
) -> None:
    author = articles.author_of(author_user)
    article = articles.published(author, now=now)
    newsletters.reader("ada@example.org", now=now)
    issue = send_issue(article=article, by=author, now=now)
    close_account(user=author_user, keeps_words=keeps_words, now=now)
    assert erase_due(now=now + WEEK) == 1
    issue.refresh_from_db()
    assert issue.article == article
    assert bool(issue.article.source) == keeps_words
    author_user.refresh_from_db()
    assert str(author_user) == "A former member"


def test_who_is_erased_in_a_backup_and_yet_there_is_erased_again(learner: User, now: datetime) -> None:
    close_account(user=learner, keeps_words=True, now=now)
    erase_due(now=now + WEEK)
    User.objects.filter(pk=learner.pk).update(display_name="Lena", email="lena@example.org")
    assert Closure.objects.get().erased_at

    call_command("reapply_erasures")

    learner.refresh_from_db()
    assert learner.email == f"former-{learner.pk}@closed.invalid"


def test_a_restored_backup_is_brought_up_to_date_from_the_ledger(learner: User, now: datetime) -> None:
    close_account(user=learner, keeps_words=True, now=now)
    erase_due(now=now + WEEK)
    Closure.objects.all().delete()  # as in a backup of the day before
    User.objects.filter(pk=learner.pk).update(display_name="Lena", email="lena@example.org", is_active=True)

    call_command("reapply_erasures")

    learner.refresh_from_db()
    assert (str(learner), learner.is_active) == ("A former member", False)
    assert timedelta(hours=72) == LINK_WORKS_FOR
