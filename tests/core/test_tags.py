"""The tags that templates draw forms, breadcrumbs and names with."""

from typing import Any

from django import forms
from django.template import Context, Template


class Question(forms.Form):
    name = forms.CharField(label="Name")


def draw(source: str, **context: Any) -> str:
    return " ".join(Template(source).render(Context(context)).split())


def test_a_form_posts_to_a_named_address_with_a_button() -> None:
    drawn = draw('{% form to="account_logout" form=None submit="Sign out" %}{% endform %}')

    assert drawn.startswith('<form method="post" action="/accounts/logout/">')
    assert '<button class="button" type="submit">Sign out</button>' in drawn


def test_a_form_without_content_has_every_field_under_its_errors() -> None:
    drawn = draw("{% form %}{% endform %}", form=Question({}))

    assert drawn.count("<input") == 1
    assert drawn.index("form-errors") < drawn.index("<input")


def test_a_form_with_content_has_that_and_the_errors_once() -> None:
    drawn = draw("{% form %}<b>mine</b>{% endform %}", form=Question({}))

    assert (drawn.count("form-errors"), drawn.count("<input"), drawn.count("<b>mine</b>")) == (1, 0, 1)


def test_attributes_are_escaped_and_have_hyphens() -> None:
    drawn = draw('{% form form=None class="x" data_draft=key %}y{% endform %}', key='"><script>')

    assert drawn.startswith('<form method="post" class="x" data-draft="&quot;&gt;&lt;script&gt;">')


def test_breadcrumbs_end_with_the_page_that_one_is_at() -> None:
    drawn = draw('{% breadcrumbs "Roadmaps" "/roadmaps/" title|bdi %}', title="<Maths>")

    assert '<a href="/roadmaps/">Roadmaps</a>' in drawn
    assert '<span aria-current="page"><bdi>&lt;Maths&gt;</bdi></span>' in drawn


def test_an_arrow_turns_round_with_the_script() -> None:
    assert 'class="icon follows"' in draw('{% icon "arrow-right" %}')
    assert 'class="icon"' in draw('{% icon "map" %}')
