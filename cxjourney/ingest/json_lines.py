"""Load JSON lines and JSON lists of flat objects, a few thousand rows at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.errors import FileFormatError
from cxjourney.ingest.delimited import LinePlaces, finish_text
from cxjourney.ingest.json_rows import json_rows
from cxjourney.ingest.parts import check_names, no_rows
from cxjourney.ingest.paths import source_name
from cxjourney.ingest.raw_table import RawColumn, RawTable
from cxjourney.ingest.records import LineMap
from cxjourney.ingest.text_files import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import BinaryIO

    from cxjourney.engine.duckdb import DuckdbEngine
    from cxjourney.ingest.json_rows import LinedRow
    from cxjourney.ingest.parsing import Parsing
    from cxjourney.ingest.text_files import SourceFile

BATCH = 20_000
BATCH_BYTES = 64 << 20


class _Store:
    """A table of text that gets a column whenever a row brings a new key."""

    def __init__(self, engine: DuckdbEngine) -> None:
        self.engine = engine
        self.table = engine.unique_name("text")
        self.columns: dict[str, str] = {}

    def add(self, batch: Sequence[LinedRow], *, name: str, limit: int) -> None:
        """Insert some rows of a file, unless there are more columns than the limit."""
        check_names(tuple(dict.fromkeys([*self.columns, *(key for _, row in batch for key in row)])), name=name, limit=limit)
        cells: dict[str, np.ndarray[tuple[int], np.dtype[np.object_]]] = {}
        for index, (_, row) in enumerate(batch):
            for key, value in row.items():
                if key not in cells:
                    cells[key] = np.full(len(batch), None, object)
                cells[key][index] = value
        for key in cells:
            self._make_room(key)
        if not self.columns:
            raise FileFormatError("The objects hold no values.", hint="give each object its values by name.")
        self._insert({self.columns[key]: values for key, values in cells.items()})

    def _make_room(self, name: str) -> None:
        if name in self.columns:
            return
        column = f"c{len(self.columns)}"
        if self.columns:
            self.engine.execute(f"ALTER TABLE {self.table} ADD COLUMN {column} VARCHAR")
        else:
            self.engine.execute(f"CREATE TABLE {self.table} ({column} VARCHAR)")
        self.columns[name] = column

    def _insert(self, arrays: dict[str, np.ndarray[tuple[int], np.dtype[np.object_]]]) -> None:
        view = self.engine.unique_name("given")
        self.engine.register(view, arrays)
        try:
            values = ", ".join(f"CAST({column} AS VARCHAR)" for column in arrays)
            self.engine.execute(f"INSERT INTO {self.table} ({', '.join(arrays)}) SELECT {values} FROM {view}")
        finally:
            self.engine.release(view)


def open_json(engine: DuckdbEngine, files: Sequence[SourceFile], *, parsing: Parsing) -> RawTable:
    """
    Load files of flat JSON objects as one table of text; a key that an object lacks is missing.

    Parameters
    ----------
    engine
        Engine to load into.
    files
        Files of one object a line, or of one list of objects.
    parsing
        Encoding and limits.

    Raises
    ------
    FileFormatError
        If a file is no strict JSON or an object is not flat.
    EmptyDataError
        If there are no rows.
    LimitError
        If something is larger than allowed.
    """
    store, places, blank = _Store(engine), LinePlaces(), 0
    for file in files:
        lines = LineMap()
        with plain_text(file, parsing, engine.folder, expected="a JSON file") as path, path.open("rb") as stream:
            rows = json_rows(stream, name=file.name, limits=parsing.limits, inner=parsing.inner)
            for batch in _batches(rows, stream):
                store.add(batch, name=file.name, limit=parsing.limits.columns)
                lines.extend(np.array([line for line, _ in batch]))
        places.add(file.name, lines)
        blank += rows.blank
    source = source_name(files)
    if not places.count:
        raise no_rows(source)
    columns = tuple(RawColumn(name, "text", physical) for name, physical in store.columns.items())
    return finish_text(RawTable(engine, store.table, columns, source, blank, locate=places), places.count)


def _batches(rows: Iterable[LinedRow], stream: BinaryIO) -> Iterator[list[LinedRow]]:
    """Return rows by the thousand, fewer where they are long."""
    batch: list[LinedRow] = []
    start = stream.tell()
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH or stream.tell() - start > BATCH_BYTES:
            yield batch
            batch, start = [], stream.tell()
    if batch:
        yield batch
