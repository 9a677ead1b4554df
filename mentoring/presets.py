"""Session types to begin with, each with the length, pause and notice that suit it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mentoring.models import SessionKind


@dataclass(frozen=True, slots=True)
class Preset:
    title: str | Promise
    description: str | Promise
    kind: SessionKind
    minutes: int
    pause: int  # minutes after it
    notice_hours: int
    rubric_key: str = ""

    def initial(self) -> dict[str, Any]:
        """Values for the form of a new session type."""
        return {
            "title": str(self.title),
            "description": str(self.description),
            "kind": self.kind,
            "rubric_key": self.rubric_key,
            "minutes": self.minutes,
            "interval_minutes": 60 if self.minutes == 60 else 30,
            "buffer_after_minutes": self.pause,
            "notice_hours": self.notice_hours,
        }


PRESETS: Mapping[str, Preset] = {
    "call": Preset(
        _("30-minute call"),
        _("Where you are, where you want to be, and what to do next."),
        SessionKind.CALL,
        30,
        10,
        12,
    ),
    "resume": Preset(
        _("Resume review"),
        _("Send the link the day before. We go through it line by line, as a hiring manager reads it."),
        SessionKind.RESUME_REVIEW,
        30,
        10,
        24,
    ),
    "coding": Preset(
        _("Mock interview: coding"),
        _("One problem in a shared editor, thinking aloud. Then what an interviewer would write down."),
        SessionKind.MOCK_INTERVIEW,
        60,
        15,
        24,
        "coding",
    ),
    "theory": Preset(
        _("Mock interview: machine learning theory"),
        _("Questions as you would get them, then honest notes on the answers."),
        SessionKind.MOCK_INTERVIEW,
        45,
        15,
        24,
        "ml-theory",
    ),
    "design": Preset(
        _("Mock interview: ML system design"),
        _("An open question and an empty page. Then we draw it again, the way it ships."),
        SessionKind.MOCK_INTERVIEW,
        60,
        15,
        48,
        "ml-system-design",
    ),
    "statistics": Preset(
        _("Mock interview: statistics and probability"),
        _("Short questions, worked aloud on paper, and which of them a panel would have pressed."),
        SessionKind.MOCK_INTERVIEW,
        45,
        15,
        24,
        "statistics",
    ),
    "behavioural": Preset(
        _("Mock interview: behavioural"),
        _("Your own stories, told so that they answer the question that was asked."),
        SessionKind.MOCK_INTERVIEW,
        45,
        15,
        24,
        "behavioural",
    ),
}
