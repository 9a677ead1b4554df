"""`./dev test` leaves out what takes long, unless it is asked for."""

import pytest

from devtools.testing import chooses_tests


@pytest.mark.parametrize(
    "arguments",
    [[], ["-v"], ["--durations=20", "-x"], ["--maxfail", "3"], ["-n", "4"]],
)
def test_other_arguments_choose_no_tests(arguments: list[str]) -> None:
    assert not chooses_tests(arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        ["-m", "slow"],
        ["-mslow"],
        ["-v", "-k", "hostile"],
        ["tests/faults"],
        ["-x", "tests/system/test_slow_tests.py::test_other_arguments_choose_no_tests"],
    ],
)
def test_a_mark_a_name_or_a_path_does(arguments: list[str]) -> None:
    assert chooses_tests(arguments)
