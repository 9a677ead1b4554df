"""The rule of the skill map: stated, recomputable, and slow to be moved by one interview."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmaps.skills import HIGHEST, Mock, OwnWord, compute_level

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
AGES = st.integers(0, 1_500).map(lambda days: NOW - timedelta(days=days))
OWN_WORDS = st.none() | st.builds(OwnWord, st.integers(0, HIGHEST).map(float), AGES)
MOCKS = st.lists(st.builds(Mock, st.floats(1, HIGHEST), AGES, st.none() | st.integers(1, 4)), max_size=8)
SHARES = st.floats(0, 1)


@given(OWN_WORDS, SHARES, MOCKS)
def test_every_level_and_band_is_on_the_scale(own: OwnWord | None, share: float, mocks: list[Mock]) -> None:
    skill = compute_level(own=own, share_done=share, mocks=mocks, now=NOW)

    if skill.level is not None and skill.band:
        assert 0 <= skill.band[0] <= skill.level <= skill.band[1] <= HIGHEST


@given(OWN_WORDS, SHARES, MOCKS, st.randoms())
def test_the_order_in_which_events_are_read_changes_nothing(
    own: OwnWord | None, share: float, mocks: list[Mock], random: object
) -> None:
    shuffled = sorted(mocks, key=lambda _mock: random.random())  # type: ignore[attr-defined]

    assert compute_level(own=own, share_done=share, mocks=shuffled, now=NOW) == compute_level(
        own=own, share_done=share, mocks=mocks, now=NOW
    )


@given(OWN_WORDS, SHARES, MOCKS, st.floats(1, HIGHEST), st.integers(1, 4))
def test_one_more_interview_moves_an_area_by_one_level_at_most(
    own: OwnWord | None, share: float, mocks: list[Mock], level: float, by: int
) -> None:
    earlier = [mock for mock in mocks if mock.at < NOW]
    before = compute_level(own=own, share_done=share, mocks=earlier, now=NOW)
    after = compute_level(own=own, share_done=share, mocks=[*earlier, Mock(level, NOW, by)], now=NOW)

    if before.confirmed is not None and after.confirmed is not None:
        assert abs(after.confirmed - before.confirmed) <= 1 + 1e-9


@given(MOCKS, st.integers(1, 4))
def test_the_same_interviewer_again_does_not_narrow_the_band(mocks: list[Mock], by: int) -> None:
    first = [*mocks, Mock(3.0, NOW, by)]
    again = [*first, Mock(3.0, NOW, by)]

    one = compute_level(own=None, share_done=0, mocks=first, now=NOW)
    two = compute_level(own=None, share_done=0, mocks=again, now=NOW)
    assert one.interviewers == two.interviewers


def test_a_word_of_half_a_year_ago_weighs_half() -> None:
    own = OwnWord(1.0, NOW - timedelta(days=180))

    skill = compute_level(own=own, share_done=0, mocks=[Mock(2.0, NOW, 1)], now=NOW)

    assert skill.confirmed == (0.5 * 1 + 4 * 2) / 4.5


def test_a_second_mock_with_the_same_interviewer_weighs_half() -> None:
    earlier = NOW - timedelta(minutes=1)

    skill = compute_level(own=None, share_done=0, mocks=[Mock(3.0, earlier, 1), Mock(2.4, NOW, 1)], now=NOW)

    assert skill.confirmed == pytest.approx((4 * 3.0 + 2 * 2.4) / 6, abs=1e-4)


def test_the_band_is_half_a_level_from_three_interviewers_up() -> None:
    mocks = [Mock(3.0, NOW, by) for by in (1, 2, 3)]

    assert compute_level(own=None, share_done=0, mocks=mocks, now=NOW).band == (2.5, 3.5)


def test_nothing_known_is_no_level() -> None:
    skill = compute_level(own=None, share_done=0, mocks=[], now=NOW)

    assert (skill.level, skill.band) == (None, None)
