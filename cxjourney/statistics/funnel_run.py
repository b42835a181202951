"""One run over the rows for a funnel: who reaches which step, when, and where the others went."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxjourney.errors import OptionError, show_value
from cxjourney.statistics import funnel_sums
from cxjourney.statistics.horizon import horizon_of
from cxjourney.statistics.layout import fetch_columns
from cxjourney.statistics.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.ingest.event_log import EventLog
    from cxjourney.statistics.path_run import PathRun

ALL = -1
"""The member that stands for all journeys."""

CHANNEL, SEGMENT = "channel", "segment"


@dataclass(frozen=True, slots=True, eq=False)
class FunnelCounts:
    """
    What was counted; the member `ALL` is everybody.

    Parameters
    ----------
    journeys
        By member, level and fold.
    customers
        Customers and Σn² over them, by member and level.
    waits
        Histogram of the times to the next step, by member, level and bin.
    targets, target_customers
        Where the lost went, by member, level and target (and fold).
    """

    journeys: Table
    customers: Table
    waits: Table
    targets: Table
    target_customers: Table


@dataclass(slots=True)
class FunnelRun:
    """
    Relations of one funnel.

    Parameters
    ----------
    run
        The run over the journeys.
    steps
        Codes of the touchpoints of each step.
    levels
        Names of the relations of what is reached.
    """

    run: PathRun
    steps: Sequence[Sequence[int]]
    levels: list[str] = field(default_factory=list)

    def reach(self) -> None:
        """Find out which journeys reach which step, however late."""
        work = self.run.work
        every = {code for step in self.steps for code in step}
        for visits in work.visits:
            relevant = work.make("relevant", funnel_sums.relevant_sql(visits, every))
            before = work.make("reached", funnel_sums.first_sql(relevant, self.steps[0]))
            self.levels.append(before)
            for level, codes in enumerate(self.steps[1:], start=1):
                before = work.make("reached", funnel_sums.next_sql(before, relevant, codes, level))
                self.levels.append(before)
            work.drop(relevant)

    @property
    def reached(self) -> str:
        """SQL of what is reached, all steps."""
        return f"({' UNION ALL '.join(f'SELECT * FROM {name}' for name in self.levels)})"

    def usual_time(self) -> int | None:
        """Return the time that 99% of the journeys that go on take at most, in microseconds; None where nobody goes on."""
        spans = Table.grouped(("bin",), fetch_columns(self.run.work.events.engine, funnel_sums.spans_sql(self.reached)))
        return horizon_of(spans, limit=None) if len(spans) else None

    def entered(self, within: int) -> tuple[int, int]:
        """Return how many journeys reach the first step, and how many of them were followed for a time."""
        sql = f"""SELECT count(*), coalesce(sum(CASE WHEN start >= {int(within)} THEN 1 ELSE 0 END), 0)
            FROM {self.reached} AS r WHERE level = 0"""
        every, followed = self.run.work.events.engine.rows(sql)[0]
        return int(every), int(followed)

    def count(self, within: int, by: str | None) -> FunnelCounts:
        """
        Count who reaches what in time.

        Parameters
        ----------
        within
            Longest time from the first step, in microseconds.
        by
            What to divide the journeys by.
        """
        work = self.run.work
        inside = work.make("inside", funnel_sums.inside_sql(self.reached, within))
        visits = work.every_visit
        lost = " UNION ALL ".join(
            funnel_sums.lost_sql(inside, level, codes, visits, within) for level, codes in enumerate(self.steps[:-1]) if codes
        )
        gone = work.make("lost", lost)
        reached, left = ([f"SELECT r.*, {ALL} AS member FROM {name} r"] for name in (inside, gone))
        if by is not None:
            members = work.make("members", " UNION ALL ".join(members_of(work.events, by, inside, visits)))
            reached.append(funnel_sums.members_sql(inside, f"SELECT * FROM {members}"))
            left.append(funnel_sums.members_sql(gone, f"SELECT * FROM {members}"))
        level, target = ("member", "level"), ("member", "level", "target")
        return FunnelCounts(
            journeys=self._table((*level, "fold"), funnel_sums.counts_sql, reached),
            customers=self._table(level, funnel_sums.customers_sql, reached),
            waits=self._table((*level, "bin"), funnel_sums.waits_sql, reached),
            targets=self._table((*target, "fold"), funnel_sums.targets_sql, left),
            target_customers=self._table(target, funnel_sums.target_customers_sql, left),
        )

    def _table(self, keys: tuple[str, ...], sql: object, sources: Sequence[str]) -> Table:
        engine = self.run.work.events.engine
        return Table.summed([Table.grouped(keys, fetch_columns(engine, sql(source))) for source in sources])  # type: ignore[operator]


def member_names(events: EventLog, by: str) -> tuple[str, ...]:
    """
    Return the names of what divides the journeys, by code.

    Parameters
    ----------
    events
        Checked event log.
    by
        ``"channel"``, ``"segment"``, or a column of segments or groups.

    Raises
    ------
    OptionError
        If the log is not divided by that.
    """
    columns = (*events.segment_columns, *events.group_columns)
    known = [*([CHANNEL] if events.channels else []), *([SEGMENT] if columns else []), *columns]
    if by not in known:
        if known:
            raise OptionError.for_choice("by", by, list(dict.fromkeys(known)))
        raise OptionError(
            f"by={show_value(by)}: the log has neither channels nor segments.", hint="name their columns when reading the events."
        )
    return events.segments if by != CHANNEL or CHANNEL in columns else events.channels


def members_of(events: EventLog, by: str, inside: str, visits: str) -> list[str]:
    """
    Return the SQL of customer, journey and member: the customer's segment, or the channel or group of the visit to the first step.

    Parameters
    ----------
    events
        Checked event log.
    by
        As for `member_names`.
    inside
        Name of the relation of what is reached.
    visits
        SQL of all visits.
    """
    first = f"(SELECT customer, journey, step FROM {inside} AS i WHERE level = 0)"
    at_first = "SELECT f.customer, f.journey, v.{column} AS member FROM {first} f JOIN {visits} AS v ON v.customer = f.customer AND "
    at_first += "v.journey = f.journey AND v.step = f.step WHERE v.{column} >= 0"
    columns = (*events.segment_columns, *events.group_columns)
    if by == CHANNEL and by not in columns:
        return [at_first.format(column="channel", first=first, visits=visits)]
    wanted = columns if by == SEGMENT and by not in columns else (by,)
    found = [
        f"""SELECT f.customer, f.journey, c.segment_{number} AS member FROM {first} f
            JOIN {events.customer_relation} c ON c.customer = f.customer WHERE c.segment_{number} >= 0"""
        for number, column in enumerate(events.segment_columns)
        if column in wanted
    ]
    groups = [number for number, column in enumerate(events.group_columns) if column in wanted]
    return found + [at_first.format(column=f"group_{number}", first=first, visits=visits) for number in groups]
