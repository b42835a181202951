"""One run over the rows for a trend: every sum by period and fold, and by day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.ingest.event_log import EventLog
from cxjourney.model.journey_map import JourneyMap
from cxjourney.statistics import period_sums as sql
from cxjourney.statistics.counts import counts_sql
from cxjourney.statistics.measurement import Measurement, check_observed
from cxjourney.statistics.measuring import declared
from cxjourney.statistics.parts import roles
from cxjourney.statistics.periods import DAY, calendar
from cxjourney.statistics.resolve import check_type, dictionary, instant, microseconds
from cxjourney.statistics.score_sums import scores_sql
from cxjourney.statistics.settings import MeasureSettings
from cxjourney.statistics.table import Table
from cxjourney.statistics.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import timedelta

    from cxjourney.model.metric import Metric
    from cxjourney.statistics.periods import Calendar, Every
    from cxjourney.statistics.resolve import Declared
    from cxjourney.statistics.stage_sums import StagePlan

WINDOW_SHARE = 99
"""Percentage of the journeys with a goal that reach it within the journey window."""

LEAST_SHARE = 90
"""Percentage of them that half of the log must hold, where the journey window is longer than that, to be the window instead."""

_BY_FOLD, _BY_DAY = ("fold", "period"), ("day",)


@dataclass(frozen=True, slots=True, eq=False)
class PeriodSums:
    """
    Sums of a log by period and by day.

    Parameters
    ----------
    settings
        What the measurement was told and resolved.
    periods
        The periods.
    period
        First event and end of the observation, in microseconds since 1970.
    journey_window
        Within which time of its start a journey must reach the goal to count, in microseconds.
    touchpoints, channels, segments
        Names by code.
    segment_columns
        The column each segment is from.
    metrics
        Scales of the scores by code; none where answers have weights, whose sums by period do not exist.
    tables
        The tables by name, as `cxjourney.statistics.period_sums` lists them.
    """

    settings: MeasureSettings
    periods: Calendar
    period: tuple[int, int]
    journey_window: int
    touchpoints: tuple[str, ...]
    channels: tuple[str, ...]
    segments: tuple[str, ...]
    segment_columns: tuple[str, ...]
    metrics: tuple[Metric, ...]
    tables: Mapping[str, Table]


def period_sums(
    events: EventLog, given: dict[str, object], *, every: Every | timedelta, plan: JourneyMap | None, settings: MeasureSettings | None
) -> PeriodSums:
    """
    Return the sums of a log by period and by day.

    Parameters
    ----------
    events
        Checked event log.
    given
        What `measure` takes, by name.
    every
        Length of a period.
    plan
        A hand-written map whose stages, goals and expected waits are used.
    settings
        Settings of an earlier measurement.

    Raises
    ------
    OptionError
        If an argument does not fit the log.
    EmptyDataError
        If the log holds no events.
    """
    check_type("events", events, EventLog)
    check_type("settings", settings, MeasureSettings, optional=True)
    check_type("plan", plan, JourneyMap, optional=True)
    said = declared(events, given, plan=plan, settings=settings)
    known = dictionary(events, said.aliases)
    gap = microseconds(given["journey_gap"], "journey_gap")  # type: ignore[arg-type]
    until = instant(given["observed_until"], "observed_until")  # type: ignore[arg-type]
    with Workspace.of(events, known, roles(events, known, said), None) as work:
        return PeriodRun(work, said, settings).run(every, gap=gap, until=until)


@dataclass(slots=True)
class PeriodRun:
    """
    One run over the rows.

    Parameters
    ----------
    work
        Where relations are made.
    said
        What the user declared.
    settings
        Settings of an earlier measurement, or None to resolve them here.
    tables
        The tables made so far.
    """

    work: Workspace
    said: Declared
    settings: MeasureSettings | None
    tables: dict[str, Table] = field(default_factory=dict)

    def run(self, every: Every | timedelta, *, gap: int | None, until: int | None) -> PeriodSums:
        """
        Take all sums.

        Parameters
        ----------
        every
            Length of a period.
        gap, until
            Silence that ends a journey and end of the observation, in microseconds.

        Raises
        ------
        OptionError
            If the observation ends before the last event, or the periods do not fit the log.
        """
        first, last = self.work.period()
        until = last if until is None else until
        check_observed(until, last)
        periods = calendar(every, first, until)
        measurement = Measurement(self.work, self.said, self.settings)
        settings = self._settings(measurement, gap=gap, until=until)
        codes = measurement.stage_relation(measurement.stage_codes(settings))
        block = _Block(self.work, measurement.plan(settings), periods, until, codes, self.tables)
        window = block.make_all()
        self._rows_of_events(block)
        events = self.work.events
        return PeriodSums(
            settings=settings,
            periods=periods,
            period=(first, until),
            journey_window=window,
            touchpoints=self.work.known.names,
            channels=events.channels,
            segments=events.segments,
            segment_columns=events.segment_of,
            metrics=() if events.weighted else events.metrics,
            tables=self.tables,
        )

    def _settings(self, measurement: Measurement, *, gap: int | None, until: int) -> MeasureSettings:
        """Make the visits; return the settings."""
        if self.settings is None:
            return measurement.resolve(gap=gap, until=until)
        self.work.make_visits(gap=self.settings.journey_gap, until=until)
        return self.settings.replace(observed_until=until)

    def _rows_of_events(self, block: _Block) -> None:
        """Take what no journey is needed for: scores and money."""
        work, events = self.work, self.work.events
        block.keep("money", _BY_FOLD, sql.money_sql(events, block.periods, work.where))
        if not events.metrics or events.weighted:
            return  # sums of answers that count alike would be other scores than those of the map
        timed = f"e.time, {work.touchpoint}"  # one more column in front of the touchpoint
        union = " UNION ALL ".join(scores_sql(events, timed, index, metric, work.where) for index, metric in enumerate(events.metrics))
        relation = work.make("scores", sql.dated_scores_sql(union, block.codes, block.periods))
        for prefix, keys, source in block.divisions(relation, "touchpoint"):
            block.keep(f"{prefix}scores", (*_BY_FOLD, *keys, "metric"), source, sql.SCORE_SQL)
            block.keep(f"day_{prefix}scores", (*_BY_DAY, *keys, "metric"), source, sql.SCORE_SQL + sql.SCORE_SQUARES)
        work.drop(relation)


@dataclass(slots=True)
class _Block:
    """The visits, some customers at a time, and the tables taken from them so far."""

    work: Workspace
    plan: StagePlan
    periods: Calendar
    until: int
    codes: str
    tables: dict[str, Table]

    @property
    def members(self) -> list[str]:
        """Columns of the visits that divide them."""
        events = self.work.events
        return (["channel"] if events.channels else []) + [f"group_{index}" for index in range(len(events.group_columns))]

    def make_all(self) -> int:
        """Take all tables of visits; return the journey window."""
        dated = []
        for visits in tuple(self.work.visits):
            dated.append(self.work.make("dated", sql.dated_sql(visits, self.codes, self.periods, self.until)))
            self.work.drop(visits)
        journeys = [self.work.make("journeys", sql.journeys_sql(name)) for name in dated]
        window = self._journey_window(journeys)
        for name, per_journey in zip(dated, journeys, strict=True):
            self._journeys(name, per_journey, window)
            self._visits(name)
            self._entries(name)
            self._contacts(name)
            self.work.drop(name)
        return window

    def _journey_window(self, journeys: list[str]) -> int:
        """Return within which time journeys reach their goal, in whole days; half of the log where that holds most goals."""
        days = sql.goal_days_sql()
        found = Table.summed([Table.grouped(("days",), self.work.events.engine.sums(days.format(name))) for name in journeys])
        if not len(found):
            return DAY
        running = np.cumsum(found["journeys"])
        place = int(np.searchsorted(running * 100, WINDOW_SHARE * running[-1]))
        wanted, half = int(found["days"][place]), max(1, self.periods.days // 2)
        reached = int(found["journeys"][found["days"] <= half].sum())
        return (half if half < wanted and reached * 100 >= LEAST_SHARE * running[-1] else wanted) * DAY

    def keep(self, name: str, keys: tuple[str, ...], source: str, sums: str | None = None) -> None:
        """Take a table, or more rows of one."""
        statement = source if sums is None else sql.grouped_sql(source, keys, sums)
        self.work.note(name)
        found = Table.grouped(keys, self.work.events.engine.sums(statement))
        self.tables[name] = self.tables[name] + found if name in self.tables else found

    def divisions(self, relation: str, place: str) -> Iterator[tuple[str, tuple[str, ...], str]]:
        """Yield the prefix of a table's name, its keys and where to take it: as it is, by channel and by segment."""
        yield "", (place,), relation
        for member in self.members:
            prefix = "channel_" if member == "channel" else "segment_"
            yield prefix, ("stage", "member"), sql.belonging_sql(relation, member, None)
        for index in range(len(self.work.events.segment_columns)):
            yield "segment_", ("stage", "member"), sql.belonging_sql(relation, f"segment_{index}", self.work.events.customer_relation)

    def _journeys(self, dated: str, journeys: str, window: int) -> None:
        self.keep("journeys", _BY_FOLD, sql.journey_counts_sql(journeys, window))
        self.keep("people", _BY_FOLD, sql.people_sql(dated))
        self.work.drop(journeys)

    def _visits(self, dated: str) -> None:
        counts = counts_sql(sql.visit_conditions(self.plan, self.work.events.flags))
        for prefix, keys, source in self.divisions(dated, "touchpoint"):
            self.keep(f"{prefix}visits", (*_BY_FOLD, *keys), source, counts + sql.time_sums(self.plan, squares=False))
            self.keep(f"day_{prefix}visits", (*_BY_DAY, *keys), source, counts + sql.time_sums(self.plan, squares=True))

    def _entries(self, dated: str) -> None:
        relation = self.work.make("entries", sql.entries_sql(dated, self.plan, self.periods, self.until, self.members))
        counts = counts_sql(sql.entry_conditions())
        for prefix, keys, source in self.divisions(relation, "stage"):
            self.keep(f"{prefix}entries", (*_BY_FOLD, *keys), source, counts)
            self.keep(f"day_{prefix}entries", (*_BY_DAY, *keys), source, counts)
        self.work.drop(relation)

    def _contacts(self, dated: str) -> None:
        work, support = self.work, self.work.roles.support
        if not support:
            return
        contacts = sql.contacts_sql(dated, support, self.plan.repeat_window, reasons=bool(work.events.reasons), members=self.members)
        relation = work.make("contacts", contacts)
        counts = counts_sql(sql.CONTACT_CONDITIONS)
        for prefix, keys, source in self.divisions(relation, "touchpoint"):
            self.keep(f"{prefix}contacts", (*_BY_FOLD, *keys), source, counts)
            self.keep(f"day_{prefix}contacts", (*_BY_DAY, *keys), source, counts)
        work.drop(relation)
