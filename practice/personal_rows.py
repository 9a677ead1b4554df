"""What practice knows about people (accounts.personal_data)."""

from accounts.personal_data import PersonalRows, delete, register, register_by
from practice.models import Answer, Card, PracticeChoice, Question

register_by("learner", Answer, Card, PracticeChoice, erase=delete)
register(
    PersonalRows(
        model=Question,
        of=lambda person: Question.objects.filter(roadmap__owner=person.pk),
        erase=delete,
    )
)
