"""What polars and Arrow tables say about their columns, without importing either."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxjourney.ingest.parts import is_chosen

if TYPE_CHECKING:
    from cxjourney.ingest.parts import Needed


def column_names(table: Any) -> tuple[str, ...] | None:
    """
    Return the names of a table's columns, or None if it does not tell.

    Parameters
    ----------
    table
        Anything with ``__arrow_c_stream__``.
    """
    schema = getattr(table, "schema", None)
    for names in (getattr(table, "column_names", None), getattr(table, "columns", None), getattr(schema, "names", None)):
        if isinstance(names, (list, tuple)) and all(isinstance(name, str) for name in names):
            return tuple(names)
    return None


def narrowed(table: Any, names: tuple[str, ...] | None, needed: Needed | None) -> tuple[Any, tuple[str, ...] | None]:
    """
    Return a table with the needed columns only, where it can be asked for them, and its names.

    Columns that hold nothing at all become text, since DuckDB cannot read their Arrow form.

    Parameters
    ----------
    table
        The table, which is not changed.
    names
        Names of its columns.
    needed
        What says which are needed.
    """
    family = type(table).__module__.split(".", 1)[0]
    if names is None or family not in {"polars", "pyarrow"} or not hasattr(table, "select"):
        return table, names
    wanted = needed(names) if needed else None
    chosen = [name for name in names if is_chosen(name, wanted)]
    table = table.select(chosen) if len(chosen) < len(names) else table
    return (_polars_text(table) if family == "polars" else _arrow_text(table)), tuple(chosen)


def _polars_text(frame: Any) -> Any:
    void = {name: str for name, dtype in zip(frame.columns, frame.dtypes, strict=True) if str(dtype) == "Null"}
    return frame.cast(void) if void else frame


def _arrow_text(table: Any) -> Any:
    for index, (name, dtype) in enumerate(zip(table.schema.names, table.schema.types, strict=True)):
        if str(dtype) == "null":
            table = table.set_column(index, name, table.column(index).cast("string"))
    return table
