"""A year of study as a map of days, with its sentence and its table."""

from datetime import date, datetime, timedelta

import pytest

from accounts.models import User
from core.charts import heat_map
from roadmaps.operations import log_study
from tests.conftest import SignIn

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(("hours", "level"), [(0, 0), (0.1, 1), (1, 2), (1.9, 2), (2, 3), (9, 4)])
def test_a_day_is_as_strong_as_the_hours_it_reaches(hours: float, level: int) -> None:
    drawn = heat_map([[hours]], {}, steps=(0.01, 1, 2, 4))

    assert [each.level for each in drawn.levels] == [level]


def test_a_week_is_a_column_and_a_day_a_square() -> None:
    drawn = heat_map([[1] * 7, [0] * 7], {0: "Jan"}, steps=(1,))

    assert (drawn.width, drawn.height, drawn.labels[0].x) == (28, 116, 0)
    assert drawn.levels[1].path.startswith("M0 18h11v11h-11zM0 32h11")


def test_the_page_says_it_in_a_sentence_and_a_table(signed_in: SignIn, learner: User, now: datetime) -> None:
    for days in (0, 1, 300):
        studied_on = TODAY - timedelta(days=days)
        log_study(learner=learner, minutes=90, studied_on=studied_on, now=now)

    page = signed_in(learner).get("/study/year/").content.decode()

    words = " ".join(page.split())
    assert "4.5 h on 3 days of the last twelve months." in words
    assert words.count('<th scope="row">') == 2
    drawing = page[page.index('<svg class="heat-map"') : page.index("</figure>")]
    assert len(drawing) < 15_000
