"""Controls that are rendered in Python say the same as Django's own templates."""

from datetime import date
from html.parser import HTMLParser

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from core.form_renderer import FormRenderer

STEPS = [("", "No step"), ("Maths & more", [("a", "Limits <1>"), ("b", "Sets")]), ("c", 'The "rest"')]


class Everything(forms.Form):
    step = forms.ChoiceField(choices=STEPS)
    steps = forms.MultipleChoiceField(choices=STEPS)
    name = forms.CharField(max_length=20, widget=forms.TextInput({"autofocus": True, "hidden": False}))
    email = forms.EmailField(required=False)
    page = forms.URLField(required=False, assume_scheme="https")
    minutes = forms.IntegerField(min_value=1, localize=True)
    on = forms.DateField()
    begins = forms.TimeField()
    seen = forms.CharField(widget=forms.HiddenInput)


class Tags(HTMLParser):
    """Tags, attributes and texts, without the space between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(data.strip())


@pytest.mark.parametrize(
    "data",
    [
        None,
        {"step": "b", "steps": ["a", "c"], "name": '"><script>', "minutes": "1500", "on": "soon"},
        {"step": "nowhere", "on": date(2028, 2, 29), "begins": "25:00", "seen": "<&>"},
    ],
)
def test_the_html_is_the_same(data: dict[str, object] | None) -> None:
    ours, django = Everything(data, renderer=FormRenderer()), Everything(data, renderer=DjangoTemplates())

    for field in Everything.base_fields:
        assert Tags(str(ours[field])).found == Tags(str(django[field])).found
