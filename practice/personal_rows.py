"""What practice knows about people (accounts.personal_data)."""

from accounts.personal_data import PersonalRows, delete, register, register_by
from practice.models import Card, PracticeChoice, Question, Review

register_by("learner", Review, Card, PracticeChoice, erase=delete)
register(
    PersonalRows(
        model=Question,
        of=lambda person: Question.objects.filter(roadmap__owner=person.pk),
        erase=delete,
    )
)
