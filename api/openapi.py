"""How drf-spectacular draws the schema of the API. Constants only: settings are read from here."""

from typing import Any

SETTINGS: dict[str, Any] = {
    "TITLE": "Longroad",
    "DESCRIPTION": "Everything a page can do, through the same acts.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVERS": [{"url": "/", "description": "The site that serves this schema."}],
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "api.schema.with_promises",
    ],
    "ENUM_NAME_OVERRIDES": {
        "StepStatus": "roadmaps.choices.StepStatus",
        "StepKind": "roadmaps.choices.StepKind",
        "ResourceType": "roadmaps.choices.ResourceType",
        "ResourceCost": "roadmaps.choices.ResourceCost",
        "LinkState": "roadmaps.choices.LinkState",
        "LinkVerdict": "roadmaps.choices.Verdict",
        "LinkDecisionKind": "roadmaps.choices.Decision",
        "ProgressSource": "roadmaps.models.ProgressEvent.Source",
        "DigestCadence": "newsletter.digests.Cadence",
        "PracticeQuestionKind": "practice.choices.QuestionKind",
        "PracticeRating": "practice.choices.Rating",
        "PracticeStanding": "practice.choices.Standing",
        "SessionKind": "mentoring.models.mentor.SessionKind",
        "BookingState": "mentoring.lifecycle.BookingState",
        "IssueState": "newsletter.lifecycle.IssueState",
        "OnTheWeb": "newsletter.operations.OnTheWeb",
        "ByMail": "newsletter.operations.ByMail",
        "DeliveryState": "webhooks.models.DeliveryState",
        "WebhookEvent": "webhooks.models.EventType",
        "LetterKind": "mailing.lifecycle.LetterKind",
        "LetterState": "mailing.lifecycle.LetterState",
        "SubscriptionState": "newsletter.lifecycle.SubscriptionState",
        "StartingPoint": "accounts.models.User.StartingPoint",
        "TokenScope": "accounts.models.ApiToken.Scope",
    },
}
