"""Whether links still lead somewhere: each is tried once a week, and a host is asked one thing at a time.

A worker takes a link that is due together with its host, commits that, asks, and commits what came of it. If
it dies in between, both leases run out and another worker tries again. Redirects are followed here, step by
step, each through `core.outgoing`; another host that one leads to is taken first, too.

A link is broken after three failures in a row, which takes three days. "Not for you" (401, 403, 429 and their
like, or robots.txt) says nothing about the page: the link could not be checked.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.outgoing import (
    AddressNotAllowed,
    AddressNotPublic,
    Answer,
    HostNotFound,
    NotReached,
    OutgoingRefused,
    TookTooLong,
    check_url,
    fetch,
)
from roadmaps.choices import LinkState
from roadmaps.models import Link, LinkHost

A_TURN = 50.0  # seconds
EVERY = timedelta(days=7)
AGAIN_AFTER = (timedelta(days=1), timedelta(days=2))  # after the first failure, after the second
BROKEN_AFTER = 1 + len(AGAIN_AFTER)
LEASE = timedelta(minutes=5)  # longer than the requests of one check can take
PACE = timedelta(seconds=10)  # between the checks of one host, unless its robots.txt asks for more
SLOWEST_PACE = timedelta(hours=1)
BACK_OFF = timedelta(days=1)  # from a host that has had enough of us
LONGEST_BACK_OFF = timedelta(days=7)
ROBOTS_KEPT_FOR = timedelta(days=7)
IF_NOBODY_ANSWERS = timedelta(hours=1)  # then the trouble may be ours
MOST_REDIRECTS = 5
MOST_SECONDS = 8.0
MOST_BYTES = 16 * 1024  # of a page, whose words don't matter
MOST_ROBOTS_BYTES = 64 * 1024
NAME = "Longroad"  # by which a robots.txt addresses us

FOR_GOOD = frozenset({301, 308})
REDIRECTS = FOR_GOOD | {302, 303, 307}
ENOUGH = frozenset({429, 503})
NOT_FOR_US = frozenset({401, 402, 403, 407, 451, 999}) | ENOUGH  # 999 is what some send to programs
NEVER_ASKED = (AddressNotAllowed, AddressNotPublic)
NOT_REACHED = (HostNotFound, NotReached, TookTooLong)


class HostIsBusy(Exception):
    """A redirect leads to a host that somebody asks at this moment, or that wants to be left alone."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one check. `is_ours` when it may be this site that has no way to the internet."""

    state: LinkState
    error: str = ""
    moved_to: str = ""
    is_ours: bool = False


@dataclass(slots=True)
class Check:
    """One check of one link. `waits` are the hosts that it holds, with how long each is left alone after."""

    link: Link
    now: datetime
    waits: dict[str, timedelta] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)

    def look(self) -> Finding:
        """Raises HostIsBusy."""
        try:
            return self._follow()
        except NEVER_ASKED as refused:
            return Finding(LinkState.UNCLEAR, refused.code)
        except OutgoingRefused as refused:
            is_ours = isinstance(refused, NOT_REACHED) and not self._others_answer()
            return Finding(LinkState.FAILING, refused.code, is_ours=is_ours)

    def _follow(self) -> Finding:
        url, is_for_good = self.link.url, True
        for _each in range(MOST_REDIRECTS + 1):
            host = host_of(url)
            if host not in self.waits:
                if not take_host(host, now=self.now):
                    raise HostIsBusy
                self.waits[host] = PACE
            if not self._is_welcome(host, url):
                return Finding(LinkState.UNCLEAR, "robots")
            answer = self._ask(host, url)
            target = answer.headers.get("location", "")
            if answer.status not in REDIRECTS or not target:
                return self._judge(host, answer, moved_to=url if is_for_good else "")
            is_for_good = is_for_good and answer.status in FOR_GOOD
            url = urldefrag(urljoin(url, target)).url
        return Finding(LinkState.FAILING, "too_many_redirects")

    def _ask(self, host: str, url: str) -> Answer:
        """HEAD, and GET where a server does not like that."""
        try:
            answer = self._fetch(host, url, method="HEAD")
        except NotReached:  # some hang up on HEAD
            return self._fetch(host, url)
        is_final = answer.is_success or answer.status in REDIRECTS or answer.status in ENOUGH
        return answer if is_final else self._fetch(host, url)

    def _fetch(self, host: str, url: str, *, method: str = "GET", most_bytes: int = MOST_BYTES) -> Answer:
        answer = fetch(
            url,
            method=method,
            headers={"Accept": "*/*"},
            agent=f"{NAME} (link check; +{settings.SITE_URL})",
            most_bytes=most_bytes,
            seconds=MOST_SECONDS,
            takes_beginning=True,
        )
        self.answered.add(host)
        return answer

    def _judge(self, host: str, answer: Answer, *, moved_to: str) -> Finding:
        if answer.is_success:
            has_moved = moved_to != self.link.url and len(moved_to) <= 500
            return Finding(LinkState.WORKS, moved_to=moved_to if has_moved else "")
        error = f"status_{answer.status}"
        if answer.status in ENOUGH:
            self.waits[host] = max(BACK_OFF, min(_retry_after(answer.headers), LONGEST_BACK_OFF))
        return Finding(LinkState.UNCLEAR if answer.status in NOT_FOR_US else LinkState.FAILING, error)

    def _is_welcome(self, host: str, url: str) -> bool:
        """Whether its robots.txt lets us; it may ask for a slower pace, too. Read once a week."""
        check_url(url)
        known = LinkHost.objects.get(name=host)
        if known.robots_read_at is None or known.robots_read_at <= self.now - ROBOTS_KEPT_FOR:
            known.robots, known.robots_read_at = self._read_robots(host, url), self.now
            known.save(update_fields=["robots", "robots_read_at"])
        rules = RobotFileParser()
        rules.parse(known.robots.splitlines())
        delay = rules.crawl_delay(NAME)
        if delay:
            self.waits[host] = max(PACE, min(timedelta(seconds=float(delay)), SLOWEST_PACE))
        return rules.can_fetch(NAME, url)

    def _read_robots(self, host: str, url: str) -> str:
        """What it says; a server without one lets everybody (RFC 9309, 2.3.1)."""
        answer = self._fetch(host, urljoin(url, "/robots.txt"), most_bytes=MOST_ROBOTS_BYTES)
        return answer.body.decode("utf-8", "replace").replace("\0", "") if answer.is_success else ""

    def _others_answer(self) -> bool:
        """Whether this site reaches anybody: another host, or this one a moment ago."""
        others = LinkHost.objects.exclude(name__in=[*self.waits])
        return bool(self.answered) or others.filter(answered_at__gt=self.now - timedelta(days=1)).exists()


