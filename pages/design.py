"""The living page of the design language: every component with its markup, every token. Development only."""

import re
from pathlib import Path
from typing import Any

from django import forms
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.charts import bars, ring
from core.templatetags.ui import AREAS, STATUS_WORDS


class Sample(forms.Form):
    """One field of each kind, some of them filled in wrongly."""

    email = forms.EmailField(label="Email address", help_text="We write only when something needs you.")
    name = forms.CharField(label="What people call you")
    hours = forms.IntegerField(label="Hours a week", initial=10, help_text="Ten is what the road asks for.")
    zone = forms.ChoiceField(
        label="Time zone", choices=[("Europe/London", "London"), ("Asia/Kolkata", "Kolkata")]
    )
    note = forms.CharField(label="What would you like to talk about?", widget=forms.Textarea, required=False)
    start = forms.ChoiceField(
        label="Where do you start from?",
        widget=forms.RadioSelect,
        choices=[("ds", "Data scientist"), ("swe", "Software engineer"), ("neither", "Neither yet")],
    )
    remind = forms.BooleanField(label="Remind me an hour before", required=False)


def tokens() -> dict[str, list[str]]:
    """The names of our custom properties by family, read from tokens.css itself."""
    source = Path(str(finders.find("css/tokens.css"))).read_text()
    names = list(dict.fromkeys(re.findall(r"^\s+(--[\w-]+):", source, re.MULTILINE)))
    return {
        "colours": [n for n in names if re.search(rf"{n}: light-dark", source)],
        "text": [n for n in names if n.startswith("--text-")],
        "space": [n for n in names if n.startswith("--space-")],
    }


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    wrong = Sample({"email": "lena", "name": "Lena", "hours": "10", "start": "swe", "zone": "Europe/London"})
    context: dict[str, Any] = {
        "tokens": tokens(),
        "areas": AREAS,
        "statuses": list(STATUS_WORDS.items()),
        "form": wrong,
        "ring": ring(41, 9),
        "ring_new": ring(0),
        "week": bars(
            [1.5, 0, 2, 1, 0, 2, 0], ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], goal=10 / 7, marked=5
        ),
        "page_obj": Paginator(range(120), 20).get_page(3),
        "crumbs": [("Roadmaps", "#"), ("Machine learning engineer", "#"), ("Logistic regression", None)],
    }
    return render(request, "pages/design.html", context)
