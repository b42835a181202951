"""Temporary relations of one measurement."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxjourney.statistics.layout import fetch
from cxjourney.statistics.visits import Roles, part_condition, plain_sql, sessions_sql, touchpoint_sql, visits_sql

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxjourney.ingest.event_log import EventLog
    from cxjourney.statistics.resolve import Dictionary
    from cxjourney.statistics.table import Table


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
        Name of the visits relation, once made.
    made
        Names of the tables to drop.
    """

    events: EventLog
    known: Dictionary
    roles: Roles
    part: tuple[int, int] | None
    visits: str = ""
    made: list[str] = field(default_factory=list)

    @classmethod
    @contextmanager
    def of(cls, events: EventLog, known: Dictionary, parts: Roles, part: tuple[int, int] | None) -> Iterator[Workspace]:
        """Open a workspace and drop what it made, whatever happens."""
        work = cls(events, known, parts, part)
        try:
            yield work
        finally:
            for name in reversed(work.made):
                events.engine.execute(f"DROP TABLE IF EXISTS {name}")

    def make(self, stem: str, sql: str) -> str:
        """Make a temporary table and return its name."""
        name = self.events.engine.unique_name(stem)
        self.made.append(name)
        self.events.engine.execute(f"CREATE TEMP TABLE {name} AS {sql}")
        return name

    def drop(self, name: str) -> None:
        """Drop a table that is not needed any more."""
        self.events.engine.execute(f"DROP TABLE IF EXISTS {name}")
        self.made.remove(name)

    @property
    def touchpoint(self) -> str:
        """SQL of the touchpoint code."""
        return touchpoint_sql(self.known.recoding)

    @property
    def where(self) -> str:
        """SQL condition on the customers."""
        return part_condition(self.part)

    def make_visits(self, *, gap: int | None, until: int | None) -> None:
        """Make the visits relation."""
        if gap is None:
            source = plain_sql(self.events, self.touchpoint, self.where)
        else:
            source = sessions_sql(self.events, self.touchpoint, gap, self.where)
        self.visits = self.make("visits", visits_sql(source, self.roles, until))

    def fetch(self, name: str, sql: str) -> Table:
        """Return a table of sums."""
        return fetch(self.events.engine, name, sql)
