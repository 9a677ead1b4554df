"""What a file of articles is understood as, and what is lost on the way. Pure."""

from collections import Counter
from collections.abc import Sequence

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from msgspec import field

from core.text import one_line

MOST_DOCUMENTS = 500
MOST_PICTURES = 50
MOST_EXAMPLES = 3

LOSSES: dict[str, Promise] = {
    "dates_dropped": gettext_lazy("Dates of publication are left out: everything becomes a draft of yours."),
    "pictures_elsewhere": gettext_lazy(
        "Pictures that are on another site become links. Upload them here if readers are to see them."
    ),
    "pictures_missing": gettext_lazy("Pictures that are not in the file become their description."),
    "pictures_named": gettext_lazy(
        "Pictures that nobody described get the words of their file's name. Describe them in the text."
    ),
    "embeds_dropped": gettext_lazy("Videos, players and frames of other sites are left out."),
    "code_dropped": gettext_lazy("Scripts, styles and forms are left out."),
    "links_dropped": gettext_lazy("Links that lead to no web page lose their address; their words stay."),
    "topics_dropped": gettext_lazy("Topics that can't be one here, or are more than eight, are left out."),
    "steps_dropped": gettext_lazy("Steps that no roadmap here has are left out."),
    "series_dropped": gettext_lazy(
        "Places in a series are left out. Give them back under “Where it belongs”."
    ),
    "facts_dropped": gettext_lazy("Other lines at the head of a file are left out."),
    "titles_made": gettext_lazy("Texts without a title get one from the name of their file."),
    "others_dropped": gettext_lazy("What is no article, such as pages, comments and letters, is left out."),
    "too_long": gettext_lazy("Texts of more than 100,000 characters are left out. Cut them into a series."),
    "empty_dropped": gettext_lazy("Texts without any words are left out."),
}


class FileRefused(Exception):
    """The sentence says what is wrong with the file, and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class PictureRef(msgspec.Struct, frozen=True):
    """A picture as a text names it, the file of the archive that it is, and what one sees."""

    ref: str
    path: str
    description: str


class Document(msgspec.Struct, kw_only=True):
    """An article to be: `source` is our Markdown, but for the addresses of its pictures."""

    title: str
    source: str
    summary: str = ""
    slug: str = ""
    topics: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    pictures: list[PictureRef] = field(default_factory=list)

    @property
    def words(self) -> int:
        return len(self.source.split())


class Loss(msgspec.Struct, kw_only=True):
    """So many of one kind, with some examples in the file's own words."""

    kind: str
    count: int
    examples: list[str] = field(default_factory=list)

    @property
    def words(self) -> Promise | str:
        return LOSSES.get(self.kind, self.kind)


class Losses:
    """Counts what is lost."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.examples: dict[str, list[str]] = {}
        self.markup = 0  # characters of HTML that were read

    def add(self, kind: str, example: str = "", *, count: int = 1) -> None:
        if not count:
            return
        self.counts[kind] += count
        said, example = self.examples.setdefault(kind, []), one_line(example)[:80]
        if example and example not in said and len(said) < MOST_EXAMPLES:
            said.append(example)

    def list(self) -> "Sequence[Loss]":
        """In the order of LOSSES."""
        return [
            Loss(kind=kind, count=self.counts[kind], examples=self.examples[kind])
            for kind in LOSSES
            if self.counts[kind]
        ]


class Understood(msgspec.Struct, kw_only=True):
    """`format` is a key of FORMATS."""

    format: str
    documents: list[Document]
    losses: list[Loss]


FORMATS: dict[str, Promise | str] = {
    "markdown": gettext_lazy("Markdown"),
    "ghost": "Ghost",
    "substack": "Substack",
    "medium": "Medium",
}


def refuse(code: str) -> FileRefused:
    """One of the refusals, by name."""
    return FileRefused(code, str(REFUSALS[code]))


REFUSALS: dict[str, Promise] = {
    "file_too_large": gettext_lazy("The file is larger than 9 MB. Bring your articles in several files."),
    "unpacks_too_large": gettext_lazy(
        "Unpacked, the file would be larger than 50 MB. Bring your articles in several files."
    ),
    "too_many_files": gettext_lazy("The archive holds more than 2,000 files. Bring it in several parts."),
    "unsafe_path": gettext_lazy(
        "The archive holds a file that would be placed outside of it. It was made to do harm, or by mistake."
    ),
    "broken_archive": gettext_lazy("The archive is broken or locked with a password. Export it once more."),
    "too_much_text": gettext_lazy(
        "The file holds more than 3 million characters of articles. Bring it in several parts."
    ),
    "too_many_documents": gettext_lazy("The file holds more than 500 articles. Bring it in several parts."),
    "too_many_pictures": gettext_lazy(
        "The articles of the file show more than 50 pictures. Bring it in several parts."
    ),
    "not_text": gettext_lazy("The file is no text in UTF-8. Save it as UTF-8 and try again."),
    "unreadable": gettext_lazy("The file can't be read: it is nested too deeply or not what its name says."),
    "nothing_found": gettext_lazy(
        "No article was found. Bring Markdown, a ZIP of it, or an export of Ghost, Substack or Medium."
    ),
}
