"""One run over the rows: the order in which relations and tables are made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxjourney.errors import OptionError
from cxjourney.ingest.zones import from_microseconds
from cxjourney.statistics import score_sums, stage_sums, sums
from cxjourney.statistics.answer_weights import check_unit, weight_unit
from cxjourney.statistics.blocks import block_tables
from cxjourney.statistics.horizon import horizon_of, long_waits, stage_window
from cxjourney.statistics.journey_statistics import SKETCH_SIZE, JourneyStatistics
from cxjourney.statistics.layout import LAYOUT, empty, fetch_with_squares
from cxjourney.statistics.log_stages import found_stages, logged_stages
from cxjourney.statistics.parts import channel_kinds, support_names
from cxjourney.statistics.settings import MeasureSettings
from cxjourney.statistics.table import Table
from cxjourney.statistics.table_count import expected_tables
from cxjourney.statistics.visit_tables import visit_tables

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

    def resolve(self, *, gap: int | None, until: int | None) -> MeasureSettings:
        """Return the settings without taking the sums."""
        period, last = self._make_visits(gap=gap, until=until)
        return self._resolved(gap, last, period[0])

    def _make_visits(self, *, gap: int | None, until: int | None) -> tuple[tuple[int, int], int]:
        """Make the visits and the histogram of gaps; return the period and the end of the observation."""
        period = self.work.period()
        last = period[1] if until is None else until
        if self.settings is None:
            check_observed(last, period[1])
        self.work.make_visits(gap=gap, until=last)
        self.tables["gap_times"] = self.work.fetch("gap_times", sums.gap_times_sql(self.work.every_visit))
        return period, last

    def run(self, *, gap: int | None, until: int | None) -> JourneyStatistics:
        """Make every relation and table, the large ones only as long as they are needed."""
        work = self.work
        period, last = self._make_visits(gap=gap, until=until)
        settings = self.settings or self._resolved(gap, last, period[0])
        check_unit(work.events, settings.weight_unit)
        work.expected = expected_tables(work.events, settings, len(work.visits))
        plan = self.plan(settings)
        codes = self.stage_relation(self.stage_codes(settings))
        taken = [visit_tables(work, codes, plan), *(block_tables(work, visits, codes, plan) for visits in work.visits)]
        names = dict.fromkeys(name for tables in taken for name in tables)
        self.tables.update({name: Table.summed([tables[name] for tables in taken if name in tables]) for name in names})
        self.tables["totals"] += work.fetch("totals", sums.values_sql(work.events, work.where))
        self._score_tables(settings.weight_unit, codes)
        return self._statistics(settings, period)

    def _resolved(self, gap: int | None, until: int, first: int) -> MeasureSettings:
        stages, found = self._stages()
        work, horizon = self.work, horizon_of(self.tables["gap_times"], limit=gap)
        settings = MeasureSettings(
            goal=tuple(dict.fromkeys(self.said.goal)),
            ends=tuple(dict.fromkeys(self.said.ends)),
            support=support_names(work.events, work.known, self.said),
            stages=stages,
            stages_found=found,
            expected_waits=self.said.waits,
            aliases=self.said.aliases,
            journey_gap=gap,
            horizon=horizon,
            stage_window=stage_window(horizon, until - first),
            observed_until=until,
            channel_kinds=channel_kinds(work.events, self.said),
            repeat_window=self.said.repeat_window,
            weight_unit=weight_unit(work.events),
        )
        waits = long_waits(self.tables["gap_times"], self.stage_codes(settings), work.known.names, dict(settings.expected_waits))
        return settings.replace(landmark_waits=waits)

    def _stages(self) -> tuple[StagePairs, bool]:
        work = self.work
        if self.said.stages is not None:
            return self.said.stages, False
        if work.events.stages:
            stages, notes = logged_stages(work.events, work.touchpoint, work.known.names, work.block_conditions)
            self.notes.extend(notes)
            return stages, False
        return found_stages(work.events.engine, work.visits, work.known.names, work.roles), True

    def stage_codes(self, settings: MeasureSettings) -> list[int]:
        """Return the stage of each touchpoint code."""
        place = {name: index for index, (_, inside) in enumerate(settings.stages) for name in inside}
        return [place.get(name, len(settings.stages)) for name in self.work.known.names]

    def plan(self, settings: MeasureSettings) -> stage_sums.StagePlan:
        """Return what the stage sums must know."""
        place = {name: code for code, name in enumerate(self.work.known.names)}
        declared = {name: index for index, (_, inside) in enumerate(settings.stages) for name in inside}
        goals = [declared.get(name, len(settings.stages)) for name in settings.goal]
        return stage_sums.StagePlan(
            ends=self.work.roles.ends,
            goal_stage=max(goals, default=None),
            unplanned=len(settings.stages),
            waits={place[name]: wait for name, wait in settings.expected_waits if name in place},
            horizon=settings.horizon,
            stage_window=settings.stage_window,
            landmark_waits={place[name]: wait for name, wait in settings.landmark_waits if name in place},
            repeat_window=settings.repeat_window,
        )

    def stage_relation(self, stage: list[int]) -> str:
        """Return a relation of the stage of each touchpoint code."""
        return self.work.table("touchpoint_stages", {"touchpoint": range(len(stage)), "stage": stage})

    def _score_tables(self, unit: int | None, codes: str) -> None:
        work, events = self.work, self.work.events
        if "invited" in events.flags:
            self.tables["responses"] = work.fetch("responses", sums.responses_sql(events, work.touchpoint, work.where))
        if not events.metrics:
            return
        union = " UNION ALL ".join(
            score_sums.scores_sql(events, work.touchpoint, index, metric, work.where, unit=unit)
            for index, metric in enumerate(events.metrics)
        )
        scores = work.make("scores", union)
        for prefix, tables in (("", score_sums.SCORE_TABLES), *((("weighted_", score_sums.WEIGHTED_TABLES),) if unit else ())):
            answers = work.make("answers", score_sums.answers_sql(scores, weighted=bool(prefix)))
            for name, sql in tables.items():
                self.tables[name] = work.fetch(name, sql.format(scores=scores, answers=answers))
            staged = work.make("staged_answers", score_sums.staged_sql(answers, codes))
            self.tables[f"{prefix}answer_squares"] = work.fetch(f"{prefix}answer_squares", score_sums.squares_sql(staged))
        members = [("channel", "channel", False)] if events.channels else []
        members += [("segment", f"group_{index}", False) for index in range(len(events.group_columns))]
        members += [("segment", f"segment_{index}", True) for index in range(len(events.segment_columns))]
        for key, member, of_customers in members:
            sql = score_sums.members_sql(scores, events.customer_relation, member, of_customers=of_customers)
            self._cell_scores(key, score_sums.cell_scores_sql(sql, key))
            if unit:
                self._cell_scores(f"weighted_{key}", score_sums.cell_scores_sql(sql, key, weighted=True))

    def _cell_scores(self, name: str, sql: str) -> None:
        """Take the scores of channels or segments and their squares, or more rows of both."""
        names = (f"{name}_scores", f"{name}_score_squares")
        self.work.note(names[0])
        for each, table in zip(names, fetch_with_squares(self.work.events.engine, names, sql), strict=True):
            self.tables[each] = self.tables[each] + table if each in self.tables else table

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
            segment_columns=events.segment_of,
            reasons=events.reasons,
            metrics=events.metrics,
            tables={name: self.tables[name] if name in self.tables else empty(name) for name in LAYOUT},
            period=period,
            parts=(work.part,) if work.part else (),
            sketch=buckets,
            notes=(*self.notes, *events.quality.map_notes()),
        )
        return statistics.in_order()


def check_observed(until: int, last: int) -> None:
    """
    Refuse an end of the observation that events come after: they were observed.

    Parameters
    ----------
    until, last
        The end, and the last event, in microseconds since 1970.

    Raises
    ------
    OptionError
        If the end is the earlier one.
    """
    if until < last:
        end, event = (from_microseconds(instant).isoformat() for instant in (until, last))
        message = f"observed_until={end} lies before the last event, at {event}."
        raise OptionError(
            message,
            hint="name a later time, also beside settings= of another period, or leave later events out with events.filter(until=...).",
        )
