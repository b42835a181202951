"""Read object-centric logs (OCEL): one type of object is the customer, and its events are the visits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cxjourney.errors import DataError, EmptyDataError, FileFormatError
from cxjourney.ingest.compression import unpacked
from cxjourney.ingest.ocel_flat import flatten
from cxjourney.ingest.ocel_json import read_json
from cxjourney.ingest.ocel_sqlite import read_sqlite
from cxjourney.ingest.ocel_store import OcelStore
from cxjourney.ingest.ocel_table import read_table
from cxjourney.ingest.ocel_xml import read_xml
from cxjourney.ingest.signatures import refuse_foreign
from cxjourney.ingest.text_files import HEAD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.engine.duckdb import DuckdbEngine
    from cxjourney.ingest.parsing import Parsing
    from cxjourney.ingest.raw_table import RawTable
    from cxjourney.ingest.text_files import SourceFile

SQLITE = b"SQLite format 3\0"
_EXPECTED = "an object-centric log (OCEL)"
_FIRST_NAME = re.compile(rb'[^{]*\{\s*"(ocel:(events|objects|global-[a-z]+)|objectTypes|eventTypes|objects|events)"\s*:\s*[\[{]')


def open_ocel(engine: DuckdbEngine, files: Sequence[SourceFile], *, parsing: Parsing, customer: str | None) -> RawTable:
    """
    Load an object-centric log as one table: a row for each event and each customer it refers to.

    The content says whether it is JSON, XML or SQLite, and which version.

    Parameters
    ----------
    engine
        Engine to load into.
    files
        One file.
    parsing
        Encoding, times and limits.
    customer
        Object type whose objects are the customers; None finds it where only one can be meant.

    Raises
    ------
    FileFormatError
        If the file is no such log.
    EmptyDataError
        If no event refers to a customer.
    MissingColumnError
        If the object type is not there, or several could be meant.
    DataError
        If ids are not unique, or several files are given.
    LimitError
        If something is larger than allowed.
    """
    if len(files) > 1:
        message = f"{files[0].name}: {len(files)} object-centric logs cannot be read as one; their objects may not be the same."
        raise DataError(message, hint="read them one by one.", source=files[0].name)
    file, store = files[0], OcelStore(engine, files[0].name, parsing)
    head = file_head(file, parsing)
    if not head.strip():
        raise EmptyDataError(f"{file.name}: the file is empty; expected {_EXPECTED}.", hint="check where it comes from.", source=file.name)
    if head.startswith(SQLITE):
        read_sqlite(file, parsing, store)
    elif _starts(head, b"<"):
        read_xml(file, parsing, store)
    elif _starts(head, b"{"):
        read_json(file, parsing, store)
    else:
        refuse_foreign(head, name=file.name, expected=_EXPECTED)
        message = f"{file.name}: expected {_EXPECTED} in JSON, XML or SQLite, found something else."
        raise FileFormatError(message, hint="check that this is the right file.", source=file.name, line=1)
    return flatten(store, customer, parsing)


def open_ocel_table(table: RawTable, engine: DuckdbEngine, *, parsing: Parsing, customer: str | None) -> RawTable:
    """
    Turn a table with columns ``ocel:type:…`` of lists into one with a row for each event and each customer.

    Parameters
    ----------
    table
        The table.
    engine
        Engine it is in.
    parsing
        Options.
    customer
        Object type whose objects are the customers.

    Raises
    ------
    FileFormatError
        If a list cannot be read.
    EmptyDataError
        If no event refers to a customer.
    MissingColumnError
        If the object type is not there, or several could be meant.
    """
    store = OcelStore(engine, table.source, parsing)
    read_table(table, parsing, store)
    table.discard()
    return flatten(store, customer, parsing)


def holds_ocel(file: SourceFile, parsing: Parsing) -> bool:
    """
    Return whether a file whose name says JSON or XML only starts like an object-centric log.

    Parameters
    ----------
    file
        The file.
    parsing
        Limits.
    """
    head = file_head(file, parsing)
    if _starts(head, b"<"):
        return any(mark in head for mark in (b"<object-types", b"<objects", b'scope="object"'))
    return _starts(head, b"{") and _FIRST_NAME.match(head) is not None


def file_head(file: SourceFile, parsing: Parsing) -> bytes:
    """
    Return the first bytes of a file, unpacked.

    Parameters
    ----------
    file
        The file.
    parsing
        Limits.
    """
    if file.packed:
        return next(unpacked(file.path, name=file.name, limits=parsing.limits), b"")[:HEAD]
    with file.path.open("rb") as opened:
        return opened.read(HEAD)


def _starts(head: bytes, mark: bytes) -> bool:
    """Return whether text of any encoding starts with a character."""
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(mark)
