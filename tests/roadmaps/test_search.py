"""Search by words and beginnings of words."""

import pytest

from roadmaps.models import Edition, Roadmap, Step
from tests.roadmaps.builders import published, step

HOSTILE = ["", "   ", "!!!", "the", "a & b | !c", "'); DROP TABLE", "\x00", ":*", "x" * 5000, "🙂"]


@pytest.mark.parametrize(
    ("text", "first"), [("grad desc", "graddesc"), ("KUBERN", "k8s"), ("logistic", "logreg")]
)
def test_finds_steps_by_beginnings_of_words(official_roadmap: Roadmap, text: str, first: str) -> None:
    assert Step.objects.shown_to(None).search(text)[0].key == first


def test_a_title_counts_more_than_the_text(official_roadmap: Roadmap) -> None:
    found = [step.key for step in Step.objects.shown_to(None).search("probability")]

    assert found[0] in ("prob", "stats-drill", "mock-stats")


def test_finds_roadmaps(official_roadmap: Roadmap) -> None:
    assert Edition.objects.shown_to(None).search("machine eng").get().roadmap == official_roadmap


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_it(official_roadmap: Roadmap, text: str) -> None:
    list(Step.objects.shown_to(None).search(text))
    list(Edition.objects.shown_to(None).search(text))


def test_old_editions_are_not_found(db: None) -> None:
    published(step("orchard"))
    published(step("harbour"))

    assert not Step.objects.shown_to(None).search("orchard").exists()
    assert Step.objects.shown_to(None).search("harb").exists()
