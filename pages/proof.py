"""What somebody has done, as one sheet to print and to bring along: the proof before the title."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from accounts.models import User
from articles.models import Article
from core.clock import local_date
from roadmaps.choices import StepKind, StepStatus
from roadmaps.models import Edition, Enrolment, Gate, GateState, Step, StepEvidence, StepState, StudyEntry
from roadmaps.overlaid_contents import read_contents_of

BUILT = (StepKind.PROJECT, StepKind.ON_THE_JOB)
PRACTISED = (StepKind.PRACTICE, StepKind.MOCK_INTERVIEW)


@dataclass(frozen=True)
class Deed:
    """A step that was done here, when, the hours that were logged on it, and links that show it."""

    step: Step
    url: str
    done_on: date
    minutes: int
    evidence: list[StepEvidence]


@dataclass(frozen=True)
class GatePassed:
    gate: Gate
    begun_on: date
    passed_on: date


@dataclass(frozen=True)
class ProofOfRoadmap:
    """What was known before is left out: it is no proof of anything done here."""

    edition: Edition
    deeds: list[Deed]
    gates: list[GatePassed]
    minutes: int

    @property
    def built(self) -> list[Deed]:
        return self._of_kinds(BUILT)

    @property
    def practised(self) -> list[Deed]:
        return self._of_kinds(PRACTISED)

    @property
    def studied(self) -> list[Deed]:
        return [deed for deed in self.deeds if deed.step.kind not in (*BUILT, *PRACTISED)]

    def _of_kinds(self, kinds: Sequence[StepKind]) -> list[Deed]:
        return [deed for deed in self.deeds if deed.step.kind in kinds]


@dataclass(frozen=True)
class Proof:
    person: User
    roadmaps: list[ProofOfRoadmap]
    articles: list[Article]

    @property
    def minutes(self) -> int:
        return sum(roadmap.minutes for roadmap in self.roadmaps)

    @property
    def step_count(self) -> int:
        return sum(len(roadmap.deeds) for roadmap in self.roadmaps)

    @property
    def is_empty(self) -> bool:
        return not (self.roadmaps or self.articles)


def read_proof(person: User, *, now: datetime) -> Proof:
    """Six queries, and those that read an edition for the first time. Dates are in the person's zone."""
    enrolments = list(Enrolment.objects.of(person).select_related("edition__roadmap").order_by("started_on"))
    states = StepState.objects.filter(
        learner=person, enrolment__in=enrolments, status=StepStatus.DONE, is_credit=False
    )
    gates = GateState.objects.filter(learner=person, enrolment__in=enrolments, passed_on__isnull=False)
    logged = StudyEntry.objects.of(person).order_by().values_list("roadmap", "key").annotate(Sum("minutes"))
    minutes = Counter({(roadmap, key): total for roadmap, key, total in logged})
    evidence: dict[tuple[int | None, str], list[StepEvidence]] = defaultdict(list)
    for each in StepEvidence.objects.of(person).defer("search").order_by("added_at", "pk"):
        evidence[each.roadmap_id, each.key].append(each)
    of_roadmaps = _read_roadmaps(person, enrolments, list(states), list(gates), minutes, evidence=evidence)
    articles = Article.objects.published(now).filter(author__user=person).order_by("-published_at", "-pk")
    return Proof(person, of_roadmaps, list(articles))


def _read_roadmaps(
    person: User,
    enrolments: Sequence[Enrolment],
    states: Iterable[StepState],
    gates: Iterable[GateState],
    minutes: Counter[tuple[int, str]],
    *,
    evidence: Mapping[tuple[int | None, str], list[StepEvidence]],
) -> list[ProofOfRoadmap]:
    contents = read_contents_of(enrolments)
    found = []
    for enrolment in enrolments:
        edition, its = enrolment.edition, contents[enrolment.pk]
        done = {state.key: state for state in states if state.enrolment_id == enrolment.pk}
        passed = {state.key: state for state in gates if state.enrolment_id == enrolment.pk}
        proof = ProofOfRoadmap(
            edition,
            [
                Deed(
                    step,
                    f"{edition.get_absolute_url()}steps/{step.key}/",
                    local_date(done[step.key].since, person.zone),
                    minutes[enrolment.roadmap_id, step.key],
                    evidence.get((enrolment.roadmap_id, step.key), []),
                )
                for step in its.all_steps
                if step.key in done
            ],
            [
                GatePassed(gate, state.begun_on, state.passed_on)
                for gate in its.gates
                if (state := passed.get(gate.key)) and state.passed_on
            ],
            sum(total for (roadmap, _key), total in minutes.items() if roadmap == enrolment.roadmap_id),
        )
        if proof.deeds or proof.gates:
            found.append(proof)
    return found
