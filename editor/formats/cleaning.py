"""Loose values from any file made into an outline: what does not fit is guessed or left out, and said."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, isfinite
from typing import Any, cast

from django.utils.translation import gettext as _
from slugify import slugify

from core.text import one_line, without_controls
from editor.checks import is_web_address
from editor.edits import new_key
from editor.formats.questions import FileQuestion, clean_questions
from editor.formats.report import Report
from editor.outline import (
    USUAL_LANGUAGE,
    GateOutline,
    MilestoneOutline,
    Outline,
    ResourceOutline,
    SpecialismOutline,
    StageOutline,
    StepOutline,
    TrackOutline,
)
from roadmaps.choices import ResourceCost, ResourceType, StepKind
from roadmaps.document import MOST_STEPS
from roadmaps.tracks import SHARED

KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}\Z")
LANGUAGE = re.compile(r"(?=.{1,12}\Z)[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
NUMBER = re.compile(r"\s*(\d{1,6}(?:[.,]\d+)?)")
TITLE, SHORT, TEXT = 120, 80, 5_000
MOST_GROUPS = 1_000
MOST_QUESTIONS = 10_000
MOST_OF_A_STEP = 30
USUAL_HOURS = 5
KNOWN_OF_A_STEP = frozenset(StepOutline.__struct_fields__)

Loose = Mapping[str, Any]


class FileRefused(ValueError):
    """No draft can be made of the file; the message says why and what to do."""


@dataclass(frozen=True)
class Guessing:
    """How what is missing is guessed; not at all for a file of our own, whose gaps are the draft's."""

    areas: Sequence[tuple[str, str]] = ()
    hours: int | None = USUAL_HOURS
    fills_gaps: bool = True


