"""The questions on a roadmap's steps. An app above, practice, has them: config/reactions.py connects it."""

from collections.abc import Callable, Sequence

from editor.formats.questions import FileQuestion
from roadmaps.models import Roadmap


def _none(roadmap: Roadmap) -> Sequence[FileQuestion]:
    return ()


_questions: Callable[[Roadmap], Sequence[FileQuestion]] = _none


def questions_of(roadmap: Roadmap) -> Sequence[FileQuestion]:
    """Those that its owner wrote, in order; none of an official roadmap."""
    return _questions(roadmap)


def set_questions(read: Callable[[Roadmap], Sequence[FileQuestion]]) -> None:
    """Called once, when the apps are ready."""
    global _questions  # noqa: PLW0603
    _questions = read
