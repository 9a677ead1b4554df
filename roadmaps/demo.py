"""The demo community on the road: everybody at another point, with the study logs that brought them there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from accounts.demo import DemoPeople
from accounts.models import User
from core.clock import local_date, week_of
from roadmaps.document import read_document
from roadmaps.models import Edition, Enrolment, ProgressEvent, Step, StepState, StudyEntry
from roadmaps.operations import first_track, load_roadmap
from roadmaps.terms import Status, Track, on_track

OFFICIAL = Path(__file__).parent / "data"
LONGEST_WALK = timedelta(weeks=80)
NOTES = (*[""] * 5, "on the train", "with the study group", "video course", "exercises", "read twice")
FIRST_STEPS_OF_WORK = ("choose", "cv", "first-apply", "first-role")
KNOWN = {
    Track.FROM_DS: ("py-core", "py-data", "sql", *FIRST_STEPS_OF_WORK),
    Track.FROM_SWE: ("py-core", "git", "sql", "dsa-core", *FIRST_STEPS_OF_WORK),
    Track.SHARED: (),
}


@dataclass(frozen=True)
class Walk:
    """How somebody goes: `share` of the hours behind them, at `pace` hours a week."""

    learner: User
    track: Track
    share: float
    pace: float
    this_week: int | None = None
    rng: Random = field(default_factory=Random)


@dataclass(frozen=True)
class Session:
    """One sitting, in the evening where the learner lives."""

    day: date
    minutes: int

    def at(self, learner: User) -> datetime:
        return datetime.combine(self.day, time(20, 15), tzinfo=learner.zone)


def seed(people: DemoPeople, *, now: datetime, rng: Random) -> None:
    """Publish the official roadmaps and let everybody walk; the same `rng` makes the same community."""
    for path in sorted(OFFICIAL.glob("*.yaml")):
        document = read_document(path.read_text(encoding="utf-8"))
        edition = load_roadmap(document=document, now=now - LONGEST_WALK - timedelta(weeks=4)).edition
    lena = people.learners[0]
    lena.weekly_goal_hours = 10
    lena.save(update_fields=["weekly_goal_hours"])
    Diary(edition, now).write([_walk(learner, number, rng) for number, learner in enumerate(people.learners)])


def _walk(learner: User, number: int, rng: Random) -> Walk:
    own = Random(rng.random())  # noqa: S311 - a demo, not a secret
    if number == 0:
        return Walk(learner, Track.FROM_DS, share=0.3, pace=8.5, this_week=390, rng=own)
    share = own.uniform(0, 0.05) if number % 6 == 5 else own.triangular(0.05, 0.9, 0.2)
    return Walk(learner, first_track(learner), share=share, pace=own.triangular(3, 14, 8), rng=own)


class Diary:
    """Collects what happened to everybody and writes it down in five inserts."""

    def __init__(self, edition: Edition, now: datetime) -> None:
        self.edition, self.now = edition, now
        self.steps = list(Step.objects.filter(edition=edition).order_by("number"))
        self.events: list[ProgressEvent] = []
        self.states: dict[tuple[int, str], StepState] = {}
        self.entries: list[StudyEntry] = []

    def write(self, walks: Sequence[Walk]) -> None:
        sessions = [list(self._sessions(walk)) for walk in walks]
        enrolments = Enrolment.objects.bulk_create(
            Enrolment(
                roadmap_id=self.edition.roadmap_id,
                learner=walk.learner,
                edition=self.edition,
                track=walk.track,
                started_on=sat[0].day,
            )
            for walk, sat in zip(walks, sessions, strict=True)
        )
        for walk, enrolment, sat in zip(walks, enrolments, sessions, strict=True):
            self._follow(walk, enrolment, sat)
        ProgressEvent.objects.bulk_create(self.events)
        StepState.objects.bulk_create(self.states.values())
        StudyEntry.objects.bulk_create(self.entries)

    def _path(self, walk: Walk) -> tuple[list[Step], list[Step]]:
        """What the learner knew already, and what they worked through since."""
        mine = [step for step in self.steps if on_track(step, walk.track) and step.is_required]
        known = [step for step in mine if step.key in KNOWN[walk.track]]
        left = walk.share * sum(step.hours for step in mine) - sum(step.hours for step in known)
        walked = []
        for step in (step for step in mine if step not in known):
            if step.hours > left:
                break
            walked.append(step)
            left -= step.hours
        return known, walked

    def _sessions(self, walk: Walk) -> Iterator[Session]:
        """Sittings over the weeks it took, some of them weeks of rest, up to today."""
        rng, today = walk.rng, local_date(self.now, walk.learner.zone)
        _known, walked = self._path(walk)
        hours = max(4, sum(step.hours for step in walked)) * rng.uniform(0.7, 1.0)
        weeks = min(max(2, round(hours / walk.pace)), LONGEST_WALK // timedelta(weeks=1))
        monday = week_of(today) - timedelta(weeks=weeks)
        for number in range(weeks):
            if number and rng.random() < 0.08:
                continue
            halves = max(1, round(2 * rng.gauss(walk.pace, walk.pace / 3)))
            yield from _week(monday + timedelta(weeks=number), halves, 6, rng)
        halves = walk.this_week // 30 if walk.this_week else round(rng.uniform(0, walk.pace))
        days = (today - week_of(today)).days - (0 if walk.this_week else 1)
        if halves and days >= 0:
            yield from _week(week_of(today), halves, days, rng)

    def _follow(self, walk: Walk, enrolment: Enrolment, sat: list[Session]) -> None:
        """Spread the sittings over the steps: each is done once its share of the hours has been sat."""
        known, walked = self._path(walk)
        begun_at = sat[0].at(walk.learner) - timedelta(minutes=30)
        for step in known:
            self._mark(enrolment, step.key, Status.DONE, begun_at)
        ahead = self._ahead(walk, known, walked)
        whole = sum(step.hours for step in walked) + (ahead.hours / 3 if ahead else 0)
        scale = sum(session.minutes for session in sat) / max(1, whole)
        at, reached = 0, 0.0
        for step in [*walked, *([ahead] if ahead else [])]:
            reached += step.hours * scale
            self._mark(enrolment, step.key, Status.IN_PROGRESS, sat[at].at(walk.learner))
            while at < len(sat) - 1 and reached >= sat[at].minutes:
                reached -= sat[at].minutes
                self._log(walk, enrolment, step, sat[at])
                at += 1
            if step is not ahead:
                self._mark(enrolment, step.key, Status.DONE, sat[at].at(walk.learner) + timedelta(minutes=5))
        self._log(walk, enrolment, ahead or walked[-1] if walked else ahead, sat[-1])
        self._vary(walk, enrolment, walked, ahead)

    def _ahead(self, walk: Walk, known: list[Step], walked: list[Step]) -> Step | None:
        """The step somebody is in the middle of."""
        behind = {step.key for step in [*known, *walked]}
        return next(
            (
                step
                for step in self.steps
                if step.key not in behind and step.is_required and step.hours and on_track(step, walk.track)
            ),
            None,
        )

    def _vary(self, walk: Walk, enrolment: Enrolment, walked: list[Step], ahead: Step | None) -> None:
        """Nobody goes quite straight: something to look at again, something left out."""
        if len(walked) > 6 and walk.rng.random() < 0.6:
            again = walk.rng.choice(walked[2:-1])
            self._mark(enrolment, again.key, Status.NEEDS_REVIEW, self.now - timedelta(days=3))
        passed = walked[-1].number if walked else 0
        extras = [step for step in self.steps if not step.is_required and step.number < passed]
        for step in extras:
            if on_track(step, walk.track) and walk.rng.random() < 0.5:
                self._mark(enrolment, step.key, Status.SKIPPED, self.now - timedelta(days=20))

    def _mark(self, enrolment: Enrolment, key: str, to: Status, at: datetime) -> None:
        at = min(at, self.now)
        state = self.states.get((enrolment.pk, key))
        self.events.append(
            ProgressEvent(
                enrolment=enrolment,
                key=key,
                from_status=state.status if state else Status.PENDING,
                to_status=to,
                at=at,
                by_id=enrolment.learner_id,
                edition=self.edition,
            )
        )
        self.states[enrolment.pk, key] = StepState(enrolment=enrolment, key=key, status=to, since=at)

    def _log(self, walk: Walk, enrolment: Enrolment, step: Step | None, session: Session) -> None:
        self.entries.append(
            StudyEntry(
                learner=walk.learner,
                roadmap_id=enrolment.roadmap_id,
                key=step.key if step else "",
                minutes=session.minutes,
                studied_on=session.day,
                logged_at=min(session.at(walk.learner), self.now),
                note=walk.rng.choice(NOTES),
            )
        )


def _week(monday: date, halves: int, last_day: int, rng: Random) -> Iterator[Session]:
    """`halves` half hours, in sittings of one hour or more, on some of the days from Monday to `last_day`."""
    days = sorted(rng.sample(range(last_day + 1), k=min(last_day + 1, max(1, (halves + 1) // 3))))
    shares = [halves // len(days) + (number < halves % len(days)) for number in range(len(days))]
    for day, share in zip(days, shares, strict=True):
        if share:
            yield Session(monday + timedelta(days=day), min(share, 16) * 30)
