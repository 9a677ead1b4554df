"""Words and buttons of the outline."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.templatetags.ui import icon
from editor.checks import Problem
from editor.edits import NoSuchPart, find_part
from editor.outline import Outline, Part
from roadmaps.models import Roadmap

register = template.Library()


@register.filter
def part_title(part: Part) -> str:
    """Its title; a part without one is named by its key."""
    return part.title or part.key


@register.simple_tag
def part_url(roadmap: Roadmap, kind: str, part: Part) -> str:
    return reverse("editor:part", args=[roadmap.slug, kind, part.key])


@register.simple_tag
def problem_url(roadmap: Roadmap, problem: Problem) -> str:
    """Where it is mended."""
    return reverse("editor:part", args=[roadmap.slug, problem.kind, problem.key])


@register.filter
def place_of(problem: Problem, outline: Outline) -> str:
    """The title of the part that has the problem."""
    try:
        return part_title(find_part(outline, problem.kind, problem.key))
    except NoSuchPart:
        return problem.key


@register.simple_tag
def move_buttons(kind: str, part: Part) -> SafeString:
    """One place up, one place down; they belong to the form "moves" of the page. htmx keeps the focus."""
    title = part_title(part)
    buttons = [
        format_html(
            '<button class="button bare small" form="moves" name="move" value="{kind}:{key}:{way}"'
            ' id="{way}-{kind}-{key}" aria-label="{label}" hx-post="moves/" hx-include="#moves"'
            ' hx-target="#outline" hx-swap="outerHTML">{icon}</button>',
            kind=kind,
            key=part.key,
            way=way,
            label=label % {"title": title},
            icon=icon(f"chevron-{way}", 18),
        )
        for way, label in (("up", _("Move %(title)s up")), ("down", _("Move %(title)s down")))
    ]
    return format_html('<span class="outline-moves">{}{}</span>', *buttons)
