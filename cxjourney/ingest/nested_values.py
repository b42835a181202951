"""Values inside others: which of them are looked for, and where they stand in a nested column."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cxjourney.engine.duckdb import quote
from cxjourney.ingest.kinds import kind_of, readable
from cxjourney.ingest.parts import Wanted, check_names
from cxjourney.ingest.raw_table import RawColumn
from cxjourney.ingest.roles import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxjourney.ingest.parsing import Inside
    from cxjourney.ingest.parts import Needed
    from cxjourney.ingest.raw_table import RawTable

KEY = "key"
"""What tells the entries of a list apart; what stands under another name is the value."""

_MOST_KEYS = 10_000


@dataclass(frozen=True)
class _Place:
    """A value in a nested column: its dotted name, its own name, its SQL and the type of it."""

    path: str
    own: str
    sql: str
    type: str


def needed_inside(needed: Needed | None, inside: Inside) -> Needed | None:
    """
    Return the same function, asking also for columns inside which something is looked for.

    Parameters
    ----------
    needed
        Says which columns to load.
    inside
        What is looked for.
    """
    if needed is None or not inside.names:
        return needed

    def wider(names: tuple[str, ...]) -> Wanted:
        wanted = needed(names)
        if isinstance(wanted, bool) or not wanted:
            return wanted
        return {*wanted, *(name for name in names if inside.may_hold(name))}

    return wider


def with_inside(table: RawTable, inside: Inside, limit: int) -> RawTable:
    """
    Return a table with the values inside its nested columns that are looked for as columns of their own.

    A value of a structure is known by its dotted name. In a list of keys and values, what stands under a key is known as
    the column and the key, and by the key alone.

    Parameters
    ----------
    table
        The source; nothing of it is copied.
    inside
        What is looked for.
    limit
        How many columns there may be.
    """
    nested = [column for column in table.columns if column.kind == "other"] if inside.names else []
    taken = {fold(column.name) for column in table.columns}
    found: list[tuple[RawColumn, str]] = []
    for column in nested:
        for place in _places(table, column, inside):
            name = inside.known(place.path, place.own)
            if name is not None and fold(name) not in taken:
                taken.add(fold(name))
                kind = kind_of(place.type)
                found.append((RawColumn(name, kind, f"i{len(found)}"), readable(place.sql, place.type)))
    if not found:
        return table
    columns = (*table.columns, *(column for column, _ in found))
    check_names(tuple(column.name for column in columns), name=table.source, limit=limit)
    relation = table.engine.unique_name("raw")
    fields = "".join(f", {sql} AS {column.sql_name}" for column, sql in found)
    table.engine.execute(f"CREATE VIEW {relation} AS SELECT *{fields} FROM {table.relation}")
    return replace(table, relation=relation, columns=columns)


def _places(table: RawTable, column: RawColumn, inside: Inside) -> Iterator[_Place]:
    rest = [_Place(column.name, column.name, f"({column.sql_name})", _type(table, column.sql_name))]
    while rest:
        place = rest.pop()
        if place.type.endswith("[]"):
            if place.path == column.name and inside.lists(column.name):
                yield from _entries(table, place)
        elif place.type.startswith("STRUCT("):
            rest += _fields(table, place)
        else:
            yield place


def _type(table: RawTable, sql: str) -> str:
    return str(table.engine.rows(f"DESCRIBE SELECT {sql} AS a FROM {table.relation}")[0][1])


def _fields(table: RawTable, place: _Place) -> list[_Place]:
    described = table.engine.rows(f"DESCRIBE SELECT unnest({place.sql}) FROM {table.relation}")
    return [_Place(f"{place.path}.{row[0]}", str(row[0]), f"({place.sql}.{quote(str(row[0]))})", str(row[1])) for row in described]


def _entries(table: RawTable, place: _Place) -> list[_Place]:
    """Return the value under each key of a list of keys and values; none if it is a list of something else."""
    entry = replace(place, sql=f"({place.sql}[1])", type=place.type.removesuffix("[]"))
    if not entry.type.startswith("STRUCT("):
        return []
    fields = {field.own: field for field in _fields(table, entry)}
    values = [field for name, field in fields.items() if name != KEY and not field.type.endswith("[]")]
    if KEY not in fields or not values:
        return []
    query = f"SELECT DISTINCT e.key FROM (SELECT unnest({place.sql}) AS e FROM {table.relation}) WHERE e.key IS NOT NULL"
    keys = sorted(str(key) for (key,) in table.engine.rows(f"{query} LIMIT {_MOST_KEYS}"))
    return [_Place(f"{place.path}.{key}", key, _under(table, place.sql, key, values), "VARCHAR") for key in keys]


def _under(table: RawTable, entries: str, key: str, values: list[_Place]) -> str:
    """Return SQL of the value of the first entry with a key: of its typed fields the one that is there, as text."""
    first = f"list_filter({entries}, lambda x: x.key = {_characters(key)})[1]"
    parts: list[str] = []
    for value in values:
        at = f"({first}.{quote(value.own)})"
        inner = _fields(table, replace(value, path="")) if value.type.startswith("STRUCT(") else []
        parts += [f"CAST({at}.{quote(field.own)} AS VARCHAR)" for field in inner] or [f"CAST({at} AS VARCHAR)"]
    return f"COALESCE({', '.join(parts)})"


def _characters(text: str) -> str:
    """Return SQL of a text that is data, by the numbers of its characters."""
    return " || ".join(f"chr({ord(char)})" for char in text) or "''"


def entry_values(name: str, entries: list[Any]) -> Iterator[tuple[str, str, Any]]:
    """
    Return the values in a list of keys and values with their dotted and their own names; of typed ones the one that is there.

    Parameters
    ----------
    name
        Name of the list.
    entries
        Its entries.

    Examples
    --------
    >>> list(entry_values("params", [{"key": "page", "value": {"string_value": "Home", "int_value": None}}]))
    [('params.page', 'page', 'Home')]
    """
    for entry in entries:
        if isinstance(entry, dict) and isinstance(key := entry.get(KEY), str):
            for part, value in entry.items():
                typed = list(value.values()) if isinstance(value, dict) else [value]
                there = next((each for each in typed if each is not None and not isinstance(each, (dict, list))), None)
                if part != KEY and there is not None:
                    yield f"{name}.{key}", key, there
                    break
