"""Read any table of customers: each column becomes a stored column, each rule is checked, bad rows are named or counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxjourney.errors import CxJourneyError, EmptyDataError
from cxjourney.ingest.checks import Check, bad_rows_error, find_bad_rows
from cxjourney.ingest.dictionary import NONE, TOO_LONG, Dictionary, Keys, check_names, encode, encode_keys, text_of
from cxjourney.ingest.flags import ALLOWED, flag_column
from cxjourney.ingest.instants import Instants, instants

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxjourney.ingest.numbers import NumberColumn
    from cxjourney.ingest.parsing import Parsing
    from cxjourney.ingest.raw_table import RawColumn, RawTable

LONGEST_TEXT = 20_000
"""Most characters of what a customer wrote."""


@dataclass(frozen=True)
class Filled:
    """
    A table that was read.

    Parameters
    ----------
    store
        Table of ``position`` and the stored columns, bad rows left out.
    rows
        Rows of the source without blank lines.
    kept
        Rows of the store.
    dropped
        Rows left out: reason and number.
    """

    store: str
    rows: int
    kept: int
    dropped: tuple[tuple[str, int], ...]


@dataclass
class Form:
    """
    Collects how the columns of a table are read, and reads them.

    Parameters
    ----------
    table
        The source.
    parsing
        Options.
    """

    table: RawTable
    parsing: Parsing
    fields: dict[str, str] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _joins: list[str] = field(default_factory=list)
    _zoned: dict[bool, str] = field(default_factory=dict)

    def identifier(self, role: str, column: RawColumn) -> Keys:
        """
        Store the number of an identifier that every row has.

        Parameters
        ----------
        role
            What it identifies.
        column
            The column.
        """
        self.notes += check_names(self.table, column, role)
        keys = encode_keys(self.table, column, role, self._limit)
        self.notes += keys.notes
        self.fields[role] = self._code(column, keys.map)
        self.checks.append(Check(f"missing_{role}", column, f"no {role}", f"{self._last}.code IS NULL"))
        self.checks.append(self._long(role, column))
        return keys

    def names(self, role: str, columns: Mapping[str, RawColumn], *, required: bool = False) -> Dictionary:
        """
        Store the numbers of names.

        Parameters
        ----------
        role
            What they name.
        columns
            Column by the name it is stored under.
        required
            Whether every row has one.
        """
        self.notes += [note for column in columns.values() for note in check_names(self.table, column, role)]
        coded = encode(self.table, tuple(columns.values()), role, self._limit)
        self.notes += coded.notes
        for (stored, column), map_ in zip(columns.items(), coded.maps, strict=True):
            self.fields[stored] = self._code(column, map_)
            if required:
                self.checks.append(Check(f"missing_{role}", column, f"no {role}", f"{self._last}.code IS NULL"))
            self.checks.append(self._long(role, column))
        return coded.dictionary

    def time(self, stored: str, column: RawColumn, *, required: bool = True) -> Instants:
        """
        Store an instant.

        Parameters
        ----------
        stored
            Name it is stored under.
        column
            The column.
        required
            Whether every row has one.
        """
        found = instants(self.table, column, self.parsing, f"z{len(self._joins)}")
        self.fields[stored] = found.sql
        self._joins += found.joins
        self.checks += ([found.missing()] if required else []) + found.checks()
        if found.reading.naive:
            self.notes.append(f"The times of {column.name!r} name no zone; they were read as {self.parsing.timezone}.")
        self._zoned.setdefault(not found.reading.naive, column.name)
        return found

    def number(self, stored: str, number: NumberColumn, scale: int, fits: str, check: tuple[str, str]) -> None:
        """
        Store a number in units.

        Parameters
        ----------
        stored
            Name it is stored under.
        number
            The column, read.
        scale
            Units per one.
        fits
            SQL of what the number must be.
        check
            Kind of the rule, and what it expects.
        """
        self.fields[stored] = number.scaled(scale, fits)
        self.checks.append(Check(check[0], number.column, check[1], f"NOT {number.blank} AND {number.bad(fits)}"))

    def flag(self, stored: str, column: RawColumn) -> None:
        """
        Store a yes or no.

        Parameters
        ----------
        stored
            Name it is stored under.
        column
            The column.
        """
        flag = flag_column(column, stored)
        self.fields[stored] = flag.stored
        self.checks.append(Check(f"flag_{stored}", column, f"expected {ALLOWED}", flag.bad))

    def text(self, stored: str, column: RawColumn) -> None:
        """
        Store free text as it is, NULL where there is none.

        Parameters
        ----------
        stored
            Name it is stored under.
        column
            The column.
        """
        self.notes += check_names(self.table, column, stored)
        self.fields[stored] = f"CASE WHEN trim({text_of(column)}) <> '' THEN {text_of(column)} END"
        message = f"longer than {LONGEST_TEXT:,} characters"
        self.checks.append(Check("long_text", column, message, f"length({text_of(column)}) > {LONGEST_TEXT}"))

    def read(self, on_bad_rows: str) -> Filled:
        """
        Read the table.

        Parameters
        ----------
        on_bad_rows
            What to do with rows that break a rule.

        Raises
        ------
        BadRowsError
            If rows break a rule and are not to be dropped.
        EmptyDataError
            If no row is left.
        """
        self._note_zones()
        table, engine = self.table, self.table.engine
        joined = " LEFT JOIN ".join([f"{table.relation} AS r", *self._joins])
        rows: int = engine.rows(f"SELECT count(*) FROM {table.relation}")[0][0]
        if not rows:
            raise EmptyDataError(f"{table.source}: there are no rows.", hint="check that this is the right source.", source=table.source)
        bad = find_bad_rows(table, [*self.checks, *table.checks], joined)
        dropped = _summed(bad.dropped(table))
        if dropped and on_bad_rows == "error":
            raise bad_rows_error(table, bad, rows, self.parsing)
        if (kept := rows - sum(count for _, count in dropped)) == 0:
            why = f"all of its {rows:,} rows were dropped ({', '.join(kind for kind, _ in dropped)})"
            hint = 'pass on_bad_rows="error" to see the first of them.'
            raise EmptyDataError(f"{table.source}: nothing is left: {why}.", hint=hint, source=table.source)
        store = engine.unique_name("form")
        selected = ", ".join(f"{sql} AS {stored}" for stored, sql in self.fields.items())
        good = f'r."row" NOT IN (SELECT "row" FROM {bad.table})'
        engine.execute(f'CREATE TABLE {store} AS SELECT r."row" AS position, {selected} FROM {joined} WHERE {good}')
        self._assert_read(store, kept)
        return Filled(store, rows, kept, dropped)

    @property
    def _limit(self) -> int:
        return self.parsing.limits.label_length

    @property
    def _last(self) -> str:
        return f"k{len(self._joins) - 1}"

    def _code(self, column: RawColumn, map_: str) -> str:
        alias = f"k{len(self._joins)}"
        self._joins.append(f"{map_} AS {alias} ON r.{column.sql_name} = {alias}.raw")
        return f"COALESCE({alias}.code, {NONE})"

    def _long(self, role: str, column: RawColumn) -> Check:
        too_long = f"longer than {self._limit:,} characters (limits=Limits(label_length=…) allows more)"
        return Check(f"long_{role}", column, too_long, f"{self._last}.code = {TOO_LONG}")

    def _note_zones(self) -> None:
        if len(self._zoned) > 1:
            said, unsaid = self._zoned[True], self._zoned[False]
            wait = f"The times of {said!r} name a zone and those of {unsaid!r} do not; a wait between them is right"
            self.notes.append(f"{wait} only if {unsaid!r} is in {self.parsing.timezone} (timezone= says another).")

    def _assert_read(self, store: str, kept: int) -> None:
        # The rules for rows and the reading of rows must agree, and no join may double a row.
        if self.table.engine.rows(f"SELECT count(*) FROM {store}")[0][0] != kept:
            message = f"{self.table.source}: the rows read are not the rows that fit."
            raise CxJourneyError(message, code="internal", hint="this is a defect; please report it.", source=self.table.source)


def _summed(dropped: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for kind, count in dropped:
        counts[kind] = counts.get(kind, 0) + count
    return tuple(counts.items())
