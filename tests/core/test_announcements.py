"""A lower app announces; whoever was wired reacts, in the announcer's transaction."""

from dataclasses import dataclass

import pytest

from core.announcements import announce, react


@dataclass(frozen=True)
class LampLit:
    keeper: str


@dataclass(frozen=True)
class LampOut:
    keeper: str


def test_a_reaction_hears_what_was_announced() -> None:
    heard: list[object] = []
    react(LampLit, heard.append)

    announce(LampLit(keeper="Lena"))

    assert heard == [LampLit(keeper="Lena")]


def test_wiring_twice_is_wiring_once() -> None:
    heard: list[object] = []
    react(LampOut, heard.append)
    react(LampOut, heard.append)

    announce(LampOut(keeper="Luis"))

    assert heard == [LampOut(keeper="Luis")]


def test_an_event_that_nobody_waits_for_is_no_fault() -> None:
    announce(object())


def test_a_reaction_that_fails_undoes_the_act() -> None:
    @dataclass(frozen=True)
    class Storm:
        pass

    def refuse(event: Storm) -> None:
        raise RuntimeError(event)

    react(Storm, refuse)

    with pytest.raises(RuntimeError):
        announce(Storm())
