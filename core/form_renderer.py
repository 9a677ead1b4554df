"""How form controls become HTML: as Django has it, but without a template for each option of a menu.

A menu of ninety steps would cost as much as the rest of its page.
"""

from collections.abc import Callable
from typing import Any

from django.forms import widgets
from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

Widget = dict[str, Any]
"""What a widget's `get_context` says about it."""


def render_input(widget: Widget) -> SafeString:
    value = "" if widget["value"] is None else format_html(' value="{}"', widget["value"])
    return format_html(
        '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, _attributes(widget)
    )


def render_select(widget: Widget) -> SafeString:
    groups = format_html_join("\n", "{}", ((_render_group(*group),) for group in widget["optgroups"]))
    return format_html('<select name="{}"{}>\n{}\n</select>', widget["name"], _attributes(widget), groups)


def _render_group(name: str | None, options: list[Widget], _index: int) -> SafeString:
    rows = mark_safe("\n".join(map(_render_option, options)))  # noqa: S308  # each is escaped
    return format_html('<optgroup label="{}">\n{}\n</optgroup>', name, rows) if name else rows


def _render_option(option: Widget) -> str:
    """In one string: `format_html` for each of a hundred options costs more than all the rest."""
    value, label = conditional_escape(option["value"]), conditional_escape(option["label"])
    return f'<option value="{value}"{_attributes(option)}>{label}</option>'


def _attributes(widget: Widget) -> SafeString:
    return flatatt(widget["attrs"]) if widget["attrs"] else SafeString("")


IN_PYTHON: dict[str, Callable[[Widget], SafeString]] = {
    **{
        each.template_name: render_input
        for each in (
            widgets.Input,
            widgets.TextInput,
            widgets.NumberInput,
            widgets.EmailInput,
            widgets.URLInput,
            widgets.HiddenInput,
            widgets.DateInput,
            widgets.TimeInput,
        )
    },
    widgets.Select.template_name: render_select,
    widgets.SelectMultiple.template_name: render_select,
}


class FormRenderer(DjangoTemplates):
    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> SafeString:
        if render := IN_PYTHON.get(template_name):
            return render(context["widget"])
        return mark_safe(super().render(template_name, context, request))  # noqa: S308
