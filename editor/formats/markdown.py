"""Task lists in Markdown: `##` is a stage, `###` a milestone, a point a step, and what is below says more.

## Foundations {#s1}

### Probability {#m1}

- [ ] Bayes by hand {#bayes}
  - Hours: 12
  - Done when: You can derive it.
  - Needs: counting
  - [A chapter](https://example.org/) (book, free, en, 90 min)
  - Question (derive, 2 min): Which prior makes the mean linear?
  - Answer: The conjugate one.
  - Point: It names the family.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from editor.formats.questions import FileQuestion, write_points
from editor.formats.report import Report
from editor.outline import Outline, ResourceOutline, StepOutline
from roadmaps.choices import ResourceCost, ResourceType
from roadmaps.tracks import SHARED

HEADING = re.compile(r"(#{1,6})\s+(.*?)(?:\s+#+)?\s*\Z")
POINT = re.compile(r"( *|\t*)(?:[-*+]|\d{1,4}[.)])\s+(?:\[([ xX~-])\]\s+)?(.*)\Z")
KEY = re.compile(r"(.*?)\s*\{#([A-Za-z0-9_-]{1,80})\}\Z")
FIELD = re.compile(
    r"(Hours|Area|Kind|Track|Specialism|Optional|Needs|Why|Done when)\s*:\s*(.*)\Z", re.IGNORECASE
)
QUESTION = re.compile(r"Question\s*(?:\(([^)]*)\))?\s*:\s*(.*)\Z", re.IGNORECASE)
ANSWER = re.compile(r"(Answer|Point)\s*:\s*(.*)\Z", re.IGNORECASE)
LINK = re.compile(r"\[((?:[^\]\\]|\\.)*)\]\((?:<([^>]*)>|([^)\s]+))\)\s*(?:\(([^)]*)\))?\Z")
LENGTH = re.compile(r"(.*?)\s*[(~]\s*(\d{1,4}(?:[.,]\d)?)\s*(?:h|hours?|hrs?)\.?\)?\Z", re.IGNORECASE)
TEXTS = {"why": "why", "done when": "done_when"}
NAMES = {"hours": "hours", "area": "area", "kind": "kind", "track": "track", "specialism": "specialism"}
SPECIAL = re.compile(r"(?=[-*+#>\\`\[\s]|\d+[.)])")
NONE = "?"


def read_markdown(text: str, report: Report) -> dict[str, Any]:
    """Loose values of a roadmap; `report` learns what was bent."""
    return _Reader(report).read(text)


class _Reader:
    """Reads line by line; what comes next belongs to the latest heading, step or field."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.roadmap: dict[str, Any] = {"title": "", "summary": "", "stages": []}
        self.stage: dict[str, Any] | None = None
        self.milestone: dict[str, Any] | None = None
        self.step: dict[str, Any] | None = None
        self.asked: dict[str, Any] | None = None
        self.field = ""
        self.indent = 0

    def read(self, text: str) -> dict[str, Any]:
        is_code = False
        for line in text.splitlines():
            if line.strip().startswith("```"):
                is_code = not is_code
            elif is_code or not line.strip():
                continue
            elif heading := HEADING.match(line):
                self._heading(len(heading[1]), heading[2])
            elif point := POINT.match(line):
                self._point(
                    len(point[1].replace("\t", "    ")), point[3].strip(), is_task=point[2] is not None
                )
            else:
                self._words(line)
        return self.roadmap

    def _heading(self, level: int, words: str) -> None:
        title, key = _split_key(words)
        self.step, self.asked, self.field = None, None, ""
        if level == 1 and not self.roadmap["title"]:
            self.roadmap["title"] = title
        elif level <= 2:
            self.stage, self.milestone = {"key": key, "title": title, "why": "", "milestones": []}, None
            self.roadmap["stages"].append(self.stage)
        else:
            self._open_stage()["milestones"].append({"key": key, "title": title, "steps": []})
            self.milestone = self._open_stage()["milestones"][-1]

    def _open_stage(self) -> dict[str, Any]:
        if self.stage is None:
            self.stage = {"title": self.roadmap["title"], "why": "", "milestones": []}
            self.roadmap["stages"].append(self.stage)
            self.report.note("groups_made", self.roadmap["title"])
        return self.stage

    def _open_milestone(self) -> dict[str, Any]:
        if self.milestone is None:
            stage = self._open_stage()
            self.milestone = {"title": stage["title"], "steps": []}
            stage["milestones"].append(self.milestone)
            self.report.note("groups_made", stage["title"])
        return self.milestone

    def _point(self, indent: int, words: str, *, is_task: bool) -> None:
        is_below = self.step is not None and indent > self.indent
        if is_below and self.step is not None and not is_task:
            self._detail(self.step, words)
            return
        if is_below:
            self.report.note("nested_flattened", words)
        elif self.step is None or indent < self.indent:
            self.indent = indent
        title, key = _split_key(words)
        self.step = {"key": key, "title": title, "resources": []}
        self.asked, self.field = None, ""
        if key is None:
            self._read_title(self.step, title)
        self._open_milestone()["steps"].append(self.step)

    def _read_title(self, step: dict[str, Any], title: str) -> None:
        """Hours behind the title, and a link in its place, as people write them."""
        if length := LENGTH.match(title):
            step |= {"title": length[1], "hours": length[2]}
        if link := LINK.match(step["title"]):
            step["resources"].append(_read_resource(link))
            step["title"] = step["resources"][0]["title"]

    def _detail(self, step: dict[str, Any], words: str) -> None:
        self.field = ""
        if asked := QUESTION.match(words):
            self._begin_question(step, asked)
        elif self.asked is not None and (said := ANSWER.match(words)):
            self._answer_question(self.asked, said[1].lower(), _unescape(said[2]))
        elif said := FIELD.match(words):
            self._set_field(step, said[1].lower(), said[2])
        elif link := LINK.match(words):
            step["resources"].append(_read_resource(link))
        else:
            self.field = "why"
            step["why"] = _join(step.get("why", ""), _unescape(words))

    def _begin_question(self, step: dict[str, Any], asked: re.Match[str]) -> None:
        """`(derive, 2 min)` behind the word, in any order."""
        self.field, self.asked = "prompt", {"prompt": _unescape(asked[2]), "points": []}
        step.setdefault("questions", []).append(self.asked)
        for word in (part.strip() for part in (asked[1] or "").split(",")):
            if word.endswith(" min") and word[:-4].isascii() and word[:-4].isdigit():
                self.asked["minutes"] = int(word[:-4][:4])
            else:
                self.asked["kind"] = word

    def _answer_question(self, asked: dict[str, Any], name: str, words: str) -> None:
        if name == "point":
            asked["points"].append(words)
        else:
            self.field = "answer"
            asked["answer"] = words

    def _set_field(self, step: dict[str, Any], name: str, value: str) -> None:
        if name in TEXTS:
            self.field = TEXTS[name]
            step[self.field] = _unescape(value)
        elif name == "needs":
            step["prerequisites"] = [key.strip() for key in value.split(",") if key.strip()]
        elif name == "optional":
            step["required"] = value.strip().lower() not in ("yes", "true", "")
        elif value.strip() != NONE:
            step[NAMES[name]] = value.strip()

    def _words(self, line: str) -> None:
        words = _unescape(line.strip())
        if self.asked is not None and self.field in ("prompt", "answer"):
            self.asked[self.field] = _join(self.asked[self.field], words)
        elif self.step is not None:
            name = self.field or "why"
            self.step[name] = _join(self.step.get(name, ""), words)
        elif self.stage is not None:
            self.stage["why"] = _join(self.stage["why"], words)
        else:
            self.roadmap["summary"] = _join(self.roadmap["summary"], words)


