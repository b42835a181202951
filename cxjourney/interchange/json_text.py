"""Strict JSON: one meaning, or an error with its line and column."""

from __future__ import annotations

import json
import re
from typing import Any

from cxjourney.errors import FileFormatError, LimitError, show_value

MAX_DEPTH = 200

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]|NaN|-?Infinity', re.DOTALL)
_COLON = re.compile(r"[ \t\n\r]*:")


def parse_json(text: str, *, source: str) -> Any:
    """
    Return what a JSON text says.

    Parameters
    ----------
    text
        The text.
    source
        Its name in messages.

    Raises
    ------
    FileFormatError
        If it is not JSON, names a key twice, or holds ``NaN`` or ``Infinity``.
    LimitError
        If it is nested more than 200 deep.

    Examples
    --------
    >>> parse_json('{"title": "First order"}', source="map.json")
    {'title': 'First order'}
    """
    _check_nesting(text, source)
    try:
        found = json.loads(text)
    except json.JSONDecodeError as cause:
        raise _error(source, text, cause.pos, f"expected JSON, found something else: {cause.msg}") from cause
    except ValueError as cause:  # Python refuses to read whole numbers of thousands of digits
        raise FileFormatError(f"{source}: a whole number has too many digits.", hint="round it.", source=source) from cause
    _check_keys(text, source)
    return found


def dump_json(data: object) -> str:
    """
    Return a JSON text, the same bytes for the same data.

    Parameters
    ----------
    data
        Mappings, lists, text, finite numbers, truth values and None.

    Examples
    --------
    >>> print(dump_json({"name": "Оплата", "n": 2}), end="")
    {
      "name": "Оплата",
      "n": 2
    }
    """
    return json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def position(text: str, offset: int) -> tuple[int, int]:
    """Return line and column of an offset, both counted from 1 as an editor does."""
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


def _error(source: str, text: str, offset: int, message: str) -> FileFormatError:
    line, column = position(text, offset)
    return FileFormatError(
        f"{source}, line {line}, column {column}: {message}.",
        hint="a map is one JSON object; write one with JourneyMap.save() to see the form.",
        source=source,
        line=line,
    )


def _check_nesting(text: str, source: str) -> None:
    """Refuse what the parser would accept, or what would end it in an unhelpful RecursionError."""
    depth = 0
    for token in _TOKEN.finditer(text):
        sign = token[0]
        depth += (sign in "[{") - (sign in "]}")
        if depth > MAX_DEPTH:
            raise _too_deep(source, *position(text, token.start()))
        if sign[0] in "NI-":
            raise _error(source, text, token.start(), f"{sign} is not a number in JSON")


def _too_deep(source: str, line: int, column: int) -> LimitError:
    return LimitError(
        f"{source}, line {line}, column {column}: nested more than {MAX_DEPTH} deep.",
        hint="a map needs less than 10 levels; check what wrote the file.",
        source=source,
        line=line,
    )


def _check_keys(text: str, source: str) -> None:
    """Refuse a key that stands twice in one object: readers differ in which one they believe."""
    open_objects: list[set[str]] = []
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign in "[{":
            open_objects.append(set())
        elif sign in "]}":
            open_objects.pop()
        elif _COLON.match(text, token.end()):
            key = json.loads(sign)
            if key in open_objects[-1]:
                raise _error(source, text, token.start(), f"the key {show_value(key)} stands twice in one object")
            open_objects[-1].add(key)
