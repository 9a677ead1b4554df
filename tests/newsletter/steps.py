"""A roadmap of two stages that readers follow, and articles that belong to its steps."""

from datetime import datetime

from accounts.models import User
from articles.models import Article, ArticleStep
from newsletter.models import ConsentEvent, Subscription
from newsletter.operations import share_progress, subscribe_member
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment, Roadmap
from roadmaps.operations import enrol, mark_step
from tests.roadmaps.builders import published, step


def two_stages() -> Roadmap:
    """`basics` in the stage `one`, `summit` in `two`."""
    stages = [
        {
            "key": key,
            "title": title,
            "milestones": [{"key": f"m-{key}", "title": title, "steps": [step(name)]}],
        }
        for key, title, name in (("one", "Base camp", "basics"), ("two", "The ridge", "summit"))
    ]
    return published(stages=stages).roadmap


def belongs(article: Article, roadmap: Roadmap, key: str) -> None:
    ArticleStep.objects.create(article=article, roadmap=roadmap, step_key=key)


def sharing(user: User, *, now: datetime, is_shared: bool = True) -> Subscription:
    """A member's subscription, whose progress may be used."""
    subscription = subscribe_member(user=user, now=now)
    return share_progress(
        subscription=subscription, is_shared=is_shared, method=ConsentEvent.Method.LINK, now=now
    )


def follow(user: User, roadmap: Roadmap, *, now: datetime, done: str = "") -> Enrolment:
    enrolment = enrol(roadmap=roadmap, learner=user, track="from_ds", now=now)
    if done:
        mark_step(enrolment=enrolment, key=done, to=StepStatus.DONE, by=user, now=now)
    return enrolment