def _split_key(words: str) -> tuple[str, str | None]:
    found = KEY.match(words)
    return (_unescape(found[1]), found[2]) if found else (_unescape(words), None)


def _read_resource(link: re.Match[str]) -> dict[str, Any]:
    """`(book, free, en, 90 min)` behind a link, in any order."""
    resource: dict[str, Any] = {
        "title": re.sub(r"\\(.)", r"\1", link[1]),
        "url": link[2] or link[3] or "",
    }
    for word in (part.strip() for part in (link[4] or "").split(",")):
        if word in ResourceType.values:
            resource["type"] = word
        elif word in ResourceCost.values:
            resource["cost"] = word
        elif word.endswith(" min"):
            resource["minutes"] = word.removesuffix(" min")
        elif word:
            resource["language"] = word
    return resource


def _join(before: str, words: str) -> str:
    return f"{before}\n{words}" if before else words


def _unescape(words: str) -> str:
    """A backslash at the beginning, which keeps a line from meaning something; alone it is an empty line."""
    return words.removeprefix("\\")


def _escape(line: str) -> str:
    return f"\\{line}" if not line or SPECIAL.match(line) else line


def write_markdown(
    outline: Outline, done: Collection[str] = (), questions: Iterable[FileQuestion] = ()
) -> str:
    """A task list in which the steps of these keys are ticked."""
    asked: dict[str, list[FileQuestion]] = {}
    for question in questions:
        asked.setdefault(question.step, []).append(question)
    return "\n".join(_write(outline, frozenset(done), asked)) + "\n"


def _write(
    outline: Outline, done: frozenset[str], asked: Mapping[str, Sequence[FileQuestion]]
) -> Iterator[str]:
    yield f"# {_escape(outline.title)}"
    yield from _paragraph(outline.summary)
    for stage in outline.stages:
        yield f"\n## {_escape(stage.title)} {{#{stage.key}}}"
        yield from _paragraph(stage.why)
        for milestone in stage.milestones:
            yield f"\n### {_escape(milestone.title)} {{#{milestone.key}}}\n"
            for step in milestone.steps:
                yield f"- [{'x' if step.key in done else ' '}] {_escape(step.title)} {{#{step.key}}}"
                yield from _write_details(step)
                for question in asked.get(step.key, ()):
                    for name, text in write_points(question):
                        yield from _write_text(name, text)


def _paragraph(text: str) -> Iterator[str]:
    if text:
        yield ""
        yield from (_escape(line) for line in text.split("\n"))


def _write_details(step: StepOutline) -> Iterator[str]:
    said = {
        "Hours": str(step.hours or NONE),
        "Area": step.area,
        "Kind": step.kind,
        "Track": "" if step.track == SHARED else step.track,
        "Specialism": step.specialism,
        "Optional": "" if step.required else "yes",
        "Needs": ", ".join(step.prerequisites),
    }
    yield from (f"  - {name}: {value}" for name, value in said.items() if value)
    for name, text in (("Why", step.why), ("Done when", step.done_when)):
        if text:
            yield from _write_text(name, text)
    yield from (f"  - {_write_resource(resource)}" for resource in step.resources)


def _write_text(name: str, text: str) -> Iterator[str]:
    first, *others = text.split("\n")
    yield f"  - {name}: {_escape(first)}"
    yield from (f"    {_escape(line)}" for line in others)


def _write_resource(resource: ResourceOutline) -> str:
    minutes = f", {resource.minutes} min" if resource.minutes else ""
    url = f"<{resource.url}>" if re.search(r"[()\s]", resource.url) or not resource.url else resource.url
    title = re.sub(r"([\\\]])", r"\\\1", resource.title)
    return f"[{title}]({url}) ({resource.type}, {resource.cost}, {resource.language}{minutes})"
