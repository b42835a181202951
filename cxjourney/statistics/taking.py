"""How tables are taken from visits, and added to those that are there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxjourney.statistics import counts, stage_sums, sums
from cxjourney.statistics.layout import fetch_columns, fetch_with_squares

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cxjourney.statistics.table import Integers, Table
    from cxjourney.statistics.workspace import Workspace


@dataclass(slots=True)
class Taking:
    """
    Some visits, and the tables taken from them so far.

    Parameters
    ----------
    work
        Where relations are made.
    plan
        What the stage sums must know.
    visits
        Name or SQL of the visits.
    codes
        Name of the relation of the stage of each touchpoint.
    tables
        The tables by name.
    """

    work: Workspace
    plan: stage_sums.StagePlan
    visits: str
    codes: str
    tables: dict[str, Table] = field(default_factory=dict)

    @property
    def staged(self) -> str:
        """SQL of the visits with stages."""
        return f"(SELECT v.*, s.stage FROM {self.visits} AS v JOIN {self.codes} AS s ON s.touchpoint = v.touchpoint)"

    @property
    def segments(self) -> list[str]:
        """Columns of the customers' segments."""
        return [f"segment_{index}" for index in range(len(self.work.events.segment_columns))]

    @property
    def risk(self) -> str:
        """SQL condition that a visit is at risk."""
        return stage_sums.at_risk_sql(self.plan)

    @property
    def members(self) -> list[tuple[str, str]]:
        """What divides visits, as pairs of key and column of the visits."""
        events = self.work.events
        channel = [("channel", "channel")] if events.channels else []
        groups = [f"group_{index}" for index in range(len(events.group_columns))]
        return channel + [("segment", column) for column in (*groups, *self.segments)]

    @property
    def counts_of_members(self) -> list[int]:
        """How many members each of these has, nothing included."""
        events = self.work.events
        columns = [events.segment_of.count(name) for name in (*events.group_columns, *events.segment_columns)]
        return [count + 1 for count in ([len(events.channels)] if events.channels else []) + columns]

    @property
    def tickets(self) -> dict[str, str]:
        """What is counted of tickets, as SQL conditions by name."""
        return counts.ticket_conditions(self.work.events.flags)

    @property
    def by_use(self) -> tuple[dict[str, str], dict[str, str]]:
        """What is counted of visits: what is squared over customers, and what is only added."""
        return sums.by_use(counts.visit_conditions(self.risk, self.plan.horizon) | self.tickets)

    def add(self, name: str, sql: str) -> None:
        """Take a table, or more rows of one."""
        self.keep({name: self.work.fetch(name, sql)})

    def columns(self, names: Iterable[str], sql: str) -> dict[str, Integers]:
        """Return the columns of a statement that several tables are made of."""
        for name in names:
            self.work.note(name)
        return fetch_columns(self.work.events.engine, sql)

    def add_cells(self, names: tuple[str, str], sql: str) -> None:
        """Take a table and that of its squares, or more rows of both."""
        self.work.note(names[0])
        self.keep(dict(zip(names, fetch_with_squares(self.work.events.engine, names, sql), strict=True)))

    def keep(self, found: dict[str, Table]) -> None:
        """Add tables to those that are there."""
        for name, table in found.items():
            self.tables[name] = self.tables[name] + table if name in self.tables else table


def of_members(found: Mapping[str, Integers], key: str, column: str) -> dict[str, Integers]:
    """
    Return the rows of a statement that belong to some member, whose column is called as in the tables.

    Parameters
    ----------
    found
        Columns of the statement.
    key
        What the members are: ``channel`` or ``segment``.
    column
        Name of their column.
    """
    inside = found[column] >= 0
    return {key if name == column else name: values[inside] for name, values in found.items()}
