"""What people are told of their own account: a changed address, a token that ends soon."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import ApiToken, User
from accounts.operations import announce_changed_email, create_token, revoke_token
from mailing.models import DropReason, Letter, LetterState
from notices.lines import describe_notices
from notices.models import Notice
from tests.mailing.conftest import Deliver, state_of
from tests.mailing.sink import Sink

Browser = Callable[[User], Client]
LIFETIME = timedelta(days=30)


@pytest.fixture
def token(learner: User, now: datetime) -> ApiToken:
    return create_token(user=learner, name="Laptop", scopes=["read"], lifetime=LIFETIME, now=now)[0]


def test_a_changed_address_is_in_the_list(learner: User, now: datetime) -> None:
    announce_changed_email(user=learner, old="lena@example.org", new="lena@new.example.org")

    [notice] = describe_notices(Notice.objects.of(learner))
    assert notice.line.text == "You sign in with lena@new.example.org now."
    assert not Letter.objects.exists(), "accounts writes to the old address itself"


def test_three_days_before_a_token_ends_its_owner_is_told(
    token: ApiToken, now: datetime, deliver: Deliver, smtp_sink: Sink
) -> None:
    assert deliver(at=now + timedelta(days=26)).sent == 0

    assert deliver(at=now + timedelta(days=27)).sent == 1
    [mail] = smtp_sink.received
    assert (mail.to, mail.subject) == ("lena@example.org", "Your API token “Laptop” stops working soon")
    assert "/notices/mail/" in str(mail.mail["List-Unsubscribe"])


def test_a_token_that_lives_for_no_longer_is_not_told_of(learner: User, now: datetime) -> None:
    create_token(user=learner, name="x", scopes=["read"], lifetime=timedelta(days=3), now=now)

    assert not Notice.objects.exists()


def test_a_revoked_token_is_not_told_of(token: ApiToken, now: datetime) -> None:
    revoke_token(token=token)

    assert not Notice.objects.listed(now + LIFETIME).exists()
    assert Letter.objects.get().state == LetterState.RECALLED


def test_a_token_that_is_gone_otherwise_drops_its_letter(
    token: ApiToken, now: datetime, deliver: Deliver, smtp_sink: Sink
) -> None:
    ApiToken.objects.all().delete()

    deliver(at=now + LIFETIME)

    letter = Letter.objects.get()
    assert (state_of(letter), letter.drop_reason) == (LetterState.DROPPED, DropReason.NO_LONGER_TRUE)
    assert describe_notices(Notice.objects.all()) == []
