"""A request that comes again under its key gets the first answer."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.idempotency import KEPT_FOR, Claim, KeyReused, claim_key, delete_expired_keys
from accounts.models import KEY_ONCE, IdempotencyKey, User
from core.db import violates


def answer(actor: User, request: object, now: datetime, *, act: str = "enrol", key: str = "k1") -> object:
    """What an act answers that says which request it answered first."""
    claim = claim_key(actor=actor, act=act, key=key, request=request, now=now)
    if claim.answer is None:
        claim.store({"answered": request})
        return {"answered": request}
    return claim.answer


def test_the_second_request_gets_the_first_answer(learner: User, now: datetime) -> None:
    claim_key(actor=learner, act="enrol", key="k1", request=[1], now=now).store("first")
    assert claim_key(actor=learner, act="enrol", key="k1", request=[1], now=now).answer == "first"


def test_an_answer_that_was_foreseen_costs_nothing_to_store(
    learner: User, now: datetime, django_assert_num_queries: Callable[[int], Any]
) -> None:
    def claim() -> Claim:
        return claim_key(actor=learner, act="enrol", key="k1", request=[1], now=now, expected="foreseen")

    with django_assert_num_queries(1):
        first = claim()
        first.store("foreseen")
    assert (first.answer, claim().answer) == (None, "foreseen")


def test_an_act_may_answer_otherwise_than_it_foresaw(learner: User, now: datetime) -> None:
    claim_key(actor=learner, act="enrol", key="k1", request=[1], now=now, expected="foreseen").store("other")
    assert claim_key(actor=learner, act="enrol", key="k1", request=[1], now=now).answer == "other"


def test_a_request_without_a_key_is_never_remembered(learner: User, now: datetime) -> None:
    claim_key(actor=learner, act="enrol", key="", request=[1], now=now).store("first")
    assert claim_key(actor=learner, act="enrol", key="", request=[1], now=now).answer is None
    assert not IdempotencyKey.objects.exists()


def test_another_request_under_the_same_key_is_refused(learner: User, now: datetime) -> None:
    answer(learner, [1], now)
    with pytest.raises(KeyReused):
        answer(learner, [2], now)


def test_a_key_belongs_to_one_person_and_one_act(learner: User, other_learner: User, now: datetime) -> None:
    answer(learner, [1], now)
    assert answer(other_learner, [2], now) == {"answered": [2]}
    assert answer(learner, [3], now, act="log_study") == {"answered": [3]}


def test_an_expired_key_is_free_again(learner: User, now: datetime) -> None:
    answer(learner, [1], now)
    assert answer(learner, [2], now + KEPT_FOR) == {"answered": [2]}
    assert answer(learner, [2], now + KEPT_FOR + timedelta(hours=1)) == {"answered": [2]}


def test_what_was_undone_is_not_remembered(learner: User, now: datetime) -> None:
    with transaction.atomic():
        answer(learner, [1], now)
        transaction.set_rollback(True)
    assert answer(learner, [2], now) == {"answered": [2]}


def test_expired_keys_are_deleted_and_others_kept(learner: User, now: datetime) -> None:
    answer(learner, [1], now - KEPT_FOR, key="old")
    answer(learner, [1], now, key="new")
    assert delete_expired_keys(now=now) == 1
    assert IdempotencyKey.objects.get().key == "new"


def test_the_database_refuses_a_second_row_for_a_key(learner: User, now: datetime) -> None:
    answer(learner, [1], now)
    row = IdempotencyKey.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        row.save()
    assert violates(caught.value, KEY_ONCE)
