"""The fixed choices of practice: what a question asks for, how well it was answered, how it stands."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class QuestionKind(TextChoices):
    DERIVE = "derive", _("Derive")
    EXPLAIN = "explain", _("Explain")
    CHOOSE = "choose", _("Choose and justify")
    FIND_ERROR = "find_error", _("Find the error")


class Rating(IntegerChoices):
    """How well somebody answered, by their own judgement once they have seen the model answer."""

    FAILED = 1, pgettext_lazy("how a question was answered", "Not yet")
    GAPS = 2, pgettext_lazy("how a question was answered", "With gaps")
    RIGHT = 3, pgettext_lazy("how a question was answered", "Right")
    AT_ONCE = 4, pgettext_lazy("how a question was answered", "At once")


ANCHORS: dict[int, str | Promise] = {
    Rating.FAILED: _("I found no way in, or missed the heart of it."),
    Rating.GAPS: _("The idea was right, but a point was missing or wrong."),
    Rating.RIGHT: _("Every point was there, after some thought."),
    Rating.AT_ONCE: _("Every point, without effort: I could explain it to a colleague now."),
}


class Standing(TextChoices):
    """How well somebody knows an answer now, as their history tells it."""

    NEW = "new", _("Not asked yet")
    GROWING = "growing", _("Taking hold")
    SOLID = "solid", _("Solid")
    FADING = "fading", _("Fading")
