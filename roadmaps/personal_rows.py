"""What roadmaps know about people (accounts.personal_data)."""

from accounts.personal_data import delete, keep, register_by
from roadmaps.models import (
    Enrolment,
    EnrolmentEvent,
    GateEvent,
    GateState,
    LinkDecision,
    LinkVote,
    ProgressEvent,
    RestWeek,
    Roadmap,
    SkillEvidence,
    StepEvidence,
    StepNote,
    StepState,
    StudyEntry,
    StudyTimer,
    WeeklyGoal,
)

register_by("learner", StudyEntry, StudyTimer, WeeklyGoal, RestWeek, Enrolment, erase=delete)
register_by("learner", StepState, ProgressEvent, GateState, GateEvent, EnrolmentEvent, erase=delete)
register_by("learner", SkillEvidence, StepNote, StepEvidence, erase=delete)
register_by("owner", Roadmap, erase=delete)
register_by("person", LinkVote, erase=delete)
register_by("by", LinkDecision, erase=keep("Readers of the roadmap see what was decided."))
