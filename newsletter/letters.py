"""What the letters of the newsletter say."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article
from core.http import absolute
from mailing.models import DropReason, Letter, LetterState
from mailing.registry import BulkMail, Drop, Forward, Mail, Reader, builds, builds_in_bulk
from newsletter.content import content_of
from newsletter.deliveries import pauses_of
from newsletter.lifecycle import SubscriptionState
from newsletter.models import DEFAULT_TOPIC, Issue, Subscription
from newsletter.notice_kinds import ISSUE_STOPPED
from newsletter.tokens import Purpose, make_token
from notices.tokens import turn_off_url

WAITING = (LetterState.OWED, LetterState.CLAIMED)
ENDED_UNSENT = (LetterState.DROPPED, LetterState.RECALLED, LetterState.FAILED, LetterState.BOUNCED)


def confirmation_url(subscription: Subscription) -> str:
    token = make_token(Purpose.CONFIRM, subscriber=subscription.subscriber_id, topic=subscription.topic_id)
    return absolute(reverse("newsletter:confirmation", args=[token]))


def unsubscription_url(subscription: Subscription) -> str:
    token = make_token(
        Purpose.UNSUBSCRIBE, subscriber=subscription.subscriber_id, topic=subscription.topic_id
    )
    return absolute(reverse("newsletter:unsubscription", args=[token]))


@builds("newsletter.confirmation")
def build_confirmation(letter: Letter) -> Mail:
    asked = Subscription.objects.select_related("subscriber").filter(pk=letter.context["subscription"])
    subscription = asked.filter(state__in=(SubscriptionState.PENDING, SubscriptionState.CONFIRMED)).first()
    if subscription is None or (subscription.is_confirmed and not subscription.is_suppressed(timezone.now())):
        raise Drop("Nothing is left to confirm.")
    return Mail(
        subject=_("Shall we write to you?"),
        template="newsletter/mail/confirmation.html",
        context={"url": confirmation_url(subscription)},
    )


@builds("newsletter.issue_stopped")
def build_issue_stopped(letter: Letter) -> Mail:
    wanted = Issue.objects.select_related("article__author__user").filter(pk=letter.context["issue"])
    issue = wanted.first()
    pauses = pauses_of(issue) if issue else []
    if issue is None or not pauses:
        raise Drop("It goes on.")
    author = issue.article.author.user
    if author.email != letter.to:
        raise Forward(author.email)
    return Mail(
        subject=_("“%(title)s” has stopped half-way") % {"title": issue},
        template="newsletter/mail/issue_stopped.html",
        context={
            "issue": issue,
            "cause": pauses[0].get_cause_display(),
            "reason": pauses[0].reason,
            "url": absolute(issue.get_absolute_url()),
        },
        unsubscribe_url=turn_off_url(author, ISSUE_STOPPED),
    )


@builds("newsletter.test_issue")
def build_test_issue(letter: Letter) -> Mail:
    article = (
        Article.objects.select_related("author__user", "draft").filter(pk=letter.context["article"]).first()
    )
    if article is None:
        raise Drop("The article is gone.")
    issue = Issue.objects.filter(article=article, topic__slug=DEFAULT_TOPIC).first()
    content = content_of(article, issue)
    return content.mail(subject=_("Test: %(title)s") % {"title": content.subject}, is_test=True)


@builds_in_bulk("newsletter.issue")
def build_issue(letters: Sequence[Letter]) -> BulkMail:
    """The frozen issue for up to 100 readers of one language, which its frame speaks.

    A reader who has unsubscribed since gets none.
    """
    wanted = Issue.objects.select_related("article__author__user", "article__series", "revision")
    issue = wanted.get(pk=letters[0].context["issue"])
    return BulkMail(mail=content_of(issue.article, issue).mail(), readers=_find_readers(issue, letters))


def _find_readers(issue: Issue, letters: Sequence[Letter]) -> dict[UUID, Reader]:
    """Who gets each of these letters.

    It was owed to a subscription, which may have moved to another address: then it goes there, unless
    its reader gets the issue by another letter.
    """
    owed_to = {letter.pk: UUID(letter.context["subscriber"]) for letter in letters}
    subscriptions = {
        each.subscriber_id: each
        for each in Subscription.objects.filter(
            topic=issue.topic_id, subscriber__in=owed_to.values()
        ).select_related("subscriber", "moved_to__subscriber")
    }
    successors = {each.moved_to for each in subscriptions.values() if each.moved_to}
    forwarded = _choose_letters_to_forward(issue, successors) if successors else frozenset()
    readers: dict[UUID, Reader] = {}
    for letter in letters:
        subscription = subscriptions.get(owed_to[letter.pk])
        reader = subscription and (subscription.moved_to or subscription)
        if reader is None or not reader.is_confirmed:
            readers[letter.pk] = Drop("No longer a reader.", reason=DropReason.UNSUBSCRIBED)
        elif reader is not subscription and letter.key not in forwarded:
            readers[letter.pk] = Drop("Its reader gets this issue by another letter.")
        elif reader.subscriber.email != letter.to:
            readers[letter.pk] = Forward(reader.subscriber.email)
        else:
            readers[letter.pk] = {"leave_url": unsubscription_url(reader)}
    return readers


def _choose_letters_to_forward(issue: Issue, successors: set[Subscription]) -> frozenset[str]:
    """The keys of the letters that reach these readers in place of their former subscriptions.

    At most one for each reader, and none for one who is owed the issue at this address anyhow. Several
    former subscriptions may have come together in one: then the letter goes that was offered to a mail
    server or addressed to the reader first, else the one with the first key, so that two workers who look
    at the same moment choose the same one.
    """
    former = defaultdict(list)
    for moved in Subscription.objects.filter(moved_to__in=successors):
        former[moved.moved_to_id].append(issue.key_of(moved.subscriber_id))
    own = {successor.pk: issue.key_of(successor.subscriber_id) for successor in successors}
    keys = [*own.values(), *(key for keys in former.values() for key in keys)]
    found = {letter.key: letter for letter in Letter.objects.with_keys(keys)}
    chosen = set()
    for successor in successors:
        rivals = [found[key] for key in former[successor.pk] if key in found]
        rivals = [letter for letter in rivals if letter.state not in ENDED_UNSENT]
        if rivals and own[successor.pk] not in found:
            email = successor.subscriber.email
            first = min(rivals, key=lambda each: (each.state in WAITING, each.to != email, each.key))
            chosen.add(first.key)
    return frozenset(chosen)
