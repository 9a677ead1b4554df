"""Saving a mentor, and blocking: neither can book, find or review the other, and neither is told."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from mentoring.directory import find_for_step
from mentoring.free_times import find_free_times
from mentoring.models import Block, Favourite, Mentor, SessionType, Usefulness
from mentoring.operations import (
    MentorBusy,
    NotYourself,
    block_person,
    hold_time,
    refresh_next_free,
    review_session,
    unblock_person,
)
from mentoring.operations.follow_up import ReviewsClosed
from notices.models import Notice
from roadmaps.models import Area, Step
from tests.mentoring.builders import a_booking, tomorrow
from tests.roadmaps.builders import published
from tests.roadmaps.builders import step as a_step

DAY = timedelta(days=1)
SIDES = pytest.mark.parametrize("learner_blocks", [True, False])


def block(one: User, other: User, *, one_first: bool, now: datetime, cancels: bool = False) -> None:
    by, person = (one, other) if one_first else (other, one)
    block_person(by=by, person=person, cancels=cancels, now=now)


@SIDES
def test_neither_can_book_the_other(
    call: SessionType, learner: User, now: datetime, *, learner_blocks: bool
) -> None:
    block(learner, call.mentor.user, one_first=learner_blocks, now=now)
    with pytest.raises(MentorBusy):  # as when they were busy all the time: a block tells nobody
        a_booking(call, learner, now=now)


@SIDES
def test_to_each_the_other_has_no_times(
    call: SessionType, learner: User, other_learner: User, now: datetime, *, learner_blocks: bool
) -> None:
    block(learner, call.mentor.user, one_first=learner_blocks, now=now)
    end = now + 3 * DAY
    assert not find_free_times(call, start=now, end=end, now=now, learner=learner).starts
    assert find_free_times(call, start=now, end=end, now=now, learner=other_learner).starts


def test_a_time_that_is_kept_is_free_again(call: SessionType, learner: User, now: datetime) -> None:
    hold_time(learner=learner, session_type=call, starts_at=tomorrow("10:00"), now=now)
    block_person(by=learner, person=call.mentor.user, cancels=False, now=now)
    assert not call.bookings.exists()


@pytest.mark.parametrize(("cancels", "state"), [(True, "cancelled"), (False, "confirmed")])
def test_coming_sessions_are_cancelled_or_stay(
    call: SessionType, learner: User, now: datetime, *, cancels: bool, state: str
) -> None:
    booking = a_booking(call, learner, now=now)
    Notice.objects.all().delete()
    block_person(by=call.mentor.user, person=learner, cancels=cancels, now=now)
    booking.refresh_from_db()
    assert booking.state == state
    assert Notice.objects.filter(person=learner).count() == cancels


@SIDES
def test_neither_reviews_the_other(
    call: SessionType, learner: User, now: datetime, *, learner_blocks: bool
) -> None:
    booking = a_booking(call, learner, now - DAY, now=now - 2 * DAY)
    booking.state = "completed"
    block(learner, call.mentor.user, one_first=learner_blocks, now=now)
    with pytest.raises(ReviewsClosed):
        review_session(
            booking=booking, by=learner, usefulness=Usefulness.USEFUL, words="", is_public=True, now=now
        )


@SIDES
def test_neither_is_matched_with_the_other(
    call: SessionType, learner: User, now: datetime, *, learner_blocks: bool
) -> None:
    published(a_step("basics"))
    step = Step.objects.select_related("area").first()
    assert step is not None
    call.mentor.areas.add(Area.objects.get(pk=step.area_id))
    assert find_for_step(step, now=now, reader=learner)
    block(learner, call.mentor.user, one_first=learner_blocks, now=now)
    assert not find_for_step(step, now=now, reader=learner)
    assert find_for_step(step, now=now)


def test_only_ones_own_block_ends(call: SessionType, learner: User, now: datetime) -> None:
    mira = call.mentor.user
    block_person(by=learner, person=mira, cancels=False, now=now)
    unblock_person(by=mira, person=learner)
    assert Block.objects.count() == 1
    unblock_person(by=learner, person=mira)
    a_booking(call, learner, now=now)


def test_nobody_blocks_themselves(learner: User, now: datetime) -> None:
    with pytest.raises(NotYourself):
        block_person(by=learner, person=learner, cancels=False, now=now)


class TestPages:
    def test_sessions_to_come_are_said_first(self, lena: Client, call: SessionType, learner: User) -> None:
        booking = a_booking(call, learner, now=tomorrow("01:00") - DAY)
        refresh_next_free(now=tomorrow("01:00") - DAY)
        url = f"/bookings/{booking.pk}/block/"
        assert "You have sessions with each other" in lena.get(url).text
        assert lena.post(url).status_code == 422
        assert "Blocked. They are not told." in lena.post(url, {"coming": "keep"}, follow=True).text
        assert "Nothing for the next 30 days" in lena.get(call.mentor.get_absolute_url()).text
        block = Block.objects.get()
        lena.post("/bookings/blocked/", {"block": str(block.pk)})
        assert not Block.objects.exists()

    def test_a_mentor_is_blocked_on_their_page(self, lena: Client, mentor: Mentor) -> None:
        assert lena.get(f"{mentor.get_absolute_url()}block/").status_code == 200
        lena.post(f"{mentor.get_absolute_url()}block/")
        assert Block.objects.get().blocked == mentor.user

    def test_a_mentor_is_saved_and_found_again(
        self, lena: Client, client: Client, call: SessionType, other_learner: User
    ) -> None:
        page = f"{call.mentor.get_absolute_url()}favourite/"
        assert "No mentor fits" in lena.get("/mentors/?saved=yes").text
        lena.post(page, {"saved": "yes"})
        lena.post(page, {"saved": "yes"})
        assert Favourite.objects.count() == 1
        assert call.mentor.headline in lena.get("/mentors/?saved=yes").text
        assert "Mentors you saved" in lena.get("/bookings/").text
        assert call.mentor.headline not in client.get("/mentors/?saved=yes").text
        lena.post(page)
        assert not Favourite.objects.exists()


def test_the_api_saves_and_blocks(lena: Client, call: SessionType, learner: User, now: datetime) -> None:
    handle, kind = call.mentor.user.handle, "application/json"
    assert lena.put(f"/api/v1/me/mentors/{handle}/").status_code == 204
    assert lena.get(f"/api/v1/me/mentors/{handle}/").json() == {"is_saved": True}
    assert len(lena.get("/api/v1/mentors/?saved=true").json()["results"]) == 1
    assert lena.delete(f"/api/v1/me/mentors/{handle}/").status_code == 204
    booking = a_booking(call, learner, now=now)
    said = {"booking": str(booking.pk), "cancels": True}
    assert lena.post("/api/v1/me/blocks/", said, content_type=kind).status_code == 204
    (block,) = lena.get("/api/v1/me/blocks/").json()
    assert lena.delete(f"/api/v1/me/blocks/{block['id']}/").status_code == 204
