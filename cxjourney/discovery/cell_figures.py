"""The published figures of cells: touchpoints by channel and by segment, and what these are over all touchpoints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from cxjourney.discovery.scores import score_figures
from cxjourney.inference.jackknife import divide, replicate
from cxjourney.inference.life_tables import geometric_means
from cxjourney.inference.ratios import share_estimates, thinned_squares
from cxjourney.model.measure import Measure
from cxjourney.statistics.answer_sums import AnswerSums

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from cxjourney.discovery.scores import Figure, Row
    from cxjourney.statistics import JourneyStatistics
    from cxjourney.statistics.table import Integers

    Floats = NDArray[np.float64]

Key = Literal["channel", "segment"]

RATES = {
    "drop_off_rate": ("lost", "settled"),
    "rework_rate": ("rework", "followed"),
    "escalation_rate": ("escalated", "escalable"),
    "repeat_contact_rate": ("repeated", "contacts"),
    "reopened_rate": ("reopened", "reopen_known"),
    "handoff_rate": ("handed_off", "handoff_known"),
}
"""Rates of cells by name, with their numerator and denominator."""

_TIME_METHOD = "geometric mean of the visits followed up for the horizon, t interval on logarithms"


@dataclass(frozen=True, slots=True)
class _Cells:
    """Cells that hold visits: the place of their touchpoint and the code of their member, and their sums by fold."""

    places: Integers
    members: Integers
    sums: Mapping[str, Integers]
    squares: Integers


def cell_measures(statistics: JourneyStatistics, key: Key, ids: Sequence[str], codes: Sequence[int], *, level: float) -> list[Row]:
    """
    Return the figures of some touchpoints in each channel or segment, one row a touchpoint.

    Parameters
    ----------
    statistics
        What was measured.
    key
        What divides the touchpoints.
    ids
        Identifier of each channel or segment by code.
    codes
        Codes of the touchpoints.
    level
        Confidence level of the intervals.

    Notes
    -----
    Drop-off and times of cells are those of the visits that were followed up for the horizon, which needs no life table.
    """
    if not ids:
        return [()] * len(codes)
    cells = _cells(statistics, key, codes)
    scores = AnswerSums.read(
        statistics.settings,
        lambda table, column: statistics.dense(table, column, "touchpoint", key, "metric", touchpoints=codes),
        key,
    )
    found = _figures(statistics, cells, scores.at((cells.places, cells.members)), level=level)
    rows: list[Row] = [()] * len(codes)
    for index, (place, member) in enumerate(zip(cells.places.tolist(), cells.members.tolist(), strict=True)):
        rows[place] = (*rows[place], *_measures(found[index], key, ids[member]))
    return rows


def member_measures(statistics: JourneyStatistics, key: Key, ids: Sequence[str], *, level: float) -> Row:
    """
    Return the figures of each channel or segment over all touchpoints.

    Parameters
    ----------
    statistics
        What was measured.
    key
        What divides the visits.
    ids
        Identifier of each channel or segment by code.
    level
        Confidence level of the intervals.
    """
    if not ids:
        return ()
    members = np.arange(len(ids))
    names = (*dict.fromkeys(name for pair in RATES.values() for name in pair), "visits", "timed", "log_sum")
    sums = {name: statistics.dense(f"{key}_cells", name, key) for name in names}
    squares = statistics.dense(f"{key}_cell_squares", "visits", key)
    scores = AnswerSums.read(statistics.settings, lambda table, column: statistics.dense(table, column, key, "metric"), key)
    found = _figures(statistics, _Cells(np.zeros_like(members), members, sums, squares), scores, level=level)
    return tuple(measure for figures, identifier in zip(found, ids, strict=True) for measure in _measures(figures, key, identifier))


def _measures(figures: Sequence[Figure], key: Key, identifier: str) -> Row:
    """Return figures as measures of a channel or segment."""
    if key == "channel":
        return tuple(Measure(name=name, estimate=estimate, channel=identifier) for name, estimate in figures)
    return tuple(Measure(name=name, estimate=estimate, segment=identifier) for name, estimate in figures)


def _cells(statistics: JourneyStatistics, key: Key, codes: Sequence[int]) -> _Cells:
    """Return the cells of some touchpoints that hold visits."""
    names = (*dict.fromkeys(name for pair in RATES.values() for name in pair), "visits", "timed", "log_sum")
    dense = {name: statistics.dense(f"{key}_cells", name, "touchpoint", key, touchpoints=codes) for name in names}
    places, members = np.nonzero(dense["visits"].sum(axis=-1))
    squares = statistics.dense(f"{key}_cell_squares", "visits", "touchpoint", key, touchpoints=codes)
    return _Cells(places, members, {name: column[places, members] for name, column in dense.items()}, squares[places, members])


def _figures(statistics: JourneyStatistics, cells: _Cells, scores: AnswerSums, *, level: float) -> list[list[Figure]]:
    """Return the figures of cells, those only that something was observed of."""
    visits = cells.sums["visits"].sum(axis=-1)
    result: list[list[Figure]] = [[] for _ in cells.members]
    for name, (numerator, denominator) in RATES.items():
        if name == "drop_off_rate" and not statistics.settings.goal:
            continue
        counts = cells.sums[denominator]
        squares = thinned_squares(counts.sum(axis=-1), visits, cells.squares)
        rates = share_estimates(cells.sums[numerator], counts, squares=squares, level=level)
        for row, estimate in zip(result, rates, strict=True):
            row.extend([(name, estimate)] if estimate.n else [])
    logs = replicate(divide, cells.sums["log_sum"] * 1e-6, cells.sums["timed"]) + np.log(1e-3)
    for row, estimate in zip(result, geometric_means(logs, cells.sums["timed"], level=level, method=_TIME_METHOD), strict=True):
        row.extend([("transition_time_mean", estimate)] if estimate.n else [])
    if statistics.metrics:
        for row, found in zip(result, score_figures(statistics.metrics, scores, level=level), strict=True):
            row.extend(found)
    return result
