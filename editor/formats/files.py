"""What a file is, and what can be made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editor.formats import own, roadmap_sh
from editor.formats.cleaning import USUAL_HOURS, Cleaner, FileRefused, Guessing
from editor.formats.markdown import read_markdown
from editor.formats.parsing import parse_json, parse_yaml
from editor.formats.questions import FileQuestion
from editor.formats.report import Report
from editor.formats.tables import looks_like_table, read_table
from editor.outline import Outline

MOST_BYTES = 5_000_000
MOST_TEXT_BYTES = 1_000_000  # YAML, Markdown and tables are read more slowly
UNDERSTOOD: dict[str, str | Promise] = {
    "json": gettext_lazy("JSON"),
    "yaml": gettext_lazy("YAML"),
    "roadmap-sh": "roadmap.sh",
    "markdown": gettext_lazy("Markdown"),
    "csv": gettext_lazy("CSV"),
}
TABLES, MARKDOWN, YAML = (".csv", ".tsv"), (".md", ".markdown"), (".yaml", ".yml")

__all__ = ["UNDERSTOOD", "FileRefused", "Understood", "understand_file"]


@dataclass(frozen=True)
class Understood:
    """`imported_from` names the site whose text it is, where that is known."""

    outline: Outline
    report: Report
    format: str
    imported_from: str = ""
    questions: Sequence[FileQuestion] = ()


def understand_file(
    *, name: str, data: bytes, areas: Sequence[tuple[str, str]], hours: int = USUAL_HOURS
) -> Understood:
    """Read a file of any format that is known here; `hours` are those of a step that says nothing.

    Raises FileRefused, with a sentence that says what is wrong and what to do.
    """
    if len(data) > MOST_BYTES:
        raise FileRefused(_("The file is larger than 5 MB. Make two roadmaps of it."))
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeError as error:
        raise FileRefused(_("The file is no text in UTF-8. Save it as UTF-8 and try again.")) from error
    if not text.strip():
        raise FileRefused(_("The file is empty."))
    guessing = Guessing(areas=areas, hours=hours)
    if text.lstrip()[:1] in "{[":
        return _understand_json(parse_json(text), guessing)
    if len(data) > MOST_TEXT_BYTES:
        raise FileRefused(_("The file is larger than 1 MB, which is the most for text. JSON may have 5 MB."))
    return _understand_text(name.lower(), text, guessing)


def _understand_json(content: Any, guessing: Guessing) -> Understood:
    if own.is_own(content):
        return _of_own(content, "json")
    if roadmap_sh.is_old(content):
        raise FileRefused(
            _(
                "This is a drawing in the older format of roadmap.sh, which says where words stand and not"
                " what belongs together. Open the roadmap in its editor, export it anew, and bring that file."
            )
        )
    if roadmap_sh.is_drawing(content):
        report = Report()
        loose = roadmap_sh.read_drawing(content, report)
        cleaner = Cleaner(guessing, report)
        outline = cleaner.clean(loose)
        roadmap_sh.place(outline, loose, report, cleaner.renamed)
        return _checked(Understood(outline, report, "roadmap-sh", imported_from="roadmap.sh"))
    raise FileRefused(
        _("This JSON is no roadmap: it has neither “format: longroad-roadmap” nor the “nodes” of roadmap.sh.")
    )


def _understand_text(name: str, text: str, guessing: Guessing) -> Understood:
    report = Report()
    if name.endswith(TABLES) or (not name.endswith((*MARKDOWN, *YAML)) and looks_like_table(text)):
        loose, found = read_table(text, report), "csv"
    elif name.endswith(YAML) or (not name.endswith(MARKDOWN) and text.lstrip().startswith("format:")):
        content = parse_yaml(text)
        if own.is_own(content):
            return _of_own(content, "yaml")
        raise FileRefused(_("This YAML is no roadmap: it has to begin with “format: longroad-roadmap”."))
    else:
        loose, found = read_markdown(text, report), "markdown"
    if not loose["title"]:
        loose["title"] = name.rpartition("/")[2].rpartition(".")[0].replace("-", " ").strip().capitalize()
    cleaner = Cleaner(guessing, report)
    outline = cleaner.clean(loose)
    return _checked(Understood(outline, report, found, questions=cleaner.questions))


def _of_own(content: Mapping[str, Any], found: str) -> Understood:
    cleaner = Cleaner(Guessing(fills_gaps=False))
    outline = cleaner.clean(own.read_own(content))
    return _checked(Understood(outline, cleaner.report, found, questions=cleaner.questions))


def _checked(understood: Understood) -> Understood:
    """Raises FileRefused for a file in which nothing was found."""
    if not understood.outline.steps and not understood.outline.stages:
        raise FileRefused(
            _("No step was found in the file. In Markdown, steps are points below headings: “- [ ] Read …”.")
        )
    return understood
