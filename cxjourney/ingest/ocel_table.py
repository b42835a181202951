"""Object-centric logs written as one table: a column of lists for each object type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cxjourney.errors import FileFormatError, show_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxjourney.ingest.ocel_store import OcelStore
    from cxjourney.ingest.parsing import Parsing
    from cxjourney.ingest.raw_table import RawTable

TYPE = "ocel:type:"
_EVENT = ("ocel:eid", "ocel:activity", "ocel:timestamp")
_AT_ONCE = 20_000
_TEXT = r"""'(?:[^'\\]|\\.)*+'|"(?:[^"\\]|\\.)*+\""""
_LIST = re.compile(rf"\s*\[\s*(?:(?:{_TEXT})\s*(?:,\s*(?:{_TEXT})\s*)*+)?\]\s*")
_ITEM = re.compile(_TEXT)


def is_ocel(names: tuple[str, ...]) -> bool:
    """
    Return whether columns are those of an object-centric log.

    Parameters
    ----------
    names
        Names of the columns.
    """
    return set(_EVENT[1:]) <= set(names) and any(name.startswith(TYPE) for name in names)


def read_table(table: RawTable, parsing: Parsing, store: OcelStore) -> None:
    """
    Load an object-centric log from a table of text.

    Parameters
    ----------
    table
        The table.
    parsing
        Options.
    store
        Where to.

    Raises
    ------
    FileFormatError
        If a list cannot be read.
    """
    types = [column.name.removeprefix(TYPE) for column in table.columns if column.name.startswith(TYPE)]
    attributes = [column.name for column in table.columns if not column.name.startswith("ocel:")]
    known: set[tuple[str, str]] = set()
    for row, cells in _rows(table):
        found = re.search(r"line (\d+)", table.place(row))
        line = int(found[1]) if found else 0
        event = cells.get("ocel:eid") or str(row + 1)
        store.add_event(line, (event, cells["ocel:activity"], cells["ocel:timestamp"]), {name: cells[name] for name in attributes})
        for kind in types:
            for related in _items(cells[TYPE + kind], table.source, line, parsing):
                if (kind, related) not in known:
                    known.add((kind, related))
                    store.add_object(line, related, kind)
                store.add_relation(line, event, related)


def _rows(table: RawTable) -> Iterator[tuple[int, dict[str, str | None]]]:
    columns = ", ".join(column.sql_name for column in table.columns)
    names = [column.name for column in table.columns]
    [(last,)] = table.engine.rows(f'SELECT max("row") FROM {table.relation}')
    for first in range(0, last + 1, _AT_ONCE):
        query = f'SELECT "row", {columns} FROM {table.relation} WHERE "row" BETWEEN {first} AND {first + _AT_ONCE - 1} ORDER BY "row"'
        for row, *values in table.engine.rows(query):
            yield row, dict(zip(names, values, strict=True))


def _items(text: str | None, source: str, line: int, parsing: Parsing) -> list[str]:
    """Return the ids of a list as Python and JSON write it; a text that is no list is one id."""
    if text is None or not text.strip():
        return []
    if not text.strip().startswith("["):
        return [text.strip()]
    if not _LIST.fullmatch(text):
        shown = "" if parsing.hide_values else f" {show_value(text)}"
        message = f"{source}, line {line}: expected a list of ids such as ['o1', 'o2'], found{shown or ' something else'}."
        raise FileFormatError(message, hint="write every id in quotes, between brackets.", source=source, line=line)
    return [re.sub(r"\\(.)", r"\1", item[1:-1]) for item in _ITEM.findall(text)]
