"""What the editor tells the apps above it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from editor.formats.questions import FileQuestion


@dataclass(frozen=True, slots=True)
class QuestionsImported:
    """A file from which a roadmap was made had questions on its steps."""

    roadmap_id: int
    questions: Sequence[FileQuestion]
    at: datetime
