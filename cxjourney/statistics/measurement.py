"""One run over the rows: the order in which relations and tables are made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxjourney.errors import EmptyDataError
from cxjourney.statistics import stage_sums, sums
from cxjourney.statistics.horizon import horizon_of
from cxjourney.statistics.journey_statistics import SKETCH_SIZE, JourneyStatistics
from cxjourney.statistics.layout import LAYOUT, empty, fetch_columns
from cxjourney.statistics.log_stages import found_stages, logged_stages
from cxjourney.statistics.resolve import usual_support
from cxjourney.statistics.settings import MeasureSettings
from cxjourney.statistics.table import Table

if TYPE_CHECKING:
    from cxjourney.statistics.resolve import Declared, StagePairs
    from cxjourney.statistics.workspace import Workspace


@dataclass(slots=True)
class Measurement:
    """
    One run over the rows.

    Parameters
    ----------
    work
        Where relations are made.
    said
        What the user declared.
    settings
        Settings of an earlier run, or None to resolve them here.
    tables
        The tables made so far.
    notes
        What the user should know.
    """

    work: Workspace
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
        plan = self._plan(settings)
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
        stages, found = self._stages()
        support = usual_support(self.work.known.names) if self.said.support is None else self.said.support
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

    def _plan(self, settings: MeasureSettings) -> stage_sums.StagePlan:
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
        self._touchpoint_tables(staged, journeys, plan, single=totals.total("customers") == totals.total("journeys"))
        work.drop(journeys)

    def _touchpoint_tables(self, staged: str, journeys: str, plan: stage_sums.StagePlan, *, single: bool) -> None:
        work, tables, events = self.work, self.tables, self.work.events
        risk = stage_sums.at_risk_sql(plan)
        touched = sums.customer_touchpoints_sql(staged, journeys, risk, plan.horizon, single=single)
        columns = len(events.segment_columns)
        relation = work.make("customer_touchpoints", touched) if columns else f"({touched})"
        found = fetch_columns(events.engine, sums.visits_table_sql(relation))
        tables["visits"] = Table.grouped(("fold", "touchpoint"), {name: found[name] for names in LAYOUT["visits"] for name in names})
        squares = {name: found[f"{name}_squared"] for name in LAYOUT["squares"][1]}
        tables["squares"] = Table.grouped(("touchpoint",), {"touchpoint": found["touchpoint"], **squares})
        tables["visit_segments"], tables["segment_customers"] = empty("visit_segments"), empty("segment_customers")
        if columns:
            tables["visit_segments"] = work.fetch("visit_segments", sums.segments_sql(relation, events.customer_relation, columns))
            tables["segment_customers"] = work.fetch(
                "segment_customers", sums.segment_customers_sql(journeys, events.customer_relation, columns)
            )
            work.drop(relation)

    def _money(self) -> Table:
        return self.work.fetch("totals", sums.values_sql(self.work.events, self.work.where))

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
