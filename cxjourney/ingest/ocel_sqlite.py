"""Object-centric logs in SQLite, 1.0 and 2.0: read without a lock, a few thousand rows at a time."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote as url_quote

from cxjourney.engine.duckdb import quote
from cxjourney.errors import CxJourneyError, DataError, FileFormatError, clean, show_value
from cxjourney.ingest.compression import unpack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxjourney.ingest.ocel_store import OcelStore
    from cxjourney.ingest.parsing import Parsing
    from cxjourney.ingest.text_files import SourceFile

_AT_ONCE = 5_000
_NEEDED = ("event", "object", "event_object", "event_map_type", "object_map_type")
_OLD = ("EVENTS", "OBJECTS", "RELATIONS")


def read_sqlite(file: SourceFile, parsing: Parsing, store: OcelStore) -> None:
    """
    Load an object-centric log in SQLite.

    Parameters
    ----------
    file
        The file, to which nothing is written.
    parsing
        Limits.
    store
        Where to.

    Raises
    ------
    FileFormatError
        If the database is damaged or holds no such log.
    DataError
        If another program has not finished writing to it.
    """
    with tempfile.TemporaryDirectory(dir=store.engine.folder, ignore_cleanup_errors=True) as private:
        path = file.path
        if file.packed:
            path = Path(private) / "unpacked"
            unpack(file.path, path, name=file.name, limits=parsing.limits)
        _refuse_unfinished(path, file.name)
        try:
            with contextlib.closing(_connect(path)) as connection:
                _Reader(connection, store, file.name).read()
        except CxJourneyError:
            raise
        except (sqlite3.Error, UnicodeError) as cause:
            message = f"{file.name}: the SQLite database cannot be read: {clean(str(cause))}."
            raise FileFormatError(message, hint="it may be cut off; copy or export it again.", source=file.name) from cause


def _refuse_unfinished(path: Path, name: str) -> None:
    for suffix in ("-wal", "-journal"):
        beside = path.with_name(path.name + suffix)
        if beside.is_file() and beside.stat().st_size:
            message = f"{name}: {beside.name} beside it holds changes that are not in the database yet."
            raise DataError(message, code="unfinished", hint="close the program that writes to it, then read it again.", source=name)


def _connect(path: Path) -> sqlite3.Connection:
    # A folder that cannot be written to would stop any other way of opening; immutable also takes no lock.
    uri = f"file:{url_quote(str(path.absolute()))}?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA query_only = ON")
        _refuse_damaged(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_damaged(connection: sqlite3.Connection) -> None:
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise sqlite3.DatabaseError(found)


class _Reader:
    """Puts the tables of a database into ours."""

    def __init__(self, connection: sqlite3.Connection, store: OcelStore, name: str) -> None:
        self.connection, self.store, self.name = connection, store, name
        # Views and virtual tables could run anything; only tables are read.
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
        self.tables = {str(table).casefold(): str(table) for (table,) in connection.execute(query)}

    def read(self) -> None:
        if all(table.casefold() in self.tables for table in _OLD):
            self.old()
            return
        missing = [table for table in _NEEDED if table not in self.tables]
        if missing:
            found = ", ".join(show_value(table) for table in sorted(self.tables.values())[:20]) or "none"
            message = f"{self.name}: expected the tables of an object-centric log; {', '.join(missing)} are missing, found: {found}."
            raise FileFormatError(message, hint="export the table you want as CSV if this is another kind of database.", source=self.name)
        self.objects()
        self.events()
        for row in self.rows("event_object", ("ocel_event_id", "ocel_object_id")):
            self.store.add_relation(0, row["ocel_event_id"], row["ocel_object_id"], row.get("ocel_qualifier"))
        if "object_object" in self.tables:
            table = quote(self.tables["object_object"])
            self.store.object_relations += self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]

    def events(self) -> None:
        """Events stand in one table; their times and attributes in one a type."""
        for row in self.rows("event_map_type", ("ocel_type", "ocel_type_map")):
            columns = ("ocel_id", "ocel_time")
            for event in self.rows(f"event_{row['ocel_type_map']}", columns):
                rest = {name: value for name, value in event.items() if name not in columns}
                self.store.add_event(0, (event["ocel_id"], row["ocel_type"], event["ocel_time"]), rest)
        self.agree()

    def objects(self) -> None:
        for row in self.rows("object", ("ocel_id", "ocel_type")):
            self.store.add_object(0, row["ocel_id"], row["ocel_type"])
        for row in self.rows("object_map_type", ("ocel_type", "ocel_type_map")):
            columns = ("ocel_id", "ocel_time")
            for value in self.rows(f"object_{row['ocel_type_map']}", columns):
                self.values(value, value.pop("ocel_changed_field", None))

    def values(self, row: dict[str, str | None], changed: str | None) -> None:
        identifier, time = row.pop("ocel_id"), row.pop("ocel_time")
        for name, text in row.items():
            if changed == name or (changed is None and text is not None):
                self.store.add_value(0, identifier, (name, text), time)

    def agree(self) -> None:
        """Refuse a log whose tables of single types do not add up to the table of all."""
        listed, found = sum(1 for _ in self.rows("event", ("ocel_id", "ocel_type"))), self.store.added("event")
        if listed != found:
            message = f"{self.name}: the table event lists {listed:,} events, the tables of single types {found:,}."
            raise FileFormatError(message, hint="the export is not complete; repeat it.", source=self.name)

    def old(self) -> None:
        """Version 1.0 holds the columns of three plain tables."""
        for row in self.rows("OBJECTS", ("ocel:oid", "ocel:type")):
            identifier = row.pop("ocel:oid")
            self.store.add_object(0, identifier, row.pop("ocel:type"))
            for name, text in row.items():
                if text is not None:
                    self.store.add_value(0, identifier, (name, text), None)
        for row in self.rows("EVENTS", ("ocel:eid", "ocel:activity", "ocel:timestamp")):
            facts = (row.pop("ocel:eid"), row.pop("ocel:activity"), row.pop("ocel:timestamp"))
            self.store.add_event(0, facts, row)
        for row in self.rows("RELATIONS", ("ocel:eid", "ocel:oid")):
            self.store.add_relation(0, row["ocel:eid"], row["ocel:oid"], row.get("ocel:qualifier"))

    def rows(self, table: str, needed: tuple[str, ...]) -> Iterator[dict[str, str | None]]:
        """Return the rows of a table as text by column."""
        found = self.tables.get(table.casefold())
        cursor = self.connection.execute(f"SELECT * FROM {quote(found)}") if found else None
        names = [str(column[0]) for column in cursor.description] if cursor else []
        lacking = [name for name in needed if name not in names]
        if cursor is None or lacking:
            what = f"no table {show_value(table)}" if cursor is None else f"no column {lacking[0]!r} in the table {show_value(table)}"
            message = f"{self.name}: expected an object-centric log, found {what}."
            raise FileFormatError(message, hint="the export is not complete; repeat it.", source=self.name)
        while batch := cursor.fetchmany(_AT_ONCE):
            for values in batch:
                yield {name: self.text(value) for name, value in zip(names, values, strict=True)}

    def text(self, value: Any) -> str | None:
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, bytes):
            self.store.nested += 1
            return None
        return repr(value)
