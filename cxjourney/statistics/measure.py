"""Take every sum that needs rows, once; all later steps work on the small tables."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.errors import EmptyDataError, OptionError
from cxjourney.statistics import stage_sums, sums
from cxjourney.statistics.horizon import horizon_of
from cxjourney.statistics.journey_statistics import SKETCH_SIZE, JourneyStatistics
from cxjourney.statistics.layout import LAYOUT, empty, fetch
from cxjourney.statistics.log_stages import found_stages, logged_stages
from cxjourney.statistics.resolve import (
    Declared,
    Dictionary,
    StagePairs,
    declared_by_plan,
    declared_by_settings,
    dictionary,
    microseconds,
    names_of,
    roles,
    stage_pairs,
    usual_support,
)
from cxjourney.statistics.settings import MeasureSettings
from cxjourney.statistics.table import Table
from cxjourney.statistics.visits import Roles, part_condition, plain_sql, sessions_sql, touchpoint_sql, visits_sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime, timedelta

    from cxjourney.ingest.event_log import EventLog
    from cxjourney.model.journey_map import JourneyMap

Names = "str | Iterable[str] | None"


def measure(
    events: EventLog,
    *,
    goal: str | Iterable[str] | None = None,
    ends: str | Iterable[str] | None = None,
    support: str | Iterable[str] | None = None,
    stages: Mapping[str, Iterable[str]] | None = None,
    plan: JourneyMap | None = None,
    journey_gap: timedelta | None = None,
    observed_until: datetime | None = None,
    part: tuple[int, int] | None = None,
    settings: MeasureSettings | None = None,
) -> JourneyStatistics:
    """
    Measure everything that later steps need from the rows of a log.

    Parameters
    ----------
    events
        Checked event log.
    goal
        Touchpoints that complete a journey.
    ends
        Touchpoints after which ending is natural, such as a cancellation.
    support
        Touchpoints where customers ask for help; by default those with the usual names.
    stages
        Touchpoints by stage, in order; by default the log's stage column, else found from the order of visits.
    plan
        A hand-written map whose stages, goals and expected waits are used.
    journey_gap
        Silence that ends a journey; by default each customer makes one journey.
    observed_until
        End of the observation; by default the last event.
    part
        Index and number of parts: measures only the customers of that part.
    settings
        Settings of an earlier measurement, so that both can be added.

    Returns
    -------
    JourneyStatistics
        Small tables of integers.

    Raises
    ------
    OptionError
        If a touchpoint does not occur in the log, or arguments contradict each other.
    EmptyDataError
        If no event belongs to the part.

    See Also
    --------
    find_stages : shows the stages it would find.
    discover_map : turns the statistics into a map.

    Notes
    -----
    Customers fall into 50 folds by a hash of their identifier; every sum is kept per fold, which gives one
    variance rule for everything, the delete-one-fold jackknife. Moves slower than the horizon (the journey
    gap, else the 99th percentile of the times between visits) count as leaving.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=300)
    >>> whole = cx.measure(shop.events, goal=shop.goal)
    >>> parts = [cx.measure(shop.events, settings=whole.settings, part=(i, 2)) for i in (0, 1)]
    >>> parts[0] + parts[1] == whole
    True
    """
    given = {"goal": goal, "ends": ends, "support": support, "stages": stages, "journey_gap": journey_gap, "observed_until": observed_until}
    said = _declared(events, given, plan=plan, settings=settings)
    _check_part(part)
    known = dictionary(events, said.aliases)
    with _Workspace.of(events, known, roles(events, known, said), part) as work:
        return _Measurement(work, said, settings).run(
            gap=settings.journey_gap if settings else microseconds(journey_gap, "journey_gap"),
            until=settings.observed_until if settings else _instant(observed_until),
        )


def find_stages(
    events: EventLog,
    *,
    goal: str | Iterable[str] | None = None,
    ends: str | Iterable[str] | None = None,
) -> dict[str, tuple[str, ...]]:
    """
    Find stages from the order in which customers visit the touchpoints.

    Parameters
    ----------
    events
        Checked event log.
    goal, ends
        Touchpoints that complete a journey, and after which ending is natural.

    Returns
    -------
    dict
        Touchpoints by stage, in order; change it and pass it to `measure` as ``stages=``.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=300)
    >>> len(cx.find_stages(shop.events, goal=shop.goal)) > 1
    True
    """
    said = Declared(goal=names_of(goal, "goal"), ends=names_of(ends, "ends"))
    known = dictionary(events, ())
    with _Workspace.of(events, known, roles(events, known, said), None) as work:
        work.make_visits(gap=None, until=None)
        return dict(found_stages(work.events.engine, work.visits, known.names, work.roles))


def measure_sql(events: EventLog, *, dialect: str = "duckdb") -> str:
    """
    Return the statement that makes the visits relation, from which all sums are taken.

    Parameters
    ----------
    events
        Checked event log.
    dialect
        Only ``"duckdb"`` for now.

    Raises
    ------
    OptionError
        If the dialect is another one.

    Examples
    --------
    >>> import cxjourney as cx
    >>> "lead(touchpoint)" in cx.measure_sql(cx.datasets.sample_shop(customers=50).events)
    True
    """
    if dialect != "duckdb":
        raise OptionError.for_choice("dialect", dialect, ["duckdb"])
    known = dictionary(events, ())
    return visits_sql(plain_sql(events, touchpoint_sql(known.recoding), ""), roles(events, known, Declared()), None)


def _declared(events: EventLog, given: dict[str, object], *, plan: JourneyMap | None, settings: MeasureSettings | None) -> Declared:
    """Return what was said about the log, from whichever argument says it."""
    if settings is not None:
        also = sorted(name for name, value in {**given, "plan": plan}.items() if value is not None)
        if also:
            message = f"settings= already holds {', '.join(also)}."
            raise OptionError(message, hint="leave those arguments out, or measure without settings=.")
        return declared_by_settings(settings)
    planned = declared_by_plan(plan) if plan is not None else Declared()
    known = dictionary(events, planned.aliases)
    stages = given["stages"]
    return Declared(
        goal=names_of(given["goal"], "goal") or planned.goal,  # type: ignore[arg-type]
        ends=names_of(given["ends"], "ends") or planned.ends,  # type: ignore[arg-type]
        support=planned.support if given["support"] is None else names_of(given["support"], "support"),  # type: ignore[arg-type]
        stages=planned.stages if stages is None else stage_pairs(stages, known.names),  # type: ignore[arg-type]
        waits=planned.waits,
        aliases=planned.aliases,
        strict=plan is None or given["goal"] is not None,
    )


def _check_part(part: tuple[int, int] | None) -> None:
    if part is None:
        return
    index, number = part
    if not 0 <= index < number:
        message = f"part={part} must be (index, number of parts) with 0 ≤ index < number."
        raise OptionError(message, hint="for example part=(0, 4).")


def _instant(value: datetime | None) -> int | None:
    if value is None:
        return None
    if value.tzinfo is None:
        message = "observed_until needs a time zone."
        raise OptionError(message, hint="for example datetime(2026, 1, 1, tzinfo=timezone.utc).")
    seconds = value.timestamp()
    return round(seconds) * 1_000_000 if seconds.is_integer() else round(seconds * 1_000_000)


@dataclass(slots=True)
class _Workspace:
    """Temporary relations of one measurement, all dropped at its end."""

    events: EventLog
    known: Dictionary
    roles: Roles
    part: tuple[int, int] | None
    visits: str = ""
    made: list[str] = field(default_factory=list)

    @classmethod
    @contextmanager
    def of(cls, events: EventLog, known: Dictionary, parts: Roles, part: tuple[int, int] | None) -> Iterator[_Workspace]:
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


@dataclass(slots=True)
class _Measurement:
    """One run: the order in which relations and tables are made."""

    work: _Workspace
    said: Declared
    settings: MeasureSettings | None
    tables: dict[str, Table] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def run(self, *, gap: int | None, until: int | None) -> JourneyStatistics:
        """Make every relation and table, the large ones only as long as they are needed."""
        work = self.work
        period = self._period()
        until = period[1] if until is None else until
        work.make_visits(gap=gap, until=until)
        self.tables["gap_times"] = work.fetch("gap_times", sums.gap_times_sql(work.visits))
        settings = self.settings or self._resolved(gap, until)
        stage = self._stage_codes(settings)
        plan = self._plan(settings, stage)
        staged = self._staged_visits(stage)
        self._journey_tables(staged, plan)
        self._visit_tables(staged, plan)
        self._stage_tables(staged, plan)
        self._score_tables()
        return self._statistics(settings, period)

    def _period(self) -> tuple[int, int]:
        events, where = self.work.events, self.work.where
        join = f"JOIN {events.customer_relation} c ON c.customer = e.customer {where}" if where else ""
        first, last = events.engine.rows(f"SELECT min(e.time), max(e.time) FROM {events.relation} e {join}")[0]
        if first is None:
            message = f"no event belongs to part {self.work.part}." if self.work.part else "the log holds no events."
            raise EmptyDataError(message, hint="use fewer parts or another filter.")
        return int(first), int(last)

    def _resolved(self, gap: int | None, until: int) -> MeasureSettings:
        work, names = self.work, self.work.known.names
        stages, found = self._stages()
        support = usual_support(names) if self.said.support is None else self.said.support
        return MeasureSettings(
            goal=tuple(dict.fromkeys(self.said.goal)),
            ends=tuple(dict.fromkeys(self.said.ends)),
            support=support,
            stages=stages,
            stages_found=found,
            expected_waits=self.said.waits,
            aliases=self.said.aliases,
            journey_gap=gap,
            horizon=horizon_of(self.tables["gap_times"], limit=gap),
            observed_until=until,
        )

    def _stages(self) -> tuple[StagePairs, bool]:
        work = self.work
        if self.said.stages is not None:
            return self.said.stages, False
        if work.events.stages:
            stages, notes = logged_stages(work.events, work.touchpoint, work.known.names, work.where)
            self.notes.extend(notes)
            return stages, False
        return found_stages(work.events.engine, work.visits, work.known.names, work.roles), True

    def _stage_codes(self, settings: MeasureSettings) -> list[int]:
        place = {name: index for index, (_, inside) in enumerate(settings.stages) for name in inside}
        return [place.get(name, len(settings.stages)) for name in self.work.known.names]

    def _plan(self, settings: MeasureSettings, stage: list[int]) -> stage_sums.StagePlan:
        place = {name: code for code, name in enumerate(self.work.known.names)}
        declared = {name: index for index, (_, inside) in enumerate(settings.stages) for name in inside}
        goals = [declared.get(name, len(settings.stages)) for name in settings.goal]
        return stage_sums.StagePlan(
            ends=self.work.roles.ends,
            goal_stage=max(goals, default=None),
            waits={place[name]: wait for name, wait in settings.expected_waits if name in place},
            horizon=settings.horizon,
        )

    def _staged_visits(self, stage: list[int]) -> str:
        """Return a relation of visits with their stages; few touchpoints make a CASE, many a join."""
        work, engine = self.work, self.work.events.engine
        codes = work.make("touchpoint_stages", "SELECT CAST(0 AS INTEGER) AS touchpoint, CAST(0 AS INTEGER) AS stage WHERE false")
        for start in range(0, len(stage), 10_000):
            rows = ", ".join(f"({code}, {stage[code]})" for code in range(start, min(start + 10_000, len(stage))))
            engine.execute(f"INSERT INTO {codes} VALUES {rows}")
        return f"(SELECT v.*, s.stage FROM {work.visits} v JOIN {codes} s ON s.touchpoint = v.touchpoint)"

    def _journey_tables(self, staged: str, plan: stage_sums.StagePlan) -> None:
        work, tables = self.work, self.tables
        journeys = work.make("journeys", sums.journeys_sql(work.visits))
        totals = work.fetch("totals", sums.totals_sql(journeys))
        tables["lengths"] = work.fetch("lengths", sums.lengths_sql(journeys))
        tables["totals"] = totals + self._money()
        risk = stage_sums.at_risk_sql(plan)
        touched = work.make("customer_touchpoints", sums.customer_touchpoints_sql(staged, journeys, risk, plan.horizon))
        work.drop(journeys)
        tables["visits"] = work.fetch("visits", sums.visits_table_sql(touched))
        tables["squares"] = work.fetch("squares", sums.squares_sql(touched))
        columns = len(work.events.segment_columns)
        tables["visit_segments"] = (
            work.fetch("visit_segments", sums.segments_sql(touched, work.events.customer_relation, columns))
            if columns
            else empty("visit_segments")
        )
        work.drop(touched)

    def _money(self) -> Table:
        found = self.work.events.engine.columns(
            f"SELECT fold, CAST(value AS BIGINT) AS value, valued FROM ({sums.values_sql(self.work.events, self.work.where)}) AS money"
        )
        zeros = np.zeros(len(found["fold"]), dtype=np.int64)
        keys, names = LAYOUT["totals"]
        return Table.grouped(keys, {name: found.get(name, zeros) for name in (*keys, *names)})

    def _visit_tables(self, staged: str, plan: stage_sums.StagePlan) -> None:
        work, tables = self.work, self.tables
        tables["visit_channels"] = (
            work.fetch("visit_channels", sums.channels_sql(work.visits)) if work.events.channels else empty("visit_channels")
        )
        tables["life"] = work.fetch("life", sums.life_sql(staged, stage_sums.at_risk_sql(plan), plan.horizon))
        tables["transitions"] = work.fetch("transitions", sums.transitions_sql(work.visits))

    def _stage_tables(self, staged: str, plan: stage_sums.StagePlan) -> None:
        work = self.work
        inside = work.make("journey_stages", stage_sums.journey_stages_sql(staged, plan))
        work.drop(work.visits)
        stages = work.make("stages", stage_sums.going_on_sql(inside, plan))
        work.drop(inside)
        for name, sql in stage_sums.STAGE_TABLES.items():
            self.tables[name] = work.fetch(name, sql.format(stages=stages))

    def _score_tables(self) -> None:
        work, metrics = self.work, self.work.events.metrics
        if not metrics:
            self.tables.update({name: empty(name) for name in sums.SCORE_TABLES})
            return
        union = " UNION ALL ".join(
            sums.scores_sql(work.events, work.touchpoint, index, metric, work.where) for index, metric in enumerate(metrics)
        )
        scores = work.make("scores", union)
        for name, sql in sums.SCORE_TABLES.items():
            self.tables[name] = work.fetch(name, sql.format(scores=scores))

    def _statistics(self, settings: MeasureSettings, period: tuple[int, int]) -> JourneyStatistics:
        work = self.work
        events = work.events
        buckets = events.engine.columns(
            f"SELECT c.bucket AS bucket FROM {events.customer_relation} c {work.where} ORDER BY c.bucket LIMIT {SKETCH_SIZE}"
        )["bucket"]
        statistics = JourneyStatistics(
            settings=settings,
            touchpoints=work.known.names,
            channels=events.channels,
            segments=events.segments,
            metrics=events.metrics,
            tables={name: self.tables[name] for name in LAYOUT},
            period=period,
            parts=(work.part,) if work.part else (),
            sketch=buckets,
            notes=tuple(self.notes),
        )
        return statistics.in_order()
