"""What was guessed about a file and what was left out, by name: shown before anything is made."""

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from msgspec import field

from core.text import one_line

MOST_EXAMPLES = 5

WORDS: dict[str, Promise] = {
    # guessed
    "hours_guessed": _("Steps that did not say how many hours they take got the usual number."),
    "hours_rounded": _("Hours that were no whole number were rounded up."),
    "areas_guessed": _("The area of a step was guessed from its words, or is that of the step before."),
    "done_when_guessed": _("Steps that did not say when they are done got a plain sentence."),
    "choices_guessed": _("A kind, a type or a cost that is unknown here became the usual one."),
    "keys_renamed": _(
        "A key was missing, taken or not made of small letters and digits, and got another one."
    ),
    "tracks_made": _("Tracks and specialisms that steps name were made, named by their keys."),
    "groups_made": _("Steps that stood in no stage or milestone got one."),
    "nested_flattened": _("Points below a point became steps after it."),
    "placed_by_touch": _("Steps were put under the topic that they touch, or that their frame belongs to."),
    "placed_by_guess": _("Steps were put under the topic that is nearest. Look at each of them below."),
    "topics_alone": _("Topics with nothing below them became a milestone with one step."),
    "optional_found": _("Steps that the legend calls optional or alternative need not be done."),
    "links_attached": _("Buttons with a link became resources of the step that is nearest."),
    "texts_kept": _("Free texts were added to the summary."),
    # left out
    "texts_shortened": _("Texts that were too long were cut."),
    "fields_unknown": _("Fields that are unknown here, or held something else, were left out."),
    "addresses_dropped": _("Links that lead to no web page (https:// or http://) were left out."),
    "prerequisites_dropped": _("Prerequisites that name no step of the file were left out."),
    "questions_dropped": _("Questions without an answer, or of no step of the file, were left out."),
    "resources_dropped": _("Resources that the file does not describe were left out."),
    "edges_broken": _("Lines that begin or end nowhere were left out."),
    "edges_looped": _("Lines from something to itself were left out."),
    "edges_order": _("Lines between topics are only the order of drawing; they became no prerequisites."),
    "ids_repeated": _("Things that shared an id were told apart."),
    "positions_missing": _("Things without a position on the page were put at the end."),
    "decoration_dropped": _("Lines, frames and labels that only decorate were left out."),
    "nodes_unknown": _("Things of a kind that is unknown here were left out."),
    "empty_dropped": _("Things without any words were left out."),
}
GUESSES = frozenset(list(WORDS)[: list(WORDS).index("texts_shortened")])


class Finding(msgspec.Struct, kw_only=True):
    """So many of one kind, with some examples in the file's own words."""

    code: str
    count: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def words(self) -> Promise:
        return WORDS[self.code]

    @property
    def is_guess(self) -> bool:
        return self.code in GUESSES


class Placement(msgspec.Struct, kw_only=True):
    """A step whose milestone was guessed, with the milestones that are near; all by their keys."""

    step: str
    title: str
    milestone: str
    candidates: list[str] = field(default_factory=list)


class Report(msgspec.Struct, kw_only=True):
    findings: list[Finding] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)

    def note(self, code: str, example: str = "", count: int = 1) -> None:
        found = next((each for each in self.findings if each.code == code), None)
        if found is None:
            found = Finding(code=code)
            self.findings.append(found)
        found.count += count
        example = one_line(example)[:80]
        if example and len(found.examples) < MOST_EXAMPLES and example not in found.examples:
            found.examples.append(example)

    @property
    def guesses(self) -> list[Finding]:
        return [each for each in self.findings if each.is_guess]

    @property
    def left_out(self) -> list[Finding]:
        return [each for each in self.findings if not each.is_guess]

    def count_of(self, code: str) -> int:
        return sum(each.count for each in self.findings if each.code == code)
