"""Open any source: the one door through which rows come in."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cxjourney.engine.duckdb import DuckdbEngine
from cxjourney.engine.progress import step
from cxjourney.ingest.delimited import open_delimited
from cxjourney.ingest.file_stamps import stamped, steady
from cxjourney.ingest.frames import open_pandas, open_stream
from cxjourney.ingest.json_lines import open_json
from cxjourney.ingest.nested_values import needed_inside, with_inside
from cxjourney.ingest.ocel import holds_ocel, open_ocel, open_ocel_table
from cxjourney.ingest.ocel_table import is_ocel
from cxjourney.ingest.parquet import open_parquet
from cxjourney.ingest.parsing import Parsing
from cxjourney.ingest.paths import JSON, OCEL, PARQUET, XES, source_files
from cxjourney.ingest.raw_table import ColumnKind, RawColumn, RawTable
from cxjourney.ingest.xes import open_xes

if TYPE_CHECKING:
    from cxjourney.ingest.parts import Needed
    from cxjourney.ingest.text_files import SourceFile

__all__ = ["ColumnKind", "RawColumn", "RawTable", "open_source"]


def open_source(source: object, *, parsing: Parsing | None = None, needed: Needed | None = None, customer: str | None = None) -> RawTable:
    """
    Open a source in an engine of its own, with nothing interpreted yet.

    Objects are copied and never changed; Parquet files are read where they lie for as long as the
    returned table is used.

    Parameters
    ----------
    source
        A path, a pattern or a list of them; a pandas or polars DataFrame; an Arrow table or reader; a
        DuckDB relation; any object with ``__arrow_c_stream__``.
    parsing
        How text becomes values; None is the default of everything.
    needed
        Given the names of the columns, says whether they fill the needed roles, which decides a delimiter
        in doubt; where it returns names, only those columns are loaded.
    customer
        Object type whose objects are the customers, where the source is an object-centric log.

    Raises
    ------
    DataError
        If the source cannot be read as asked.
    OSError
        If a file cannot be opened.
    TypeError
        If the source is of no kind that can be read.

    Examples
    --------
    >>> import pandas as pd
    >>> table = open_source(pd.DataFrame({"customer": ["c1"], "touchpoint": ["Cart"]}))
    >>> [(column.name, column.kind) for column in table.columns]
    [('customer', 'text'), ('touchpoint', 'text')]
    >>> table.place(0)
    'row 0 (index 0)'
    """
    parsing = parsing or Parsing()
    _refuse_foreign_types(source)
    needed = needed_inside(needed, parsing.inner)
    engine = DuckdbEngine(memory_limit=f"{parsing.limits.memory}B" if parsing.limits.memory else None)
    try:
        with step("Reading"):
            return with_inside(_open(source, engine, parsing, needed, customer), parsing.inner, parsing.limits.columns)
    except BaseException:
        engine.close()
        raise


def _open(source: object, engine: DuckdbEngine, parsing: Parsing, needed: Needed | None, customer: str | None) -> RawTable:
    if isinstance(source, (str, os.PathLike, list, tuple)):
        files = source_files(source)
        with steady(stamps := stamped(files)):
            return replace(_open_files(files, engine, parsing, needed, customer), stamps=stamps)
    if _family(source) == "pandas":
        return open_pandas(engine, source, source="the DataFrame", parsing=parsing, needed=needed)
    return open_stream(engine, source, source=_title(source), parsing=parsing, needed=needed)


def _open_files(
    files: tuple[SourceFile, ...], engine: DuckdbEngine, parsing: Parsing, needed: Needed | None, customer: str | None
) -> RawTable:
    suffix = files[0].suffix
    if suffix in PARQUET:
        return open_parquet(engine, files, parsing=parsing)
    if suffix in OCEL or (suffix in {".json", ".xml"} and holds_ocel(files[0], parsing)):
        return open_ocel(engine, files, parsing=parsing, customer=customer)
    if suffix in XES:
        return open_xes(engine, files, parsing=parsing, needed=needed)
    if suffix in JSON:
        return open_json(engine, files, parsing=parsing)
    table = open_delimited(engine, files, parsing=parsing, needed=needed and (lambda names: is_ocel(names) or needed(names)))
    if is_ocel(tuple(column.name for column in table.columns)):
        return open_ocel_table(table, engine, parsing=parsing, customer=customer)
    return table


def _family(source: object) -> str:
    return type(source).__module__.split(".", 1)[0]


def _title(source: object) -> str:
    return "the relation" if _family(source) in {"duckdb", "_duckdb"} else f"the {type(source).__name__}"


def _refuse_foreign_types(source: Any) -> None:
    kind, family = type(source).__name__, _family(source)
    hint = ""
    if isinstance(source, (str, os.PathLike)) or (family == "pandas" and kind == "DataFrame"):
        return
    if isinstance(source, (list, tuple)):
        if not any(isinstance(item, dict) for item in source):
            return
        kind, hint = "a list of dictionaries", " Make a DataFrame of it first: pandas.DataFrame(rows)."
    elif isinstance(source, dict):
        hint = " Make a DataFrame of it first: pandas.DataFrame(data)."
    elif hasattr(source, "collect") and hasattr(source, "collect_schema"):
        hint = " Compute it first: frame.collect()."
    elif family == "pyspark":
        hint = " Spark DataFrames are read by read_events only."
    elif hasattr(source, "read"):
        hint = " Pass the path of the file instead of the open file."
    elif hasattr(source, "__arrow_c_stream__") and family != "pandas":
        return
    raise TypeError(f"Expected a path, a list of paths, a table or a relation, found {kind}.{hint}")
