"""Django's cache of whole answers, with parts of pages kept apart from pages.

Django's key joins the values of the headers that an answer varies by, without a mark between them: who sends
made-up ones (`HX-Boosted: tru`, …) could have a part kept under the key of a page.
"""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.cache import FetchFromCacheMiddleware, UpdateCacheMiddleware

from core.http import wants_fragment
from core.middleware import GetResponse

PARTS = "parts"


class UpdatePageCacheMiddleware(UpdateCacheMiddleware):
    """Keeps an answer: a part among the parts."""

    def __init__(self, get_response: GetResponse) -> None:
        super().__init__(get_response)
        self.parts = UpdateCacheMiddleware(get_response)
        self.parts.key_prefix = PARTS

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase | str
    ) -> HttpResponseBase | str:
        if wants_fragment(request):
            return self.parts.process_response(request, response)
        return super().process_response(request, response)


class FetchPageCacheMiddleware(FetchFromCacheMiddleware):
    """Looks for an answer: for a part among the parts."""

    def __init__(self, get_response: GetResponse) -> None:
        super().__init__(get_response)
        self.parts = FetchFromCacheMiddleware(get_response)
        self.parts.key_prefix = PARTS

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if wants_fragment(request):
            return self.parts.process_request(request)
        return super().process_request(request)
