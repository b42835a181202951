"""Values of XES attributes that are not of the type they say."""

from __future__ import annotations

import collections
import re
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_WHOLE = re.compile(r"\s*[+-]?[0-9]+\s*")
_NUMBER = re.compile(r"\s*([+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?(INF|Infinity)|NaN)\s*")
_TRUTH = re.compile(r"\s*(true|false|0|1)\s*", re.IGNORECASE)

MESSAGES = {
    "date": "not a date of XES",
    "int": "not a whole number",
    "float": "not a number",
    "boolean": "neither true nor false",
    "twice": "the attribute stands twice in one place",
}
"""What is wrong with a value, by the type it should have."""


def odd_values(tag: str, values: Sequence[str | None]) -> list[int]:
    """
    Return the places of values that are not of their type.

    Parameters
    ----------
    tag
        The type, as XES names its elements.
    values
        The values; None is no value and belongs to every type.

    Examples
    --------
    >>> odd_values("boolean", ["true", None, "maybe"])
    [2]
    """
    reading = _READINGS.get(tag)
    if reading is None:
        return []
    try:
        collections.deque(map(reading, filter(None, values)), maxlen=0)
    except ValueError:
        return [place for place, value in enumerate(values) if value and not _is_read(reading, value)]
    return []


def _is_read(reading: Callable[[str], object], value: str) -> bool:
    try:
        reading(value)
    except ValueError:
        return False
    return True


def _matching(pattern: re.Pattern[str]) -> Callable[[str], object]:
    def read(value: str) -> None:
        if not pattern.fullmatch(value):
            raise ValueError(value)

    return read


def _date(value: str) -> datetime:
    return datetime.fromisoformat(value.strip())


_READINGS: dict[str, Callable[[str], object]] = {
    "date": _date,
    "int": _matching(_WHOLE),
    "float": _matching(_NUMBER),
    "boolean": _matching(_TRUTH),
}


def classifier_keys(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """
    Return the keys a classifier lists: those with spaces stand in single quotes, or are alone.

    Parameters
    ----------
    text
        The list.
    known
        Keys that are declared for all events.

    Examples
    --------
    >>> classifier_keys("concept:name 'call centre'", ())
    ('concept:name', 'call centre')
    """
    if text.strip() in set(known):
        return (text.strip(),)
    return tuple(quoted or plain for quoted, plain in re.findall(r"'([^']+)'|(\S+)", text))
