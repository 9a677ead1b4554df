"""What practice knows about people (accounts.personal_data)."""

from django.db.models import Q

from accounts.personal_data import PersonalRows, delete, register, register_by
from practice.models import Answer, Card, PracticeChoice, Question

register_by("learner", Answer, Card, PracticeChoice, erase=delete)
register(
    PersonalRows(
        model=Question,
        of=lambda person: Question.objects.filter(Q(roadmap__owner=person.pk) | Q(for_learner=person.pk)),
        erase=delete,
    )
)
