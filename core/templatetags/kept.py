"""`{% kept "name" key … %}…{% endkept %}`: HTML that a process renders once for the same keys and language.

For what stands many times on a page and reads nothing but its keys: what is in no key must not change it. A
test of the page checks that with `keeper.off()`. Indentation is left out, so no `<pre>` or `<textarea>` in it.
"""

import re
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from django import template
from django.template import Context, NodeList
from django.template.base import FilterExpression, Parser, Token
from django.utils.translation import get_language

register = template.Library()

INDENTATION = re.compile(r"\n\s+")
MOST = 20_000  # pieces in each process; a step's row takes about a kilobyte


class Keeper:
    """The pieces used last, by their keys. Threads share it."""

    def __init__(self) -> None:
        self.is_on = True
        self._pieces: OrderedDict[tuple[Any, ...], str] = OrderedDict()
        self._lock = Lock()

    def get(self, keys: tuple[Any, ...]) -> str | None:
        with self._lock:
            piece = self._pieces.get(keys) if self.is_on else None
            if piece is not None:
                self._pieces.move_to_end(keys)
            return piece

    def keep(self, keys: tuple[Any, ...], piece: str) -> None:
        with self._lock:
            self._pieces[keys] = piece
            if len(self._pieces) > MOST:
                self._pieces.popitem(last=False)

    @contextmanager
    def off(self) -> Iterator[None]:
        """Everything is rendered anew."""
        self.is_on = False
        try:
            yield
        finally:
            self.is_on = True


keeper = Keeper()


class KeptNode(template.Node):
    def __init__(self, keys: list[FilterExpression], body: NodeList) -> None:
        self.keys, self.body = keys, body

    def render(self, context: Context) -> str:
        keys = (get_language(), *(key.resolve(context) for key in self.keys))
        piece = keeper.get(keys)
        if piece is None:
            piece = INDENTATION.sub("\n", self.body.render(context))
            keeper.keep(keys, piece)
        return piece


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    _tag, *keys = token.split_contents()
    body = parser.parse(["endkept"])
    parser.delete_first_token()
    return KeptNode([parser.compile_filter(key) for key in keys], body)
