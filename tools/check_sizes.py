"""
Hold the sizes that keep the package readable.

A module has at most 400 lines, the body of a function at most 40, and a function at most 8 parameters,
except the ``read_*`` doors, whose parsing options users want to name one by one.

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


def offences(path: Path) -> Iterator[str]:
    """List what is too large in one module."""
    source = path.read_text(encoding="utf-8")
    lines = len(source.splitlines())
    if lines > MODULE_LINES:
        yield f"{path}: {lines} lines, at most {MODULE_LINES}"
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, Function):
            continue
        place = f"{path}:{node.lineno}: {node.name}"
        if body_lines(node) > BODY_LINES:
            yield f"{place} has a body of {body_lines(node)} lines, at most {BODY_LINES}"
        if parameters(node) > PARAMETERS and not node.name.startswith("read_"):
            yield f"{place} has {parameters(node)} parameters, at most {PARAMETERS}"


def main(arguments: list[str]) -> int:
    """Check a folder and return the exit code."""
    folder = Path(arguments[0]) if arguments else Path(__file__).parents[1] / "cxjourney"
    modules = sorted(folder.rglob("*.py"))
    found = [offence for module in modules for offence in offences(module)]
    print("\n".join(found) if found else f"{len(modules)} modules hold their sizes")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
