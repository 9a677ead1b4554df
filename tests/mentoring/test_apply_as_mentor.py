"""Applying to become a mentor: sent, answered by staff, and told."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError
from django.test import Client

from accounts.models import User
from mailing.delivery import deliver_due
from mentoring.models import Mentor, MentorApplication
from mentoring.operations import (
    AlreadyMentor,
    NotApproved,
    NothingOpen,
    RulesNotAccepted,
    SayWhy,
    apply_as_mentor,
    approve_application,
    ask_for_more,
    become_mentor,
    list_profile,
    refuse_application,
    withdraw_application,
)
from notices.models import Notice
from roadmaps.models import Area
from tests.mailing.sink import Sink
from tests.mentoring.builders import a_mentor

DAY = timedelta(days=1)


def an_application(person: User, *, now: datetime, **more: Any) -> MentorApplication:
    area, _created = Area.objects.get_or_create(slug="maths", defaults={"title": "Maths"})
    said: dict[str, Any] = {
        "headline": "I teach.",
        "experience": "For years.",
        "areas": [area],
        "specialisms": ["nlp"],
        "languages": ["en"],
        "links": ["https://example.org/work"],
        "accepts_rules": True,
    }
    return apply_as_mentor(person=person, now=now, **said | more)


def form_fields(**more: Any) -> dict[str, Any]:
    area, _created = Area.objects.get_or_create(slug="maths", defaults={"title": "Maths"})
    return {
        "headline": "I teach.",
        "experience": "For years.",
        "areas": [area.pk],
        "languages": ["en"],
        "links": "example.org/work\n\nhttps://example.org/talk",
        "accepts_rules": "on",
    } | more


def test_the_rules_are_accepted_first(learner: User, now: datetime) -> None:
    with pytest.raises(RulesNotAccepted):
        an_application(learner, now=now, accepts_rules=False)
    assert not MentorApplication.objects.exists()


def test_sent_again_it_is_one_application(learner: User, now: datetime) -> None:
    an_application(learner, now=now)
    an_application(learner, now=now + DAY, headline="I teach well.")
    application = MentorApplication.objects.get()
    assert (application.headline, application.sent_at) == ("I teach well.", now + DAY)


def test_a_mentor_needs_none(mentor_user: User, now: datetime) -> None:
    a_mentor(mentor_user)
    with pytest.raises(AlreadyMentor):
        an_application(mentor_user, now=now)


def test_who_is_approved_has_a_profile_made_of_it(learner: User, staff: User, now: datetime) -> None:
    approve_application(application=an_application(learner, now=now), by=staff, now=now)
    mentor = Mentor.objects.get(user=learner)
    assert (mentor.headline, mentor.bio, mentor.specialisms) == ("I teach.", "For years.", ["nlp"])
    assert (mentor.approved_at, mentor.is_listed) == (now, False)


def test_a_profile_that_was_prepared_stays(learner: User, staff: User, now: datetime) -> None:
    application = an_application(learner, now=now)
    become_mentor(user=learner, headline="Prepared", bio="Well", areas=[], languages=["de"])
    approve_application(application=application, by=staff, now=now)
    mentor = Mentor.objects.get(user=learner)
    assert (mentor.headline, mentor.approved_at) == ("Prepared", now)


@pytest.mark.parametrize("act", [refuse_application, ask_for_more])
def test_who_is_not_approved_reads_why(
    learner: User, staff: User, now: datetime, smtp_sink: Sink, act: Callable[..., None]
) -> None:
    application = an_application(learner, now=now)
    with pytest.raises(SayWhy):
        act(application=application, by=staff, answer=" ", now=now)
    act(application=application, by=staff, answer="Show us <work>.", now=now)
    with time_machine.travel(now, tick=False):
        deliver_due(clock=lambda: now)
    assert [each.to for each in smtp_sink.received] == ["lena@example.org"]
    assert "Show us <work>." in smtp_sink.received[0].text
    assert Notice.objects.filter(person=learner, kind="mentoring.application_answered").count() == 1
    assert not Mentor.objects.exists()


def test_who_was_refused_may_apply_again(learner: User, staff: User, now: datetime) -> None:
    refuse_application(application=an_application(learner, now=now), by=staff, answer="Too soon.", now=now)
    approve_application(application=an_application(learner, now=now + DAY), by=staff, now=now + DAY)
    assert sorted(MentorApplication.objects.values_list("state", flat=True)) == ["approved", "refused"]


def test_what_was_sent_again_meanwhile_is_read_again(learner: User, staff: User, now: datetime) -> None:
    seen = an_application(learner, now=now)
    an_application(learner, now=now + DAY)
    with pytest.raises(NothingOpen):
        approve_application(application=seen, by=staff, now=now + DAY)


def test_it_can_be_withdrawn_once(learner: User, now: datetime) -> None:
    an_application(learner, now=now)
    withdraw_application(person=learner)
    with pytest.raises(NothingOpen):
        withdraw_application(person=learner)


def test_nobody_is_listed_without_approval(mentor_user: User) -> None:
    mentor = a_mentor(mentor_user, is_listed=False, approved_at=None)
    with pytest.raises(NotApproved):
        list_profile(mentor=mentor)
    with pytest.raises(IntegrityError):
        Mentor.objects.filter(pk=mentor.pk).update(is_listed=True)


@pytest.mark.usefixtures("at_now")
class TestPages:
    def test_the_way_in_is_in_the_foot_of_every_page(self, client: Client, db: None) -> None:
        assert 'href="/mentoring/application/"' in client.get("/mentors/").text

    def test_from_application_to_answer(
        self, learner: User, staff: User, now: datetime, signed_in: Callable[[User], Client]
    ) -> None:
        lena = signed_in(learner)
        assert "The rules for mentors" in lena.get("/mentoring/application/").text
        assert "Sent." in lena.post("/mentoring/application/", form_fields(), follow=True).text
        application = MentorApplication.objects.get()
        assert application.links == ["https://example.org/work", "https://example.org/talk"]
        ask_for_more(application=application, by=staff, answer="Which <kinds>?", now=now)
        page = lena.get("/mentoring/application/").text
        assert "Which &lt;kinds&gt;?" in page
        assert "For years." in page

    @pytest.mark.parametrize(
        "wrong", [{"accepts_rules": ""}, {"links": "no link"}, {"links": "a.org\n" * 6}, {"areas": []}]
    )
    def test_what_is_missing_is_asked_for_again(
        self, learner: User, signed_in: Callable[[User], Client], wrong: dict[str, Any]
    ) -> None:
        answer = signed_in(learner).post("/mentoring/application/", form_fields(**wrong))
        assert answer.status_code == 422
        assert "I teach." in answer.text
        assert not MentorApplication.objects.exists()

    def test_staff_decide_in_the_admin(self, learner: User, admin_client: Client, now: datetime) -> None:
        application = an_application(learner, now=now)
        url = f"/staff/mentoring/mentorapplication/{application.pk}/change/"
        assert "For years." in admin_client.get(url).text
        silent = admin_client.post(url, {"decision": "refuse", "answer": ""})
        assert silent.status_code == 200
        admin_client.post(url, {"decision": "approve", "answer": ""})
        application.refresh_from_db()
        assert application.state == "approved"
        assert Mentor.objects.get(user=learner).approved_at
        assert admin_client.get(url).status_code == 200


def test_the_api_applies_and_withdraws(
    learner: User, signed_in: Callable[[User], Client], now: datetime
) -> None:
    Area.objects.get_or_create(slug="maths", defaults={"title": "Maths"})
    said = {
        "headline": "I teach.",
        "experience": "For years.",
        "areas": ["maths"],
        "languages": ["en"],
        "links": [],
    }
    lena, url = signed_in(learner), "/api/v1/me/mentor/application/"
    refused = lena.put(url, said | {"accepts_rules": False}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "rules_not_accepted")
    answer = lena.put(url, said | {"accepts_rules": True}, content_type="application/json")
    assert (answer.status_code, answer.json()["state"]) == (200, "sent")
    assert lena.delete(url).status_code == 204
    assert lena.get(url).json()["state"] == "withdrawn"
