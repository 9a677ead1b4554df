"""A named constraint can be told from every other fault."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import EMAIL_IS_CANONICAL, HANDLE_IS_A_SLUG, User
from core.db import retry_on_violation, violates


@pytest.mark.django_db
def test_it_names_the_constraint_that_refused_the_row() -> None:
    with pytest.raises(IntegrityError) as fault, transaction.atomic():
        User.objects.create(email="Lena@Example.org", display_name="Lena", handle="lena")

    assert violates(fault.value, EMAIL_IS_CANONICAL)
    assert not violates(fault.value, HANDLE_IS_A_SLUG)


@pytest.mark.django_db
def test_a_durable_act_may_not_run_inside_another_transaction() -> None:
    @retry_on_violation(HANDLE_IS_A_SLUG, durable=True)
    def act() -> str:
        return "done"

    assert act() == "done"
    with pytest.raises(RuntimeError), transaction.atomic():
        act()
