"""The demo community on its roadmap: everybody at another point, with the study log that led there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from accounts.demo import DemoPeople
from accounts.models import User
from accounts.operations import change_public_profile
from core.clock import local_date, week_of
from roadmaps.choices import LinkState, StepStatus, Verdict
from roadmaps.document import read_areas, read_document
from roadmaps.link_checks import EVERY
from roadmaps.models import (
    Edition,
    Enrolment,
    EnrolmentEvent,
    GateEvent,
    GateState,
    Link,
    LinkVote,
    ProgressEvent,
    RestWeek,
    Step,
    StepState,
    StudyEntry,
)
from roadmaps.official import AREAS, ROADMAPS
from roadmaps.operations import (
    add_evidence,
    add_own_step,
    assess_skills,
    choose_specialisms,
    hide_step,
    load_areas,
    load_roadmap,
    suggest_track,
    write_note,
)
from roadmaps.overlay import OwnLink
from roadmaps.tracks import SHARED, is_on_track

LONGEST_STUDY = timedelta(weeks=80)
NOTES = (*[""] * 5, "on the train", "with the study group", "video course", "exercises", "read twice")
FIRST_STEPS_OF_WORK = ("choose", "cv", "first-apply")
KNOWN = {
    "from_ds": ("py-core", "py-data", "sql", *FIRST_STEPS_OF_WORK),
    "from_swe": ("py-core", "git", "sql", "dsa-core", *FIRST_STEPS_OF_WORK),
    SHARED: (),
}
ABOUT = (
    "From spreadsheets to services, ten hours a week. "
    "I keep notes on what did not work, because that is what I needed to read myself."
)
FIRST_ROLE = "first-role"
STEP_NOTES = {
    "graddesc": "The step size decides everything. On a bowl, $\\eta < 2/L$ or it walks away:\n\n"
    "| step | what I saw |\n|---|---|\n| 0.5 | slow and calm |\n| 1 | there in one step |\n"
    "| 1.9 | zigzag |\n| 2.1 | gone |",
    "dist": "Which one when:\n\n- counts in an hour: *Poisson*\n- until the first success: *geometric*\n"
    "- a share that I do not know: *beta*",
    "git": "`git reflog` has saved me twice. Before every rebase: **push first**.",
    "linalg": "A matrix is what it does to the unit square. Rank is how many directions are left.",
    "sql": "Window functions are the part I forget. The order that helps:\n\n"
    "1. `PARTITION BY` says whose rows\n2. `ORDER BY` says in which order\n3. the frame says how many",
    "py-core": "Mutable default arguments are made once, when the function is defined:\n\n"
    "```python\ndef add(item, seen=None):\n    seen = [] if seen is None else seen\n```",
}
STEP_EVIDENCE = {
    "graddesc": ("https://example.org/lena/descent", "Gradient descent by hand, with the runs that diverged"),
    "git": ("https://example.org/lena/first-review", "My first merged change in somebody else's repository"),
    "sql": (
        "https://example.org/lena/funnel-queries",
        "Forty queries on the sign-up funnel, with their plans",
    ),
    "dist": ("https://example.org/lena/queue", "A week of queue lengths against three distributions"),
}
OWN_STEPS = (
    ("Read the paper my team keeps quoting", 4, "Done when I can draw its second figure.", "The paper"),
    ("Rebuild our churn model from its notebook", 12, "", "The notebook at work"),
)
OWN_LEVELS = {
    "from_ds": {
        "maths": 2,
        "statistics": 3,
        "machine-learning": 3,
        "cloud": 1,
        "devops": 1,
        "software-engineering": 2,
    },
    "from_swe": {
        "maths": 1,
        "statistics": 1,
        "machine-learning": 1,
        "cloud": 2,
        "devops": 3,
        "software-engineering": 3,
    },
}


@dataclass(frozen=True)
class StudyPlan:
    """How somebody studies: `share` of all hours are behind them, at so many hours a week."""

    learner: User
    track: str
    share: float
    hours_a_week: float
    this_week: int | None = None
    rng: Random = field(default_factory=Random)


@dataclass(frozen=True)
class Sitting:
    """One sitting, in the evening where the learner lives."""

    day: date
    minutes: int

    def starts_at(self, learner: User) -> datetime:
        return datetime.combine(self.day, time(20, 15), tzinfo=learner.zone)


def seed(people: DemoPeople, *, now: datetime, rng: Random) -> None:
    """Publish the official roadmaps and let everybody study; the same `rng` makes the same community."""
    load_areas(areas=read_areas(AREAS.read_text(encoding="utf-8")))
    published_at = now - LONGEST_STUDY - timedelta(weeks=4)
    edition, *_others = [
        load_roadmap(document=read_document(path.read_text(encoding="utf-8")), now=published_at).edition
        for path in ROADMAPS
    ]
    lena = people.learners[0]
    lena.weekly_goal_hours = 10
    lena.save(update_fields=["weekly_goal_hours"])
    _rate(people.learners, now=now, rng=rng)
    journal = Journal(edition, now)
    journal.write_all(
        [_plan_study(edition, learner, number, rng) for number, learner in enumerate(people.learners)]
    )
    _choose_specialisms(people.learners, now=now)
    _make_own(people.learners[1], now=now)
    _write_notes(lena, now=now)
    _find_links(edition, people.learners, now=now)
    _show_profiles(edition, people.learners, now=now)


def _choose_specialisms(learners: Sequence[User], *, now: datetime) -> None:
    """Every fourth learner has chosen two, lately; others are not so far, Lena among them."""
    for number, learner in enumerate(learners[1::4]):
        enrolment = Enrolment.objects.of(learner).select_related("edition").get()
        keys = [specialism.key for specialism in enrolment.edition.specialisms.order_by("position")]
        chosen = {keys[number % len(keys)], keys[(number + 5) % len(keys)]}
        choose_specialisms(
            enrolment=enrolment, keys=chosen, by=learner, now=now - timedelta(hours=number + 1)
        )


def _make_own(learner: User, *, now: datetime) -> None:
    """One of them has made the roadmap their own: two steps hidden, two added."""
    enrolment = Enrolment.objects.of(learner).select_related("edition").get()
    marked = set(enrolment.states.values_list("key", flat=True))
    ahead = [
        step
        for step in enrolment.edition.steps.select_related("milestone", "track").order_by("number")
        if step.key not in marked and is_on_track(step, enrolment.track)
    ]
    for step in ahead[1:3]:
        hide_step(enrolment=enrolment, key=step.key, by=learner, now=now - timedelta(days=6))
    for number, (title, hours, note, link) in enumerate(OWN_STEPS):
        add_own_step(
            enrolment=enrolment,
            milestone=ahead[0].milestone.key,
            title=title,
            hours=hours,
            note=note,
            links=[OwnLink(link, "https://example.org/reading")],
            by=learner,
            now=now - timedelta(days=5 - number),
        )


def _write_notes(learner: User, *, now: datetime) -> None:
    """On some of the steps that the learner has done, and links that show it."""
    enrolment = Enrolment.objects.of(learner).select_related("roadmap").get()
    done = set(enrolment.states.filter(status=StepStatus.DONE).values_list("key", flat=True))
    for number, (key, text) in enumerate(STEP_NOTES.items()):
        if key in done:
            at = now - timedelta(days=9 * number, hours=3)
            write_note(learner=learner, roadmap=enrolment.roadmap, key=key, text=text, now=at)
    for number, (key, (url, shows)) in enumerate(STEP_EVIDENCE.items()):
        if key in done:
            at = now - timedelta(days=11 * number, hours=2)
            add_evidence(learner=learner, roadmap=enrolment.roadmap, key=key, url=url, shows=shows, now=at)


def _rate(learners: Sequence[User], *, now: datetime, rng: Random) -> None:
    """Two of three have rated themselves, some weeks ago; other things follow from another `rng`."""
    own = Random(rng.random())  # noqa: S311 - a demo, not a secret
    for number, learner in enumerate(learners):
        if number % 3 == 2:
            continue
        usual = OWN_LEVELS["from_swe" if learner.starting_point == "software_engineer" else "from_ds"]
        levels = {area: max(0, min(4, level + own.choice((-1, 0, 0, 0)))) for area, level in usual.items()}
        assess_skills(learner=learner, levels=levels, now=now - timedelta(weeks=own.randint(2, 30)))


def _show_profiles(edition: Edition, learners: Sequence[User], *, now: datetime) -> None:
    """A few show everybody how far they are; the first one more than that."""
    shown = learners[:3]
    Enrolment.objects.filter(roadmap=edition.roadmap_id, learner__in=shown).update(is_public=True)
    blocks = [["about", "roadmaps", "skills", "weeks", "evidence"], ["roadmaps", "weeks"], ["about"]]
    for learner, chosen in zip(shown, blocks, strict=True):
        change_public_profile(user=learner, blocks=chosen, about=ABOUT, now=now)


def _find_links(edition: Edition, learners: Sequence[User], *, now: datetime) -> None:
    """Most links work, one is gone, one turns programs away; readers say what they found at some."""
    own = Random(len(learners))  # noqa: S311 - a demo, not a secret; what follows stays as it was
    checked_at = now - timedelta(days=3, hours=5)
    Link.objects.update(
        state=LinkState.WORKS, checked_on=checked_at.date(), tried_at=checked_at, due_at=checked_at + EVERY
    )
    links = list(Link.objects.of_roadmap(edition.roadmap).order_by("pk"))
    gone, shy, moved = links[3], links[8], links[12]
    Link.objects.filter(pk=gone.pk).update(
        state=LinkState.BROKEN,
        checked_on=checked_at.date() - timedelta(days=17),
        broken_since=checked_at,
        failures=3,
        error="status_404",
    )
    Link.objects.filter(pk=shy.pk).update(state=LinkState.UNCLEAR, checked_on=None, error="status_403")
    Link.objects.filter(pk=moved.pk).update(moved_to="https://www.example.org/a-page-that-moved/")
    votes = [
        LinkVote(
            person=learner,
            link=link,
            verdict=Verdict.USEFUL,
            at=now - timedelta(days=own.randint(2, 200)),
        )
        for link in links
        if link not in (gone, moved)
        for learner in own.sample(list(learners), k=own.choice((0, 0, 1, 2, 4)))
    ]
    complaints = [(gone, Verdict.BROKEN), (gone, Verdict.BROKEN), (moved, Verdict.OUTDATED)]
    votes += [
        LinkVote(person=learners[1 + number], link=link, verdict=verdict, at=now - timedelta(days=2))
        for number, (link, verdict) in enumerate(complaints)
    ]
    LinkVote.objects.bulk_create(votes)


def _plan_study(edition: Edition, learner: User, number: int, rng: Random) -> StudyPlan:
    own = Random(rng.random())  # noqa: S311 - a demo, not a secret
    if number == 0:
        return StudyPlan(learner, "from_ds", share=0.3, hours_a_week=8.5, this_week=390, rng=own)
    share = own.uniform(0, 0.05) if number % 6 == 5 else own.triangular(0.05, 0.9, 0.2)
    return StudyPlan(
        learner, suggest_track(edition, learner), share=share, hours_a_week=own.triangular(3, 14, 8), rng=own
    )


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

    def write_all(self, plans: Sequence[StudyPlan]) -> None:
        sittings = [list(self._plan_sittings(plan)) for plan in plans]
        enrolments = Enrolment.objects.bulk_create(
            Enrolment(
                roadmap_id=self.edition.roadmap_id,
                learner=plan.learner,
                edition=self.edition,
                track=plan.track,
                started_on=evenings[0].day,
            )
            for plan, evenings in zip(plans, sittings, strict=True)
        )
        for plan, enrolment, evenings in zip(plans, enrolments, sittings, strict=True):
            self._write_study(plan, enrolment, evenings)
        EnrolmentEvent.objects.bulk_create(
            EnrolmentEvent(
                learner=plan.learner,
                enrolment=enrolment,
                kind=EnrolmentEvent.Kind.ENROLLED,
                to_track=plan.track,
                to_edition=self.edition,
                at=evenings[0].starts_at(plan.learner) - timedelta(hours=1),
                by=plan.learner,
            )
            for plan, enrolment, evenings in zip(plans, enrolments, sittings, strict=True)
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

    def _divide_steps(self, plan: StudyPlan) -> tuple[list[Step], list[Step]]:
        """What the learner knew already, and what they worked through since."""
        mine = [step for step in self.steps if is_on_track(step, plan.track) and step.is_required]
        known = [step for step in mine if step.key in KNOWN[plan.track]]
        ahead = [step for step in mine if step not in known]
        left = plan.share * sum(step.hours for step in ahead)
        finished = []
        for step in ahead:
            if step.hours > left:
                break
            finished.append(step)
            left -= step.hours
        return known, finished

    def _plan_sittings(self, plan: StudyPlan) -> Iterator[Sitting]:
        """Sittings over the weeks it took, some of them weeks of rest, up to today."""
        rng, today = plan.rng, local_date(self.now, plan.learner.zone)
        _known, finished = self._divide_steps(plan)
        hours = max(4, sum(step.hours for step in finished)) * rng.uniform(0.7, 1.0)
        weeks = min(max(2, round(hours / plan.hours_a_week)), LONGEST_STUDY // timedelta(weeks=1))
        this_week = week_of(today, plan.learner.first_weekday)
        first_week = this_week - timedelta(weeks=weeks)
        for number in range(weeks):
            if number and rng.random() < 0.08:
                rest = first_week + timedelta(weeks=number)
                planned_at = Sitting(rest - timedelta(days=1), 0).starts_at(plan.learner)
                self.rests.append(RestWeek(learner=plan.learner, week=rest, planned_at=planned_at))
                continue
            halves = max(1, round(2 * rng.gauss(plan.hours_a_week, plan.hours_a_week / 3)))
            yield from _sittings_of_week(first_week + timedelta(weeks=number), halves, 6, rng)
        halves = plan.this_week // 30 if plan.this_week else round(rng.uniform(0, plan.hours_a_week))
        days = (today - this_week).days - (0 if plan.this_week else 1)
        if halves and days >= 0:
            yield from _sittings_of_week(this_week, halves, days, rng)

    def _write_study(self, plan: StudyPlan, enrolment: Enrolment, evenings: list[Sitting]) -> None:
        """Spread the sittings over the steps: each is done once its share of the hours has been spent."""
        known, finished = self._divide_steps(plan)
        begun_at = evenings[0].starts_at(plan.learner) - timedelta(minutes=30)
        for step in known:
            self._add_mark(enrolment, step.key, StepStatus.DONE, begun_at, is_credit=True)
        if known:
            self._begin_first_role(plan, enrolment, evenings[0].day)
        begun = self._begun_step(plan, known, finished)
        whole = sum(step.hours for step in finished) + (begun.hours / 3 if begun else 0)
        scale = sum(sitting.minutes for sitting in evenings) / max(1, whole)
        at, reached = 0, 0.0
        for step in [*finished, *([begun] if begun else [])]:
            reached += step.hours * scale
            self._add_mark(enrolment, step.key, StepStatus.IN_PROGRESS, evenings[at].starts_at(plan.learner))
            while at < len(evenings) - 1 and reached >= evenings[at].minutes:
                reached -= evenings[at].minutes
                self._add_entry(plan, enrolment, step, evenings[at])
                at += 1
            if step is not begun:
                self._add_mark(
                    enrolment,
                    step.key,
                    StepStatus.DONE,
                    evenings[at].starts_at(plan.learner) + timedelta(minutes=5),
                )
        self._add_entry(plan, enrolment, begun or finished[-1] if finished else begun, evenings[-1])
        self._add_variety(plan, enrolment, finished, begun)

    def _begin_first_role(self, plan: StudyPlan, enrolment: Enrolment, day: date) -> None:
        """Those who come from a trade have worked in it for some time, or began while they studied."""
        latest = local_date(self.now, plan.learner.zone) - timedelta(days=20)
        begun_on = min(latest, day - timedelta(days=plan.rng.randint(-400, 900)))
        passed_on = begun_on + timedelta(days=400)
        self.gate_events.append(
            GateEvent(
                learner=plan.learner,
                enrolment=enrolment,
                key=FIRST_ROLE,
                begun_on=begun_on,
                passed_on=passed_on if passed_on <= local_date(self.now, plan.learner.zone) else None,
                at=self.now - timedelta(days=1),
                by=plan.learner,
            )
        )

    def _begun_step(self, plan: StudyPlan, known: list[Step], finished: list[Step]) -> Step | None:
        """The step somebody is in the middle of."""
        behind = {step.key for step in [*known, *finished]}
        return next(
            (
                step
                for step in self.steps
                if step.key not in behind and step.is_required and is_on_track(step, plan.track)
            ),
            None,
        )

    def _add_variety(
        self, plan: StudyPlan, enrolment: Enrolment, finished: list[Step], begun: Step | None
    ) -> None:
        """Something to look at again, and something left out."""
        if len(finished) > 6 and plan.rng.random() < 0.6:
            again = plan.rng.choice(finished[2:-1])
            self._add_mark(enrolment, again.key, StepStatus.NEEDS_REVIEW, self.now - timedelta(days=3))
        passed = finished[-1].number if finished else 0
        extras = [step for step in self.steps if not step.is_required and step.number < passed]
        for step in extras:
            if is_on_track(step, plan.track) and plan.rng.random() < 0.5:
                self._add_mark(enrolment, step.key, StepStatus.SKIPPED, self.now - timedelta(days=20))

    def _add_mark(
        self, enrolment: Enrolment, key: str, to: StepStatus, at: datetime, *, is_credit: bool = False
    ) -> None:
        at = min(at, self.now)
        state = self.states.get((enrolment.pk, key))
        self.events.append(
            ProgressEvent(
                learner_id=enrolment.learner_id,
                enrolment=enrolment,
                key=key,
                from_status=state.status if state else StepStatus.PENDING,
                to_status=to,
                was_credit=bool(state and state.is_credit),
                is_credit=is_credit,
                at=at,
                by_id=enrolment.learner_id,
                edition=self.edition,
            )
        )
        self.states[enrolment.pk, key] = StepState(
            learner_id=enrolment.learner_id,
            enrolment=enrolment,
            key=key,
            status=to,
            is_credit=is_credit,
            since=at,
        )

    def _add_entry(self, plan: StudyPlan, enrolment: Enrolment, step: Step | None, sitting: Sitting) -> None:
        logged_at = min(sitting.starts_at(plan.learner), self.now)
        self.entries.append(
            StudyEntry(
                learner=plan.learner,
                roadmap_id=enrolment.roadmap_id,
                key=step.key if step else "",
                minutes=sitting.minutes,
                studied_on=sitting.day,
                logged_at=logged_at,
                updated_at=logged_at,
                logged_on=sitting.day,
                note=plan.rng.choice(NOTES),
            )
        )


def _sittings_of_week(week: date, halves: int, last_day: int, rng: Random) -> Iterator[Sitting]:
    """`halves` half hours, in sittings of one hour or more, on some days up to that numbered `last_day`."""
    days = sorted(rng.sample(range(last_day + 1), k=min(last_day + 1, max(1, (halves + 1) // 3))))
    shares = [halves // len(days) + (number < halves % len(days)) for number in range(len(days))]
    for day, share in zip(days, shares, strict=True):
        if share:
            yield Sitting(week + timedelta(days=day), min(share, 16) * 30)
