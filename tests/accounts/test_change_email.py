"""Another address to sign in with: it counts when its code has been entered."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.announcements import EmailChanged
from accounts.models import User
from core import announcements
from tests.accounts.builders import code_for, confirmed, last_letter, sign_in_surely

pytestmark = pytest.mark.django_db
NEW = "lena@new.example.org"


@pytest.fixture
def heard() -> list[EmailChanged]:
    """What has been announced."""
    events: list[EmailChanged] = []
    reaction: Callable[[EmailChanged], None] = events.append
    announcements.react(EmailChanged, reaction)
    return events


def change_email(client: Client, person: User, new: str = NEW) -> None:
    sign_in_surely(client, confirmed(person))
    client.post("/accounts/email/", {"email": new, "action_add": ""})
    client.post("/accounts/confirm-email/", {"code": code_for(NEW)})
    person.refresh_from_db()


def test_an_address_in_another_spelling_is_stored_in_its_one_form(client: Client, learner: User) -> None:
    change_email(client, learner, new="LENA@New.Example.ORG")
    assert learner.email == NEW
    assert EmailAddress.objects.get(user=learner).email == NEW


def test_nothing_changes_before_the_code(client: Client, learner: User) -> None:
    sign_in_surely(client, confirmed(learner))
    client.post("/accounts/email/", {"email": NEW, "action_add": ""})
    learner.refresh_from_db()
    assert learner.email == "lena@example.org"


def test_the_code_changes_it_everywhere_and_announces_it(
    client: Client, learner: User, heard: list[EmailChanged]
) -> None:
    change_email(client, learner)
    assert learner.email == NEW
    assert heard == [EmailChanged(user_id=learner.pk, old="lena@example.org", new=NEW)]


def test_the_old_address_is_told(client: Client, learner: User, heard: list[EmailChanged]) -> None:
    change_email(client, learner)
    assert last_letter("lena@example.org").template == "accounts.email_changed"


def test_somebody_elses_address_is_not_given_away(client: Client, learner: User, other_learner: User) -> None:
    confirmed(other_learner)
    sign_in_surely(client, confirmed(learner))
    client.post("/accounts/email/", {"email": other_learner.email, "action_add": ""})
    learner.refresh_from_db()
    assert learner.email == "lena@example.org"


def test_it_is_asked_once_more_who_one_is(signed_in: Callable[[User], Client], learner: User) -> None:
    answer = signed_in(confirmed(learner)).post("/accounts/email/", {"email": NEW, "action_add": ""})
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
