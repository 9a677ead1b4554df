"""Addresses that are left alone: for a while, for longer, for good."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError

from mailing.buckets import bucket_of
from mailing.models import Letter, LetterKind, Suppression
from mailing.suppressions import suppress, suppressed_among
from tests.mailing.conftest import Owe

LENA = "lena@example.org"
BOUNCE, COMPLAINT, BY_HAND = Suppression.Reason


def suppress_lena(
    now: datetime, reason: Suppression.Reason = BOUNCE, evidence: str = "550 5.1.1"
) -> Suppression:
    suppress(address=LENA, kinds=[LetterKind.NEWSLETTER], reason=reason, evidence=evidence, now=now)
    return Suppression.objects.get()


@pytest.fixture
def newsletter(owed: Owe) -> Letter:
    return owed(kind=LetterKind.NEWSLETTER)


def test_the_first_bounce_ends_after_thirty_days(newsletter: Letter, now: datetime) -> None:
    assert suppress_lena(now).expires_at == now + timedelta(days=30)

    assert suppressed_among([newsletter], now=now + timedelta(days=29)) == {newsletter.pk}
    assert suppressed_among([newsletter], now=now + timedelta(days=30)) == set()


def test_the_second_lasts_half_a_year_and_the_third_for_good(db: None, now: datetime) -> None:
    first = suppress_lena(now)
    assert first.expires_at is not None
    second = suppress_lena(first.expires_at, evidence="again")
    assert (second.strikes, second.expires_at) == (2, first.expires_at + timedelta(days=180))

    assert second.expires_at is not None
    third = suppress_lena(second.expires_at)
    assert (third.strikes, third.expires_at) == (3, None)


def test_what_is_said_while_it_is_in_force_is_no_further_strike(db: None, now: datetime) -> None:
    suppress_lena(now)

    assert suppress_lena(now + timedelta(minutes=1), evidence="another letter").strikes == 1


def test_a_complaint_after_a_bounce_is_for_good(db: None, now: datetime) -> None:
    suppress_lena(now)

    complaint = suppress_lena(now + timedelta(days=1), reason=COMPLAINT, evidence="spam button")
    assert (complaint.reason, complaint.expires_at) == (COMPLAINT, None)


def test_a_bounce_does_not_shorten_what_is_for_good(db: None, now: datetime) -> None:
    suppress_lena(now, reason=BY_HAND)

    assert suppress_lena(now).expires_at is None


@pytest.mark.parametrize("kind", [LetterKind.SECURITY, LetterKind.TRANSACTIONAL])
def test_the_database_refuses_to_suppress_what_is_essential(
    db: None, now: datetime, kind: LetterKind
) -> None:
    with pytest.raises(IntegrityError, match="spares_essentials"):
        Suppression.objects.create(
            bucket=bucket_of(LENA), address=LENA, kind=kind, reason=BY_HAND, suppressed_at=now
        )
