"""
Hold the sizes that keep the package readable.

A module has at most 400 lines, the body of a function at most 40, and a function at most 8 parameters. Exceptions are the
doors, where users name each thing they know or want one by one: ``read_*``, ``measure``, ``discover_map``, ``struggle`` and
``render_map``; and the facts of an error.

Run ``python tools/check_sizes.py [FOLDER]``: it lists what is too large and exits with 1, or prints one line and exits with 0.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MODULE_LINES = 400
BODY_LINES = 40
PARAMETERS = 8
MANY = {"measure", "trend", "discover_map", "struggle", "render_map", "CxJourneyError.__init__"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def body_lines(function: Function) -> int:
    """Return how many lines the body of a function takes, its docstring left out."""
    body = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    if not body:
        return 0
    return (body[-1].end_lineno or body[-1].lineno) - body[0].lineno + 1


def parameters(function: Function) -> int:
    """Return how many arguments a caller can give; ``self`` and ``cls`` are not among them."""
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    own = 1 if named and named[0].arg in {"self", "cls"} else 0
    return len(named) - own + (arguments.vararg is not None) + (arguments.kwarg is not None)


def functions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, Function]]:
    """List all functions below a node with the names of what holds them."""
    for node in ast.iter_child_nodes(tree):
        name = f"{prefix}{node.name}" if isinstance(node, Function | ast.ClassDef) else prefix.removesuffix(".")
        if isinstance(node, Function):
            yield name, node
        yield from functions(node, f"{name}." if name else "")


def offences(path: Path) -> Iterator[str]:
    """List what is too large in one module."""
    source = path.read_text(encoding="utf-8")
    lines = len(source.splitlines())
    if lines > MODULE_LINES:
        yield f"{path}: {lines} lines, at most {MODULE_LINES}"
    for name, function in functions(ast.parse(source)):
        place = f"{path}:{function.lineno}: {name}"
        if body_lines(function) > BODY_LINES:
            yield f"{place} has a body of {body_lines(function)} lines, at most {BODY_LINES}"
        if parameters(function) > PARAMETERS and not name.startswith("read_") and name not in MANY:
            yield f"{place} has {parameters(function)} parameters, at most {PARAMETERS}"


def main(arguments: list[str]) -> int:
    """Check a folder and return the exit code."""
    folder = Path(arguments[0]) if arguments else Path(__file__).parents[1] / "cxjourney"
    modules = sorted(folder.rglob("*.py"))
    found = [offence for module in modules for offence in offences(module)]
    print("\n".join(found) if found else f"{len(modules)} modules hold their sizes")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
