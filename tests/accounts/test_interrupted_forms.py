"""What somebody sends after their session has ended is kept, and offered again once they have signed in."""

import pytest
from django.test import Client

from accounts.interrupted_forms import MOST_CHARACTERS
from accounts.models import User
from roadmaps.models import StudyEntry
from tests.accounts.builders import confirmed, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
FORM_PAGE = "/interrupted-form/"
NOTE = "Backpropagation by hand,\r\nat last"
ENTRY = {"quick": "60", "studied_on": "2026-11-24", "note": NOTE}


def sent_too_late(client: Client, **fields: str) -> str:
    """Where the stranger is led to."""
    return str(client.post("/study/", ENTRY | fields)["Location"])


def test_a_stranger_who_sends_a_form_signs_in_and_finds_it(client: Client, learner: User) -> None:
    assert sent_too_late(client) == f"/accounts/login/?next={FORM_PAGE}"

    sign_in(client, confirmed(learner))
    page = client.get(FORM_PAGE)

    assert page.context["interrupted"].path == "/study/"
    assert dict(page.context["interrupted"].fields) == ENTRY
    assert "Backpropagation by hand,<br>at last" in page.content.decode()


def test_sent_again_it_is_done_and_waits_no_more(client: Client, learner: User) -> None:
    sent_too_late(client)
    sign_in(client, confirmed(learner))
    form = client.get(FORM_PAGE).context["interrupted"]

    client.post(form.path, dict(form.fields))

    assert StudyEntry.objects.get().note.splitlines() == NOTE.splitlines()
    assert client.get(FORM_PAGE)["Location"] == "/dashboard/"


def test_another_form_in_between_does_not_lose_it(client: Client, learner: User) -> None:
    sent_too_late(client)
    sign_in(client, confirmed(learner))

    client.post("/settings/hours/", {})

    assert client.get(FORM_PAGE).status_code == 200


def test_no_password_and_no_form_token_is_kept(client: Client, learner: User) -> None:
    sent_too_late(client, password="correct-horse-9", csrfmiddlewaretoken="x")
    sign_in(client, confirmed(learner))

    assert dict(client.get(FORM_PAGE).context["interrupted"].fields) == ENTRY


def test_htmx_is_told_to_show_the_sign_in_page(client: Client) -> None:
    answer = client.post("/study/", ENTRY, headers={"HX-Request": "true"})

    assert answer["HX-Redirect"] == f"/accounts/login/?next={FORM_PAGE}"


@pytest.mark.parametrize(("times", "note"), [(1, "x" * MOST_CHARACTERS), (11, "Too often")])
def test_what_is_too_long_or_too_often_is_not_kept_and_says_so(client: Client, times: int, note: str) -> None:
    for _time in range(times):
        client.session.flush()
        answer = client.post("/study/", ENTRY | {"note": note}, follow=True)

    assert "this was not saved" in answer.content.decode()


def test_an_address_asked_for_is_come_back_to(client: Client) -> None:
    assert client.get("/study/?week=2")["Location"] == "/accounts/login/?next=/study/%3Fweek%3D2"
