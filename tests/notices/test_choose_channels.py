"""What comes how: on the settings page, and by the link at the foot of a letter."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from notices.models import Channel, ChannelChoice
from notices.operations import channels_of, choose_channels
from notices.registry import all_kinds
from notices.tokens import turn_off_url
from tests.notices.kinds import CONFIRMATION, REMINDER

Browser = Callable[[User], Client]


def mail_is_on(person: User) -> bool:
    return channels_of(person, [REMINDER])[REMINDER][Channel.MAIL]


def address(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def test_the_page_shows_each_kind_with_its_channels(signed_in: Browser, learner: User) -> None:
    page = signed_in(learner).get("/settings/notices/").content.decode()

    for kind in all_kinds():
        assert str(kind.label) in page
    assert 'name="test.reminder:mail"' in page
    assert 'name="test.confirmation:mail"' not in page, "it always comes by mail"


def test_what_is_not_ticked_is_turned_off(signed_in: Browser, learner: User) -> None:
    browser = signed_in(learner)

    answer = browser.post("/settings/notices/", {"sent": "yes", "test.reminder:list": "on"})

    assert answer.status_code == 303
    chosen = channels_of(learner, [REMINDER, CONFIRMATION])
    assert chosen[REMINDER] == {Channel.LIST: True, Channel.MAIL: False}
    assert chosen[CONFIRMATION] == {Channel.LIST: False, Channel.MAIL: True}


def test_a_mail_scanner_that_follows_the_link_turns_nothing_off(client: Client, learner: User) -> None:
    answer = client.get(address(turn_off_url(learner, REMINDER)))

    assert "Send no more of these letters?" in answer.content.decode()
    assert mail_is_on(learner)


def test_the_post_of_rfc_8058_turns_one_kind_off(learner: User) -> None:
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post(address(turn_off_url(learner, REMINDER)), {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert not mail_is_on(learner)
    assert ChannelChoice.objects.count() == 1


def test_a_link_for_what_always_comes_says_so(client: Client, learner: User) -> None:
    answer = client.post(address(turn_off_url(learner, CONFIRMATION)))

    assert "These letters always come" in answer.content.decode()


@pytest.mark.parametrize("token", ["x", "WzEsICJ4Il0:1abc:forged"])
def test_a_forged_link_is_not_found(client: Client, db: None, token: str) -> None:
    assert client.post(f"/notices/mail/{token}/").status_code == 404


def test_the_link_of_somebody_who_left_is_not_found(client: Client, learner: User) -> None:
    url = address(turn_off_url(learner, REMINDER))
    learner.delete()

    assert client.get(url).status_code == 404


def test_choosing_changes_nobody_elses_choice(learner: User, other_learner: User, now: datetime) -> None:
    choose_channels(person=learner, choices={REMINDER: {Channel.MAIL: False}}, now=now)

    assert mail_is_on(other_learner)
