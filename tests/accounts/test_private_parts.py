"""Two things of allauth's that it does not promise to keep; when one of them moves, this says which."""

from inspect import signature

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.internal import ratelimit

HINT = "allauth has moved it: see accounts/limits.py and accounts/api.py"


def test_what_counts_a_rate_is_where_it_was() -> None:
    assert {"request", "app", "action", "key", "limit_get"} <= set(signature(ratelimit.consume).parameters), (
        HINT
    )


def test_what_asks_for_a_fresh_sign_in_is_where_it_was() -> None:
    assert list(signature(is_reauthentication_required).parameters) == ["request", "app"], HINT
