"""Markdown with facts at its head, as many programs write it. Pure."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

import yaml

from articles.imports.archives import Archive
from articles.imports.documents import Document, Losses, PictureRef, refuse
from core.text import one_line
from markup.rendering import LONGEST_TEXT

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
TITLE = re.compile(r"\A\s*#[ \t]+(.+)(?:\n|\Z)")
# Each part ends before the next picture begins, or after so many characters: no text takes long.
PICTURE = re.compile(
    r"!\[((?:[^\[\]\\]|\\.){0,1000})\]"
    r'\(\s{0,9}<?([^)\s<>]{1,1000})>?((?:\s{1,9}"[^"]{0,1000}")?)\s{0,9}\)'
)
LONGEST_FACTS = 20_000
OTHER_NAMES = {
    "summary": ("summary", "description", "excerpt", "subtitle"),
    "topics": ("topics", "tags", "keywords", "categories"),
    "slug": ("slug",),
    "steps": ("steps",),
}
DATES = ("published_at", "date", "created", "updated", "lastmod", "state", "draft", "status")
SERIES = ("series", "position")
IMAGES = (".png", ".jpg", ".jpeg", ".webp", ".gif")


def read_markdown(text: str, losses: Losses, *, path: str, archive: Archive | None = None) -> Document:
    """One file. `path` is its name, in the archive whose pictures it may show."""
    facts, body = _split_facts(text)
    title = _line(facts.pop("title", ""))
    if not title and (found := TITLE.match(body)):
        title, body = _line(found[1].rstrip(" \t#")), body[found.end() :]
    if not title:
        title = _title_of(path)
        losses.add("titles_made", title)
    read = {name: _take(facts, names) for name, names in OTHER_NAMES.items()}
    if any(facts.pop(name, None) not in (None, "") for name in DATES):
        losses.add("dates_dropped", title)
    if any([facts.pop(name, None) not in (None, "") for name in SERIES]):  # noqa: C419 - each is taken out
        losses.add("series_dropped", title)
    losses.add("facts_dropped", ", ".join(map(str, facts)), count=len(facts))
    document = Document(
        title=title[:160],
        summary=_line(read["summary"])[:300],
        slug=_line(read["slug"])[:120],
        topics=_list(read["topics"]),
        steps=_list(read["steps"]),
        source=body.strip("\n") + "\n",
    )
    return show_pictures(document, losses, folder=PurePosixPath(path).parent, archive=archive)


def show_pictures(
    document: Document, losses: Losses, *, folder: PurePosixPath, archive: Archive | None
) -> Document:
    """Find the pictures that a text names in its archive; others become links or words."""
    if len(document.source) > LONGEST_TEXT:
        return document
    names = set(archive.names()) if archive else set()
    found: dict[str, PictureRef] = {}

    def show(match: re.Match[str]) -> str:
        words, ref, title = match[1], match[2], match[3]
        if ref.startswith(("http://", "https://")):
            losses.add("pictures_elsewhere", ref)
            return f"![{words}]({ref}{title})"
        path = next((each for each in _places(ref, folder) if each in names), None)
        if path is None or not path.lower().endswith(IMAGES):
            losses.add("pictures_missing", ref)
            return words or PurePosixPath(ref).name
        plain = one_line(re.sub(r"\\(.)", r"\1", words))
        if not plain:
            plain = _title_of(path)
            losses.add("pictures_named", plain)
        found[ref] = PictureRef(ref, path, plain[:300])
        return f"![{words or plain}]({ref}{title})"

    document.source = PICTURE.sub(show, document.source)
    document.pictures = list(found.values())
    return document


def set_addresses(document: Document, addresses: dict[str, str]) -> str:
    """The text with the address of each picture in the place of its file."""

    def replace(match: re.Match[str]) -> str:
        address = addresses.get(match[2])
        return f"![{match[1]}]({address}{match[3]})" if address else match[0]

    return PICTURE.sub(replace, document.source)


def _places(ref: str, folder: PurePosixPath) -> Iterable[str]:
    """Where a picture may lie: beside the text, below the root, anywhere by its name."""
    plain = unquote(ref).partition("?")[0].removeprefix("./")
    yield str(folder / plain.lstrip("/"))
    yield plain.lstrip("/")
    if plain.startswith("../"):
        yield str(folder.parent / plain.removeprefix("../"))


def _split_facts(text: str) -> tuple[dict[str, Any], str]:
    match = FRONT_MATTER.match(text)
    if not match or len(match[1]) > LONGEST_FACTS:
        return {}, text
    try:
        for event in yaml.parse(match[1], Loader=yaml.CSafeLoader):
            # an alias repeats what it names: ten lines can become gigabytes
            if isinstance(event, yaml.AliasEvent):
                raise refuse("unreadable")
        facts = yaml.load(match[1], Loader=yaml.CSafeLoader)  # a safe loader
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        return {}, text[match.end() :]
    if not isinstance(facts, dict):
        return {}, text
    return {str(name).lower(): value for name, value in facts.items()}, text[match.end() :]


def _take(facts: dict[str, Any], names: Iterable[str]) -> Any:
    """The first that is there; the others say the same."""
    values = [facts.pop(name, None) for name in names]
    return next((value for value in values if value), "")


def _line(value: Any) -> str:
    return one_line(str(value)) if isinstance(value, (str, int, float)) else ""


def _list(value: Any) -> list[str]:
    values = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    return [line for each in values[:100] if (line := _line(each))]


def _title_of(path: str) -> str:
    words = re.sub(r"[-_.\s]+", " ", PurePosixPath(path).stem).strip()
    return (words[:1].upper() + words[1:])[:160]
