"""Questions within a text: what readers see of them, and what is read from them."""

from textwrap import indent

import pytest

from markup.questions import MOST_QUESTIONS, hide_answers
from markup.rendering import Medium, Rendered, render

WHOLE = """Before.

:::question derive 3 #overshoot
Why does **momentum** overshoot?

```python
:::
```
:::answer
SECRET: velocity remains.
:::points
- Velocity is kept
2. It decays
:::

After.
"""


def rendered(source: str, medium: Medium = Medium.PAGE) -> Rendered:
    return render(source, medium=medium, base_url="https://example.org/articles/a/", has_questions=True)


@pytest.mark.parametrize("medium", Medium)
def test_readers_get_the_question_and_a_link_and_no_answer(medium: Medium) -> None:
    found = rendered(WHOLE, medium)

    assert "<strong>momentum</strong>" in found.html
    assert "https://example.org/articles/a/#check-yourself" in found.html
    assert "SECRET" not in found.html + found.plain + found.listings + found.excerpt
    assert "After." in found.html


def test_everything_of_a_question_is_read() -> None:
    [question] = rendered(WHOLE).questions

    assert question.prompt.startswith("Why does **momentum** overshoot?")
    assert question.answer == "SECRET: velocity remains."
    assert list(question.points) == ["Velocity is kept", "It decays"]
    assert (question.kind, question.minutes, question.name) == ("derive", 3, "overshoot")


def test_little_is_needed() -> None:
    [question] = rendered(":::question\nWhy?\n:::answer\nSo.\n:::\n").questions

    assert (question.kind, question.minutes, question.name, list(question.points)) == ("explain", 1, "", [])


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (":::question\nWhy?\n:::\n", "model answer"),
        (":::question\n:::answer\nSo.\n:::\n", "no question"),
        (":::question why\nWhy?\n:::answer\nSo.\n:::\n", "“why” says nothing"),
        (":::question\nWhy?\n:::answer\nSo.\n", "three colons"),
        (":::question\nWhy?\n:::answer\nSo.\n:::points\n" + "- a\n" * 9 + ":::\n", "at most 8"),
        (f":::question\n{'w' * 3001}\n:::answer\nSo.\n:::\n", "3000 characters"),
    ],
)
def test_what_is_wrong_is_named_and_nobody_is_asked(source: str, reason: str) -> None:
    found = rendered(source)

    assert not found.questions
    assert reason in found.problems[0].reason


def test_an_article_asks_so_many_questions_at_most() -> None:
    source = ":::question\nWhy?\n:::answer\nSo.\n:::\n\n" * (MOST_QUESTIONS + 1)

    found = rendered(source)

    assert len(found.questions) == MOST_QUESTIONS
    assert 'aria-label="Question 2"' in found.html
    assert len(found.problems) == 1


@pytest.mark.parametrize("source", [indent(WHOLE, "> "), f"````\n{WHOLE}\n````", indent(WHOLE, "    ")])
def test_a_quotation_and_a_listing_ask_nothing(source: str) -> None:
    assert not rendered(source).questions


def test_other_texts_have_no_questions() -> None:
    found = render(WHOLE)

    assert not found.questions
    assert "SECRET" in found.html


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["of-unix", "of-a-form"])
def test_two_versions_are_compared_without_the_answers(newline: str) -> None:
    hidden = hide_answers(WHOLE.replace("\n", newline))

    assert "momentum" in hidden
    assert "After." in hidden
    assert "SECRET" not in hidden
    assert "Velocity" not in hidden


def test_an_answer_with_marks_in_a_listing_is_hidden_to_its_end() -> None:
    hidden = hide_answers(":::question\nWhy?\n:::answer\n```\n:::\n```\nSECRET\n:::\nAfter.")

    assert hidden == ":::question\nWhy?\n:::\nAfter."


def test_hiding_takes_no_longer_for_questions_that_never_end() -> None:
    unended = ":::question\nWhy?\n:::answer\n" * 4_000

    assert hide_answers(unended) == unended
