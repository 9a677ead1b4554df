"""What all API modules share: problems, lists, times, limits, and the words of the reference."""

from core.api.problems import handle_error, not_found, plain_problem, problem_response
from core.api.words import A_SLUG, A_UUID, in_words, location

__all__ = [
    "A_SLUG",
    "A_UUID",
    "handle_error",
    "in_words",
    "location",
    "not_found",
    "plain_problem",
    "problem_response",
]
