"""The fixed choices of roadmaps: how a step stands, what kind of work it asks, what a resource is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StepStatus(TextChoices):
    """How a step stands with one learner. A step that was never marked is pending."""

    PENDING = "pending", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Skipped")
    NEEDS_REVIEW = "needs_review", _("Needs review")


class StepKind(TextChoices):
    STUDY = "study", pgettext_lazy("kind of step", "Study")
    PRACTICE = "practice", pgettext_lazy("kind of step", "Practice")
    PROJECT = "project", pgettext_lazy("kind of step", "Project")
    REFLECT = "reflect", _("Reflection")
    ON_THE_JOB = "on_the_job", _("On the job")
    MOCK_INTERVIEW = "mock_interview", _("Mock interview")


class ResourceType(TextChoices):
    OFFICIAL = "official", _("Documentation")
    COURSE = "course", _("Course")
    BOOK = "book", pgettext_lazy("type of resource", "Book")
    ARTICLE = "article", _("Article")
    VIDEO = "video", _("Video")
    INTERACTIVE = "interactive", _("Interactive")


class ResourceCost(TextChoices):
    FREE = "free", pgettext_lazy("cost", "Free")
    FREE_TO_START = "free_to_start", _("Free to start")
    PAID = "paid", pgettext_lazy("cost", "Paid")


class LinkState(TextChoices):
    UNKNOWN = "unknown", _("Not checked yet")
    WORKS = "works", _("Works")
    FAILING = "failing", _("Failed lately")
    BROKEN = "broken", pgettext_lazy("of a link", "Broken")
    UNCLEAR = "unclear", _("Could not be checked")


class Verdict(TextChoices):
    USEFUL = "useful", _("Useful")
    OUTDATED = "outdated", _("Outdated")
    BROKEN = "broken", pgettext_lazy("of a link", "Broken")


class Decision(TextChoices):
    REPLACED = "replaced", _("Replaced")
    RETIRED = "retired", _("Taken away")
    DISMISSED = "dismissed", _("Kept as it is")


class Visibility(TextChoices):
    """Who may see a roadmap. An official roadmap is always public.

    By its link, nobody finds a roadmap who was not given its address, which cannot be guessed.
    """

    PRIVATE = "private", _("Only its owner")
    LINK = "link", _("Everybody who has the link")
    MENTORS = "mentors", _("The mentors of this site")
    PUBLIC = "public", _("Everybody")
