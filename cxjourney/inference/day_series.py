"""Sums by day that belong to many series: what a change point is looked for in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.inference.jackknife import divide

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Places = NDArray[np.intp]

WEEK = 7
"""Days of a week."""

MIN_WEEKS = 3
"""Weekdays are told from chance in logs of at least this many weeks."""

_EDGE = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class DaySeries:
    """
    Ratios of sums by day, one row a series.

    Parameters
    ----------
    total, count
        Σx and n by series and day.
    spread
        Variance of one observation by series; None for shares, where the share itself gives it.
    """

    total: Floats
    count: Floats
    spread: Floats | None = None

    def picked(self, rows: NDArray[np.intp] | Flags | slice, days: slice = slice(None)) -> DaySeries:
        """
        Return some of the series, or some of the days.

        Parameters
        ----------
        rows, days
            Which.
        """
        return DaySeries(self.total[rows, days], self.count[rows, days], None if self.spread is None else self.spread[rows])

    def without(self, days: Flags) -> DaySeries:
        """
        Return the series as if nothing had been observed on some days.

        Parameters
        ----------
        days
            Flags by series and day.
        """
        return DaySeries(np.where(days, 0.0, self.total), np.where(days, 0.0, self.count), self.spread)

    def level(self, days: Flags) -> Floats:
        """
        Return the ratio over some days, NaN where nothing was observed.

        Parameters
        ----------
        days
            Flags by series and day.
        """
        return divide((self.total * days).sum(axis=1), (self.count * days).sum(axis=1))

    def variance_at(self, level: Floats) -> Floats:
        """
        Return the variance of one observation where the ratio has some level.

        Parameters
        ----------
        level
            Ratios, one row a series.
        """
        if self.spread is not None:
            return np.broadcast_to(self.spread.reshape(-1, *([1] * (level.ndim - 1))), level.shape)
        inside = np.clip(np.nan_to_num(level), _EDGE, 1 - _EDGE)
        return np.asarray(inside * (1 - inside))


def without_weekdays(series: DaySeries) -> DaySeries:
    """
    Return the series with what belongs to the days of the week taken away.

    Parameters
    ----------
    series
        Sums by day, all days in a row.

    Notes
    -----
    A day of the week differs by how much its ratio lies above that of the seven days around each of its days, over all weeks. Changes
    that last a week or longer do not enter that difference. Logs of less than three weeks stay as they are.

    Examples
    --------
    >>> total = np.array([[5.0, 5, 5, 5, 5, 9, 8] * 6])
    >>> without_weekdays(DaySeries(total, np.full_like(total, 10.0))).total[0, :7].round(6).tolist()
    [6.0, 6.0, 6.0, 6.0, 6.0, 6.0, 6.0]
    """
    days = series.total.shape[1]
    if days < MIN_WEEKS * WEEK:
        return series
    running, counted = _running(series.total), _running(series.count)
    first = np.clip(np.arange(days) - WEEK // 2, 0, days - WEEK)
    around = np.nan_to_num(divide(running[:, first + WEEK] - running[:, first], counted[:, first + WEEK] - counted[:, first]))
    above = series.total - series.count * around
    weekday = np.arange(days) % WEEK
    offsets = np.stack(
        [np.nan_to_num(divide(above[:, weekday == day].sum(axis=1), series.count[:, weekday == day].sum(axis=1))) for day in range(WEEK)],
        axis=1,
    )
    return DaySeries(series.total - series.count * offsets[:, weekday], series.count, series.spread)


def _running(values: Floats) -> Floats:
    return np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)


def inside(days: int, start: Places, end: Places) -> Flags:
    """
    Return flags of the days from a start to before an end.

    Parameters
    ----------
    days
        Number of days.
    start, end
        One of each a series.

    Examples
    --------
    >>> inside(4, np.array([1]), np.array([3])).tolist()
    [[False, True, True, False]]
    """
    place = np.arange(days)
    return np.asarray((place >= start[:, None]) & (place < end[:, None]))
