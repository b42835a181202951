"""Sums of integers by keys of integers: the only form in which statistics are kept, added and saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from cxjourney.errors import StatisticsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

FOLDS = 50


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """
    Columns of integers: keys that are unique together, in order, and sums that belong to them.

    Parameters
    ----------
    keys
        Names of the key columns.
    columns
        All columns by name, keys first.
    """

    keys: tuple[str, ...]
    columns: Mapping[str, Integers]

    @classmethod
    def grouped(cls, keys: Sequence[str], columns: Mapping[str, Integers]) -> Self:
        """
        Return the table in which rows with the same keys are added and all rows are in order.

        Parameters
        ----------
        keys
            Names of the key columns.
        columns
            All columns by name, of equal length.
        """
        keys = tuple(keys)
        length = len(next(iter(columns.values()))) if columns else 0
        if not keys:
            return cls((), {name: column.sum(keepdims=True) for name, column in columns.items()})
        if length == 0:
            return cls(keys, {name: np.asarray(column, dtype=np.int64) for name, column in columns.items()})
        order, new = _order([np.asarray(columns[key], dtype=np.int64) for key in keys])
        first = np.flatnonzero(new)
        ordered = {key: np.asarray(columns[key], dtype=np.int64)[order] for key in keys}
        result = {key: column[first] for key, column in ordered.items()}
        for name, column in columns.items():
            if name not in result:
                result[name] = np.add.reduceat(np.asarray(column, dtype=np.int64)[order], first)
        return cls(keys, result)

    def __getitem__(self, name: str) -> Integers:
        return self.columns[name]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()))) if self.columns else 0

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Table):
            return NotImplemented
        return (
            self.keys == other.keys
            and list(self.columns) == list(other.columns)
            and all(np.array_equal(column, other.columns[name]) for name, column in self.columns.items())
        )

    __hash__ = None  # type: ignore[assignment]

    @property
    def sums(self) -> tuple[str, ...]:
        """Names of the columns that are no keys."""
        return tuple(name for name in self.columns if name not in self.keys)

    def __add__(self, other: Table) -> Table:
        return Table.summed([self, other])

    @classmethod
    def summed(cls, tables: Sequence[Table]) -> Table:
        """
        Return the sum of one table or more.

        Parameters
        ----------
        tables
            Tables with the same columns.

        Raises
        ------
        StatisticsError
            If their columns differ.
        """
        first = tables[0]
        if len(tables) == 1:
            return first
        if any(table.keys != first.keys or set(table.columns) != set(first.columns) for table in tables):
            message = "the tables have different columns"
            raise StatisticsError(message, hint="measure both with the same version of cxjourney.")
        return cls.grouped(first.keys, {name: np.concatenate([table.columns[name] for table in tables]) for name in first.columns})

    def recoded(self, codes: Mapping[str, Integers]) -> Table:
        """
        Return the table with new codes in some key columns.

        Parameters
        ----------
        codes
            For a key column, the new code of each old one. Negative codes (nothing) stay.
        """
        columns = dict(self.columns)
        for key, new in codes.items():
            if key in columns and len(columns[key]):
                old = columns[key]
                columns[key] = np.where(old < 0, old, new[np.maximum(old, 0)] if len(new) else old)
        return Table.grouped(self.keys, columns)

    def dense(self, column: str, shape: Sequence[int], keys: Sequence[str], places: Mapping[str, Integers] | None = None) -> Integers:
        """
        Return one column as an array over the given keys, summed over the others.

        Parameters
        ----------
        column
            Name of a sum.
        shape
            Length of each axis.
        keys
            Key column of each axis.
        places
            For some keys the place of each code on its axis, never the same for two, -1 for those to leave out; the others stand at their
            code.

        Returns
        -------
        ndarray
            Integers of the given shape; places without a row hold 0.
        """
        result = np.zeros(tuple(shape), dtype=np.int64)
        if not len(self) or not result.size:
            return result
        moved = places or {}
        values, at = self.columns[column], [moved[key][self.columns[key]] if key in moved else self.columns[key] for key in keys]
        kept = [place >= 0 for key, place in zip(keys, at, strict=True) if key in moved]
        if kept and not (wanted := np.logical_and.reduce(kept)).all():
            values, at = values[wanted], [place[wanted] for place in at]
        flat = np.ravel_multi_index(tuple(at), result.shape)  # one number a cell: adding by several at once is many times slower
        if set(keys) == set(self.keys):
            result.reshape(-1)[flat] = values
        else:
            np.add.at(result.reshape(-1), flat, values)
        return result

    def picked(self, key: str, codes: Sequence[int]) -> Table:
        """
        Return the rows with some codes of a key, renumbered by their place among those codes.

        Parameters
        ----------
        key
            Name of a key column.
        codes
            The codes to keep, all different.
        """
        place = np.full(max([int(self.columns[key].max(initial=-1)), *codes]) + 1, -1, dtype=np.int64)
        place[list(codes)] = np.arange(len(codes))
        rows = place[self.columns[key]] if len(self) else np.empty(0, dtype=np.int64)
        kept = rows >= 0
        columns = {name: rows[kept] if name == key else column[kept] for name, column in self.columns.items()}
        return Table.grouped(self.keys, columns)

    def where(self, rows: NDArray[np.bool_]) -> Table:
        """
        Return some of the rows.

        Parameters
        ----------
        rows
            Which.
        """
        return Table(self.keys, {name: column[rows] for name, column in self.columns.items()})

    def negated(self) -> Table:
        """Return the table that takes away what this one adds."""
        return Table(self.keys, {name: column if name in self.keys else -column for name, column in self.columns.items()})

    def without_zeros(self) -> Table:
        """Return the rows that add something."""
        if not self.keys or not len(self):
            return self
        adds = np.zeros(len(self), dtype=bool)
        for name in self.sums:
            adds |= self.columns[name] != 0
        return self if adds.all() else self.where(adds)

    def total(self, column: str) -> int:
        """
        Return the sum of a column.

        Parameters
        ----------
        column
            Name of a sum.
        """
        return int(self.columns[column].sum())


def _order(keys: Sequence[Integers]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return the places of rows in the order of their keys, and where in it the keys are new."""
    code, size = np.zeros(len(keys[0]), dtype=np.int64), 1
    for column in keys:
        low = int(column.min())
        span = int(column.max()) - low + 1
        size *= span
        if size >= 1 << 62:
            return _wide_order(keys)
        code = code * span + (column - low)
    order = np.argsort(code)  # rows with the same keys are added: their order does not matter
    return order, np.diff(code[order], prepend=-1) > 0


def _wide_order(keys: Sequence[Integers]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Do the same for keys that do not fit into one number together."""
    order = np.lexsort(keys[::-1])
    new = np.zeros(len(order), dtype=bool)
    new[0] = True
    for column in keys:
        new[1:] |= np.diff(column[order]) != 0
    return order, new
