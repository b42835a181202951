"""The published figures of stages, touchpoints and the whole journey, each with its uncertainty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.discovery.cell_figures import RATES, cell_measures, member_measures
from cxjourney.discovery.scores import location_scores
from cxjourney.estimate import Estimate
from cxjourney.inference.life_tables import drop_off
from cxjourney.inference.ratios import mean_estimates, share_estimates
from cxjourney.inference.step_times import StepTimes
from cxjourney.model.measure import Measure
from cxjourney.statistics.settings import TIME_BIN
from cxjourney.statistics.table import FOLDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxjourney.statistics import JourneyStatistics
    from cxjourney.statistics.table import Integers

Row = tuple[Measure, ...]

_HELP_RATES = {name: RATES[name] for name in ("escalation_rate", "repeat_contact_rate", "reopened_rate", "handoff_rate")}


def total_measures(statistics: JourneyStatistics, channels: Sequence[str], segments: Sequence[str], *, level: float) -> Row:
    """
    Return the figures of the whole journey, and of each channel and segment.

    Parameters
    ----------
    statistics
        What was measured.
    channels, segments
        Identifier of each channel and segment by code.
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
    everywhere = location_scores(statistics, "total", [0], level=level)
    return (
        *found,
        *everywhere[0],
        *_experience(statistics, level=level),
        *member_measures(statistics, "channel", channels, level=level),
        *member_measures(statistics, "segment", segments, level=level),
        *_goals_by_segment(statistics, segments, level=level),
    )


def _goals_by_segment(statistics: JourneyStatistics, segments: Sequence[str], *, level: float) -> Row:
    """Return the share of journeys of each segment of customers that reach the goal."""
    if not statistics.settings.goal or not segments:
        return ()
    goals, journeys = (statistics.dense("segment_totals", name, "segment") for name in ("goals", "journeys"))
    squares = statistics.dense("segment_totals", "journeys_squared", "segment").sum(axis=-1)
    rates = share_estimates(goals, journeys, squares=squares, level=level)
    return tuple(Measure(name="goal_rate", estimate=rate, segment=segment) for rate, segment in zip(rates, segments, strict=True) if rate.n)


def _experience(statistics: JourneyStatistics, *, level: float) -> Row:
    """
    Return the mean experience of journeys with several readings, and that of their peak and end, side by side.

    Neither predicts better what customers remember [1]_; the peak is the most extreme reading.

    References
    ----------
    .. [1] Alaybek, B. et al. (2022). All's well that ends (and peaks) well? A meta-analysis of the peak-end rule and duration neglect.
       Organizational Behavior and Human Decision Processes 170.
    """
    table = statistics.tables["experience"]
    several = table["readings"] > 1
    folds = table["fold"][several]

    def by_fold(name: str) -> Integers:
        return np.bincount(folds, weights=table[name][several], minlength=FOLDS).astype(np.int64)

    journeys = by_fold("journeys")
    if not journeys.sum():
        return ()
    found = []
    for name, column in (("experience_mean", "mean_sum"), ("experience_peak_end", "peak_end_sum")):
        estimate = mean_estimates([by_fold(column) * 1e-6], [journeys], bounds=(-2.0, 2.0), level=level, unit="valence")[0]
        found.append(Measure(name=name, estimate=estimate))
    return tuple(found)


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
    customers = statistics.dense("segment_totals", "customers", "segment")
    everybody = np.broadcast_to(statistics.dense("totals", "customers"), customers.shape)
    return share_estimates(customers, everybody, level=level)


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
    scores = location_scores(statistics, "touchpoint", codes, level=level)
    mixes = _channel_mixes(statistics, channels, codes, level=level)
    by_segment = _segment_customers(statistics, segments, codes)
    in_channels = cell_measures(statistics, "channel", channels, codes, level=level)
    in_segments = cell_measures(statistics, "segment", segments, codes, level=level)
    answers = _response_rates(statistics, codes, level=level)
    return {
        code: (
            *(Measure(name=name, estimate=found[place]) for name, found in rates.items() if found[place].n or name not in _HELP_RATES),
            *scores[place],
            *answers[place],
            *mixes[place],
            *by_segment[place],
            *in_channels[place],
            *in_segments[place],
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
    found.update(_help_rates(statistics, codes, level=level))
    found.update(_times(statistics, codes, level=level))
    return found


def _help_rates(statistics: JourneyStatistics, codes: Sequence[int], *, level: float) -> dict[str, Sequence[Estimate]]:
    """Return how often customers turn to people, come again, see a case reopened or handed off; only what some touchpoint knows."""
    found: dict[str, Sequence[Estimate]] = {}
    for name, (numerator, denominator) in _HELP_RATES.items():
        counts = [statistics.dense("visits", each, "touchpoint", touchpoints=codes) for each in (numerator, denominator)]
        if counts[1].any():
            squares = statistics.dense("squares", denominator, "touchpoint", touchpoints=codes)
            found[name] = share_estimates(*counts, squares=squares, level=level)
    return found


def _response_rates(statistics: JourneyStatistics, codes: Sequence[int], *, level: float) -> list[Row]:
    """Return the share of invitations that were answered, where invitations are known."""
    asked, answered = (statistics.dense("responses", name, "touchpoint", touchpoints=codes) for name in ("invited", "answered"))
    rates = share_estimates(answered, asked, level=level)
    return [(Measure(name="response_rate", estimate=rate),) if rate.n else () for rate in rates]


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
