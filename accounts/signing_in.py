"""How allauth's views are called: all or nothing, and once more when somebody else was quicker."""

from functools import wraps

from allauth.socialaccount.models import SocialApp
from django.http import Http404, HttpRequest, HttpResponse

from accounts.models import EMAIL_IS_UNIQUE, HANDLE_IS_UNIQUE
from core.db import retry_on_violation
from core.http import View


def one_act(view: View) -> View:
    """allauth saves people and owes letters, neither without the other: each view is one transaction.

    When somebody else took the same handle, or signed up with the same address, between the look and
    the save, nothing has happened yet; the view looks again, and finds the handle or address taken.
    A site to sign in with that nobody set up isn't found.
    """

    @retry_on_violation(HANDLE_IS_UNIQUE, EMAIL_IS_UNIQUE)
    @wraps(view)
    def act(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except SocialApp.DoesNotExist as error:
            raise Http404 from error

    return act
