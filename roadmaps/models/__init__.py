"""Roadmaps and their editions, and what each learner did along them.

A roadmap is written as a draft and published as an edition that never changes again (the database
refuses it). Steps, gates and tracks have permanent keys; progress points at (roadmap, key), never at
a row of an edition, so a new edition loses nobody's progress.
"""

from roadmaps.models.areas import Area
from roadmaps.models.contents import EditionArea, Gate, Milestone, Specialism, Stage, Track
from roadmaps.models.editions import SLUG_ONCE, Edition, Roadmap
from roadmaps.models.enrolments import ENROLMENT_ONCE, MOST_SPECIALISMS, Enrolment, EnrolmentEvent
from roadmaps.models.links import (
    DECISION_ONCE,
    Link,
    LinkDecision,
    LinkHost,
    LinkQuerySet,
    LinkVote,
)
from roadmaps.models.notes import LONGEST_NOTE, MOST_EVIDENCE, NOTE_ONCE, StepEvidence, StepNote
from roadmaps.models.progress import STATUS_IS_KNOWN, GateEvent, GateState, ProgressEvent, StepState
from roadmaps.models.skills import SkillEvidence
from roadmaps.models.steps import Resource, Step, StepPrerequisite
from roadmaps.models.study import (
    CHANGEABLE_FOR,
    FIRST_WEEKDAYS,
    MINUTES_A_DAY,
    RestWeek,
    StudyEntry,
    StudyTimer,
    WeeklyGoal,
)

__all__ = [
    "CHANGEABLE_FOR",
    "DECISION_ONCE",
    "ENROLMENT_ONCE",
    "FIRST_WEEKDAYS",
    "LONGEST_NOTE",
    "MINUTES_A_DAY",
    "MOST_EVIDENCE",
    "MOST_SPECIALISMS",
    "NOTE_ONCE",
    "SLUG_ONCE",
    "STATUS_IS_KNOWN",
    "Area",
    "Edition",
    "EditionArea",
    "Enrolment",
    "EnrolmentEvent",
    "Gate",
    "GateEvent",
    "GateState",
    "Link",
    "LinkDecision",
    "LinkHost",
    "LinkQuerySet",
    "LinkVote",
    "Milestone",
    "ProgressEvent",
    "Resource",
    "RestWeek",
    "Roadmap",
    "SkillEvidence",
    "Specialism",
    "Stage",
    "Step",
    "StepEvidence",
    "StepNote",
    "StepPrerequisite",
    "StepState",
    "StudyEntry",
    "StudyTimer",
    "Track",
    "WeeklyGoal",
]
