"""Is the site ready to send? For authors, who see it before readers do, and staff, who can repair it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.viewer import member, members_only
from articles.models import Author
from mailing.readiness import Verdict, check_readiness


def may_see_readiness(person: User) -> bool:
    return person.is_staff or Author.objects.filter(user=person).exists()


@require_safe
@members_only
def readiness(request: HttpRequest) -> HttpResponse:
    if not may_see_readiness(member(request)):
        raise Http404
    lines = check_readiness()
    open_lines = [each for each in lines if each.verdict in {Verdict.MISSING, Verdict.WRONG}]
    context = {
        "lines": lines,
        "number_open": len(open_lines),
        "number_demanded": sum(each.is_demanded for each in open_lines),
        "is_unknown": any(each.verdict == Verdict.UNKNOWN for each in lines),
    }
    return render(request, "newsletter/readiness.html", context)
