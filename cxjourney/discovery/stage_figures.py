"""The published figures of stages, of everybody and by segment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.discovery.cell_figures import RATES
from cxjourney.discovery.scores import location_scores
from cxjourney.estimate import Estimate
from cxjourney.inference.life_tables import drop_off, quantile_times
from cxjourney.inference.ratios import effective_customers, share_estimates
from cxjourney.model.measure import Measure

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cxjourney.discovery.scores import Row
    from cxjourney.statistics import JourneyStatistics
    from cxjourney.statistics.table import Integers


def stage_measures(statistics: JourneyStatistics, segments: Sequence[str], *, level: float) -> list[Row]:
    """
    Return the figures of each stage by code.

    Parameters
    ----------
    statistics
        What was measured.
    segments
        Identifier of each segment by code.
    level
        Confidence level of the intervals.
    """
    names = ("customers", "journeys", "visits", "going_on", "open")
    customers, journeys, visits, going_on, still_open = (statistics.dense("stage_sums", name, "stage") for name in names)
    squares = statistics.dense("stage_squares", "journeys", "stage")
    going = share_estimates(going_on, journeys - still_open, squares=squares, level=level)
    spent = _stage_times(statistics, journeys, level=level)
    stages = np.array(statistics.touchpoint_stage, dtype=np.int64)
    scores = location_scores(statistics, "stage", range(len(statistics.stages)), level=level)
    friction = _friction(statistics, level=level)
    rates = _visit_rates(statistics, stages, level=level)
    somewhere_to_go = _stages_with_a_way_on(statistics)
    by_segment = _by_segment(statistics, segments, somewhere_to_go, level=level)
    result = []
    for code in range(len(statistics.stages)):
        row = [
            Measure(name="customers", estimate=Estimate.count(int(customers[code].sum()), unit="customers")),
            Measure(name="journeys", estimate=Estimate.count(int(journeys[code].sum()), unit="journeys")),
            Measure(name="visits", estimate=Estimate.count(int(visits[code].sum()), unit="visits")),
        ]
        if code in somewhere_to_go:
            row.append(Measure(name="going_on_rate", estimate=going[code]))
        row += [Measure(name="time_spent", estimate=spent[code]), Measure(name="friction_rate", estimate=friction[code])]
        row += [Measure(name=name, estimate=found[code]) for name, found in rates.items() if found[code].n]
        result.append((*row, *scores[code], *by_segment[code]))
    return result


def _stages_with_a_way_on(statistics: JourneyStatistics) -> set[int]:
    """Return the stages that hold a goal, or have a later stage where more than declared ends can be met."""
    settings, pairs = statistics.settings, list(zip(statistics.touchpoints, statistics.touchpoint_stage, strict=True))
    last = max((stage for name, stage in pairs if name not in settings.ends), default=0)
    return {*range(last), *(stage for name, stage in pairs if name in settings.goal)}


def _stage_times(statistics: JourneyStatistics, journeys: Integers, *, level: float) -> tuple[Estimate, ...]:
    table = statistics.tables["stage_times"]
    bins = int(table["bin"].max()) + 1 if len(table) else 1
    histogram = table.dense("journeys", (len(statistics.stages), bins), ("stage", "bin"))
    squares = statistics.dense("stage_sums", "journeys_squared", "stage").sum(axis=-1)
    timed, entering = histogram.sum(axis=-1), journeys.sum(axis=-1)
    independent = effective_customers(entering, squares) * timed / np.maximum(entering, 1)
    return quantile_times(histogram, np.minimum(timed, independent), level=level)


def _friction(statistics: JourneyStatistics, *, level: float) -> tuple[Estimate, ...]:
    """Return the share of journeys that met any friction in each stage."""
    table, stages = statistics.tables["stage_friction"], len(statistics.stages)
    everything = statistics.dense("stage_friction", "journeys", "stage")
    smooth = table.where(table["mask"] == 0).dense("journeys", everything.shape, ("stage", "fold"))
    squares = statistics.dense("stage_squares", "journeys", "stage")
    return share_estimates(everything - smooth, everything, squares=squares, level=level)[:stages]


def _visit_rates(statistics: JourneyStatistics, stages: Integers, *, level: float) -> dict[str, tuple[Estimate, ...]]:
    """Return rates of the visits of each stage, over all its touchpoints."""

    def by_stage(table: str, column: str, *keys: str) -> Integers:
        values = statistics.dense(table, column, "touchpoint", *keys)
        result = np.zeros((len(statistics.stages), *values.shape[1:]), dtype=np.int64)
        np.add.at(result, stages, values)
        return result

    found = {}
    if statistics.settings.goal:
        life = [by_stage("life", name, "bin") for name in ("at_risk_moves", "at_risk_censored")]
        leaving = drop_off(by_stage("visits", "at_risk"), *life, squares=by_stage("squares", "at_risk"))
        found["drop_off_rate"] = leaving.estimates(level=level, method="life table at the horizon, Wilson interval on the effective n")
    for name, (numerator, denominator) in RATES.items():
        if name != "drop_off_rate":
            counts = [by_stage("visits", column) for column in (numerator, denominator)]
            found[name] = share_estimates(*counts, squares=by_stage("squares", denominator), level=level)
    return found


def _by_segment(statistics: JourneyStatistics, segments: Sequence[str], ways_on: Collection[int], *, level: float) -> list[Row]:
    """Return friction and going on of each segment in each stage."""
    rows: list[Row] = [()] * len(statistics.stages)
    if not len(statistics.tables["segment_stages"]):
        return rows
    names = ("journeys", "open", "going_on")
    journeys, still_open, going_on = (statistics.dense("segment_stages", name, "stage", "segment") for name in names)
    squares = statistics.dense("segment_stage_squares", "journeys", "stage", "segment")
    table = statistics.tables["segment_friction"]
    met = table.where(table["mask"] > 0).dense("journeys", journeys.shape, ("stage", "segment", "fold"))
    places, members = np.nonzero(journeys.sum(axis=-1))
    at = (places, members)
    known = (journeys - still_open)[at]
    friction = share_estimates(met[at], known, squares=squares[at], level=level)
    going = share_estimates(going_on[at], known, squares=squares[at], level=level)
    for index, (place, member) in enumerate(zip(places.tolist(), members.tolist(), strict=True)):
        count = Estimate.count(int(journeys[place, member].sum()), unit="journeys")
        found = [Measure(name="journeys", estimate=count, segment=segments[member])]
        for name, estimate in (("friction_rate", friction[index]), *((("going_on_rate", going[index]),) if place in ways_on else ())):
            found += [Measure(name=name, estimate=estimate, segment=segments[member])] if estimate.n else []
        rows[place] = (*rows[place], *found)
    return rows
