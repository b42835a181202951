"""A column of times as instants in UTC, with the rules that its values must keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.ingest.checks import Check
from cxjourney.ingest.times import floor_divide, refuse_other_unit, time_reading
from cxjourney.ingest.zone_table import zone_table
from cxjourney.ingest.zones import AMBIGUOUS, DAY, EARLIEST, LATEST, NONEXISTENT, REGULAR

if TYPE_CHECKING:
    from cxjourney.ingest.parsing import Parsing
    from cxjourney.ingest.raw_table import RawColumn, RawTable
    from cxjourney.ingest.times import TimeReading


@dataclass(frozen=True)
class Instants:
    """
    A column of times, read.

    Parameters
    ----------
    reading
        How its values are read.
    zone
        Table of local days and their offsets; empty where times need none.
    alias
        Name of that table in the query; no two columns of a query share it.
    """

    reading: TimeReading
    zone: str
    alias: str = "z"

    @property
    def sql(self) -> str:
        """SQL of microseconds since 1970 in UTC, NULL where they cannot be known."""
        if not self.zone:
            return f"({self.reading.microseconds})"
        return f"(CASE WHEN {self.alias}.kind = {REGULAR} THEN {self.reading.microseconds} - {self.alias}.shift END)"

    @property
    def joins(self) -> list[str]:
        """The table that the SQL needs, with the condition to join it on."""
        if not self.zone:
            return []
        local, z = self.reading.microseconds, self.alias
        day = floor_divide(f"({local})", DAY)
        return [f"{self.zone} AS {z} ON {z}.day = {day} AND {local} >= {z}.start AND {local} < {z}.finish"]

    def missing(self) -> Check:
        """Return the rule that there is a time at all."""
        return Check("missing_time", self.reading.column, "no time", self.reading.blank)

    def checks(self) -> list[Check]:
        """Return the rules for times that are there, in the order in which a row counts for them."""
        time, column = self.reading, self.reading.column
        # A local time may lie inside the range and its instant outside.
        outside = " OR ".join(f"({moment}) NOT BETWEEN {EARLIEST} AND {LATEST}" for moment in {time.microseconds: 0, self.sql: 0})
        checks = []
        unread = f"NOT {time.blank} AND ({time.microseconds}) IS NULL"
        for kind, message, condition in time.reasons:
            checks.append(Check(kind, column, message, f"{unread} AND ({condition})"))
            unread = f"{unread} AND NOT ({condition})"
        if self.zone:
            kind = f"{self.alias}.kind"
            checks.append(Check("nonexistent_time", column, "the clocks skipped this local time", f"{kind} = {NONEXISTENT}"))
            checks.append(Check("ambiguous_time", column, "this local time came twice (add an offset)", f"{kind} = {AMBIGUOUS}"))
        return [*checks, Check("time_range", column, "expected a time between the years 1 and 9999", outside)]


def instants(table: RawTable, column: RawColumn, parsing: Parsing, alias: str = "z") -> Instants:
    """
    Return a column of times, read.

    Parameters
    ----------
    table
        The source.
    column
        Its column.
    parsing
        Format, unit and zone.
    alias
        Name of the table of offsets in the query.

    Raises
    ------
    DataError
        If the column cannot hold times.
    OptionError
        If an option does not fit it.
    """
    reading = time_reading(table, column, parsing)
    refuse_other_unit(table, reading, parsing)
    return Instants(reading, zone_table(table, reading, parsing.timezone), alias)
