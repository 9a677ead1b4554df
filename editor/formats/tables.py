"""Comma-separated values: a line for each step, as spreadsheets read and write them."""

import csv
import re
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any

from django.utils.translation import gettext as _

from editor.formats.cleaning import FileRefused
from editor.formats.report import Report
from editor.outline import Outline, ResourceOutline, StepOutline
from roadmaps.tracks import SHARED

COLUMNS = (
    *("stage_key", "stage", "stage_why", "milestone_key", "milestone", "key", "title", "status", "done_on"),
    *("hours", "area", "kind", "track", "specialism", "required", "prerequisites", "done_when", "why"),
    "resources",
)
# What people call these columns in files of their own.
ALSO = {
    "id": "key",
    "step": "title",
    "name": "title",
    "task": "title",
    "topic": "title",
    "subject": "title",
    "section": "stage",
    "phase": "stage",
    "module": "milestone",
    "group": "milestone",
    "time": "hours",
    "duration": "hours",
    "estimate": "hours",
    "url": "resources",
    "link": "resources",
    "links": "resources",
    "description": "why",
    "notes": "why",
    "requires": "prerequisites",
    "depends_on": "prerequisites",
}
FORMULA = re.compile(r"[=+\-@\t\r]")
GUARDED = re.compile(r"'[=+\-@\t\r']")
LONGEST_CELL = 100_000


class _Line(csv.excel):
    """As spreadsheets write it; `;` and tabs are recognised when reading."""

    lineterminator = "\r\n"


def looks_like_table(text: str) -> bool:
    return _header_of(text) is not None


def _header_of(text: str) -> tuple[str, list[str]] | None:
    """The delimiter and our names of the columns, if the first line names a title."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    for delimiter in (",", ";", "\t"):
        cells = next(csv.reader([first], delimiter=delimiter), [])
        words = [re.sub(r"\W+", "_", cell.strip().lower().lstrip("\ufeff")).strip("_") for cell in cells]
        names = [ALSO.get(name, name) for name in words]
        if "title" in names and len(names) > 1:
            return delimiter, names
    return None


def read_table(text: str, report: Report) -> dict[str, Any]:
    """Loose values of a roadmap. Raises FileRefused when there is no column of titles."""
    header = _header_of(text)
    if header is None:
        raise FileRefused(_("The first line has to name the columns, one of them “title”."))
    delimiter, names = header
    for name in names:
        if name and name not in COLUMNS:
            report.note("fields_unknown", name)
    csv.field_size_limit(LONGEST_CELL)
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    stages: list[dict[str, Any]] = []
    try:
        next(rows)
        for cells in rows:
            if any(cell.strip() for cell in cells):
                line = {name: _unguard(cell) for name, cell in zip(names, cells, strict=False) if name}
                _add_line(stages, line, report)
    except csv.Error as error:
        raise FileRefused(_("The file is no valid table: %(reason)s.") % {"reason": error}) from error
    return {"title": "", "stages": stages}


def _add_line(stages: list[dict[str, Any]], line: Mapping[str, str], report: Report) -> None:
    """A line that names a stage or milestone other than the line above begins it."""
    stage = {"key": line.get("stage_key"), "title": line.get("stage", ""), "why": line.get("stage_why", "")}
    if not stages or _differs(stages[-1], stage):
        if not stage["title"]:
            report.note("groups_made", line.get("title", ""))
        stages.append({**stage, "milestones": []})
    milestones = stages[-1]["milestones"]
    milestone = {"key": line.get("milestone_key"), "title": line.get("milestone") or stage["title"]}
    if not (milestone["key"] or milestone["title"] or line.get("title")):
        return
    if not milestones or _differs(milestones[-1], milestone):
        milestones.append({**milestone, "steps": []})
    if line.get("title") or line.get("key"):
        milestones[-1]["steps"].append(_read_step(line))


def _differs(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """By the keys where there are some; an empty cell means the same as above."""
    if now["key"]:
        return bool(before["key"] != now["key"])
    return bool(now["title"] and before["title"] != now["title"])


def _read_step(line: Mapping[str, str]) -> dict[str, Any]:
    names = ("key", "title", "hours", "area", "kind", "track", "specialism", "done_when", "why")
    resources = [_read_resource(words) for words in line.get("resources", "").splitlines() if words.strip()]
    return {
        **{name: line[name] for name in names if line.get(name)},
        "required": line.get("required", "").strip().lower() not in ("no", "false", "0", "optional"),
        "prerequisites": re.findall(r"[^\s,;]+", line.get("prerequisites", "")),
        "resources": resources,
    }


def _read_resource(words: str) -> dict[str, Any]:
    """`title | address | type | cost | language | minutes`, or an address alone."""
    parts = [re.sub(r"\\(.)", r"\1", part) for part in words.split(" | ")]
    if len(parts) == 1:
        return {"title": words.strip(), "url": words.strip()}
    names = ("title", "url", "type", "cost", "language", "minutes")
    return {name: part.strip() for name, part in zip(names, parts, strict=False) if part.strip()}


def write_table(outline: Outline, standing: Mapping[str, tuple[str, str]]) -> str:
    """A line for each step; `standing` are the status and the day of each step that has one."""
    sheet = StringIO(newline="")
    lines = csv.DictWriter(sheet, COLUMNS, dialect=_Line, restval="")
    lines.writeheader()
    for line in _lines(outline, standing):
        lines.writerow({name: _guard(value) for name, value in line.items()})
    return "\ufeff" + sheet.getvalue()


def _lines(outline: Outline, standing: Mapping[str, tuple[str, str]]) -> Iterator[dict[str, str]]:
    """What holds no step has a line of its own."""
    for stage in outline.stages:
        of_stage = {"stage_key": stage.key, "stage": stage.title, "stage_why": stage.why}
        if not stage.milestones:
            yield of_stage
        for milestone in stage.milestones:
            group = {**of_stage, "milestone_key": milestone.key, "milestone": milestone.title}
            if not milestone.steps:
                yield group
            for step in milestone.steps:
                status, day = standing.get(step.key, ("", ""))
                yield {**group, **_write_step(step), "status": status, "done_on": day}


def _write_step(step: StepOutline) -> dict[str, str]:
    names = ("key", "title", "area", "kind", "specialism", "done_when", "why")
    return {
        **{name: getattr(step, name) for name in names},
        "hours": str(step.hours or ""),
        "track": "" if step.track == SHARED else step.track,
        "required": "yes" if step.required else "no",
        "prerequisites": " ".join(step.prerequisites),
        "resources": "\n".join(_write_resource(resource) for resource in step.resources),
    }


def _write_resource(resource: ResourceOutline) -> str:
    parts = [resource.title, resource.url, resource.type, resource.cost, resource.language]
    if resource.minutes:
        parts.append(str(resource.minutes))
    return " | ".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)


def _guard(cell: str) -> str:
    """A spreadsheet would take it for a formula; an apostrophe says that it is text."""
    return f"'{cell}" if FORMULA.match(cell) or GUARDED.match(cell) else cell


def _unguard(cell: str) -> str:
    return cell[1:] if GUARDED.match(cell) else cell
