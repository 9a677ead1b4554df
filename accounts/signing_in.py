"""How allauth's views are called: all or nothing, and once more when somebody else was quicker."""

from functools import wraps

from allauth.socialaccount.models import SocialApp
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse

from accounts.models import EMAIL_IS_UNIQUE, HANDLE_IS_UNIQUE
from core.db import broke
from core.http import View

ATTEMPTS = 5  # each counts towards the visitor's limit of sign-ups


def one_act(view: View) -> View:
    """allauth saves people and owes letters, neither without the other: each view is one transaction.

    When somebody else took the same handle, or signed up with the same address, between the look and
    the save, nothing has happened yet; the view looks again, and finds the handle or address taken.
    A site to sign in with that nobody set up isn't found.
    """

    @wraps(view)
    def act(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        for _attempt in range(ATTEMPTS - 1):
            try:
                return whole(request, *args, **kwargs)
            except IntegrityError as error:
                if not (broke(error, HANDLE_IS_UNIQUE) or broke(error, EMAIL_IS_UNIQUE)):
                    raise
        return whole(request, *args, **kwargs)

    @transaction.atomic
    def whole(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except SocialApp.DoesNotExist as error:
            raise Http404 from error

    return act
