"""Pages of a long list."""

from typing import Any

from django.core.paginator import Page, Paginator


class ShortPaginator(Paginator[Any]):
    """As Django's, and a list that fits on the first page is not counted: a query less for most readers."""

    def get_page(self, number: Any) -> Page[Any]:
        if number not in (None, "", "1", 1):
            return super().get_page(number)
        rows = list(self.object_list[: self.per_page + 1])
        if len(rows) <= self.per_page:
            self.count = len(rows)
        return Page(rows[: self.per_page], 1, self)
