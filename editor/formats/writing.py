"""A roadmap as a file of each format."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from editor.formats import roadmap_sh
from editor.formats.markdown import write_markdown
from editor.formats.own import write_json, write_yaml
from editor.formats.questions import FileQuestion
from editor.formats.tables import write_table
from editor.outline import Outline
from roadmaps.choices import StepStatus

Standing = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Written:
    name: str
    content_type: str
    text: str


@dataclass(frozen=True, slots=True)
class Format:
    """`write` gets the outline, its slug, how its steps stand with whoever asks, and their questions."""

    label: str | Promise
    suffix: str
    content_type: str
    write: Callable[[Outline, str, Standing, Sequence[FileQuestion]], str]


FORMATS = {
    "json": Format(
        _("JSON"),
        "json",
        "application/json",
        lambda outline, slug, _standing, questions: write_json(outline, slug, questions),
    ),
    "yaml": Format(
        _("YAML"),
        "yaml",
        "application/yaml",
        lambda outline, slug, _standing, questions: write_yaml(outline, slug, questions),
    ),
    "markdown": Format(
        _("Markdown"),
        "md",
        "text/markdown",
        lambda outline, _slug, standing, questions: write_markdown(
            outline, {key for key, (status, _day) in standing.items() if status == StepStatus.DONE}, questions
        ),
    ),
    "csv": Format(
        _("CSV"),
        "csv",
        "text/csv",
        lambda outline, _slug, standing, _questions: write_table(outline, standing),
    ),
    "roadmap-sh": Format(
        "roadmap.sh",
        "roadmap-sh.json",
        "application/json",
        lambda outline, *_: roadmap_sh.write_drawing(outline),
    ),
}


def write_file(
    name: str,
    outline: Outline,
    slug: str,
    standing: Standing | None = None,
    questions: Sequence[FileQuestion] = (),
) -> Written:
    """`standing` is the status and the day of steps that have one; without it no progress is told.

    Our own formats and the task list carry `questions`.
    """
    form = FORMATS[name]
    text = form.write(outline, slug, standing or {}, questions)
    return Written(f"{slug}.{form.suffix}", f"{form.content_type}; charset=utf-8", text)
