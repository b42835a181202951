"""The published figures of stages, touchpoints and the whole journey, each with its uncertainty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.discovery.scores import location_scores
from cxjourney.estimate import Estimate
from cxjourney.inference.life_tables import drop_off, quantile_times
from cxjourney.inference.ratios import effective_customers, share_estimates
from cxjourney.inference.step_times import StepTimes
from cxjourney.model.measure import Measure
from cxjourney.statistics.settings import TIME_BIN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxjourney.statistics import JourneyStatistics
    from cxjourney.statistics.table import Integers

Row = tuple[Measure, ...]


def total_measures(statistics: JourneyStatistics, *, level: float) -> Row:
    """
    Return the figures of the whole journey.

    Parameters
    ----------
    statistics
        What was measured.
    level
        Confidence level of the intervals.
    """
    totals = statistics.tables["totals"]
    counts = [Measure(name=name, estimate=Estimate.count(totals.total(name), unit=name)) for name in ("customers", "journeys", "visits")]
    found = [*counts]
    if statistics.settings.goal:
        goals, journeys = (statistics.dense("totals", name) for name in ("goals", "journeys"))
        found.append(Measure(name="goals", estimate=Estimate.count(int(goals.sum()), unit="journeys")))
        squares = [totals.total("journeys_squared")]
        found.append(Measure(name="goal_rate", estimate=share_estimates([goals], [journeys], squares=squares, level=level)[0]))
    valued = totals.total("valued")
    if valued:
        money = Estimate(value=totals.total("value") / 10_000, n=valued, unit="money", method="sum")
        found.append(Measure(name="value", estimate=money))
    everywhere = location_scores(statistics, [list(range(len(statistics.touchpoints)))], level=level)
    return (*found, *everywhere[0])


def segment_shares(statistics: JourneyStatistics, *, level: float) -> tuple[Estimate, ...]:
    """
    Return the share of the visited customers that belong to each segment.

    Parameters
    ----------
    statistics
        What was measured.
    level
        Confidence level of the intervals.
    """
    customers = statistics.dense("segment_customers", "customers", "segment")
    everybody = np.broadcast_to(statistics.dense("totals", "customers"), customers.shape)
    return share_estimates(customers, everybody, level=level)


def stage_measures(statistics: JourneyStatistics, *, level: float) -> list[Row]:
    """
    Return the figures of each stage by code.

    Parameters
    ----------
    statistics
        What was measured.
    level
        Confidence level of the intervals.
    """
    names = ("customers", "journeys", "visits", "going_on", "open")
    customers, journeys, visits, going_on, still_open = (statistics.dense("stage_sums", name, "stage") for name in names)
    squares = statistics.dense("stage_squares", "journeys", "stage")
    going = share_estimates(going_on, journeys - still_open, squares=squares, level=level)
    spent = _stage_times(statistics, journeys, level=level)
    stages = np.array(statistics.touchpoint_stage, dtype=np.int64)
    scores = location_scores(statistics, [np.flatnonzero(stages == code).tolist() for code in range(len(statistics.stages))], level=level)
    somewhere_to_go = _stages_with_a_way_on(statistics)
    result = []
    for code in range(len(statistics.stages)):
        row = [
            Measure(name="customers", estimate=Estimate.count(int(customers[code].sum()), unit="customers")),
            Measure(name="journeys", estimate=Estimate.count(int(journeys[code].sum()), unit="journeys")),
            Measure(name="visits", estimate=Estimate.count(int(visits[code].sum()), unit="visits")),
        ]
        if code in somewhere_to_go:
            row.append(Measure(name="going_on_rate", estimate=going[code]))
        row.append(Measure(name="time_spent", estimate=spent[code]))
        result.append((*row, *scores[code]))
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


def touchpoint_measures(
    statistics: JourneyStatistics,
    channels: Sequence[str],
    segments: Sequence[str],
    codes: Sequence[int],
    *,
    level: float,
) -> Mapping[int, Row]:
    """
    Return the figures of some touchpoints by code.

    Parameters
    ----------
    statistics
        What was measured.
    channels, segments
        Identifier of each channel and segment by code.
    codes
        Codes of the touchpoints.
    level
        Confidence level of the intervals.
    """
    rates = _rates(statistics, codes, level=level)
    scores = location_scores(statistics, [[code] for code in codes], level=level)
    mixes = _channel_mixes(statistics, channels, codes, level=level)
    by_segment = _segment_customers(statistics, segments, codes)
    return {
        code: (
            *(Measure(name=name, estimate=found[place]) for name, found in rates.items()),
            *scores[place],
            *mixes[place],
            *by_segment[place],
        )
        for place, code in enumerate(codes)
    }


def _rates(statistics: JourneyStatistics, codes: Sequence[int], *, level: float) -> dict[str, Sequence[Estimate]]:
    """Return counts, reach, drop-off, time to the next step and rework of the chosen touchpoints."""
    names = ("customers", "visits", "at_risk", "followed", "rework")
    sums = {name: statistics.dense("visits", name, "touchpoint", touchpoints=codes) for name in names}
    squares = {name: statistics.dense("squares", name, "touchpoint", touchpoints=codes) for name in ("at_risk", "followed")}
    everybody = np.broadcast_to(statistics.dense("totals", "customers"), sums["customers"].shape)
    found: dict[str, Sequence[Estimate]] = {
        "customers": [Estimate.count(int(count), unit="customers") for count in sums["customers"].sum(axis=-1)],
        "visits": [Estimate.count(int(count), unit="visits") for count in sums["visits"].sum(axis=-1)],
        "reach": share_estimates(sums["customers"], everybody, level=level),
    }
    if statistics.settings.goal:
        moved, cut_off = (
            statistics.dense("life", name, "touchpoint", "bin", touchpoints=codes) for name in ("at_risk_moves", "at_risk_censored")
        )
        leaving = drop_off(sums["at_risk"], moved, cut_off, squares=squares["at_risk"])
        found["drop_off_rate"] = leaving.estimates(level=level, method="life table at the horizon, Wilson interval on the effective n")
    found["rework_rate"] = share_estimates(sums["rework"], sums["followed"], squares=squares["followed"], level=level)
    found.update(_times(statistics, codes, level=level))
    return found


def _times(statistics: JourneyStatistics, codes: Sequence[int], *, level: float) -> dict[str, Sequence[Estimate]]:
    """Return the median and the 90th percentile of the time to the next step, of moves that take any time."""
    table = statistics.tables["gap_times"]
    bins = int(table["bin"].max()) + 1 if len(table) else 1
    visits, at_once = (statistics.dense("visits", name, "touchpoint", touchpoints=codes) for name in ("visits", "zero_gaps"))
    moves, cut_off = (statistics.dense("life", name, "touchpoint", "bin", touchpoints=codes) for name in ("moves", "censored"))
    times = StepTimes(
        table.picked("touchpoint", codes).dense("moves", (len(codes), bins), ("touchpoint", "bin")),
        visits - at_once,
        moves,
        cut_off,
        edges=statistics.settings.life_edges,
        ratio=TIME_BIN,
    )
    median, slow = times.estimates(shares=(0.5, 0.9), level=level)
    return {"transition_time": median, "transition_time_p90": slow}


def _channel_mixes(statistics: JourneyStatistics, channels: Sequence[str], codes: Sequence[int], *, level: float) -> list[Row]:
    """Return the share of each channel in the visits of each touchpoint, the largest first."""
    rows: list[Row] = [()] * len(codes)
    if not channels:
        return rows
    by_channel = statistics.dense("channel_cells", "visits", "touchpoint", "channel", touchpoints=codes)
    counts = by_channel.sum(axis=-1)
    places, used = np.nonzero(counts)
    everything = statistics.dense("visits", "visits", "touchpoint", touchpoints=codes)[places]
    squares = statistics.dense("squares", "visits", "touchpoint", touchpoints=codes)[places]
    found = share_estimates(by_channel[places, used], everything, squares=squares, level=level)
    for index in np.lexsort([used, -counts[places, used], places]):
        place, channel = places[index], channels[used[index]]
        rows[place] = (*rows[place], Measure(name="channel_share", estimate=found[index], channel=channel))
    return rows


def _segment_customers(statistics: JourneyStatistics, segments: Sequence[str], codes: Sequence[int]) -> list[Row]:
    """Return the number of customers of each segment at each touchpoint."""
    if not segments:
        return [()] * len(codes)
    counts = statistics.dense("segment_cells", "customers", "touchpoint", "segment", touchpoints=codes).sum(axis=-1)
    return [
        tuple(
            Measure(name="customers", estimate=Estimate.count(int(count), unit="customers"), segment=segments[segment])
            for segment, count in enumerate(row)
            if count
        )
        for row in counts
    ]


def summed_measures(statistics: JourneyStatistics, codes: Sequence[int]) -> Row:
    """
    Return the figures of touchpoints that are summed as one; customers are counted once a touchpoint.

    Parameters
    ----------
    statistics
        What was measured.
    codes
        Codes of the touchpoints.
    """
    visits = statistics.dense("visits", "visits", "touchpoint").sum(axis=-1)
    return (
        Measure(name="visits", estimate=Estimate.count(int(visits[list(codes)].sum()), unit="visits")),
        Measure(name="touchpoints", estimate=Estimate.count(len(codes), unit="touchpoints")),
    )
