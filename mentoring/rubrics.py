"""What a mock interview looks at: five kinds with the dimensions that are scored, and two scales."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Dimension:
    """One thing that is scored; `looks_for` says what a strong answer has."""

    key: str
    title: Promise
    looks_for: Promise


@dataclass(frozen=True, slots=True)
class Rubric:
    """One kind of mock interview.

    `areas` are slugs of the areas that it tells something about; `step_key` is the step of the official
    roadmap in which it is rehearsed.
    """

    key: str
    step_key: str
    title: Promise
    areas: Sequence[str]
    dimensions: Sequence[Dimension]


COMMUNICATION = _("Communication")

RUBRICS: Mapping[str, Rubric] = {
    rubric.key: rubric
    for rubric in (
        Rubric(
            "ml-theory",
            "mock-theory",
            _("ML theory"),
            ("machine-learning", "maths"),
            (
                Dimension("correctness", _("Correctness"), _("Statements and derivations are right.")),
                Dimension("depth", _("Depth"), _("The answer survives three times “why?”.")),
                Dimension("first_principles", _("First principles"), _("It is derived rather than recited.")),
                Dimension(
                    "trade_offs",
                    _("Trade-offs"),
                    _("Bias and variance, data, cost; and when not to use the method."),
                ),
                Dimension(
                    "communication", COMMUNICATION, _("Clear, in order, honest about what is not known.")
                ),
            ),
        ),
        Rubric(
            "coding",
            "mock-coding",
            _("Coding"),
            ("software-engineering",),
            (
                Dimension(
                    "problem_solving",
                    _("Problem solving"),
                    _("Asks first, finds an approach, then makes it better."),
                ),
                Dimension("coding", _("Code"), _("It works, and somebody else can read it.")),
                Dimension("verification", _("Verification"), _("Tests, edge cases, own mistakes found.")),
                Dimension("complexity", _("Complexity"), _("Time and memory are stated, and right.")),
                Dimension("communication", COMMUNICATION, _("Thinks aloud and makes use of hints.")),
            ),
        ),
        Rubric(
            "ml-system-design",
            "mock-sd",
            _("ML system design"),
            ("machine-learning", "cloud", "devops"),
            (
                Dimension(
                    "problem_framing",
                    _("Framing"),
                    _("Requirements, users, and the measure of success come first."),
                ),
                Dimension(
                    "data_features",
                    _("Data and features"),
                    _("Sources, labels, leakage, skew between training and serving."),
                ),
                Dimension("modelling", _("Modelling"), _("A baseline first; the choice has its reasons.")),
                Dimension("evaluation", _("Evaluation"), _("Offline, online, and what must not get worse.")),
                Dimension(
                    "serving_and_operations",
                    _("Serving and operations"),
                    _("Latency, cost, monitoring, retraining, the way back."),
                ),
                Dimension("communication", COMMUNICATION, _("Leads the discussion, and draws.")),
            ),
        ),
        Rubric(
            "statistics",
            "mock-stats",
            _("Statistics and probability"),
            ("statistics", "maths"),
            (
                Dimension("setup", _("Set-up"), _("Events, variables and assumptions are defined.")),
                Dimension("calculation", _("Calculation"), _("Right, and checked.")),
                Dimension("inference", _("Inference"), _("The right test or estimate, read the right way.")),
                Dimension("experiment_sense", _("Experiments"), _("Power, bias, and when to stop.")),
                Dimension("communication", COMMUNICATION, _("Somebody without statistics would follow.")),
            ),
        ),
        Rubric(
            "behavioural",
            "mock-beh",
            _("Behaviour and projects"),
            (),
            (
                Dimension("ownership", _("Ownership"), _("Own decisions, and own mistakes.")),
                Dimension("impact", _("Impact"), _("Numbers, and people who used it.")),
                Dimension("collaboration", _("Working together"), _("How a disagreement was settled.")),
                Dimension("reflection", _("Reflection"), _("What would be done differently now.")),
                Dimension("structure", _("Structure"), _("Situation, task, action, result: in that order.")),
            ),
        ),
    )
}

LOWEST, HIGHEST = 1, 4
LEVELS: Mapping[int, Promise] = {1: _("Not yet"), 2: _("Mixed"), 3: _("Solid"), 4: _("Strong")}
OVERALL: Mapping[int, Promise] = {
    1: _("Strong no hire"),
    2: _("No hire"),
    3: _("Hire"),
    4: _("Strong hire"),
}


RUBRIC_OF_STEP: Mapping[str, Rubric] = {rubric.step_key: rubric for rubric in RUBRICS.values()}


def rubric_choices() -> list[tuple[str, Promise]]:
    return [(rubric.key, rubric.title) for rubric in RUBRICS.values()]


# Which steps of the official roadmap somebody looks at again after a weak dimension.
REHEARSED_IN: Mapping[tuple[str, str], Sequence[str]] = {
    ("ml-theory", "correctness"): ("supervised", "logreg"),
    ("ml-theory", "depth"): ("biasvar",),
    ("ml-theory", "first_principles"): ("graddesc", "linreg"),
    ("ml-theory", "trade_offs"): ("metrics",),
    ("coding", "problem_solving"): ("dsa-core",),
    ("coding", "complexity"): ("dsa-core",),
    ("coding", "verification"): ("testing",),
    ("ml-system-design", "problem_framing"): ("design-doc",),
    ("ml-system-design", "data_features"): ("labels", "feature-store"),
    ("ml-system-design", "modelling"): ("baseline",),
    ("ml-system-design", "evaluation"): ("metrics",),
    ("ml-system-design", "serving_and_operations"): ("deploy", "monitor"),
    ("statistics", "setup"): ("prob",),
    ("statistics", "calculation"): ("dist",),
    ("statistics", "inference"): ("infer",),
    ("statistics", "experiment_sense"): ("abtest",),
    ("behavioural", "ownership"): ("stories",),
    ("behavioural", "structure"): ("stories",),
}
WEAK = 2  # the highest level that asks for another look
