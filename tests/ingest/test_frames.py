"""Tables that live in Python are copied, whatever they are made of."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from decimal import Decimal

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from cxjourney.errors import DataError, EmptyDataError, LimitError
from cxjourney.ingest.limits import Limits
from cxjourney.ingest.parsing import Parsing
from cxjourney.ingest.sources import RawTable, open_source

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)


def cells(table: RawTable) -> list[tuple[str | None, ...]]:
    """Return every row of a table as text."""
    columns = ", ".join(f"CAST({column.sql_name} AS VARCHAR)" for column in table.columns)
    return table.engine.rows(f'SELECT {columns} FROM {table.relation} ORDER BY "row"')


COLUMNS = [
    (pd.Series(["x", None], dtype=object), "text", "x"),
    (pd.Series(["x", None], dtype="string"), "text", "x"),
    (pd.Series(["x\0é", None]), "text", "x\0é"),
    (pd.Series(["x", None], dtype="category"), "text", "x"),
    (pd.Series([7, None], dtype="Int64"), "integer", "7"),
    (pd.Series([7, 8], dtype=">i4"), "integer", "7"),
    (pd.Series([2**64 - 1, 8], dtype="uint64"), "integer", "18446744073709551615"),
    (pd.Series([1.5, np.nan]), "float", "1.5"),
    (pd.Series([1.5, np.nan], dtype="float16"), "float", "1.5"),
    (pd.Series([1.5, None], dtype="Float64"), "float", "1.5"),
    (pd.Series([True, False]), "boolean", "true"),
    (pd.Series([True, None], dtype="boolean"), "boolean", "true"),
    (pd.Series(pd.to_datetime(["2026-01-01 12:00", None])), "timestamp", "2026-01-01 12:00:00"),
    (pd.Series(np.array(["2026-01-01", "NaT"], "M8[s]")), "timestamp", "2026-01-01 00:00:00"),
    (pd.Series([NOON, None]).dt.tz_convert("Asia/Tokyo"), "timestamptz", "2026-01-01 12:00:00+00"),
    (pd.Series([Decimal("1.50"), None], dtype=object), "text", "1.50"),
    (pd.Series([1, "a"], dtype=object), "text", "1"),
    (pd.Series([2**70, None], dtype=object), "text", str(2**70)),
    (pd.Series([NOON, dt.date(2026, 1, 2)], dtype=object), "text", "2026-01-01T12:00:00+00:00"),
    (pd.Series([np.float64(0.1), pd.NA], dtype=object), "text", "0.1"),
    (pd.Series(["x", None], dtype=pd.ArrowDtype(pa.string())), "text", "x"),
    (pd.Series([7, None], dtype="int64[pyarrow]"), "integer", "7"),
    (pd.Series([None, None], dtype=object), "text", None),
    (pd.Series([[1], {}], dtype=object), "other", None),
    (pd.Series([b"x", None], dtype=object), "other", None),
    (pd.to_timedelta(pd.Series([1, 2]), unit="s"), "other", None),
]


@pytest.mark.parametrize(("series", "kind", "first"), COLUMNS, ids=[str(index) for index in range(len(COLUMNS))])
def test_pandas_columns_of_any_type(series: pd.Series, kind: str, first: str | None) -> None:
    """Values are exact, missing ones are missing, nested ones are told apart."""
    frame = pd.DataFrame({"value": series})
    before = frame.copy(deep=True)

    table = open_source(frame)

    assert (table.columns[0].kind, cells(table)[0][0]) == (kind, first)
    assert [cell is None for (cell,) in cells(table)] == list(series.isna() | (kind == "other"))
    pd.testing.assert_frame_equal(frame, before)


def test_pandas_rows_are_named_by_index() -> None:
    """A message names the position and the label, whatever the index is."""
    frame = pd.DataFrame({"a": [1, 2]}, index=["x", "y"])

    assert open_source(frame).place(1) == "row 1 (index 'y')"
    assert open_source(frame.reset_index()).place(1) == "row 1 (index 1)"


def test_later_changes_of_a_frame_do_not_matter() -> None:
    """The rows are a copy."""
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
    table = open_source(frame)

    frame.iloc[0, 0] = 99
    frame.iloc[0, 1] = "changed"

    assert cells(table) == [("1", "x"), ("2", "y")]


def test_pandas_names_need_not_be_text() -> None:
    """Numbers become their digits; two columns of one name are refused."""
    assert [column.name for column in open_source(pd.DataFrame([[1, 2]])).columns] == ["0", "1"]
    with pytest.raises(DataError, match="several columns are named 'a'"):
        open_source(pd.DataFrame([[1, 2]], columns=["a", "a"]))


def test_lone_surrogates_are_refused_with_their_row() -> None:
    """They cannot be written anywhere."""
    with pytest.raises(DataError, match=r"row 1.*'a' holds a lone surrogate"):
        open_source(pd.DataFrame({"a": pd.Series(["x", "\ud800"], dtype=object)}))


POLARS = pl.DataFrame(
    {
        "text": ["x", None],
        "TEXT": [1, None],
        "cat": pl.Series(["u", None], dtype=pl.Categorical),
        "day": [dt.date(2026, 1, 1), None],
        "time": [NOON.replace(tzinfo=None), None],
        "zoned": [NOON, None],
        "money": [Decimal("1.50"), None],
        "void": [None, None],
        "list": [[1], None],
    }
)


@pytest.mark.parametrize("convert", [pl.DataFrame.clone, pl.DataFrame.to_arrow], ids=["polars", "arrow"])
def test_columns_of_polars_and_arrow(convert: object) -> None:
    """Both speak Arrow and keep their names and kinds."""
    table = open_source(convert(POLARS))  # type: ignore[operator]

    kinds = [column.kind for column in table.columns]
    assert kinds == ["text", "integer", "text", "date", "timestamp", "timestamptz", "decimal", "text", "other"]
    assert [column.name for column in table.columns] == POLARS.columns
    assert cells(table)[0][:7] == ("x", "1", "u", "2026-01-01", "2026-01-01 12:00:00", "2026-01-01 12:00:00+00", "1.50")
    assert set(cells(table)[1]) == {None}


def test_a_reader_is_read_once() -> None:
    """A stream that cannot be repeated is no trouble."""
    reader = pa.table({"a": ["x", "y"], "b": [1, 2]}).to_reader(max_chunksize=1)

    assert cells(open_source(reader)) == [("x", "1"), ("y", "2")]


class Capsule:
    """Offers an Arrow stream and nothing else."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Hand out the stream."""
        return self.table.__arrow_c_stream__(requested_schema)


