"""The incidents of one series: the interval that stands out most, what stands out beside it, and what inside of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.comparison.incidents.unfolding import Hit, unfolded
from cxjourney.inference.change_dates import refined_interval, told_apart
from cxjourney.inference.change_points import strongest_intervals
from cxjourney.inference.day_intervals import SHORTEST, signed_root
from cxjourney.inference.day_series import inside, without_weekdays

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from cxjourney.comparison.incidents.candidates import Candidates
    from cxjourney.inference.day_series import DaySeries

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

MIN_DAYS = 28
"""Days that a series must have been observed for."""

MOST = 20
"""Intervals of one series, at most."""

DATING = 0.05
"""What an interval inside of an incident has to meet to date it: that the incident is more than chance is known."""


@dataclass(frozen=True, slots=True, eq=False)
class _Stretch:
    """Days that are still to be searched, where they begin, and whether they lie inside of an incident."""

    days: DaySeries
    offset: int = 0
    inner: bool = False


def incidents_of(group: Candidates, index: int, place: int, threshold: float) -> list[Hit]:
    """
    Return the incidents of a series whose strongest interval is more than chance, in order of time.

    Parameters
    ----------
    group, index
        The candidates, and which they are.
    place
        Which of its series.
    threshold
        The p-value that all intervals but the first have to meet.

    Notes
    -----
    What an interval leaves is searched again, and so is its inside, for days in which all was as usual: incidents that lie close to each
    other are found as one at first.
    """
    whole = group.days.picked(np.array([place]))
    sure: list[Hit] = []
    dating: list[Hit] = []
    for hit, p_value in _intervals(whole, group.worse, threshold):
        at = replace(hit, group=index, place=place)
        if not sure:
            sure.append(at)
        elif p_value <= threshold:
            sure.append(replace(at, q_value=min(1.0, p_value / threshold)))
        else:
            dating.append(at)
    return unfolded(sure, dating, group)


def _intervals(whole: DaySeries, worse: int, threshold: float) -> Iterator[tuple[Hit, float]]:
    """Yield intervals and their p-values, the strongest of all first, whatever its own."""
    last_day = whole.total.shape[1]
    waiting, seen = [_Stretch(whole)], 0
    while waiting and seen < MOST:
        stretch = waiting.pop(0)
        days, offset, length = stretch.days, stretch.offset, stretch.days.total.shape[1]
        if (days.count > 0).sum() < MIN_DAYS:
            continue
        found = strongest_intervals(days)
        p_value, inflation = float(found.p_value[0]), float(found.inflation[0])
        if seen and p_value > (DATING if stretch.inner else threshold):
            continue
        seen += 1
        start, end = _dated(days, int(found.start[0]), int(found.end[0]), inflation)
        window = inside(length, np.array([start]), np.array([end]))
        statistic = worse * _sign(days, window) * abs(float(found.statistic[0]))
        yield Hit(0, 0, offset + start, offset + end, statistic, inflation, 0.0, open=offset + end == last_day), p_value
        rest = days.picked(slice(None), slice(0, start)) if end == length else days.without(window)
        waiting.append(_Stretch(rest, offset, stretch.inner))
        waiting.append(_Stretch(days.picked(slice(None), slice(start, end)), offset + start, inner=True))


def _dated(days: DaySeries, start: int, end: int, inflation: float) -> tuple[int, int]:
    """Return the dates of an interval; what differs up to a day is a step on that day."""
    level, length = without_weekdays(days), days.total.shape[1]
    start, end = refined_interval(level, start, end)
    observed = days.count[0] > 0
    end = length if observed[end:].sum() < SHORTEST else end
    if observed[:start].sum() < SHORTEST:
        return end, length
    return told_apart(level, start, end, inflation=inflation)


def _sign(days: DaySeries, window: Flags) -> float:
    return float(np.sign(signed_root(without_weekdays(days), window, ~window)[0]))
