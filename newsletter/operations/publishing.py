"""One decision about an article: when readers see it on the web, and whether and when it is mailed."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Author, Draft
from articles.operations import (
    NothingToPublish,
    TimeIsPast,
    cancel_publication,
    lock_article,
    publish_article,
    schedule_publication,
)
from core.refusals import Refusal
from newsletter.audiences import find_segment
from newsletter.lifecycle import IssueState
from newsletter.models import DEFAULT_TOPIC, Issue
from newsletter.operations.segments import count_audience
from newsletter.operations.sending import (
    TIME_TO_UNDO,
    AlreadySent,
    NotPublished,
    lock_issue,
    readers_of,
    send_issue,
)
from newsletter.operations.subscriptions import default_topic
from newsletter.queries import find_issue

WAITING = (IssueState.SCHEDULED, IssueState.BLOCKED)


class OnTheWeb(models.TextChoices):
    KEEP = "keep", _("Leave it as readers see it")
    NOW = "now", _("Publish now")
    AT = "at", _("Publish at a time")


class ByMail(models.TextChoices):
    NOT = "not", _("No mail")
    WITH_WEB = "with", _("As soon as it is on the web")
    AT = "at", _("Mail at a time")


@dataclass(frozen=True, kw_only=True)
class PublishingPlan:
    """What is to become of an article. `publish_at` and `send_at` count where their choice is AT.

    `seen_version` is the draft's version that the author decided about; None: whatever it is.
    """

    web: OnTheWeb
    mail: ByMail
    publish_at: datetime | None = None
    send_at: datetime | None = None
    subject: str = ""
    material_change: str = ""
    seen_version: int | None = None

    @property
    def mail_follows(self) -> bool:
        """Whether the mail goes out when a publication to come has happened."""
        return self.web == OnTheWeb.AT and self.mail == ByMail.WITH_WEB


class MailBeforeArticle(Refusal):
    code = "mail_before_article"
    message = _("The mail would go out before the article is on the web. Choose a later time for the mail.")


class NobodyToSendTo(Refusal):
    code = "nobody_to_send_to"
    message = _(
        "Nobody would get the mail now, and an article is mailed once. Change who gets it, or send it later."
    )


class NothingPlanned(Refusal):
    code = "nothing_planned"
    message = _("Nothing would change by that. Choose when to publish, or when to send it.")


class TextChanged(Refusal):
    """`data` has the version of the draft as it is now."""

    code = "text_changed"
    message = _("The text was saved since you opened this page. Look at it, then press the button again.")


def check_publishing(*, article: Article, plan: PublishingPlan, now: datetime) -> None:
    """Refuse what could not be carried out.

    Raises NothingPlanned, NotPublished, AlreadySent, NothingToPublish, TimeIsPast, MailBeforeArticle or
    NobodyToSendTo.
    """
    issue = find_issue(article)
    publish_at = plan.publish_at if plan.web == OnTheWeb.AT else None
    send_at = plan.send_at if plan.mail == ByMail.AT else None
    if plan.web == OnTheWeb.KEEP and plan.mail == ByMail.NOT and not is_planned(article, issue):
        raise NothingPlanned
    if plan.web == OnTheWeb.KEEP and plan.mail != ByMail.NOT and not article.is_published:
        raise NotPublished
    if plan.web != OnTheWeb.KEEP and not article.draft.source.strip():
        raise NothingToPublish
    if plan.mail != ByMail.NOT and issue is not None and issue.has_started:
        raise AlreadySent
    if any(at is not None and at <= now for at in (publish_at, send_at)):
        raise TimeIsPast
    if publish_at and send_at and send_at < publish_at and not article.is_published:
        raise MailBeforeArticle
    if plan.mail == ByMail.WITH_WEB and not plan.mail_follows and not count_readers(issue):
        raise NobodyToSendTo


@transaction.atomic
def publish_and_send(*, article: Article, by: Author, plan: PublishingPlan, now: datetime) -> Article:
    """Publish and send, now or at the times that were chosen; what was planned before is forgotten.

    A mail that is sent now leaves after TIME_TO_UNDO. Raises what `check_publishing` does, and TextChanged.
    """
    lock_article(article)
    draft = Draft.objects.get(article=article)
    if plan.seen_version not in (None, draft.version):
        raise TextChanged(version=draft.version)
    article.draft = draft
    check_publishing(article=article, plan=plan, now=now)
    cancel_publishing(article=article)
    if plan.web == OnTheWeb.NOW:
        publish_article(article=article, by=by, now=now, material_change=plan.material_change)
    elif plan.web == OnTheWeb.AT and plan.publish_at:
        schedule_publication(
            article=article, by=by, at=plan.publish_at, now=now, material_change=plan.material_change
        )
    if plan.mail != ByMail.NOT:
        _plan_mail(article, by=by, plan=plan, now=now)
    return article


@transaction.atomic
def cancel_publishing(*, article: Article) -> None:
    """Neither publish nor send what waits for its time; subject and intro of the mail are kept."""
    lock_article(article)
    if article.publish_at:
        cancel_publication(article=article)
    waiting = Issue.objects.filter(article=article, state__in=WAITING)
    waiting.update(state=IssueState.DRAFT, block_reason="")


def is_planned(article: Article, issue: Issue | None) -> bool:
    """Whether a time waits for the article, or its mail for its author."""
    return article.publish_at is not None or (issue is not None and issue.state in WAITING)


def count_readers(issue: Issue | None) -> int:
    """How many would get it now; 0 where a segment has too few to tell."""
    if issue is None:
        return readers_of(DEFAULT_TOPIC).count()
    return count_audience(issue=issue, segment=find_segment(issue)).readers


def _plan_mail(article: Article, *, by: Author, plan: PublishingPlan, now: datetime) -> None:
    """Send it now or at its time, to whom and with what words its page says."""
    send_at = plan.publish_at if plan.mail_follows else plan.send_at if plan.mail == ByMail.AT else None
    issue = lock_issue(article, default_topic(), by=by, send_at=send_at or now, now=now)
    issue.subject = plan.subject
    if send_at is None:
        issue.save(update_fields=["subject"])
        send_issue(article=article, by=by, now=now, leaves_at=now + TIME_TO_UNDO)
        return
    issue.send_at = send_at
    issue.move_to(IssueState.SCHEDULED)
    issue.save(update_fields=["subject", "send_at", "state"])
