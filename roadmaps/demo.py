"""The demo community on the road: everybody at another point, with the study logs that brought them there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from accounts.demo import Cast
from accounts.models import User
from core.clock import local_date, week_of
from roadmaps.choices import StepStatus
from roadmaps.document import read_areas, read_document
from roadmaps.models import (
    Edition,
    Enrolment,
    EnrolmentEvent,
    GateEvent,
    GateState,
    ProgressEvent,
    RestWeek,
    Step,
    StepState,
    StudyEntry,
)
from roadmaps.official import AREAS, ROADMAPS
from roadmaps.operations import load_areas, load_roadmap, suggest_track
from roadmaps.tracks import SHARED, is_on_track

LONGEST_WALK = timedelta(weeks=80)
NOTES = (*[""] * 5, "on the train", "with the study group", "video course", "exercises", "read twice")
FIRST_STEPS_OF_WORK = ("choose", "cv", "first-apply")
KNOWN = {
    "from_ds": ("py-core", "py-data", "sql", *FIRST_STEPS_OF_WORK),
    "from_swe": ("py-core", "git", "sql", "dsa-core", *FIRST_STEPS_OF_WORK),
    SHARED: (),
}
FIRST_ROLE = "first-role"


@dataclass(frozen=True)
class Walk:
    """How somebody goes: `share` of the hours behind them, at `pace` hours a week."""

    learner: User
    track: str
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


def seed(cast: Cast, *, now: datetime, rng: Random) -> None:
    """Publish the official roadmaps and let everybody walk; the same `rng` makes the same community."""
    load_areas(areas=read_areas(AREAS.read_text(encoding="utf-8")))
    for path in ROADMAPS:
        document = read_document(path.read_text(encoding="utf-8"))
        edition = load_roadmap(document=document, now=now - LONGEST_WALK - timedelta(weeks=4)).edition
    lena = cast.learners[0]
    lena.weekly_goal_hours = 10
    lena.save(update_fields=["weekly_goal_hours"])
    journal = Journal(edition, now)
    journal.write([_walk(edition, learner, number, rng) for number, learner in enumerate(cast.learners)])


def _walk(edition: Edition, learner: User, number: int, rng: Random) -> Walk:
    own = Random(rng.random())  # noqa: S311 - a demo, not a secret
    if number == 0:
        return Walk(learner, "from_ds", share=0.3, pace=8.5, this_week=390, rng=own)
    share = own.uniform(0, 0.05) if number % 6 == 5 else own.triangular(0.05, 0.9, 0.2)
    return Walk(learner, suggest_track(edition, learner), share=share, pace=own.triangular(3, 14, 8), rng=own)


class Journal:
    """Collects what happened to everybody and writes it down, one insert for each kind of row."""

    def __init__(self, edition: Edition, now: datetime) -> None:
        self.edition, self.now = edition, now
        self.steps = list(Step.objects.filter(edition=edition).select_related("track").order_by("number"))
        self.events: list[ProgressEvent] = []
        self.states: dict[tuple[int, str], StepState] = {}
        self.entries: list[StudyEntry] = []
        self.gate_events: list[GateEvent] = []
        self.rests: list[RestWeek] = []

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
        EnrolmentEvent.objects.bulk_create(
            EnrolmentEvent(
                learner=walk.learner,
                enrolment=enrolment,
                kind=EnrolmentEvent.Kind.ENROLLED,
                to_track=walk.track,
                to_edition=self.edition,
                at=sat[0].at(walk.learner) - timedelta(hours=1),
                by=walk.learner,
            )
            for walk, enrolment, sat in zip(walks, enrolments, sessions, strict=True)
        )
        ProgressEvent.objects.bulk_create(self.events)
        GateEvent.objects.bulk_create(self.gate_events)
        GateState.objects.bulk_create(
            GateState(
                learner_id=event.learner_id,
                enrolment=event.enrolment,
                key=event.key,
                begun_on=event.begun_on,
                passed_on=event.passed_on,
            )
            for event in self.gate_events
            if event.begun_on
        )
        RestWeek.objects.bulk_create(self.rests)
        StepState.objects.bulk_create(self.states.values())
        StudyEntry.objects.bulk_create(self.entries)

    def _path(self, walk: Walk) -> tuple[list[Step], list[Step]]:
        """What the learner knew already, and what they worked through since."""
        mine = [step for step in self.steps if is_on_track(step, walk.track) and step.is_required]
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
                rest = monday + timedelta(weeks=number)
                self.rests.append(RestWeek(learner=walk.learner, week=rest, planned_at=self._at(walk, rest)))
                continue
            halves = max(1, round(2 * rng.gauss(walk.pace, walk.pace / 3)))
            yield from _sessions_of_week(monday + timedelta(weeks=number), halves, 6, rng)
        halves = walk.this_week // 30 if walk.this_week else round(rng.uniform(0, walk.pace))
        days = (today - week_of(today)).days - (0 if walk.this_week else 1)
        if halves and days >= 0:
            yield from _sessions_of_week(week_of(today), halves, days, rng)

    @staticmethod
    def _at(walk: Walk, day: date) -> datetime:
        return Session(day - timedelta(days=1), 0).at(walk.learner)

    def _follow(self, walk: Walk, enrolment: Enrolment, sat: list[Session]) -> None:
        """Spread the sittings over the steps: each is done once its share of the hours has been sat."""
        known, walked = self._path(walk)
        begun_at = sat[0].at(walk.learner) - timedelta(minutes=30)
        for step in known:
            self._mark(enrolment, step.key, StepStatus.DONE, begun_at)
        if known:
            self._begin_first_role(walk, enrolment, sat[0].day)
        ahead = self._ahead(walk, known, walked)
        whole = sum(step.hours for step in walked) + (ahead.hours / 3 if ahead else 0)
        scale = sum(session.minutes for session in sat) / max(1, whole)
        at, reached = 0, 0.0
        for step in [*walked, *([ahead] if ahead else [])]:
            reached += step.hours * scale
            self._mark(enrolment, step.key, StepStatus.IN_PROGRESS, sat[at].at(walk.learner))
            while at < len(sat) - 1 and reached >= sat[at].minutes:
                reached -= sat[at].minutes
                self._log(walk, enrolment, step, sat[at])
                at += 1
            if step is not ahead:
                self._mark(
                    enrolment, step.key, StepStatus.DONE, sat[at].at(walk.learner) + timedelta(minutes=5)
                )
        self._log(walk, enrolment, ahead or walked[-1] if walked else ahead, sat[-1])
        self._vary(walk, enrolment, walked, ahead)

    def _begin_first_role(self, walk: Walk, enrolment: Enrolment, day: date) -> None:
        """Those who come from a trade have worked in it for some time, most of them for a year."""
        begun_on = day - timedelta(days=walk.rng.randint(20, 900))
        passed_on = begun_on + timedelta(days=400)
        self.gate_events.append(
            GateEvent(
                learner=walk.learner,
                enrolment=enrolment,
                key=FIRST_ROLE,
                begun_on=begun_on,
                passed_on=passed_on if passed_on <= local_date(self.now, walk.learner.zone) else None,
                at=self.now - timedelta(days=1),
                by=walk.learner,
            )
        )

    def _ahead(self, walk: Walk, known: list[Step], walked: list[Step]) -> Step | None:
        """The step somebody is in the middle of."""
        behind = {step.key for step in [*known, *walked]}
        return next(
            (
                step
                for step in self.steps
                if step.key not in behind and step.is_required and is_on_track(step, walk.track)
            ),
            None,
        )

    def _vary(self, walk: Walk, enrolment: Enrolment, walked: list[Step], ahead: Step | None) -> None:
        """Nobody goes quite straight: something to look at again, something left out."""
        if len(walked) > 6 and walk.rng.random() < 0.6:
            again = walk.rng.choice(walked[2:-1])
            self._mark(enrolment, again.key, StepStatus.NEEDS_REVIEW, self.now - timedelta(days=3))
        passed = walked[-1].number if walked else 0
        extras = [step for step in self.steps if not step.is_required and step.number < passed]
        for step in extras:
            if is_on_track(step, walk.track) and walk.rng.random() < 0.5:
                self._mark(enrolment, step.key, StepStatus.SKIPPED, self.now - timedelta(days=20))

    def _mark(self, enrolment: Enrolment, key: str, to: StepStatus, at: datetime) -> None:
        at = min(at, self.now)
        state = self.states.get((enrolment.pk, key))
        self.events.append(
            ProgressEvent(
                learner_id=enrolment.learner_id,
                enrolment=enrolment,
                key=key,
                from_status=state.status if state else StepStatus.PENDING,
                to_status=to,
                at=at,
                by_id=enrolment.learner_id,
                edition=self.edition,
            )
        )
        self.states[enrolment.pk, key] = StepState(
            learner_id=enrolment.learner_id, enrolment=enrolment, key=key, status=to, since=at
        )

    def _log(self, walk: Walk, enrolment: Enrolment, step: Step | None, session: Session) -> None:
        self.entries.append(
            StudyEntry(
                learner=walk.learner,
                roadmap_id=enrolment.roadmap_id,
                key=step.key if step else "",
                minutes=session.minutes,
                studied_on=session.day,
                logged_at=min(session.at(walk.learner), self.now),
                logged_on=session.day,
                note=walk.rng.choice(NOTES),
            )
        )


def _sessions_of_week(monday: date, halves: int, last_day: int, rng: Random) -> Iterator[Session]:
    """`halves` half hours, in sittings of one hour or more, on some of the days from Monday to `last_day`."""
    days = sorted(rng.sample(range(last_day + 1), k=min(last_day + 1, max(1, (halves + 1) // 3))))
    shares = [halves // len(days) + (number < halves % len(days)) for number in range(len(days))]
    for day, share in zip(days, shares, strict=True):
        if share:
            yield Session(monday + timedelta(days=day), min(share, 16) * 30)
