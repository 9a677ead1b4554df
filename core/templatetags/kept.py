"""`{% kept row=row %} … {% endkept %}`: render a block once for each value of what it shows.

`{% kept %}` alone is for what every page of a language has in common.
"""

import re
from collections import OrderedDict
from collections.abc import Hashable
from contextlib import suppress

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.urls import get_script_prefix
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

INDENTATION = re.compile(r"\n\s+")
MOST = 4096  # renderings of one block in each process


class KeptNode(template.Node):
    """The block sees nothing but the names given, so what it renders to depends on them and the language.

    The language is also in the addresses of strangers' pages (`/de/mentors/`), so these are told apart too.
    """

    def __init__(self, nodelist: NodeList, names: dict[str, FilterExpression]) -> None:
        self.nodelist, self.names = nodelist, names
        self.rendered: OrderedDict[Hashable, SafeString] = OrderedDict()

    def render(self, context: template.Context) -> SafeString:
        values = {name: expression.resolve(context) for name, expression in self.names.items()}
        key = get_language(), get_script_prefix(), *values.values()
        found = self.rendered.get(key)
        if found is None:
            rendered = INDENTATION.sub("\n", self.nodelist.render(context.new(values)))
            found = self.rendered[key] = mark_safe(rendered)  # noqa: S308
            while len(self.rendered) > MOST:
                with suppress(KeyError):  # another thread was faster
                    self.rendered.popitem(last=False)
        else:
            with suppress(KeyError):
                self.rendered.move_to_end(key)
        return found


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """Needs: values that are equal only when they look alike, such as strings and frozen dataclasses of them.

    No model instance, whose rows can change under the same key, and nothing that depends on the time zone.
    Lines lose their indentation.
    """
    _tag, *bits = token.split_contents()
    names = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError("“kept” takes nothing but name=value")
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, names)
