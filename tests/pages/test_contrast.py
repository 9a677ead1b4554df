"""The colours of tokens.css, computed: text ≥ 4.5 and lines ≥ 3 against every paper, by day and by night."""

import re
from math import cos, radians, sin
from pathlib import Path

import pytest
import yaml
from django.conf import settings

SOURCE = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text()
COLOUR = r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)"
TOKENS = {
    name: (tuple(map(float, found[:3])), tuple(map(float, found[3:])))
    for name, *found in re.findall(rf"--([\w-]+): light-dark\({COLOUR}, {COLOUR}\);", SOURCE)
}
PAPERS = ("paper", "paper-raised", "paper-sunk")
AREAS = [name for name in TOKENS if name.startswith("area-")]
WRITING = ["ink", "ink-soft", "ink-faint", "signal-ink", "success", "warning", "danger", *AREAS]
Colour = tuple[float, ...]


def linear(colour: Colour) -> tuple[float, float, float]:
    """oklch to linear sRGB (Ottosson 2020)."""
    lightness, chroma, hue = colour
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def luminance(colour: Colour) -> float:
    red, green, blue = (min(1.0, max(0.0, part)) for part in linear(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("night", [0, 1])
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", WRITING)
def test_writing_is_readable_on_every_paper(name: str, paper: str, night: int) -> None:
    assert contrast(TOKENS[name][night], TOKENS[paper][night]) >= 4.5


@pytest.mark.parametrize("night", [0, 1])
@pytest.mark.parametrize("name", ["rule", "signal"])
def test_lines_that_bound_a_control_or_draw_a_chart_are_seen(name: str, night: int) -> None:
    assert contrast(TOKENS[name][night], TOKENS["paper"][night]) >= 3


@pytest.mark.parametrize("night", [0, 1])
@pytest.mark.parametrize(
    ("name", "on"),
    [
        ("on-ink", "ink"),
        ("on-signal", "signal"),
        ("on-danger", "danger"),
        ("success", "success-wash"),
        ("warning", "warning-wash"),
        ("danger", "danger-wash"),
        ("ink", "signal-wash"),
    ],
)
def test_writing_on_a_fill_is_readable(name: str, on: str, night: int) -> None:
    assert contrast(TOKENS[name][night], TOKENS[on][night]) >= 4.5


@pytest.mark.parametrize("night", [0, 1])
def test_the_areas_differ_in_hue_only(night: int) -> None:
    assert len({TOKENS[name][night][:2] for name in AREAS}) == 1
    assert len({TOKENS[name][night][2] for name in AREAS}) == len(AREAS)


def test_every_area_has_a_hue_and_a_shape_of_its_own() -> None:
    areas = yaml.safe_load((Path(settings.BASE_DIR) / "roadmaps/data/areas.yaml").read_text())["areas"]
    rules = {
        area["slug"]: SOURCE.partition(f'[data-area="{area["slug"]}"]')[2].partition("}")[0] for area in areas
    }

    assert all(f"--area: var(--area-{area});" in rule for area, rule in rules.items())
    assert len({rule.partition("--area-shape: ")[2] for rule in rules.values()}) == len(rules)


@pytest.mark.parametrize("name", sorted(TOKENS))
def test_every_colour_can_be_shown_by_any_screen(name: str) -> None:
    for colour in TOKENS[name]:
        assert all(-0.003 <= part <= 1.003 for part in linear(colour)), f"{name} is outside sRGB"
