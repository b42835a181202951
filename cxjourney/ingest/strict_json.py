"""JSON as its standard has it: no duplicate keys, no NaN, numbers kept as they are written."""

from __future__ import annotations

import json
from typing import Any, NoReturn

Row = dict[str, str | None]
"""One flat object, every value as text."""


class RefusedJsonError(ValueError):
    """What JSON does not allow, or a table cannot hold; a sentence without place."""


class _Number(str):
    """A number as it is written."""

    __slots__ = ()


def decoder() -> json.JSONDecoder:
    """Return a decoder that keeps the digits of numbers and refuses what the standard refuses."""
    return json.JSONDecoder(parse_float=_Number, parse_int=_Number, parse_constant=_refuse_constant, object_pairs_hook=_without_duplicates)


def flat_row(value: object) -> Row:
    """
    Return an object as a row of text.

    Parameters
    ----------
    value
        What the decoder returned.

    Raises
    ------
    RefusedJsonError
        If it is no object, a value is nested, or text cannot be stored.

    Examples
    --------
    >>> flat_row(decoder().decode('{"id": 1.50, "paid": true, "note": null}'))
    {'id': '1.50', 'paid': 'true', 'note': None}
    """
    if not isinstance(value, dict):
        raise RefusedJsonError(f"expected an object with named values, found {_name_of(value)}")
    return {_storable(name): _text(name, item) for name, item in value.items()}


def _text(name: str, item: object) -> str | None:
    if item is None or item == "":
        return None
    if isinstance(item, bool):
        return "true" if item else "false"
    if isinstance(item, str):
        return _storable(str(item))
    raise RefusedJsonError(f"expected a flat object, but {name!r} holds {_name_of(item)}")


def _storable(text: str) -> str:
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as cause:
            raise RefusedJsonError("a text holds a lone surrogate, which is no character") from cause
    return text


def _name_of(value: object) -> str:
    if isinstance(value, _Number):
        return "a number"
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return names[type(value)]


def _refuse_constant(text: str) -> NoReturn:
    raise RefusedJsonError(f"{text} is not JSON")


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise RefusedJsonError(f"the key {twice!r} occurs twice in one object")
    return found
