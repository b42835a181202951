"""Open Parquet files where they lie: DuckDB reads only the columns that are used."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxjourney.errors import DataError, FileFormatError
from cxjourney.ingest.kinds import kind_of, readable
from cxjourney.ingest.parts import check_names, check_same_columns, no_rows
from cxjourney.ingest.paths import source_name, sql_path
from cxjourney.ingest.raw_table import RawColumn, RawTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.engine.duckdb import DuckdbEngine
    from cxjourney.ingest.parsing import Parsing
    from cxjourney.ingest.text_files import SourceFile

MAGIC = b"PAR1"


@dataclass(slots=True)
class _RowPlaces:
    names: list[str] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)

    def __call__(self, row: int) -> str:
        part = bisect_right(self.firsts, row) - 1
        return f"{self.names[part]} row {row - self.firsts[part]} (from 0)"


def open_parquet(engine: DuckdbEngine, files: Sequence[SourceFile], *, parsing: Parsing) -> RawTable:
    """
    Open Parquet files with the same columns as one view.

    Parameters
    ----------
    engine
        Engine to read with.
    files
        The files, in order.
    parsing
        Limits.

    Raises
    ------
    FileFormatError
        If a file is no Parquet file or damaged.
    EmptyDataError
        If there are no rows.
    DataError
        If the files differ in their columns.
    LimitError
        If there are too many columns.
    """
    places, selects, first = _RowPlaces(), [], 0
    columns: tuple[RawColumn, ...] = ()
    for file in files:
        types, count = _look(engine, file)
        if not columns:
            check_names(tuple(types), name=file.name, limit=parsing.limits.columns)
            columns = tuple(RawColumn(name, kind_of(kind), f"c{index}") for index, (name, kind) in enumerate(types.items()))
        _check_parts(columns, types, files[0].name, file.name)
        places.names.append(file.name)
        places.firsts.append(first)
        selects.append(_select(file, columns, types, first))
        first += count
    source = source_name(files)
    if not first:
        raise no_rows(source)
    relation = engine.unique_name("raw")
    engine.execute(f"CREATE VIEW {relation} AS {' UNION ALL '.join(selects)}")
    return RawTable(engine, relation, columns, source, locate=places)


def _look(engine: DuckdbEngine, file: SourceFile) -> tuple[dict[str, str], int]:
    with file.path.open("rb") as opened:
        head = opened.read(len(MAGIC))
    hint = "check that it was written completely; a text table is named .csv."
    if head != MAGIC:
        raise FileFormatError(f"{file.name}: expected a Parquet file, but it does not start like one.", hint=hint, source=file.name)
    try:
        described = engine.rows(f"DESCRIBE SELECT * FROM {_scan(file)}")
        [(count,)] = engine.rows(f"SELECT num_rows FROM parquet_file_metadata({sql_path(file.path)})")
    except DataError as cause:
        raise FileFormatError(f"{file.name}: the Parquet file cannot be read: {cause.message}", hint=hint, source=file.name) from cause
    return {str(row[0]): str(row[1]) for row in described}, int(count)


def _scan(file: SourceFile) -> str:
    return f"read_parquet({sql_path(file.path)}, hive_partitioning=false, filename=false)"


def _check_parts(columns: tuple[RawColumn, ...], types: dict[str, str], first_name: str, name: str) -> None:
    check_same_columns(tuple(column.name for column in columns), tuple(types), first_name, name)
    for column in columns:
        kind = kind_of(types[column.name])
        if kind != column.kind:
            message = f"{name}: column {column.name!r} holds {kind}, but {column.kind} in {first_name}."
            raise DataError(message, code="different_columns", hint="write the files with the same types.", source=name, column=column.name)


def _select(file: SourceFile, columns: tuple[RawColumn, ...], types: dict[str, str], first: int) -> str:
    # Columns are renamed by position, so that no name of the file ever enters SQL.
    physical = {name: f"f{index}" for index, name in enumerate(types)}
    chosen = ", ".join(f"{readable(f'p.{physical[column.name]}', types[column.name])} AS {column.sql_name}" for column in columns)
    return f'SELECT {first} + p.file_row_number AS "row", {chosen} FROM {_scan(file)} AS p({", ".join(physical.values())})'