def check_due() -> None:
    """Until nothing is due, or for one turn. Any number of workers may do so at once."""
    until = time.monotonic() + A_TURN
    _put_off_hidden(now=timezone.now())
    while time.monotonic() < until and (check := take(now=timezone.now())):
        try:
            finding = check.look()
        except HostIsBusy:
            put_off(check, until=timezone.now() + LEASE, now=timezone.now())
        else:
            record(check, finding, now=timezone.now())


def _put_off_hidden(*, now: datetime) -> None:
    """Links that only their owner sees are asked by nobody."""
    seen = Link.objects.shown().due(now).values("pk")
    Link.objects.due(now).exclude(pk__in=seen).update(due_at=now + EVERY)


def take(*, now: datetime) -> Check | None:
    """The one that is longest due and whose host may be asked, for this worker alone for a while."""
    while True:
        with transaction.atomic(durable=True):
            busy = LinkHost.objects.filter(free_at__gt=now)
            due = Link.objects.due(now).exclude(host__in=busy.values("name"))
            link = due.shown().select_for_update(skip_locked=True).order_by("due_at", "pk").first()
            if link is None:
                return None
            host = host_of(link.url)
            if take_host(host, now=now):
                link.due_at = now + LEASE
                link.save(update_fields=["due_at"])
                return Check(link, now, waits={host: PACE})
            link.due_at = now + PACE  # another worker has the host since
            link.save(update_fields=["due_at"])


def take_host(name: str, *, now: datetime) -> bool:
    """Whether it was free. It is taken until `release`, or until the lease runs out."""
    LinkHost.objects.bulk_create([LinkHost(name=name, free_at=now)], ignore_conflicts=True)
    return bool(LinkHost.objects.filter(name=name, free_at__lte=now).update(free_at=now + LEASE))


def host_of(url: str) -> str:
    """As the database computes it: the name without a port, in lower case."""
    return (urlsplit(url).netloc.rpartition("@")[2].partition(":")[0]).lower()


@transaction.atomic
def record(check: Check, finding: Finding, *, now: datetime) -> None:
    """What came of a check, unless another worker has taken the link since."""
    _release(check, now=now)
    link = Link.objects.select_for_update().filter(pk=check.link.pk, due_at=check.link.due_at).first()
    if link is None:
        return
    link.due_at = now + EVERY
    if finding.is_ours:
        link.due_at = now + IF_NOBODY_ANSWERS
    elif finding.state == LinkState.WORKS:
        link.state, link.checked_on, link.failures, link.broken_since = finding.state, now.date(), 0, None
    elif finding.state == LinkState.FAILING:
        _count_failure(link, now=now)
    elif link.state != LinkState.BROKEN:  # what was broken stays so until it is found to work
        link.state = LinkState.UNCLEAR
    if not finding.is_ours:
        link.tried_at, link.error, link.moved_to = now, finding.error, finding.moved_to
    link.save()


def _count_failure(link: Link, *, now: datetime) -> None:
    link.failures = min(link.failures + 1, 1000)
    if link.failures >= BROKEN_AFTER:
        link.state, link.broken_since = LinkState.BROKEN, link.broken_since or now
    else:
        link.state, link.due_at = LinkState.FAILING, now + AGAIN_AFTER[link.failures - 1]


@transaction.atomic
def put_off(check: Check, *, until: datetime, now: datetime) -> None:
    """Nothing was found out: try again then."""
    _release(check, now=now)
    Link.objects.filter(pk=check.link.pk, due_at=check.link.due_at).update(due_at=until)


def _release(check: Check, *, now: datetime) -> None:
    """Let others ask its hosts again, each after its wait, if the lease is still this check's."""
    for name, wait in sorted(check.waits.items()):
        mine = LinkHost.objects.filter(name=name, free_at=check.now + LEASE)
        answered = {"answered_at": now} if name in check.answered else {}
        mine.update(free_at=now + wait, **answered)


def _retry_after(headers: Mapping[str, str]) -> timedelta:
    """In seconds; a date is not worth reading, for a day is waited anyway."""
    said = headers.get("retry-after", "").strip()
    return (
        timedelta(seconds=int(said)) if said.isascii() and said.isdigit() and len(said) < 9 else timedelta()
    )
