"""`{% kept %}`: a block is rendered once for each value of what it shows."""

from dataclasses import dataclass

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils.translation import override


@dataclass(frozen=True)
class Facts:
    title: str


def test_equal_values_are_rendered_once() -> None:
    asked: list[int] = []
    template = Template("{% kept row=row %}{{ row.title }}{{ row.note }}{% endkept %}")

    class Noting(Facts):
        @property
        def note(self) -> str:
            asked.append(1)
            return "!"

    found = [template.render(Context({"row": Noting(title)})) for title in ("a", "a", "b")]

    assert (found, len(asked)) == (["a!", "a!", "b!"], 2)


def test_the_block_sees_only_what_it_is_given() -> None:
    template = Template("{% kept row=row %}{{ row.title }}{{ viewer }}{% endkept %}")

    assert template.render(Context({"row": Facts("a"), "viewer": "Lena"})) == "a"


def test_each_language_has_its_own() -> None:
    template = Template(
        "{% load i18n %}{% kept row=row %}{% get_current_language as now %}{{ now }}{% endkept %}"
    )
    found = []
    for language in ("en", "de", "en"):
        with override(language):
            found.append(template.render(Context({"row": Facts("a")})))

    assert found == ["en", "de", "en"]


def test_what_is_kept_is_escaped_once() -> None:
    template = Template("{% kept row=row %}<b>{{ row.title }}</b>{% endkept %}")

    assert [template.render(Context({"row": Facts("<i>")})) for _ in range(2)] == ["<b>&lt;i&gt;</b>"] * 2


@pytest.mark.parametrize("tag", ["{% kept row %}", "{% kept row=row other %}"])
def test_it_must_be_said_what_the_block_shows(tag: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        Template(tag + "{% endkept %}")
