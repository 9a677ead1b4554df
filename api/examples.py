"""An example of what an operation is sent, made from the schema: so that none is wrong or forgotten."""

from typing import Any

Schema = dict[str, Any]
BY_NAME = {
    "about": "How do I explain overfitting?",
    "areas": ["maths"],
    "dimension": "correctness",
    "display_name": "Ada",
    "email": "ada@example.org",
    "end": "17:00",
    "handle": "ada",
    "headline": "ML engineer",
    "key": "graddesc",
    "keys": ["py-core", "sql"],
    "language": "en-gb",
    "languages": ["en"],
    "mentor": "mira",
    "minutes": 30,
    "position": 1,
    "roadmap": "ml-engineer",
    "seen": "pending",
    "series": "first-steps",
    "session_type": "career-call",
    "slug": "a-quiet-model",
    "source": "A model is a promise.",
    "start": "09:00",
    "starts": ["2026-12-01T17:00:00Z", "2026-12-08T17:00:00Z"],
    "status": "done",
    "step": "ml-engineer/graddesc",
    "step_key": "graddesc",
    "step_roadmap": "ml-engineer",
    "steps": ["ml-engineer/graddesc"],
    "title": "A quiet model",
    "topics": ["Statistics"],
    "track": "shared",
    "zone": "Europe/London",
}
QUESTION = {
    "roadmap": "ml-engineer",
    "step": "graddesc",
    "kind": "derive",
    "prompt": "Derive for which steps gradient descent converges on $f(w) = w^2$.",
    "answer": "$w$ becomes $(1 - 2\\eta) w$, so for $0 < \\eta < 1$.",
    "points": ["the factor of one step", "both ends of the interval"],
    "minutes": 3,
}
BY_COMPONENT = {  # where fields depend on each other, or one alone is usual
    "Reminders": {"minutes": [1440, 60]},
    "GateState": {"begun_on": "2026-01-05", "passed_on": None},
    "Named": {"state": "failed", "error": "No such host."},
    "OwnSessionType": {"title": "Career call", "kind": "call", "minutes": 30, "notice_hours": 12},
    "PatchedChannelChoice": {"kind": "mentoring.session_booked", "channel": "mail", "is_on": False},
    "PatchedOwnSessionType": {"minutes": 45, "is_offered": True},
    "PatchedPracticeQuestionChange": QUESTION,
    "PracticeQuestion": QUESTION,
    "PracticeSuggestion": {name: value for name, value in QUESTION.items() if name not in ("roadmap", "step")}
    | {"booking": "0190c8f2-6a7b-7c3d-8e9f-0a1b2c3d4e5f"},
    "PublishingPlan": {"web": "now", "mail": "with", "subject": "A promise that can be checked"},
    "Segment": {"roadmap": "ml-engineer", "joined_before": "2026-11-01"},
    "SelfRating": {"levels": {"correctness": 3, "depth": 2, "first_principles": 3}},
}
BY_FORMAT = {
    "date": "2026-12-01",
    "date-time": "2026-12-01T09:00:00Z",
    "uri": "https://example.org/",
    "uuid": "0193e3a6-0000-7000-8000-000000000000",
}


def example_of(described: Schema, components: dict[str, Schema], name: str = "") -> Any:
    """What a program might send; `components` are the schemas that references lead to."""
    if "$ref" in described:
        component = described["$ref"].rpartition("/")[2]
        return BY_COMPONENT.get(component) or example_of(components[component], components, name)
    if "example" in described:
        return described["example"]
    if name in BY_NAME:
        return BY_NAME[name]
    for choices in ("oneOf", "anyOf", "allOf"):
        if choices in described:
            return example_of(described[choices][0], components, name)
    if "enum" in described:
        return described["enum"][0]
    return _example_of_type(described, components)


def _example_of_type(described: Schema, components: dict[str, Schema]) -> Any:
    kinds = described.get("type", "object")
    kind = kinds if isinstance(kinds, str) else next(each for each in kinds if each != "null")
    if kind == "object":
        return {
            name: example_of(field, components, name)
            for name, field in described.get("properties", {}).items()
            if not field.get("readOnly")
        }
    if kind == "array":
        return [example_of(described["items"], components)]
    if kind == "boolean":
        return described.get("default", True)
    if kind in ("integer", "number"):
        return max(described.get("minimum", 1), 1)
    return BY_FORMAT.get(described.get("format", ""), "example" if "pattern" in described else "Some words.")
