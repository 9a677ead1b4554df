"""The way to a real interview: when it is, and the mock interviews before it."""

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.uuid7 import uuid7
from mentoring.rubrics import RUBRICS, Rubric

LAST_MOCK_BEFORE = timedelta(days=2)  # the day before is for rest


class InterviewRole(models.TextChoices):
    ML_ENGINEER = "ml_engineer", _("Machine learning engineer")
    DATA_SCIENTIST = "data_scientist", _("Data scientist")
    RESEARCH_ENGINEER = "research_engineer", _("Research engineer")
    PLATFORM_ENGINEER = "platform_engineer", _("ML platform engineer")


class InterviewPlan(models.Model):
    """Somebody's next real interview; the id is theirs. `interview_on` is a date of their own calendar."""

    learner = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="interview_plan"
    )
    role = models.CharField(max_length=20, choices=InterviewRole)
    interview_on = models.DateField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.get_role_display()} on {self.interview_on}"

    @property
    def last_mock_on(self) -> date:
        return self.interview_on - LAST_MOCK_BEFORE


class PlannedMock(models.Model):
    """One mock interview of a plan: which kind, and about when. What is booked is found, not stored."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(InterviewPlan, on_delete=models.CASCADE, related_name="mocks")
    rubric_key = models.SlugField(max_length=40)
    on = models.DateField()

    class Meta:
        ordering = ("on", "pk")

    def __str__(self) -> str:
        return f"{self.rubric_key} on {self.on}"

    @property
    def rubric(self) -> Rubric:
        return RUBRICS[self.rubric_key]
