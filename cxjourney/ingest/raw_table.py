"""A source as it was found: columns under safe names, nothing interpreted yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxjourney.engine.dialect import ColumnKind as ColumnKind  # noqa: PLC0414, TC001 - modules of this package take it from here

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cxjourney.engine.protocol import Engine
    from cxjourney.ingest.checks import Check
    from cxjourney.ingest.file_stamps import Stamp


@dataclass(frozen=True, slots=True)
class RawColumn:
    """
    One column of a source.

    Parameters
    ----------
    name
        Name as the source spells it.
    kind
        What it holds.
    sql_name
        Name inside the engine: ``c0``, ``c1``, …
    per
        Column that numbers what a value belongs to, where it is repeated on all rows of that: money and
        scores in it count once.
    parts
        Names of the columns it is joined from.
    """

    name: str
    kind: ColumnKind
    sql_name: str
    per: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawTable:
    """
    A source opened in an engine.

    Parameters
    ----------
    engine
        Where the rows are.
    relation
        Table or view with the columns below and ``"row"``, the 0-based position in the source.
    columns
        The columns, in the order of the source.
    source
        Name of the source in messages.
    blank
        Blank lines that were skipped.
    locate
        Puts the place of a row in words.
    tables
        Tables that the relation reads.
    checks
        Rules for rows that its format has, whatever the roles.
    roles
        Column by role, where the source itself decides it.
    usual
        Column by role that goes before other usual names.
    notes
        What is to be said about how it was opened.
    left_out
        Rows that do not count for its preset: reason and number.
    stamps
        What its files were when they were opened.
    """

    engine: Engine
    relation: str
    columns: tuple[RawColumn, ...]
    source: str
    blank: int = 0
    locate: Callable[[int], str] = field(default="row {} (from 0)".format, repr=False, compare=False)
    tables: tuple[str, ...] = field(default=(), repr=False)
    checks: tuple[Check, ...] = field(default=(), repr=False)
    roles: Mapping[str, str] = field(default_factory=dict, repr=False)
    usual: Mapping[str, str] = field(default_factory=dict, repr=False)
    notes: tuple[str, ...] = field(default=(), repr=False)
    left_out: tuple[tuple[str, int], ...] = field(default=(), repr=False)
    stamps: tuple[Stamp, ...] = field(default=(), repr=False)

    def place(self, row: int) -> str:
        """
        Return where a row stands, in words for a message.

        Parameters
        ----------
        row
            Value of ``"row"``.
        """
        return self.locate(row)

    def column(self, name: str) -> RawColumn | None:
        """
        Return the column of a name, or None.

        Parameters
        ----------
        name
            Name as the source spells it.
        """
        return next((column for column in self.columns if column.name == name), None)

    def discard(self) -> None:
        """Drop the rows from the engine, once everything needed of them is stored elsewhere."""
        self.engine.execute(f"DROP VIEW IF EXISTS {self.relation}")
        for table in self.tables:
            self.engine.execute(f"DROP TABLE IF EXISTS {table}")
