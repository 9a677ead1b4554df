"""What the letters of the newsletter say."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article
from core.http import absolute
from mailing.models import DeliveryPause, DropReason, Letter, LetterState
from mailing.registry import BulkMail, Drop, Forward, Mail, Reader, builds, builds_in_bulk, token
from newsletter.content import (
    ListedIssue,
    content_of,
    preferences_url,
    reader_urls,
    suffix_of,
    values_of,
    values_of_links,
)
from newsletter.deliveries import pauses_of
from newsletter.lead_magnets import latest_version
from newsletter.lifecycle import SubscriptionState
from newsletter.models import (
    DEFAULT_TOPIC,
    AddressChange,
    HeldIssue,
    Issue,
    LeadMagnetVersion,
    Subscriber,
    Subscription,
)
from newsletter.notice_kinds import ISSUE_STOPPED, NEWSLETTERS_HELD
from newsletter.standings import Standing, StepToMark, find_standings, find_steps_to_mark
from newsletter.tokens import Purpose, make_token
from notices.tokens import turn_off_url

WAITING = (LetterState.OWED, LetterState.CLAIMED)
ENDED_UNSENT = (LetterState.DROPPED, LetterState.RECALLED, LetterState.FAILED, LetterState.BOUNCED)


def confirmation_url(subscription: Subscription) -> str:
    signed = make_token(Purpose.CONFIRM, subscriber=subscription.subscriber_id, topic=subscription.topic_id)
    return absolute(reverse("newsletter:confirmation", args=[signed]))


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


@builds("newsletter.move")
def build_move(letter: Letter) -> Mail:
    """To the new address, before anything moves."""
    changes = AddressChange.objects.filter(pk=letter.context["change"], confirmed_at=None)
    change = changes.select_related("subscriber").first()
    if change is None or not change.subscriber.subscriptions.confirmed().exists():
        raise Drop("Nothing is left to move.")
    signed = make_token(Purpose.MOVE, subscriber=change.pk)
    return Mail(
        subject=_("Shall the newsletter come to this address?"),
        template="newsletter/mail/move.html",
        context={"url": absolute(reverse("newsletter:move", args=[signed])), "old": change.subscriber},
    )


@builds("newsletter.moved")
def build_moved(letter: Letter) -> Mail:
    """To the old address, when it has moved. The new one is not named to whoever reads here."""
    return Mail(
        subject=_("The newsletter goes to another address now"),
        template="newsletter/mail/moved.html",
        context={"url": absolute(reverse("newsletter:newsletter"))},
    )


@builds("newsletter.preferences")
def build_preferences(letter: Letter) -> Mail:
    subscriber = Subscriber.objects.filter(pk=letter.context["subscriber"]).first()
    if subscriber is None:
        raise Drop("There is no such reader any more.", reason=DropReason.NO_READER)
    return Mail(
        subject=_("Your link to the settings of the newsletter"),
        template="newsletter/mail/preferences.html",
        context={"url": preferences_url(subscriber.pk)},
    )


@builds("newsletter.welcome")
def build_welcome(letter: Letter) -> Mail:
    return _download_mail(letter, is_welcome=True)


@builds("newsletter.download")
def build_download(letter: Letter) -> Mail:
    return _download_mail(letter, is_welcome=False)


def _download_mail(letter: Letter, *, is_welcome: bool) -> Mail:
    """With a link that works for seventy-two hours from now on."""
    found = Subscription.objects.select_related("topic", "subscriber").confirmed()
    subscription = found.filter(pk=letter.context["subscription"]).first()
    if subscription is None:
        raise Drop("No longer a reader.", reason=DropReason.UNSUBSCRIBED)
    version = latest_version(subscription.topic.slug)
    if version is None:
        raise Drop("There is no file.")
    return Mail(
        subject=_("Welcome, and a file to begin with") if is_welcome else _("Your new link"),
        template="newsletter/mail/welcome.html",
        context={
            "url": download_url(subscription),
            "filename": version.filename,
            "is_welcome": is_welcome,
            "preferences_page": preferences_url(subscription.subscriber_id),
        },
    )


def download_url(subscription: Subscription) -> str:
    signed = make_token(Purpose.DOWNLOAD, subscriber=subscription.subscriber_id, topic=subscription.topic_id)
    return absolute(reverse("newsletter:download", args=[signed]))


@builds_in_bulk("newsletter.new_version")
def build_new_version(letters: Sequence[Letter]) -> BulkMail:
    """To those who have an older one. Whoever has left, or moved, gets none."""
    version = LeadMagnetVersion.objects.defer("content").get(pk=letters[0].context["version"])
    mail = Mail(
        subject=_("A new version of %(filename)s") % {"filename": version.filename},
        template="newsletter/mail/new_version.html",
        context={"filename": version.filename, "note": version.note, "url": token("download_url")},
        unsubscribe_url=token("leave_url"),
        preferences_url=token("preferences_url"),
    )
    asked = [letter.context["subscriber"] for letter in letters]
    found = Subscription.objects.confirmed().filter(topic=version.topic_id, subscriber__in=asked)
    subscriptions = {str(each.subscriber_id): each for each in found}
    readers: dict[UUID, Reader] = {}
    for letter in letters:
        subscription = subscriptions.get(letter.context["subscriber"])
        readers[letter.pk] = (
            {
                **reader_urls(subscription.subscriber_id, subscription.topic_id),
                "download_url": download_url(subscription),
            }
            if subscription
            else Drop("No longer a reader.", reason=DropReason.UNSUBSCRIBED)
        )
    return BulkMail(mail=mail, readers=readers)


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


@builds("newsletter.newsletters_held")
def build_newsletters_held(letter: Letter) -> Mail:
    pause = DeliveryPause.objects.ongoing().filter(pk=letter.context["pause"]).first()
    person = letter.recipient
    if pause is None or person is None:
        raise Drop("They go on.")
    if person.email != letter.to:
        raise Forward(person.email)
    page = "mailing:outbox" if person.is_staff else "newsletter:issues"
    return Mail(
        subject=_("All newsletters wait: too many complaints"),
        template="newsletter/mail/newsletters_held.html",
        context={"reason": pause.reason, "is_staff": person.is_staff, "url": absolute(reverse(page))},
        unsubscribe_url=turn_off_url(person, NEWSLETTERS_HELD),
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
    wanted = Issue.objects.select_related("article__author__user", "article__series", "revision", "topic")
    issue = wanted.get(pk=letters[0].context["issue"])
    return BulkMail(mail=content_of(issue.article, issue).mail(), readers=_find_readers(issue, letters))


@builds_in_bulk("newsletter.digest")
def build_digest(letters: Sequence[Letter]) -> BulkMail:
    """The same issues for up to 100 readers of one language and cadence.

    An article that is no longer published is not listed.
    """
    context = letters[0].context
    listed = Issue.objects.filter(pk__in=context["issues"]).select_related("article__author__user")
    issues = [each for each in listed.defer("html").order_by("started_at", "pk") if each.article.is_published]
    if not issues:
        raise Drop("Nothing is left to tell.")
    mail = Mail(
        subject=_digest_subject(issues),
        template="newsletter/mail/digest.html",
        context={
            "cadence": context["cadence"],
            "issues": [ListedIssue(issue) for issue in issues],
            "archive_url": absolute(reverse("articles:articles")),
        },
        unsubscribe_url=token("leave_url"),
        preferences_url=token("preferences_url"),
    )
    return BulkMail(mail=mail, readers=_find_digest_readers(issues, letters))


def _digest_subject(issues: Sequence[Issue]) -> str:
    """The first title, and how many more."""
    first, more = str(issues[0]), len(issues) - 1
    if not more:
        return first
    said = ngettext("%(title)s, and %(number)s more", "%(title)s, and %(number)s more", more)
    return said % {"title": first, "number": more}


def _find_digest_readers(issues: Sequence[Issue], letters: Sequence[Letter]) -> dict[UUID, Reader]:
    """Who gets each of these digests: a moved subscription's goes to the address that took over."""
    wanted = Subscription.objects.select_related("subscriber", "moved_to__subscriber")
    found = {
        str(each.pk): each for each in wanted.filter(pk__in=[_subscription_of(each) for each in letters])
    }
    sharing = _accounts_that_share_progress(found.values())
    articles = [issue.article_id for issue in issues]
    steps = find_steps_to_mark(sharing, articles=articles, now=timezone.now()) if sharing else {}
    readers: dict[UUID, Reader] = {}
    for letter in letters:
        subscription = found.get(_subscription_of(letter))
        reader = subscription and (subscription.moved_to or subscription)
        if reader is None or not reader.is_confirmed:
            readers[letter.pk] = Drop("No longer a reader.", reason=DropReason.UNSUBSCRIBED)
        elif reader.subscriber.email != letter.to:
            readers[letter.pk] = Forward(reader.subscriber.email)
        else:
            readers[letter.pk] = _digest_values(issues, reader, steps)
    return readers


