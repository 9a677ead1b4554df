"""`./dev figures [--tree PATH]`: sizes, types and names of a checkout, to compare two states of the code.

Python figures are of the product and its tools: not of tests, benchmarks or migrations. A function's length
is its lines without its decorators and docstring.
"""

import argparse
import ast
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from devtools.embedded.sources import CHECKOUT

NOT_THE_PRODUCT = {"benchmarks", "migrations", "node_modules", "staticfiles", "tests", "var"}
LONGEST_LINE = 110  # of a template
Definition = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Function:
    name: str
    lines: int
    is_typed: bool


def figures(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev figures", description="Sizes, types and names of the code.")
    parser.add_argument("--tree", type=Path, default=CHECKOUT, help="another checkout (default: this one)")
    tree: Path = parser.parse_args(arguments).tree
    modules = [path.read_text() for path in source_files(tree, "py")]
    for name, value in [*of_python(modules), *of_templates(tree)]:
        print(f"{name:<46}{value:>10}")
    return 0


def source_files(tree: Path, extension: str) -> list[Path]:
    """Below the folders of the product; hidden ones and links such as .venv are left out."""
    inside = ((path, path.relative_to(tree).parts) for path in sorted(tree.glob(f"*/**/*.{extension}")))
    return [
        path
        for path, parts in inside
        if not NOT_THE_PRODUCT & set(parts) and not any(part.startswith(".") for part in parts)
    ]


def of_python(modules: Sequence[str]) -> Iterator[tuple[str, str]]:
    trees = [ast.parse(module) for module in modules]
    functions = [function for tree in trees for function in functions_of(tree)]
    lengths = [function.lines for function in functions]
    yield "functions", f"{len(functions):,}"
    yield "function length, median", f"{quantile(lengths, 0.5)}"
    yield "function length, 90th percentile", f"{quantile(lengths, 0.9)}"
    yield "functions typed throughout", share(sum(f.is_typed for f in functions), len(functions))
    sizes = [len(module.splitlines()) for module in modules if module.strip()]
    yield "modules", f"{len(sizes):,}"
    yield "module length, median", f"{quantile(sizes, 0.5)}"
    yield "module length, 90th percentile", f"{quantile(sizes, 0.9)}"
    own = [function.name for function in functions if not function.name.startswith("__")]
    yield "functions named by one word", share(sum("_" not in n.strip("_") for n in own), len(own))
    used_once = sum(map(private_functions_used_once, trees))
    yield "private functions used once", share(used_once, len(functions))


def of_templates(tree: Path) -> Iterator[tuple[str, str]]:
    lengths = [
        len(line)
        for path in source_files(tree, "html")
        if "templates" in path.parts
        for line in path.read_text().splitlines()
    ]
    yield "template lines", f"{len(lengths):,}"
    yield f"template lines over {LONGEST_LINE}", share(sum(n > LONGEST_LINE for n in lengths), len(lengths))
    yield "longest template line", f"{max(lengths, default=0)}"


def functions_of(tree: ast.AST) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, Definition):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            docstring = (
                (node.body[0].end_lineno or 0) - node.body[0].lineno + 1 if body is not node.body else 0
            )
            lines = (node.end_lineno or 0) - node.lineno + 1 - docstring
            yield Function(node.name, lines, is_typed(node))


def is_typed(node: Definition) -> bool:
    """Its result and every parameter but `self` and `cls` have a type."""
    given = node.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    untyped = [each for each in named if each and not each.annotation and each.arg not in {"self", "cls"}]
    return not untyped and node.returns is not None


def private_functions_used_once(tree: ast.AST) -> int:
    """Functions and methods named `_…` that their own module mentions exactly once."""
    private = [f.name for f in functions_of(tree) if re.match(r"_[^_]", f.name)]
    mentioned = Counter(
        node.id if isinstance(node, ast.Name) else node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Name | ast.Attribute)
    )
    return sum(mentioned[name] == 1 for name in private)


def quantile(values: Sequence[int], part: float) -> int:
    ordered = sorted(values)
    return ordered[math.ceil(part * len(ordered)) - 1] if ordered else 0


def share(number: int, whole: int) -> str:
    return f"{number / whole:.1%}" if whole else "0"
