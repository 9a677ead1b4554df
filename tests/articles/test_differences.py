"""How two texts differ: every word of both is in the comparison, and marked on the right side."""

from hypothesis import given
from hypothesis import strategies as st

from articles.differences import Kind, compare, count_changes

TEXTS = st.lists(st.sampled_from(["one two", "three", "", "four five six", "seven"]), max_size=12).map(
    "\n".join
)


def test_a_changed_word_is_marked_and_the_others_are_not() -> None:
    removed, added = compare("a quiet model", "a loud model")
    assert [(piece.kind, piece.text) for piece in removed.pieces] == [
        (Kind.SAME, "a "), (Kind.REMOVED, "quiet"), (Kind.SAME, " model"),
    ]  # fmt: skip
    assert [piece.text for piece in added.pieces if piece.kind is Kind.ADDED] == ["loud"]


def test_what_stayed_is_shortened() -> None:
    text = "\n".join(f"line {n}" for n in range(50))
    lines = compare(text, text.replace("line 25", "line x"))
    assert [line.pieces[0].text for line in lines if line.kind is Kind.SKIPPED] == ["23", "22"]
    assert len(lines) == 8


def test_changes_are_counted_by_place() -> None:
    assert count_changes(("T", "S", "a\nb\nc"), ("T", "S", "a\nb\nc")) == 0
    assert count_changes(("T", "S", "a\nb\nc"), ("U", "S", "a\nx\nc\nd")) == 3


@given(TEXTS, TEXTS)
def test_nothing_is_lost_between_them(old: str, new: str) -> None:
    lines = compare(old, new)
    removed = [line for line in lines if line.kind is Kind.REMOVED]
    added = [line for line in lines if line.kind is Kind.ADDED]
    assert len(old.splitlines()) - len(removed) == len(new.splitlines()) - len(added)
    assert bool(removed or added) == (old.splitlines() != new.splitlines())
    for line in removed:
        assert "".join(piece.text for piece in line.pieces) in old
