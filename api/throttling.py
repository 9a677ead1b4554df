"""How many requests a caller may send, and how each answer says what is left of it (`RateLimit`)."""

from collections.abc import Callable
from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, SimpleRateThrottle, UserRateThrottle

NOTED = "longroad.rate_limit"  # in the META of Django's request, which the middleware below sees too


class _Noted(SimpleRateThrottle):
    """Leaves word of the count for the answer; a caller who isn't counted here has none."""

    num_requests: int
    duration: int

    def allow_request(self, request: Request, view: Any) -> bool:
        is_allowed: bool = super().allow_request(request, view)
        if getattr(self, "history", None) is not None:
            left = max(0, self.num_requests - len(self.history))
            wait = ceil(self.duration - (self.now - self.history[-1])) if self.history else self.duration
            request.META[NOTED] = (self.scope, self.num_requests, self.duration, left, wait)
        return is_allowed


class StrangerThrottle(_Noted, AnonRateThrottle):
    """By address."""


class MemberThrottle(_Noted, UserRateThrottle):
    """By person; a stranger is the other one's business."""

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        return super().get_cache_key(request, view) if request.user.is_authenticated else None


class RateLimitMiddleware:
    """Writes the count on the answer, whether it went well or not (draft-ietf-httpapi-ratelimit-headers)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if noted := request.META.get(NOTED):
            scope, most, seconds, left, wait = noted
            response["RateLimit-Policy"] = f'"{scope}";q={most};w={seconds}'
            response["RateLimit"] = f'"{scope}";r={left};t={wait}'
        return response