def _digest_values(
    issues: Sequence[Issue], reader: Subscription, steps: Mapping[tuple[int, int], StepToMark]
) -> dict[str, str]:
    subscriber, account = reader.subscriber_id, reader.subscriber.user_id or 0
    values = reader_urls(subscriber, reader.topic_id)
    for issue in issues:
        to_mark = steps.get((account, issue.article_id)) if reader.uses_progress else None
        values |= values_of_links(subscriber, issue.pk, to_mark, suffix=suffix_of(issue.pk))
    return values


def _subscription_of(letter: Letter) -> str:
    return str(letter.context["subscription"])


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
    standings = _find_standings(issue, subscriptions.values())
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
            readers[letter.pk] = _issue_values(issue, reader, standings)
    return readers


def _find_standings(issue: Issue, subscriptions: Collection[Subscription]) -> dict[int, Standing]:
    """Of those readers who allowed it, by their account."""
    accounts = _accounts_that_share_progress(subscriptions)
    return find_standings(accounts, article=issue.article, now=timezone.now()) if accounts else {}


def _accounts_that_share_progress(subscriptions: Collection[Subscription]) -> set[int]:
    found = {each.moved_to or each for each in subscriptions}
    sharing = [each.subscriber.user_id for each in found if each.uses_progress and each.is_confirmed]
    return {account for account in sharing if account is not None}


def _issue_values(issue: Issue, reader: Subscription, standings: dict[int, Standing]) -> dict[str, str]:
    subscriber = reader.subscriber_id
    standing = standings.get(reader.subscriber.user_id or 0) if reader.uses_progress else None
    values = reader_urls(subscriber, reader.topic_id)
    values |= values_of_links(subscriber, issue.pk, standing.to_mark if standing else None)
    if reader.uses_progress:
        values |= values_of(standing)
    return values


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
    by_digest = set(
        HeldIssue.objects.filter(issue=issue, subscription__in=successors).values_list(
            "subscription", flat=True
        )
    )
    keys = [*own.values(), *(key for keys in former.values() for key in keys)]
    found = {letter.key: letter for letter in Letter.objects.with_keys(keys)}
    chosen = set()
    for successor in successors:
        rivals = [found[key] for key in former[successor.pk] if key in found]
        rivals = [letter for letter in rivals if letter.state not in ENDED_UNSENT]
        if rivals and own[successor.pk] not in found and successor.pk not in by_digest:
            email = successor.subscriber.email
            first = min(rivals, key=lambda each: (each.state in WAITING, each.to != email, each.key))
            chosen.add(first.key)
    return frozenset(chosen)
