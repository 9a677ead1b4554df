"""Full-text search by words and beginnings of words, for boxes that answer while one types."""

import re
from typing import Any, TypeVar

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, QuerySet

Rows = TypeVar("Rows", bound=QuerySet[Any])

CONFIGURATION = "english"
MOST_WORDS = 8


def prefix_query(text: str) -> SearchQuery | None:
    """`grad desc` finds `gradient descent`: every word must begin one of the text's words.

    Nothing but letters, digits and underscores reaches PostgreSQL's query syntax. None when the
    text holds no word.
    """
    words = split_words(text)[:MOST_WORDS]
    if not words:
        return None
    query = " & ".join(f"{word}:*" for word in words)
    return SearchQuery(query, config=CONFIGURATION, search_type="raw")


def begin_words(text: str, *parts: str) -> bool:
    """Does every word of `text` begin a word of these parts? It knows no endings: `papers` is no `paper`."""
    wanted = split_words(text.casefold())[:MOST_WORDS]
    words = [word for part in parts for word in split_words(part.casefold())]
    return bool(wanted) and all(any(word.startswith(each) for word in words) for each in wanted)


def split_words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def ranked(rows: Rows, text: str, *then: str) -> Rows:
    """Those whose `search` column matches every word, or a word that begins so; the best first, `then` …"""
    query = prefix_query(text)
    if query is None:
        return rows.none()
    found = rows.filter(search=query).annotate(rank=SearchRank(F("search"), query))
    return found.order_by("-rank", *then, "pk")
