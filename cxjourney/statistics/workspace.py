"""Temporary relations of one measurement."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxjourney.engine import progress
from cxjourney.errors import EmptyDataError
from cxjourney.statistics.layout import fetch
from cxjourney.statistics.visits import Roles, carried, customer_condition, plain_sql, sessions_sql, touchpoint_sql, visits_sql

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cxjourney.ingest.event_log import EventLog
    from cxjourney.statistics.resolve import Dictionary
    from cxjourney.statistics.table import Table

BLOCK_EVENTS = 500_000
"""Events that a block of customers holds about, while there are few blocks."""

MAX_BLOCKS = 16
"""Each block scans the visits once more; larger logs make larger blocks."""


def customer_blocks(customers: int, events: int) -> list[tuple[int, int]]:
    """
    Return the first and last customer number of each block.

    Parameters
    ----------
    customers, events
        How many there are.

    Examples
    --------
    >>> customer_blocks(10, 1_000_000)
    [(0, 4), (5, 9)]
    """
    blocks = min(MAX_BLOCKS, max(1, -(-events // BLOCK_EVENTS)))
    width = max(1, -(-customers // blocks))
    return [(first, min(first + width, customers) - 1) for first in range(0, customers, width)]


@dataclass(slots=True)
class Workspace:
    """
    Temporary relations of one measurement, all dropped at its end.

    Parameters
    ----------
    events
        Checked event log.
    known
        Its touchpoints.
    roles
        Codes of what plays a part.
    part
        Part of the customers, or None for all.
    visits
        Names of the visits relations, once made: each holds some of the customers.
    made
        Names of the tables to drop.
    block
        Name of the visits relation that sums are being taken from.
    taken
        The tables of sums that were taken so far, by block.
    expected
        How many of them are expected; 0 where nobody knows.
    """

    events: EventLog
    known: Dictionary
    roles: Roles
    part: tuple[int, int] | None
    visits: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    block: str = ""
    taken: set[tuple[str, str]] = field(default_factory=set)
    expected: int = 0

    @classmethod
    @contextmanager
    def of(cls, events: EventLog, known: Dictionary, parts: Roles, part: tuple[int, int] | None) -> Iterator[Workspace]:
        """Open a workspace and drop what it made, whatever happens."""
        work = cls(events, known, parts, part)
        try:
            with progress.step("Measuring"):
                yield work
        finally:
            for name in reversed(work.made):
                events.engine.drop(name)

    def make(self, stem: str, sql: str) -> str:
        """Make a temporary table and return its name."""
        progress.note(stem.replace("_", " "))
        name = self.events.engine.unique_name(stem)
        self.made.append(name)
        self.events.engine.make(name, sql)
        return name

    def table(self, stem: str, columns: Mapping[str, Sequence[int] | Sequence[str]]) -> str:
        """Make a small temporary table out of Python values and return its name."""
        name = self.events.engine.unique_name(stem)
        self.made.append(name)
        self.events.engine.table(name, columns)
        return name

    def drop(self, name: str) -> None:
        """Drop a table that is not needed any more."""
        self.events.engine.drop(name)
        self.made.remove(name)

    @property
    def touchpoint(self) -> str:
        """SQL of the touchpoint code."""
        return touchpoint_sql(self.known.recoding, len(self.known.names))

    @property
    def where(self) -> str:
        """SQL condition on the customers."""
        return customer_condition(self.part)

    @property
    def block_conditions(self) -> list[str]:
        """SQL conditions on the customers of each block: sorting and grouping some of them at a time needs little memory."""
        blocks = customer_blocks(self.events.n_customers, self.events.n_events) if self.events.engine.embedded else []
        return [customer_condition(self.part, block) for block in blocks] if len(blocks) > 1 else [self.where]

    @property
    def every_visit(self) -> str:
        """SQL of the visits of all customers."""
        return f"({' UNION ALL '.join(f'SELECT * FROM {name}' for name in self.visits)})"

    def period(self) -> tuple[int, int]:
        """Return the first and the last instant, in microseconds since 1970."""
        events = self.events
        join = f"JOIN {events.customer_relation} c ON c.customer = e.customer {self.where}" if self.where else ""
        first, last = events.engine.rows(f"SELECT min(e.time), max(e.time) FROM {events.relation} e {join}")[0]
        if first is None:
            message = f"no event belongs to part {self.part}." if self.part else "the log holds no events."
            raise EmptyDataError(message, hint="use fewer parts or another filter.")
        return int(first), int(last)

    def customers(self) -> int:
        """Return how many customers there are."""
        count: int = self.events.engine.rows(f"SELECT count(*) FROM {self.events.customer_relation} c {self.where}")[0][0]
        return count

    def make_visits(self, *, gap: int | None, until: int) -> None:
        """Make the visits, those of a block a table."""
        for where in self.block_conditions:
            if gap is None:
                source = plain_sql(self.events, self.touchpoint, where)
            else:
                source = sessions_sql(self.events, self.touchpoint, gap, where)
            self.visits.append(self.make("visits", visits_sql(source, self.roles, until, carried(self.events))))

    def note(self, name: str) -> None:
        """
        Tell that a table of sums is being taken.

        Parameters
        ----------
        name
            Name of the table.
        """
        if "squares" not in name:  # they are taken beside others
            self.taken.add((self.block, name))
        done = len(self.taken)
        progress.note(name.replace("_", " "), done - 1, max(self.expected, done) if self.expected else None)

    def fetch(self, name: str, sql: str) -> Table:
        """Return a table of sums."""
        self.note(name)
        return fetch(self.events.engine, name, sql)
