"""Roadmaps and their editions, and what each learner did along them.

A roadmap is written as a draft and published as an edition that never changes again (the database
refuses it). Steps have permanent keys; progress points at (roadmap, key), never at a row of an
edition, so a new edition loses nobody's progress.
"""

from roadmaps.models.editions import Edition, Milestone, Roadmap, Stage
from roadmaps.models.progress import ENROLMENT_ONCE, STATE_IS_KNOWN, Enrolment, ProgressEvent, StepState
from roadmaps.models.steps import Area, Resource, Step, StepPrerequisite
from roadmaps.models.study import CHANGEABLE_FOR, MINUTES_A_DAY, STEP_HAS_ROADMAP, StudyEntry

__all__ = [
    "CHANGEABLE_FOR",
    "ENROLMENT_ONCE",
    "MINUTES_A_DAY",
    "STATE_IS_KNOWN",
    "STEP_HAS_ROADMAP",
    "Area",
    "Edition",
    "Enrolment",
    "Milestone",
    "ProgressEvent",
    "Resource",
    "Roadmap",
    "Stage",
    "Step",
    "StepPrerequisite",
    "StepState",
    "StudyEntry",
]
