"""How long it takes to compose an issue for each reader, with and without their own step.

Started by `benchmarks.composing`, on a site with the official roadmap.
"""

# ruff: noqa: E402  Django is set up before its models are imported

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from time import perf_counter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from accounts.models import User
from articles.models import ArticleStep, Author
from articles.operations import publish_article, write_article
from core.mailboxes import canonical
from mailing.build import Ready, build
from mailing.models import Letter
from newsletter.lifecycle import SubscriptionState
from newsletter.models import Subscriber, Subscription, subscriber_id
from newsletter.operations import default_topic, send_issue
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment, Roadmap, StepState, StudyEntry

READERS, BATCH, REPEATS = 500, 100, 3
STEPS_DONE = 40
TEXT = "The road is long, and that is the good news. " * 14 + "\n\n"


def main() -> None:
    now = datetime.now(UTC)
    letters = make_letters(now)
    build_all(letters[:BATCH], now)  # warms up: reads the templates and the edition
    plain = min(measure(letters, now) for _ in range(REPEATS))
    Subscription.objects.update(uses_progress=True)
    build_all(letters[:BATCH], now)
    own = min(measure(letters, now) for _ in range(REPEATS))
    print(f"{'the letter of an issue':<34}{'ms each':>8}")
    print(f"{'without the reader in it':<34}{plain:>8.3f}")
    print(f"{'with the step they are on':<34}{own:>8.3f}{own / plain:>7.1f} x")


def measure(letters: Sequence[Letter], now: datetime) -> float:
    """Milliseconds for one letter."""
    since = perf_counter()
    build_all(letters, now)
    return 1000 * (perf_counter() - since) / len(letters)


def build_all(letters: Sequence[Letter], now: datetime) -> None:
    for first in range(0, len(letters), BATCH):
        if not all(isinstance(built, Ready) for built in build(letters[first : first + BATCH], at=now)):
            raise RuntimeError("A letter could not be built.")


def make_letters(now: datetime) -> list[Letter]:
    """Of an article that belongs to a step, to members who have done forty steps and logged their week."""
    roadmap = Roadmap.objects.published().select_related("current").order_by("position")[0]
    edition = roadmap.current
    if edition is None:
        raise RuntimeError("There is no roadmap.")
    keys = list(edition.steps.order_by("number").values_list("key", flat=True))
    people = User.objects.bulk_create(
        User(email=f"reader{number}@example.org", handle=f"reader{number}", display_name="Ada")
        for number in range(READERS)
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(learner=each, roadmap=roadmap, edition=edition, started_on=now.date()) for each in people
    )
    StepState.objects.bulk_create(
        StepState(learner=each.learner, enrolment=each, key=key, status=StepStatus.DONE, since=now)
        for each in enrolments
        for key in keys[:STEPS_DONE]
    )
    StudyEntry.objects.bulk_create(
        StudyEntry(learner=each, minutes=50, studied_on=now.date(), logged_on=now.date(), logged_at=now)
        for each in people
        for _ in range(4)
    )
    subscribers = Subscriber.objects.bulk_create(
        Subscriber(
            pk=subscriber_id(canonical(each.email)), email=canonical(each.email), user=each, created_at=now
        )
        for each in people
    )
    Subscription.objects.bulk_create(
        Subscription(
            subscriber=each,
            topic=default_topic(),
            state=SubscriptionState.CONFIRMED,
            created_at=now,
            confirmed_at=now,
        )
        for each in subscribers
    )
    author = Author.objects.create(user=people[0])
    article = write_article(author=author, title="The long road", summary="", source=TEXT * 15, now=now)
    ArticleStep.objects.create(article=article, roadmap=roadmap, step_key=keys[STEPS_DONE])
    article = publish_article(article=article, by=author, now=now - timedelta(minutes=1))
    issue = send_issue(article=article, by=author, now=now)
    return list(Letter.objects.about(issue.about).select_related("recipient").order_by("pk"))


if __name__ == "__main__":
    main()
