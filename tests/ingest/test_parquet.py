"""Parquet files, read where they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from cxjourney.errors import DataError, EmptyDataError, FileFormatError, LimitError
from cxjourney.ingest.limits import Limits
from cxjourney.ingest.parsing import Parsing
from cxjourney.ingest.sources import open_source

if TYPE_CHECKING:
    from pathlib import Path


def write(path: Path, query: str) -> Path:
    """Write the result of a query as Parquet."""
    duckdb.connect().execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    return path


def test_columns_keep_their_kinds(tmp_path: Path) -> None:
    """Numbers, instants and texts in any dress are told apart."""
    path = write(
        tmp_path / "a.parquet",
        """SELECT 'x' AS t, 1::UTINYINT AS i, 1.5::FLOAT AS f, 1.5::DECIMAL(9,2) AS d, true AS b, TIMESTAMP '2026-01-01' AS s,
        TIMESTAMPTZ '2026-01-01 00:00:00+02' AS z, DATE '2026-01-01' AS day, uuid() AS u, 'b'::ENUM('a', 'b') AS e, [1] AS l,
        {'a': 1} AS o, TIME '10:00:00' AS h, 'x'::BLOB AS raw, TIMESTAMP_NS '2026-01-01' AS ns""",
    )

    kinds = {column.name: column.kind for column in open_source(path).columns}

    assert [name for name, kind in kinds.items() if kind == "text"] == ["t", "u", "e"]
    assert [name for name, kind in kinds.items() if kind == "other"] == ["l", "o", "h", "raw"]
    assert (kinds["i"], kinds["f"], kinds["d"], kinds["b"], kinds["day"]) == ("integer", "float", "decimal", "boolean", "date")
    assert (kinds["s"], kinds["ns"], kinds["z"]) == ("timestamp", "timestamp", "timestamptz")


def test_rows_are_numbered_over_all_files(tmp_path: Path) -> None:
    """Columns are matched by name; places name the file."""
    write(tmp_path / "a.parquet", "SELECT i AS a, 'x' AS b FROM range(3) t(i)")
    write(tmp_path / "b.parquet", "SELECT 'y' AS b, i AS a FROM range(2) t(i)")

    table = open_source(str(tmp_path / "*.parquet"))

    rows = table.engine.rows(f'SELECT "row", c0, c1 FROM {table.relation} ORDER BY "row"')
    assert rows == [(0, 0, "x"), (1, 1, "x"), (2, 2, "x"), (3, 0, "y"), (4, 1, "y")]
    assert table.place(4) == f"{tmp_path / 'b.parquet'} row 1 (from 0)"


def test_hostile_names_of_columns_and_files_stay_names(tmp_path: Path) -> None:
    """Neither SQL nor DuckDB's own column names are in the way."""
    folder = tmp_path / "year=2026"
    folder.mkdir()
    path = write(folder / "plain.parquet", 'SELECT 7 AS "file_row_number", 8 AS "row", 9 AS "a""b; --", 10 AS "filename"')
    path = path.rename(folder / "it's [1]*.parquet")

    table = open_source(path)

    assert [column.name for column in table.columns] == ["file_row_number", "row", 'a"b; --', "filename"]
    assert table.engine.rows(f"SELECT * FROM {table.relation}") == [(0, 7, 8, 9, 10)]


def test_files_that_differ_are_refused(tmp_path: Path) -> None:
    """Other columns or other types are named with both files."""
    queries = ["SELECT 1 AS a", "SELECT 1 AS b", "SELECT 'x' AS a"]
    paths = [write(tmp_path / f"{index}.parquet", query) for index, query in enumerate(queries)]

    with pytest.raises(DataError, match=r"1\.parquet.*0\.parquet.*lacks 'a' and has also 'b'"):
        open_source(paths[:2])
    with pytest.raises(DataError, match=r"2\.parquet: column 'a' holds text, but integer in .*0\.parquet"):
        open_source([paths[0], paths[2]])


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"PAR1", b"PAR1" + b"\0" * 100 + b"PAR1"])
def test_damaged_files_are_refused(tmp_path: Path, content: bytes) -> None:
    """A file that is no Parquet, or torn, is named."""
    (tmp_path / "a.parquet").write_bytes(content)

    with pytest.raises(FileFormatError, match=r"a\.parquet.*Parquet"):
        open_source(tmp_path / "a.parquet")


def test_no_rows_and_too_many_columns_are_said(tmp_path: Path) -> None:
    """Both are errors of their own kind."""
    with pytest.raises(EmptyDataError, match="no rows"):
        open_source(write(tmp_path / "a.parquet", "SELECT 1 AS a WHERE false"))
    with pytest.raises(LimitError, match="columns=2"):
        open_source(write(tmp_path / "b.parquet", "SELECT 1 AS a, 2 AS b"), parsing=Parsing(limits=Limits(columns=1)))
