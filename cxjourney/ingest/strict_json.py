"""JSON as its standard has it: no duplicate keys, no NaN, numbers kept as they are written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

from cxjourney.ingest.roles import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

Row = dict[str, str | None]
"""One flat object, every value as text."""

WORDS = {None: None, True: "true", False: "false"}


class RefusedJsonError(ValueError):
    """What JSON does not allow, or a table cannot hold; a sentence without place."""


def decoder() -> json.JSONDecoder:
    """Return a decoder that keeps the digits of numbers and refuses what the standard refuses."""
    return json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_refuse_constant, object_pairs_hook=_without_duplicates)


def flat_row(value: object, inner: frozenset[str] = frozenset()) -> Row:
    """
    Return an object as a row of text.

    Parameters
    ----------
    value
        What the decoder returned.
    inner
        Folded names of values inside others to bring out, such as ``statistics.reopens``; a value of an object
        ``properties`` is known by its own name too. The rest of what is nested is left aside.

    Raises
    ------
    RefusedJsonError
        If it is no object or a value is nested.

    Examples
    --------
    >>> flat_row(decoder().decode('{"id": 1.50, "paid": true, "note": null}'))
    {'id': '1.50', 'paid': 'true', 'note': None}
    >>> flat_row(decoder().decode('{"event": "Buy", "properties": {"time": 7, "size": 1}}'), frozenset({"time"}))
    {'event': 'Buy', 'time': '7'}
    """
    if not isinstance(value, dict):
        raise RefusedJsonError(f"expected an object with named values, found {_name_of(value)}")
    row: Row = {}
    for name, item in value.items():
        if type(item) is str:
            row[name] = item or None
        elif item is None or isinstance(item, bool):
            row[name] = WORDS[item]
        elif inner:
            for path, inside in _insides(name, item):
                if (known := _known(path, inner)) is not None and known not in value:
                    row.setdefault(known, inside)
        else:
            raise RefusedJsonError(f"expected a flat object, but {name!r} holds {_name_of(item)}")
    return row


def _insides(name: str, item: Any) -> Iterator[tuple[str, str | None]]:
    """Return the values inside an object by their dotted names; lists are left aside."""
    rest = [(name, item)]
    while rest:
        path, value = rest.pop()
        if isinstance(value, dict):
            rest += [(f"{path}.{key}", inside) for key, inside in value.items()]
        elif type(value) is str:
            yield path, value or None
        elif value is None or isinstance(value, bool):
            yield path, WORDS[value]


def _known(path: str, inner: frozenset[str]) -> str | None:
    own = path.removeprefix("properties.")
    return next((name for name in (path, own) if fold(name) in inner), None)


def check_storable(row: Row) -> None:
    """
    Refuse a row whose escapes made half a character.

    Parameters
    ----------
    row
        A row of text.

    Raises
    ------
    RefusedJsonError
        If a text cannot be stored.
    """
    try:
        "".join(text for pair in row.items() for text in pair if text).encode()
    except UnicodeEncodeError as cause:
        raise RefusedJsonError("a text holds a lone surrogate, which is no character") from cause


def _name_of(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a number or text", bool: "true or false", type(None): "null"}
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