def test_any_object_with_an_arrow_stream_is_a_table() -> None:
    """Nothing else of it is asked for."""
    table = open_source(Capsule(pa.table({"a": ["x"]})))

    assert ([column.name for column in table.columns], cells(table), table.place(0)) == (["a"], [("x",)], "row 0 (from 0)")


def test_a_stream_that_fails_is_a_data_error() -> None:
    """Whatever a foreign table raises becomes ours."""

    class Broken:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            raise OverflowError("no more")

    with pytest.raises(DataError, match=r"the Broken: the table cannot be read[\s\S]*Parquet"):
        open_source(Broken())


def test_a_relation_is_copied_and_its_connection_left_alone() -> None:
    """No option of the user's connection changes, and what happens to its table later does not matter."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'Asia/Tokyo'; CREATE TABLE t AS SELECT 1 AS a, 'b'::ENUM('b') AS \"A b\", now() AS \"time\"")
    before = connection.execute("FROM duckdb_settings()").fetchall()

    table = open_source(connection.table("t"))

    assert connection.execute("FROM duckdb_settings()").fetchall() == before
    connection.execute("DROP TABLE t")
    assert [(column.name, column.kind) for column in table.columns] == [("a", "integer"), ("A b", "text"), ("time", "timestamptz")]
    assert table.engine.rows(f'SELECT "row", c0, c1 FROM {table.relation}') == [(0, 1, "b")]


EMPTY = {"none": pd.DataFrame(), "pandas": pd.DataFrame({"a": []}), "polars": pl.DataFrame({"a": []}), "arrow": pa.table({"a": []})}


@pytest.mark.parametrize("frame", EMPTY.values(), ids=EMPTY)
def test_frames_without_rows_are_empty(frame: object) -> None:
    """There is nothing to read."""
    with pytest.raises(EmptyDataError, match="no rows"):
        open_source(frame)


@pytest.mark.parametrize("frame", [pd.DataFrame({"a": [1], "b": [2]}), pl.DataFrame({"a": [1], "b": [2]})], ids=["pandas", "polars"])
def test_frames_are_narrowed_and_limited(frame: object) -> None:
    """Only needed columns are copied; too many columns meet a limit."""
    table = open_source(frame, needed=lambda names: {names[1]})

    assert [column.name for column in table.columns] == ["b"]
    assert cells(table) == [("2",)]
    with pytest.raises(LimitError, match="columns=2"):
        open_source(frame, parsing=Parsing(limits=Limits(columns=1)))


NO_TABLES = [(POLARS.lazy(), "collect"), (pd.Series([1]), "found Series"), (open, "found builtin")]


@pytest.mark.parametrize(("frame", "hint"), NO_TABLES, ids=["lazy", "series", "function"])
def test_what_is_no_table_is_refused_kindly(frame: object, hint: str) -> None:
    """A wrong type is a TypeError that says what to do."""
    with pytest.raises(TypeError, match=hint):
        open_source(frame)


def test_reversed_frames_are_read() -> None:
    """Their arrays run backwards."""
    frame = pd.DataFrame({"customer": ["a", "b"], "time": [NOON, NOON + dt.timedelta(1)], "number": [1, 2]})

    turned, copied = (open_source(each, parsing=Parsing()) for each in (frame.iloc[::-1], frame.iloc[::-1].copy()))

    assert cells(turned) == cells(copied)


def test_polars_needs_no_pyarrow_and_pandas_neither() -> None:
    """Neither is imported for the other."""
    program = """
import sys
sys.modules["pyarrow"] = None
import pandas, polars
from cxjourney.ingest.sources import open_source
print(open_source(polars.DataFrame({"a": ["x"]})).columns[0].kind, open_source(pandas.DataFrame({"a": ["x"], "b": [1]})).columns[0].kind)
"""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=False)

    assert done.stdout == "text text\n", done.stderr
