"""How often one visitor may make us write: counted by the hour, whatever becomes of the cache."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache.backends.locmem import LocMemCache

from articles.throttle import PER_ADDRESS, TESTS_PER_AUTHOR, spend_try
from core.limits import TooOften
from mailing.models import Letter


class ForgetfulCache(LocMemCache):
    """What it holds is gone at the very moment it is counted, as when a key expires or is evicted."""

    def incr(self, key, delta=1, version=None):
        self.delete(key, version)
        return super().incr(key, delta, version)


def ask(now, times=1):
    for _ in range(times):
        spend_try(ip="192.0.2.1", email="ada@example.org", now=now)


def test_the_next_hour_begins_anew(now):
    ask(now, PER_ADDRESS)
    with pytest.raises(TooOften):
        ask(now)
    ask(now + timedelta(hours=1))


def test_one_address_is_one_however_it_is_written(now):
    ask(now, PER_ADDRESS)
    with pytest.raises(TooOften):
        spend_try(ip="192.0.2.2", email="ADA@example.org", now=now)


def test_a_count_that_is_lost_while_it_is_counted_breaks_nothing(settings, now):
    place = f"{__name__}.{ForgetfulCache.__name__}"
    settings.CACHES = {**settings.CACHES, "default": {"BACKEND": place, "LOCATION": "forgetful"}}
    ask(now, 3)


@pytest.mark.django_db
def test_an_author_gets_so_many_tests_an_hour(signed_in, author, article, now):
    browser = signed_in(author.user)
    for number in range(TESTS_PER_AUTHOR + 2):
        with time_machine.travel(now + timedelta(seconds=number), tick=False):
            assert browser.post(f"/writing/{article.pk}/issue/test/").status_code == 303
    assert Letter.objects.filter(template="articles.test_issue").count() == TESTS_PER_AUTHOR
