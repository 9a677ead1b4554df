"""Our own format (docs/roadmap-format.md), as JSON or YAML; also of a draft that lacks something."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import yaml
from django.utils.translation import gettext as _

from editor.formats.cleaning import FileRefused
from editor.formats.questions import FileQuestion
from editor.formats.questions import as_content as as_question_content
from editor.outline import Outline, as_content
from roadmaps.tracks import SHARED

FORMAT, VERSION = "longroad-roadmap", 1


def is_own(content: Any) -> bool:
    return isinstance(content, Mapping) and content.get("format") == FORMAT


def read_own(content: Any) -> dict[str, Any]:
    """Loose values of a roadmap. Raises FileRefused for a version of the format that is not known here."""
    if content.get("format_version") != VERSION:
        raise FileRefused(_("The file is of a version of the format that this site does not know."))
    return dict(content)


def own_content(outline: Outline, slug: str, questions: Sequence[FileQuestion] = ()) -> dict[str, Any]:
    """The file, with the order of areas that the outline has and all that it lacks left out."""
    content = as_content(outline, slug)
    for stage in content.get("stages", []):
        for milestone in stage.get("milestones", []):
            for step in milestone["steps"]:
                if step.get("track") == SHARED:
                    del step["track"]
    if questions:
        content["questions"] = as_question_content(questions)
    return content


def write_json(outline: Outline, slug: str, questions: Sequence[FileQuestion] = ()) -> str:
    content = msgspec.json.encode(own_content(outline, slug, questions))
    return msgspec.json.format(content, indent=2).decode() + "\n"


def write_yaml(outline: Outline, slug: str, questions: Sequence[FileQuestion] = ()) -> str:
    content = own_content(outline, slug, questions)
    return yaml.dump(content, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=110)
