"""The living page of the design language: every component with its markup, every token. Development only."""

import re
from pathlib import Path
from typing import Any

from django import forms
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.views.decorators.http import require_safe

from core.charts import bars, fan, ring
from roadmaps.choices import StepStatus
from roadmaps.document import read_areas
from roadmaps.official import AREAS


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


SPECIMENS = {
    "type": ("Words on a page", "Serif for titles and reading, the system's sans for what is worked with."),
    "button": (
        "Buttons and links",
        "Ink is the usual button; signal orange is for the one thing a page is about.",
    ),
    "badge": ("Badges and areas", "A word first, its colour second."),
    "chip": ("Chips and tabs", "Filters and views are links: their state is in the address."),
    "waymark": ("Waymarks and status", "Shape, word and colour; never colour alone."),
    "trail": ("The trail", "Stages of a roadmap, days of a week, events of a booking."),
    "list": ("Lists", "Hairlines separate. This is the default for many things of a kind."),
    "card": ("Cards", "Only for what can be picked up. The heading's link fills the card."),
    "facts": ("Facts and figures", "Labels and values; a few large numbers."),
    "table": ("Tables", "In a region that scrolls by itself and takes the keyboard."),
    "callout": ("Callouts", "One line at the side, no box."),
    "form": ("Forms", "ui/form.html, or ui/field.html for each field. Shown with errors."),
    "radio-card": ("Radio cards", "For a choice that deserves a sentence."),
    "times": ("Times", "Radio buttons by day; both zones when they differ."),
    "stepper": ("Stepper", "Where in a short series this page stands."),
    "search-box": ("Search", "One box."),
    "charts": ("Ring, bars, fan, shares", "A sentence of conclusion, the picture, the numbers."),
    "week": ("Week", "Rows are times, columns are days."),
    "dialog": ("Dialog and panel", "data-dialog opens, data-close-dialog and Esc close."),
    "toast": ("Toasts", "Messages of Django; extra_tags 'undo:/path/' adds the button."),
    "empty": ("Empty states", "What to do next."),
    "pictures": ("Our drawings", "Contours recede, the way is orange."),
    "way": ("Breadcrumbs and pages", ""),
    "skeleton": ("Skeleton", "While something comes that takes longer than a blink."),
    "prose": ("Reading", "Everything that comes from Markdown."),
    "disclosure": ("Disclosure", ""),
}


def specimens(request: HttpRequest, context: dict[str, Any]) -> list[dict[str, Any]]:
    """Each component as it looks and as it is written: one template is both."""
    shown = []
    for slug, (title, note) in SPECIMENS.items():
        template = get_template(f"pages/design/{slug}.html")
        source: str = template.template.source  # type: ignore[attr-defined]
        shown.append(
            {
                "slug": slug,
                "title": title,
                "note": note,
                "source": source.strip(),
                "html": template.render(context, request),
            }
        )
    return shown


class SamplePerson:
    """Somebody to show an avatar of."""

    handle, initials = "mira", "MK"


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    wrong = Sample({"email": "lena", "name": "Lena", "hours": "10", "start": "swe", "zone": "Europe/London"})
    samples: dict[str, Any] = {
        "areas": [area.slug for area in read_areas(AREAS.read_text(encoding="utf-8"))],
        "statuses": StepStatus.choices,
        "form": wrong,
        "person": SamplePerson(),
        "ring": ring(41, 9),
        "ring_new": ring(0),
        "week": bars(
            [1.5, 0, 2, 1, 0, 2, 0], ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], goal=10 / 7, marked=5
        ),
        "fan": fan(
            past=[(0, 0), (20, 10), (50, 35), (60, 40)],
            lines={
                "high": [(60, 40), (120, 120)],
                "middle": [(60, 40), (160, 120)],
                "low": [(60, 40), (240, 120)],
                "ten": [(60, 40), (130, 120)],
            },
            between=("high", "low"),
            end=260,
            most=120,
            uprights=[(104, "2 years"), (260, "5 years")],
            flags=[(90, "A year in a first role")],
            ticks=[(number * 52, str(2026 + number)) for number in range(1, 5)],
        ),
        "page_obj": Paginator(range(120), 20).get_page(3),
    }
    context = {"tokens": tokens(), "schemes": ["light", "dark"], "specimens": specimens(request, samples)}
    return render(request, "pages/design.html", context)
