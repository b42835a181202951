"""Copy tables that live in Python: anything that speaks Arrow, and pandas without pyarrow."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from cxjourney.errors import CxJourneyError, DataError, LimitError, show_value
from cxjourney.ingest.arrow_columns import column_names, narrowed
from cxjourney.ingest.kinds import kind_of, readable
from cxjourney.ingest.pandas_columns import object_columns, pandas_columns, surrogate_place
from cxjourney.ingest.parts import check_names, is_chosen, no_rows
from cxjourney.ingest.raw_table import RawColumn, RawTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from cxjourney.engine.duckdb import DuckdbEngine
    from cxjourney.ingest.parsing import Parsing
    from cxjourney.ingest.parts import Needed


class _Stream:
    """Hides everything of a table but its Arrow stream, so that DuckDB asks for no other package."""

    def __init__(self, table: Any) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)


def open_stream(engine: DuckdbEngine, table: Any, *, source: str, parsing: Parsing, needed: Needed | None) -> RawTable:
    """
    Copy a table that offers ``__arrow_c_stream__``, which may be read only once.

    Parameters
    ----------
    engine
        Engine to copy into.
    table
        A polars or Arrow table, a reader, a DuckDB relation, …
    source
        Name of the table in messages.
    parsing
        Limits.
    needed
        Whether the columns fill the needed roles, and perhaps which of them to copy.

    Raises
    ------
    EmptyDataError
        If there are no rows.
    DataError
        If it cannot be read, or two columns have one name.
    LimitError
        If there are too many columns.
    """
    with _foreign(source):
        names = column_names(table)
        if names is not None:
            check_names(names, name=source, limit=parsing.limits.columns)
        table, names = narrowed(table, names, needed)
        copy = _copied(engine, table)
    types = [(str(row[0]), str(row[1])) for row in engine.rows(f"DESCRIBE {copy}")]
    # DuckDB renames columns that differ in case only; the table itself knows better.
    names = names if names is not None and len(names) == len(types) else tuple(name for name, _ in types)
    check_names(names, name=source, limit=parsing.limits.columns)
    columns = tuple(RawColumn(name, kind_of(kind), f"c{index}") for index, (name, (_, kind)) in enumerate(zip(names, types, strict=True)))
    return _finish(engine, copy, columns, source=source, locate="row {} (from 0)".format)


@contextlib.contextmanager
def _foreign(source: str) -> Iterator[None]:
    """Make ours what a foreign table raises, which may be anything."""
    try:
        yield
    except MemoryError:
        raise
    except CxJourneyError as cause:
        if cause.code != "engine":
            raise
        raise _unreadable(source, cause.message) from cause
    except Exception as cause:
        raise _unreadable(source, f"{type(cause).__name__}: {cause}") from cause


def _unreadable(source: str, reason: str) -> DataError:
    hint = "check that what it reads from is still open, or save it as Parquet and read the file."
    return DataError(f"{source}: the table cannot be read. {reason}", hint=hint, source=source)


def _copied(engine: DuckdbEngine, table: Any) -> str:
    view, copy = engine.unique_name("given"), engine.unique_name("copy")
    engine.register(view, _Stream(table))
    try:
        engine.execute(f"CREATE TABLE {copy} AS SELECT * FROM {view}")
    finally:
        engine.release(view)
    return copy


def open_pandas(engine: DuckdbEngine, frame: Any, *, source: str, parsing: Parsing, needed: Needed | None) -> RawTable:
    """
    Copy a pandas DataFrame; pyarrow is not needed.

    Parameters
    ----------
    engine
        Engine to copy into.
    frame
        The frame, which is not changed.
    source
        Name of the frame in messages.
    parsing
        Limits.
    needed
        Whether the columns fill the needed roles, and perhaps which of them to copy.

    Raises
    ------
    EmptyDataError
        If there are no rows.
    DataError
        If two columns have one name, or text cannot be stored.
    LimitError
        If there are too many columns.
    """
    names = tuple(str(name) for name in frame.columns)
    check_names(names, name=source, limit=parsing.limits.columns)
    if not len(frame):
        raise no_rows(source)
    wanted = needed(names) if needed else None
    chosen = [index for index, name in enumerate(names) if is_chosen(name, wanted)]
    arrays, kinds, casts = pandas_columns(frame, chosen)
    inner = _inside_objects(frame, names, [index for index in chosen if kinds[f"c{index}"] == "other"], parsing)
    arrays |= {f"i{number}": values for number, values in enumerate(inner.values())}
    casts |= {f"i{number}": f"CAST(i{number} AS VARCHAR)" for number in range(len(inner))}
    view, copy = engine.unique_name("given"), engine.unique_name("copy")
    engine.register(view, {name: _forwards(values) for name, values in arrays.items()})
    try:
        engine.execute(f"CREATE TABLE {copy} AS SELECT {', '.join(f'{casts[name]} AS {name}' for name in arrays)} FROM {view}")
    except DataError as cause:
        raise _unstorable(arrays, {f"c{index}": names[index] for index in chosen}, source, cause) from cause
    finally:
        engine.release(view)
    columns = [RawColumn(names[index], kinds[f"c{index}"], f"c{index}") for index in chosen]
    columns += [RawColumn(name, "text", f"i{number}") for number, name in enumerate(inner)]
    return _finish(engine, copy, tuple(columns), source=source, locate=_index_places(frame.index))


def _forwards(values: NDArray[Any]) -> NDArray[Any]:
    """Return the array of a reversed frame as one that the engine can read, which reads none backwards."""
    return values.copy() if values.strides[0] < 0 else values


def _inside_objects(frame: Any, names: tuple[str, ...], nested: list[int], parsing: Parsing) -> dict[str, NDArray[Any]]:
    """Return the texts that are looked for inside columns of Python objects."""
    found: dict[str, NDArray[Any]] = {}
    for index in nested if parsing.inner.names else ():
        values = object_columns(names[index], frame.iloc[:, index].to_numpy(dtype=object), parsing.inner)
        found |= {name: texts for name, texts in values.items() if name not in names and name not in found}
    return found


def _unstorable(arrays: dict[str, NDArray[Any]], names: dict[str, str], source: str, cause: DataError) -> DataError:
    found = surrogate_place(arrays)
    if found is None or isinstance(cause, LimitError):
        return cause
    physical, row = found
    name = names.get(physical, "(inside another)")
    message = f"{source}, row {row} (from 0): column {name!r} holds a lone surrogate in {show_value(arrays[physical][row])}."
    return DataError(message, hint="replace the character; no file can hold it.", source=source, column=name)


def _finish(engine: DuckdbEngine, table: str, columns: tuple[RawColumn, ...], *, source: str, locate: Callable[[int], str]) -> RawTable:
    [(count,)] = engine.rows(f"SELECT count(*) FROM {table}")
    if not count:
        raise no_rows(source)
    stored = [f"f{index}" for index in range(len(columns))]
    types = [str(row[1]) for row in engine.rows(f"DESCRIBE {table}")]
    chosen = ", ".join(
        f"{readable(f'p.{physical}', kind)} AS {column.sql_name}" for physical, kind, column in zip(stored, types, columns, strict=True)
    )
    relation = engine.unique_name("raw")
    engine.execute(f'CREATE VIEW {relation} AS SELECT p.rowid AS "row", {chosen} FROM {table} AS p({", ".join(stored)})')
    return RawTable(engine, relation, columns, source, locate=locate, tables=(table,))


def _index_places(index: Any) -> Callable[[int], str]:
    def place(row: int) -> str:
        return f"row {row} (index {show_value(_plain(index[row]))})"

    return place


def _plain(label: Any) -> object:
    return label.item() if hasattr(label, "item") else label
