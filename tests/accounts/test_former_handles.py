"""A handle that was given up stays with its former owner, and its addresses lead to the new one."""

from collections import Counter
from collections.abc import Callable
from threading import Event
from time import sleep
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts import personal_data
from accounts.models import HANDLE_IS_UNIQUE, FormerHandle, User
from accounts.operations import HandleTaken, erase_account, update_profile
from core.db import violates
from tests.accounts.builders import sign_up
from tests.races import at_once

Browser = Callable[[User], Client]


@pytest.fixture
def renamed(learner: User) -> User:
    """Lena, who now goes by another handle."""
    return update_profile(user=learner, handle="lena-h")


@pytest.mark.django_db
def test_nobody_else_can_take_it(renamed: User, other_learner: User) -> None:
    with pytest.raises(HandleTaken):
        update_profile(user=other_learner, handle="lena")
    other_learner.refresh_from_db()
    assert other_learner.handle == "luis"


@pytest.mark.django_db
def test_no_way_around_the_acts_takes_it(renamed: User, other_learner: User) -> None:
    attempts: list[Callable[[], Any]] = [
        lambda: User.objects.filter(pk=other_learner.pk).update(handle="lena"),
        lambda: User.objects.create_user(email="lena2@example.org", handle="lena"),
        lambda: User.objects.bulk_create([User(email="lena3@example.org", handle="lena")]),
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            attempt()
        assert violates(caught.value, HANDLE_IS_UNIQUE)


@pytest.mark.django_db
def test_the_pages_say_so_by_the_field(signed_in: Browser, renamed: User, other_learner: User) -> None:
    sent = {"display_name": "Luis", "handle": "lena"}
    answer = signed_in(other_learner).post("/settings/profile/", sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors["handle"] == ["Somebody else has this handle. Choose another."]


@pytest.mark.django_db
def test_the_api_refuses_it(signed_in: Browser, renamed: User, other_learner: User) -> None:
    browser = signed_in(other_learner)
    answer = browser.patch("/api/v1/me/", {"handle": "lena"}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "handle_taken")


@pytest.mark.django_db
def test_staff_cannot_give_it_to_somebody_else(
    signed_in: Browser, renamed: User, staff: User, settings: Settings
) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = False
    User.objects.filter(pk=staff.pk).update(is_superuser=True)
    sent = {"email": "l@example.org", "display_name": "L", "handle": "lena", "usable_password": "false"}
    answer = signed_in(staff).post("/staff/accounts/user/add/", sent)
    assert "handle" in answer.context["adminform"].form.errors


@pytest.mark.django_db
def test_a_newcomer_of_the_same_name_gets_another(client: Client, renamed: User) -> None:
    sign_up(client, display_name="Lena")
    assert User.objects.get(email="nadia@example.org").handle == "lena-2"


@pytest.mark.django_db
def test_its_owner_may_return_to_it(renamed: User) -> None:
    update_profile(user=renamed, handle="lena")
    assert [row.handle for row in FormerHandle.objects.filter(user=renamed)] == ["lena-h"]


@pytest.mark.django_db(transaction=True)
def test_only_its_owner_has_it_after_a_race(learner: User, other_learner: User) -> None:
    """One gives it up, three want it at that instant: the database has them wait, then refuses."""
    third = User.objects.create_user(email="third@example.org", display_name="Third")
    answers = at_once(
        lambda: update_profile(user=learner, handle="lena-h").handle,
        lambda: update_profile(user=other_learner, handle="lena").handle,
        lambda: update_profile(user=third, handle="lena").handle,
    )
    assert Counter(type(answer) for answer in answers) == {str: 1, HandleTaken: 2}
    assert FormerHandle.objects.get(handle="lena").user == learner


@pytest.mark.django_db(transaction=True)
def test_whoever_wants_it_waits_for_a_change_that_is_under_way(learner: User, other_learner: User) -> None:
    given_up = Event()

    def give_up() -> str:
        with transaction.atomic():
            update_profile(user=learner, handle="lena-h")
            given_up.set()
            wait_for_a_waiting_one()
        return "given up"

    def take() -> str:
        given_up.wait(10)
        return update_profile(user=other_learner, handle="lena").handle

    answers = at_once(give_up, take)
    assert answers[0] == "given up"
    assert isinstance(answers[1], HandleTaken)


def wait_for_a_waiting_one() -> None:
    """Until another connection waits for a lock of this one."""
    for _attempt in range(500):
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
            if cursor.fetchone() == (True,):
                return
        sleep(0.01)
    raise AssertionError("Nobody waits.")


@pytest.mark.django_db
def test_a_persons_old_address_leads_to_the_new_one(
    signed_in: Browser, renamed: User, other_learner: User, client: Client
) -> None:
    browser = signed_in(other_learner)
    for ask in (browser.get, browser.head):
        answer = ask("/people/lena/?from=mail")
        assert (answer.status_code, answer["Location"]) == (301, "/people/lena-h/?from=mail")
    assert "no-store" in answer["Cache-Control"]
    assert "login" in client.get("/people/lena/")["Location"]  # strangers learn nothing


@pytest.mark.django_db
def test_strangers_learn_no_new_handle_of_somebody_who_is_no_mentor(client: Client, renamed: User) -> None:
    assert client.get("/mentors/lena/").status_code == 404


@pytest.mark.django_db
def test_an_erased_persons_handles_stay_reserved_and_name_nobody(
    signed_in: Browser, renamed: User, other_learner: User
) -> None:
    erase_account(user=renamed, keeps_words=False, now=timezone.now())

    assert {str(row): row.user for row in FormerHandle.objects.all()} == {"lena": None, "lena-h": None}
    assert signed_in(other_learner).get("/people/lena/").status_code == 404
    for handle in ("lena", "lena-h"):
        with pytest.raises(HandleTaken):
            update_profile(user=other_learner, handle=handle)


@pytest.mark.django_db
def test_everybody_can_download_theirs(renamed: User) -> None:
    declared = next(rows for rows in personal_data.all_rows() if rows.model is FormerHandle)
    assert personal_data.export_rows(declared, renamed) == [{"handle": "lena", "user_id": renamed.pk}]


@pytest.mark.django_db
def test_nobody_is_called_what_a_former_member_will_be(learner: User) -> None:
    with pytest.raises(ValidationError):
        User(display_name="x", email="x@example.org", handle="former-member-5").full_clean(
            exclude=["password"]
        )
    assert User.objects.free_handle("Former member 5") == "walker"
    update_profile(user=learner, handle="former-member")
    assert User.objects.free_handle("Former member") == "walker"