@dataclass
class Cleaner:
    """Makes one outline, and remembers what it met."""

    guessing: Guessing
    report: Report = field(default_factory=Report)
    renamed: dict[str, str] = field(default_factory=dict)
    questions: list[FileQuestion] = field(default_factory=list)
    _taken: dict[str, set[str]] = field(default_factory=dict)
    _asked: list[tuple[str, Loose]] = field(default_factory=list)

    def clean(self, loose: Loose) -> Outline:
        """Raises FileRefused for a file that is too large. What its steps ask is in `questions`."""
        outline = Outline(
            title=self.line(loose.get("title"), TITLE),
            summary=self.text(loose.get("summary")),
            language=self.language(loose.get("language"), USUAL_LANGUAGE),
            areas=[slug for slug in _words(loose.get("areas")) if KEY.match(slug)][:50],
            tracks=[self.track(each) for each in _mappings(loose.get("tracks"))[:50]],
            specialisms=[self.specialism(each) for each in _mappings(loose.get("specialisms"))[:100]],
            mapping=_read_mapping(loose.get("mapping")),
        )
        stages = _mappings(loose.get("stages"))
        _check_size(stages)
        library = loose.get("resources")
        shelf = library if isinstance(library, Mapping) else {}
        outline.stages = [self.stage(each, shelf) for each in stages]
        self._follow_renames(outline)
        for asked in _mappings(loose.get("questions"))[:MOST_QUESTIONS]:
            given = _as_text(asked.get("step"))
            self._asked.append((self.renamed.get(given, given), asked))
        self.questions = clean_questions(self._asked, {step.key for step in outline.steps}, self.report)
        self._make_missing(outline)
        if self.guessing.fills_gaps:
            self._guess_areas(outline)
        return outline

    def line(self, value: Any, longest: int) -> str:
        words = one_line(_as_text(value))
        if len(words) > longest:
            self.report.note("texts_shortened", words)
        return words[:longest].strip()

    def text(self, value: Any, longest: int = TEXT) -> str:
        words = without_controls(_as_text(value)).strip()
        if len(words) > longest:
            self.report.note("texts_shortened", words)
        return words[:longest].strip()

    def language(self, value: Any, usual: str) -> str:
        return value if isinstance(value, str) and LANGUAGE.match(value) else usual

    def key(self, value: Any, title: str, kind: str) -> str:
        """The key as it is, or another; the first part that had a key is the one that others mean."""
        space = "step" if kind == "gate" else kind
        taken = self._taken.setdefault(space, {SHARED} if space == "track" else set())
        given = value if isinstance(value, str) else ""
        key = given
        if not KEY.match(given) or given in taken:
            key = new_key(slugify(given) or title, kind, taken)
            if given:
                self.report.note("keys_renamed", given)
        taken.add(key)
        if given and space == "step":
            self.renamed.setdefault(given, key)
        return key

    def amount(self, value: Any, most: int) -> int | None:
        """A whole number from 1, also of `12.5` or `"12 h"`."""
        if isinstance(value, bool) or value is None:
            return None
        if isinstance(value, str):
            found = NUMBER.match(value)
            value = float(found[1].replace(",", ".")) if found else None
        if not isinstance(value, int | float) or not isfinite(value) or not 0 < value <= most:
            return None
        if value != ceil(value):
            self.report.note("hours_rounded")
        return ceil(value)

    def choice(self, value: Any, known: Sequence[str], usual: str) -> str:
        if isinstance(value, str) and value.strip().lower() in known:
            return value.strip().lower()
        if value not in (None, ""):
            self.report.note("choices_guessed", _as_text(value))
        return usual

    def track(self, loose: Loose) -> TrackOutline:
        title = self.line(loose.get("title"), SHORT)
        point = loose.get("starting_point")
        return TrackOutline(
            key=self.key(loose.get("key"), title, "track"),
            title=title,
            summary=self.line(loose.get("summary"), 300),
            starting_point=point if point in ("data_scientist", "software_engineer") else "",
        )

    def specialism(self, loose: Loose) -> SpecialismOutline:
        title = self.line(loose.get("title"), SHORT)
        key = self.key(loose.get("key"), title, "specialism")
        return SpecialismOutline(key=key, title=title, summary=self.line(loose.get("summary"), 300))

    def stage(self, loose: Loose, shelf: Loose) -> StageOutline:
        title = self.line(loose.get("title"), TITLE)
        return StageOutline(
            key=self.key(loose.get("key"), title, "stage"),
            title=title,
            why=self.text(loose.get("why")),
            gates=[self.gate(each) for each in _mappings(loose.get("gates"))[:100]],
            milestones=[self.milestone(each, shelf) for each in _mappings(loose.get("milestones"))],
        )

    def gate(self, loose: Loose) -> GateOutline:
        title = self.line(loose.get("title"), TITLE)
        return GateOutline(
            key=self.key(loose.get("key"), title, "gate"),
            title=title,
            months=self.amount(loose.get("months"), 120),
            why=self.text(loose.get("why")),
            done_when=self.text(loose.get("done_when")),
        )

    def milestone(self, loose: Loose, shelf: Loose) -> MilestoneOutline:
        title = self.line(loose.get("title"), TITLE)
        key = self.key(loose.get("key"), title, "milestone")
        steps = [self.step(each, shelf) for each in _mappings(loose.get("steps"))]
        return MilestoneOutline(key=key, title=title, steps=steps)

    def step(self, loose: Loose, shelf: Loose) -> StepOutline:
        title = self.line(loose.get("title"), TITLE)
        for name in sorted(str(name) for name in set(loose) - KNOWN_OF_A_STEP - {"questions"}):
            if not name.startswith("_"):
                self.report.note("fields_unknown", name)
        hours = self.amount(loose.get("hours"), 30_000)
        done_when = self.text(loose.get("done_when"))
        if self.guessing.fills_gaps:
            if hours is None and self.guessing.hours:
                self.report.note("hours_guessed", title)
                hours = self.guessing.hours
            if not done_when and title:
                self.report.note("done_when_guessed", title)
                done_when = _("You can explain “%(title)s” in your own words and show an example.")
                done_when %= {"title": title}
        area, track = _as_text(loose.get("area")), _as_text(loose.get("track"))
        key = self.key(loose.get("key"), title, "step")
        self._asked += [(key, each) for each in _mappings(loose.get("questions"))]
        return StepOutline(
            key=key,
            title=title,
            area=area if KEY.match(area) else "",
            kind=self.choice(loose.get("kind"), StepKind.values, StepKind.STUDY),
            hours=hours,
            track=track if KEY.match(track) else SHARED,
            specialism=specialism if KEY.match(specialism := _as_text(loose.get("specialism"))) else "",
            required=loose.get("required") not in (False, "false", "no", "optional"),
            prerequisites=_words(loose.get("prerequisites")),
            why=self.text(loose.get("why")),
            done_when=done_when,
            resources=self.resources(loose.get("resources"), shelf),
        )

    def resources(self, loose: Any, shelf: Loose) -> list[ResourceOutline]:
        found = []
        for each in (loose if isinstance(loose, list | tuple) else [])[:MOST_OF_A_STEP]:
            described = shelf.get(each) if isinstance(each, str) else each
            if not isinstance(described, Mapping):
                self.report.note("resources_dropped", _as_text(each))
                continue
            found.append(self.resource(described))
        return [resource for resource in found if resource is not None]

    def resource(self, loose: Loose) -> ResourceOutline | None:
        """None for one whose address leads to no page of the web; a draft's empty address stays."""
        url = one_line(_as_text(loose.get("url")))
        resource = ResourceOutline(
            title=self.line(loose.get("title") or url, TITLE),
            url=url,
            type=self.choice(loose.get("type"), ResourceType.values, ResourceType.ARTICLE),
            cost=self.choice(loose.get("cost"), ResourceCost.values, ResourceCost.FREE),
            language=self.language(loose.get("language"), "en"),
            minutes=self.amount(loose.get("minutes"), 30_000),
        )
        if is_web_address(resource) or (not url and not self.guessing.fills_gaps):
            return resource
        self.report.note("addresses_dropped", url or resource.title)
        return None

    def _follow_renames(self, outline: Outline) -> None:
        """Prerequisites name the step that had the key in the file; those that name none are dropped."""
        keys = {step.key for step in outline.steps}
        for step in outline.steps:
            named = [(given, self.renamed.get(given, given)) for given in step.prerequisites]
            for given, key in named:
                if key not in keys or key == step.key:
                    self.report.note("prerequisites_dropped", given)
            kept = [key for _given, key in named if key in keys and key != step.key]
            step.prerequisites = list(dict.fromkeys(kept))

    def _make_missing(self, outline: Outline) -> None:
        """Tracks and specialisms that steps name and the file does not describe."""
        for step in outline.steps:
            if step.track != SHARED and step.track not in {track.key for track in outline.tracks}:
                outline.tracks.append(TrackOutline(key=step.track, title=step.track))
                self.report.note("tracks_made", step.track)
            if step.specialism and step.specialism not in {of.key for of in outline.specialisms}:
                outline.specialisms.append(SpecialismOutline(key=step.specialism, title=step.specialism))
                self.report.note("tracks_made", step.specialism)

    def _guess_areas(self, outline: Outline) -> None:
        """The area whose words the step, its milestone or its stage holds; else that of the step before."""
        areas = self.guessing.areas
        known, before = {slug for slug, _title in areas}, areas[0][0] if areas else ""
        for stage in outline.stages:
            for milestone in stage.milestones:
                for step in milestone.steps:
                    if step.area not in known:
                        step.area = (
                            _find_area(step.title, areas)
                            or _find_area(f"{milestone.title} {stage.title}", areas)
                            or before
                        )
                        self.report.note("areas_guessed", step.title)
                    before = step.area


