"""`{% kept %}`: what stands many times on a page is rendered once."""

import pytest
from django.template import Context, Template
from django.utils import translation

from core.templatetags import kept
from core.templatetags.kept import Keeper, keeper

GREETING = Template('{% load kept %}{% kept "greeting" name %}{{ word }} {{ name }}{% endkept %}')


def test_it_is_rendered_once_for_the_same_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "keeper", Keeper())

    assert GREETING.render(Context({"name": "Lena", "word": "Hello"})) == "Hello Lena"
    assert GREETING.render(Context({"name": "Lena", "word": "Goodbye"})) == "Hello Lena"
    assert GREETING.render(Context({"name": "Mira", "word": "Goodbye"})) == "Goodbye Mira"


def test_each_language_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "keeper", Keeper())

    GREETING.render(Context({"name": "Lena", "word": "Hello"}))
    with translation.override("de"):
        assert GREETING.render(Context({"name": "Lena", "word": "Hallo"})) == "Hallo Lena"


def test_what_is_kept_is_escaped_as_ever() -> None:
    assert GREETING.render(Context({"name": "<b>", "word": "1 <"})) == "1 &lt; &lt;b&gt;"


def test_the_piece_used_longest_ago_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 2)
    pieces = Keeper()
    pieces.keep(("a",), "A")
    pieces.keep(("b",), "B")
    pieces.get(("a",))

    pieces.keep(("c",), "C")

    assert [pieces.get((key,)) for key in "abc"] == ["A", None, "C"]


def test_off_everything_is_rendered_anew() -> None:
    with keeper.off():
        GREETING.render(Context({"name": "Ola", "word": "Hello"}))
        assert GREETING.render(Context({"name": "Ola", "word": "Bye"})) == "Bye Ola"
