"""Yes and no as 1 and 0: words, truth values, or counts of which any is a yes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.errors import DataError

if TYPE_CHECKING:
    from cxjourney.ingest.raw_table import RawColumn

UNREADABLE = -1
"""Stands for a value that is neither, until the rows are checked."""

ALLOWED = "yes or no, true or false, or a count"

_YES, _NO = ("yes", "y", "true", "t"), ("no", "n", "false", "f")
_COUNT = "[0-9]{1,18}([.]0+)?"


@dataclass(frozen=True)
class FlagColumn:
    """
    A column of yes and no and how to read it.

    Parameters
    ----------
    column
        The column.
    blank
        SQL that is true where there is no value.
    flag
        SQL of 1 or 0, NULL where it is neither.
    """

    column: RawColumn
    blank: str
    flag: str

    @property
    def stored(self) -> str:
        """SQL of 1, 0, NULL where there is no value, and `UNREADABLE`."""
        return f"CAST(CASE WHEN {self.blank} THEN NULL ELSE COALESCE({self.flag}, {UNREADABLE}) END AS TINYINT)"

    @property
    def bad(self) -> str:
        """SQL that is true for a value that is neither."""
        return f"NOT {self.blank} AND ({self.flag}) IS NULL"


def flag_column(column: RawColumn, role: str) -> FlagColumn:
    """
    Return how to read a column of yes and no.

    Parameters
    ----------
    column
        The column.
    role
        What it says, for the message.

    Raises
    ------
    DataError
        If the column can hold neither.
    """
    name = column.sql_name
    if column.kind == "text":
        return _text(column)
    if column.kind == "boolean":
        return FlagColumn(column, f"({name} IS NULL)", f"CAST({name} AS INTEGER)")
    if column.kind in {"integer", "float", "decimal"}:
        whole = f"{name} >= 0" if column.kind == "integer" else f"{name} >= 0 AND {name} < 1e18 AND {name} = floor({name})"
        return FlagColumn(column, f"({name} IS NULL)", f"CASE WHEN {whole} THEN CASE WHEN {name} > 0 THEN 1 ELSE 0 END END")
    raise DataError(
        f"The column {column.name!r} holds values of kind {column.kind}; expected {ALLOWED} for the role {role}.",
        hint="convert the column, or name another one.",
        column=column.name,
    )


def _text(column: RawColumn) -> FlagColumn:
    name, word = column.sql_name, f"lower(trim({column.sql_name}))"
    yes, no = (", ".join(f"'{text}'" for text in words) for words in (_YES, _NO))
    count = f"CASE WHEN TRY_CAST({word} AS DECIMAL(38, 4)) > 0 THEN 1 ELSE 0 END"
    flag = f"CASE WHEN {word} IN ({yes}) THEN 1 WHEN {word} IN ({no}) THEN 0 WHEN regexp_full_match({word}, '{_COUNT}') THEN {count} END"
    return FlagColumn(column, f"({name} IS NULL OR {word} = '')", flag)