def _find_area(words: str, areas: Sequence[tuple[str, str]]) -> str:
    lowered = words.lower()
    return next((slug for slug, title in areas if title.lower() in lowered or slug in lowered), "")


def _check_size(stages: Sequence[Loose]) -> None:
    milestones = [each for stage in stages for each in _mappings(stage.get("milestones"))]
    steps = sum(len(_mappings(each.get("steps"))) for each in milestones)
    if steps > MOST_STEPS:
        raise FileRefused(_("The file has more than 3,000 steps. Make two roadmaps of it."))
    if len(stages) + len(milestones) > MOST_GROUPS:
        raise FileRefused(_("The file has more than 1,000 stages and milestones. Make two roadmaps of it."))


def _read_mapping(value: Any) -> dict[str, list[str]]:
    if not isinstance(value, Mapping):
        return {}
    pairs = [(old, new) for old, new in list(value.items())[:MOST_STEPS] if KEY.match(_as_text(old))]
    return {
        str(old): [key for key in ([new] if isinstance(new, str) else _words(new)) if KEY.match(key)]
        for old, new in pairs
    }


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _words(value: Any) -> list[str]:
    """The texts of a list; also of one text, or of a number that YAML took a key for."""
    if not isinstance(value, list | tuple):
        return []
    return [word for each in value[:MOST_STEPS] if (word := _as_text(each))]


def _mappings(value: Any) -> list[Loose]:
    return (
        [cast(Loose, each) for each in value if isinstance(each, Mapping)]
        if isinstance(value, list | tuple)
        else []
    )
