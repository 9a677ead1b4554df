"""A badge in the manner of those in READMEs: two words side by side, as SVG. Pure."""

from dataclasses import dataclass

from django.template.loader import render_to_string

LONGEST_LABEL = 48
LETTER = 7.0  # px at 11 px of Verdana, on average; `textLength` makes it exact
PADDING = 8
WIDE = 1.7  # letters of East Asia, in those of Europe
FIRST_WIDE = 0x1100


@dataclass(frozen=True, slots=True)
class Badge:
    """`value` is what stands on the dark half, such as `42 %`."""

    label: str
    value: str

    @property
    def shown_label(self) -> str:
        if len(self.label) <= LONGEST_LABEL:
            return self.label
        return f"{self.label[: LONGEST_LABEL - 1].rstrip()}…"

    @property
    def label_text(self) -> int:
        return _width(self.shown_label)

    @property
    def value_text(self) -> int:
        return _width(self.value)

    @property
    def label_width(self) -> int:
        return self.label_text + 2 * PADDING

    @property
    def width(self) -> int:
        return self.label_width + self.value_text + 2 * PADDING

    @property
    def label_x(self) -> float:
        return self.label_width / 2

    @property
    def value_x(self) -> float:
        return (self.label_width + self.width) / 2

    def draw(self) -> str:
        return render_to_string("ui/badge.svg", {"badge": self})


def _width(text: str) -> int:
    return round(sum(LETTER * (WIDE if ord(letter) >= FIRST_WIDE else 1) for letter in text)) or 1
