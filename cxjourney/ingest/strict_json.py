"""JSON as its standard has it: no duplicate keys, no NaN, numbers kept as they are written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

from cxjourney.ingest.nested_values import entry_values
from cxjourney.ingest.parsing import Inside

if TYPE_CHECKING:
    from collections.abc import Iterator

Row = dict[str, str | None]
"""One flat object, every value as text."""

NOTHING = Inside()

WORDS = {None: None, True: "true", False: "false"}


class RefusedJsonError(ValueError):
    """What JSON does not allow, or a table cannot hold; a sentence without place."""


def decoder() -> json.JSONDecoder:
    """Return a decoder that keeps the digits of numbers and refuses what the standard refuses."""
    return json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_refuse_constant, object_pairs_hook=_without_duplicates)


def flat_row(value: object, inner: Inside = NOTHING) -> Row:
    """
    Return an object as a row of text.

    Parameters
    ----------
    value
        What the decoder returned.
    inner
        Values inside others to bring out, such as ``statistics.reopens``; a value of an object ``properties`` and one in
        a list of keys and values are known by their own names too. The rest of what is nested is left aside.

    Raises
    ------
    RefusedJsonError
        If it is no object or a value is nested.

    Examples
    --------
    >>> flat_row(decoder().decode('{"id": 1.50, "paid": true, "note": null}'))
    {'id': '1.50', 'paid': 'true', 'note': None}
    >>> flat_row(decoder().decode('{"event": "Buy", "properties": {"time": 7, "size": 1}}'), Inside(frozenset({"time"})))
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
        elif inner.names:
            for path, own, inside in _insides(name, item, inner):
                if (known := inner.known(path, own)) is not None and known not in value:
                    row.setdefault(known, inside)
        else:
            raise RefusedJsonError(f"expected a flat object, but {name!r} holds {_name_of(item)}")
    return row


def _insides(name: str, item: Any, inner: Inside) -> Iterator[tuple[str, str, str | None]]:
    """Return the values inside an object by their dotted and their own names; lists are left aside but those of keys and values."""
    rest = list(entry_values(name, item))[::-1] if isinstance(item, list) and inner.lists(name) else [(name, name, item)]
    while rest:
        path, own, value = rest.pop()
        if isinstance(value, dict):
            rest += [(f"{path}.{key}", f"{path}.{key}".removeprefix("properties."), inside) for key, inside in value.items()]
        elif type(value) is str:
            yield path, own, value or None
        elif value is None or isinstance(value, bool):
            yield path, own, WORDS[value]


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
