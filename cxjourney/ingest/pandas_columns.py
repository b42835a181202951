"""The columns of a pandas DataFrame as arrays DuckDB reads, without importing pandas or pyarrow."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from cxjourney.ingest.nested_values import entry_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from cxjourney.ingest.parsing import Inside
    from cxjourney.ingest.raw_table import ColumnKind

SCALARS = (str, int, float, Decimal, dt.date, np.generic)
_EXACT = 2.0**53
STORED: dict[str, ColumnKind] = {"i": "integer", "u": "integer", "f": "float", "b": "boolean"}


class _Column(NamedTuple):
    values: NDArray[Any]
    kind: ColumnKind
    sql: str = "{}"


def pandas_columns(frame: Any, chosen: Sequence[int]) -> tuple[dict[str, NDArray[Any]], dict[str, ColumnKind], dict[str, str]]:
    """
    Return arrays, kinds and the SQL that reads them, for some columns of a frame.

    Parameters
    ----------
    frame
        The frame.
    chosen
        Positions of the columns.
    """
    found = {f"c{index}": _column(frame.iloc[:, index]) for index in chosen}
    return (
        {name: column.values for name, column in found.items()},
        {name: column.kind for name, column in found.items()},
        {name: column.sql.format(name) for name, column in found.items()},
    )


def _column(series: Any) -> _Column:
    dtype, missing = series.dtype, series.isna().to_numpy(dtype=bool)
    if isinstance(dtype, np.dtype):
        return _from_numpy(series.to_numpy(), missing)
    kind = getattr(dtype, "kind", "O")
    if getattr(dtype, "tz", None) is not None and kind == "M":
        instants = series.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()
        return _Column(np.asarray(instants), "timestamptz", "timezone('UTC', CAST({} AS TIMESTAMP))")
    stored = getattr(dtype, "numpy_dtype", None)
    if kind in STORED and isinstance(stored, np.dtype):
        values = series.to_numpy(dtype=stored, na_value=stored.type(0))
        return _Column(np.ma.array(values, mask=missing), STORED[kind])
    return _from_objects(np.asarray(series.to_numpy(dtype=object)), missing)


def _from_numpy(values: NDArray[Any], missing: NDArray[np.bool_]) -> _Column:
    kind = values.dtype.kind
    if kind in "iub":
        return _Column(values.astype(values.dtype.newbyteorder("="), copy=False), STORED[kind])
    if kind == "f":
        wide = values.astype(np.float32 if values.dtype.itemsize <= np.dtype(np.float32).itemsize else np.float64, copy=False)
        return _Column(np.ma.array(wide, mask=missing), "float")
    if kind == "M":
        return _Column(values, "timestamp")
    if kind == "O":
        return _from_objects(values, missing)
    return _Column(np.full(len(values), None, object), "other", "CAST({} AS VARCHAR)")


def _from_objects(values: NDArray[Any], missing: NDArray[np.bool_]) -> _Column:
    present = values[~missing]
    types = set(map(type, present))
    if not all(issubclass(kind, SCALARS) for kind in types):
        return _Column(np.full(len(values), None, object), "other", "CAST({} AS VARCHAR)")
    texts = np.full(len(values), None, object)
    texts[~missing] = present if types <= {str} else [_text(value) for value in present]
    return _Column(texts, "text", "CAST({} AS VARCHAR)")


def _text(value: Any) -> str:
    if isinstance(value, np.generic) and not isinstance(value, (str, float)):
        value = value.item()
    if isinstance(value, float):
        return repr(float(value))
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def object_columns(name: str, values: NDArray[Any], inside: Inside) -> dict[str, NDArray[Any]]:
    """
    Return texts that stand inside the Python objects of a column, by the name they are looked for.

    Parameters
    ----------
    name
        Name of the column.
    values
        Its objects: dictionaries, or lists of keys and values.
    inside
        What is looked for.
    """
    found: dict[str, NDArray[Any]] = {}
    for row, value in enumerate(values):
        for path, own, there in _scalars(name, value, inside):
            if (known := inside.known(path, own)) is not None:
                found.setdefault(known, np.full(len(values), None, object))[row] = _inner_text(there)
    return found


def _inner_text(value: Any) -> str:
    if isinstance(value, (bool, np.bool_)):
        return str(value).lower()
    # Whole numbers beside missing ones become floats in pandas.
    whole = isinstance(value, float) and value.is_integer() and abs(value) < _EXACT
    return str(int(value)) if whole else _text(value)


def _scalars(name: str, value: Any, inside: Inside) -> Iterator[tuple[str, str, Any]]:
    listed = value.tolist() if isinstance(value, np.ndarray) else value
    rest = list(entry_values(name, listed)) if isinstance(listed, list) and inside.lists(name) else [(name, name, listed)]
    while rest:
        path, own, there = rest.pop()
        if isinstance(there, dict):
            rest += [(f"{path}.{key}", str(key), part) for key, part in there.items()]
        elif isinstance(there, SCALARS) and there == there:  # noqa: PLR0124 - NaN is no value
            yield path, own, there


def surrogate_place(arrays: Mapping[str, NDArray[Any]]) -> tuple[str, int] | None:
    """
    Return the array and the row of the first text that cannot be stored, if there is one.

    Parameters
    ----------
    arrays
        Arrays by name.
    """
    for name, values in arrays.items():
        for row, text in enumerate(values if values.dtype == object else ()):
            try:
                (text or "").encode()
            except UnicodeEncodeError:
                return name, row
    return None
