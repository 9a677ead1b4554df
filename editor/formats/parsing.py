"""Text made into plain values, whatever somebody put into it: within limits, and with no other error."""

from typing import Any

import msgspec
import yaml
from django.utils.translation import gettext as _

from editor.formats.cleaning import FileRefused

DEEPEST = 50


def parse_json(text: str) -> Any:
    """Raises FileRefused."""
    try:
        content = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise FileRefused(_("The file is no valid JSON: %(reason)s.") % {"reason": error}) from error
    except RecursionError as error:
        raise FileRefused(_("The file is nested too deeply.")) from error
    check_depth(content)
    return content


def parse_yaml(text: str) -> Any:
    """Without aliases and tags; the parser in C, for files of a megabyte. Raises FileRefused."""
    try:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "tag", None):
                raise FileRefused(_("The file must not use YAML aliases (*name) or tags (!name)."))
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > DEEPEST:
                raise FileRefused(_("The file is nested too deeply."))
        return yaml.load(text, Loader=yaml.CSafeLoader)  # a safe loader
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())[:200]
        raise FileRefused(_("The file is no valid YAML: %(reason)s.") % {"reason": reason}) from error
    except (ValueError, TypeError, RecursionError) as error:
        if isinstance(error, FileRefused):
            raise
        raise FileRefused(_("The file holds a value that cannot be read.")) from error


def check_depth(content: Any) -> None:
    """Raises FileRefused."""
    level, depth = [content], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise FileRefused(_("The file is nested too deeply."))
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
            if isinstance(inner, dict | list)
        ]
