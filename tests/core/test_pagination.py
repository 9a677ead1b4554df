"""Pages of a list that often fits on the first."""

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.pagination import ShortPaginator
from tests.conftest import person


@pytest.fixture
def people(db: None) -> list[User]:
    return [person(name, "UTC") for name in ("Ada", "Bea", "Cleo")]


def test_a_list_that_fits_on_its_first_page_is_not_counted(
    people: list[User], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        page = ShortPaginator(User.objects.order_by("pk"), 3).get_page(None)
        found = list(page)
    assert found == people
    assert (page.paginator.count, page.has_other_pages()) == (3, False)


def test_a_longer_list_is_counted_when_its_pages_are_named(
    people: list[User], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page = ShortPaginator(User.objects.order_by("pk"), 2).get_page("1")
    with django_assert_num_queries(1):
        assert (page.paginator.num_pages, page.has_next()) == (2, True)
    assert list(page) == people[:2]


@pytest.mark.parametrize(("asked", "number"), [("2", 2), ("99", 2), ("none", 1), ("-1", 2)])
def test_other_pages_are_those_of_django(people: list[User], asked: str, number: int) -> None:
    page = ShortPaginator(User.objects.order_by("pk"), 2).get_page(asked)
    assert (page.number, list(page)) == (number, people[2:] if number == 2 else people[:2])


def test_an_empty_list_has_one_empty_page(db: None) -> None:
    page = ShortPaginator(User.objects.order_by("pk"), 2).get_page(None)
    assert (list(page), page.paginator.num_pages, page.has_other_pages()) == ([], 1, False)
