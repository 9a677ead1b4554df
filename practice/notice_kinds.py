"""The notice of practice: a mentor wrote a question."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.models import Notice
from notices.registry import Line, NoticeKind, register
from practice.models import Question


def describe_suggestions(notices: Sequence[Notice]) -> Mapping[UUID, Line]:
    """One query; without those that were withdrawn."""
    wanted = {notice.context["question"] for notice in notices}
    questions = Question.objects.asked().filter(pk__in=wanted).exclude(session=None)
    found = {str(each.pk): each for each in questions.only("prompt", "session")}
    return {
        notice.pk: Line(
            text=_("Your mentor wrote a question for you: %(question)s") % {"question": question.prompt_line},
            url=reverse("practice:session_questions", args=[question.session_id]),
        )
        for notice in notices
        if (question := found.get(notice.context["question"]))
    }


QUESTION_SUGGESTED = register(
    NoticeKind(
        name="practice.question_suggested",
        label=gettext_lazy("A mentor wrote a question for your practice"),
        describe=describe_suggestions,
    )
)
