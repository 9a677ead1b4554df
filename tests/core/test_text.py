"""One line stays one line: whatever is typed, by whichever way it comes in."""

import unicodedata

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Model
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from core.fields import LineField
from core.form_fields import TextAreaField
from core.text import one_line, says_something
from mentoring.models import Mentor, SessionType

LINES = {
    "accounts.User.display_name",
    "articles.Article.title",
    "articles.Article.summary",
    "articles.Draft.summary",
    "articles.Revision.summary",
    "articles.Series.title",
    "mentoring.Booking.title",
    "mentoring.Mentor.headline",
    "mentoring.SessionType.title",
    "newsletter.Issue.subject",
}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Career call", "Career call"),
        ("Career\r\nBcc: all@example.org", "Career Bcc: all@example.org"),
        ("  a\tb \x0b\x0c\x85 c\u2028d\u2029e ", "a b c d e"),
        ("nul\x00 and escape\x1b[0m", "nul and escape [0m"),
        ("gpj\u202efdp", "gpjfdp"),
        ("👩‍🔬 Zażółć", "👩‍🔬 Zażółć"),
        ("\ue000name\ue001", "name"),
        ("\n\x00\u2028", ""),
    ],
)
def test_breaks_become_spaces_and_words_stay(typed: str, kept: str) -> None:
    assert one_line(typed) == kept


@given(st.text())
def test_no_text_has_a_control_character_left(text: str) -> None:
    line = one_line(text)
    assert not any(unicodedata.category(each) in {"Cc", "Zl", "Zp"} for each in line)
    assert one_line(line) == line


def test_a_text_area_keeps_one_character_for_each_line_end() -> None:
    area = TextAreaField(max_length=5)
    assert area.clean("a\r\nb\rc\x00") == "a\nb\nc"


@pytest.mark.parametrize(("model", "name"), [(Mentor, "bio"), (SessionType, "description")])
def test_the_form_of_a_text_column_does_so_too(model: type[Model], name: str) -> None:
    field = model._meta.get_field(name).formfield()  # type: ignore[union-attr]
    assert isinstance(field, TextAreaField)


def test_what_nobody_can_see_says_nothing() -> None:
    says_something("x")
    with pytest.raises(ValidationError):
        says_something(" \x00\u2028")


def test_whatever_a_subject_or_a_calendar_shows_is_kept_in_one_line() -> None:
    kept = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, LineField)
    }
    assert kept >= LINES


@pytest.mark.django_db
def test_the_row_and_the_object_say_the_same_whichever_way_it_was_saved(learner: User) -> None:
    learner.display_name = "Lena\r\nBcc: x"
    learner.save()
    assert learner.display_name == User.objects.get().display_name == "Lena Bcc: x"

    User.objects.update(display_name="Lena\nagain")
    assert User.objects.get().display_name == "Lena again"


@pytest.mark.parametrize(
    "typed", ["\u200b", "\u2060\u200d", "\u3164", "\u2800 \u115f", "\ufe0f", "\u00ad", "\u0301"]
)
def test_a_name_of_invisible_characters_says_nothing(typed: str) -> None:
    with pytest.raises(ValidationError):
        says_something(typed)
