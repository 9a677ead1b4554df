"""What one text costs to render, against plain markdown-it in the same run.

The articles are those of the demo; the others are texts at the limits of what is read as Markdown, the
costliest that anybody can make the site render.

./dev bench rendering
"""

import statistics
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import process_time

from django.conf import settings
from markdown_it import MarkdownIt

from markup.rendering import render

ARTICLES = Path(__file__).resolve().parents[1] / "articles" / "demo" / "texts"
AT_THE_LIMITS = {
    "a table of 2,900 rows": "|" + "a|" * 300 + "\n|" + "-|" * 300 + "\n" + "|\n" * 2_900,
    "nested quotations": ">" * 40 + "a\n" * 2_900,
    "headings of one name": "## a\n" * 2_900,
    "open emphasis": "*a_" * 10_000,
    "formulas": "$x$ " * 10_000,
    "task boxes": "- [ ] a\n" * 1_450,
}
RUNS = 3


def main() -> None:
    if not settings.configured:
        settings.configure(USE_I18N=False)
    plain = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    texts = [path.read_text(encoding="utf-8").split("---\n", 2)[2] for path in sorted(ARTICLES.glob("*.md"))]
    print(f"{'text':<28}{'characters':>12}{'render':>12}{'markdown-it':>13}{'ratio':>8}")
    print(compare(f"{len(texts)} articles, one's mean", texts, plain))
    for name, text in AT_THE_LIMITS.items():
        print(compare(name, [text], plain))


def compare(name: str, texts: list[str], plain: MarkdownIt) -> str:
    ours = sum(milliseconds(partial(render, text)) for text in texts) / len(texts)
    floor = sum(milliseconds(partial(plain.render, text)) for text in texts) / len(texts)
    characters = sum(map(len, texts)) // len(texts)
    return f"{name:<28}{characters:>12,}{ours:>9,.1f} ms{floor:>10,.1f} ms{ours / floor:>8.1f}"


def milliseconds(work: Callable[[], object]) -> float:
    """CPU time of one run, the median of a few."""
    spent = []
    for _ in range(RUNS):
        since = process_time()
        work()
        spent.append(1_000 * (process_time() - since))
    return statistics.median(spent)


if __name__ == "__main__":
    main()
