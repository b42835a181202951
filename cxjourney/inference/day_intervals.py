"""Every interval of the days of a series, against the other days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from cxjourney.inference.jackknife import divide

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from cxjourney.inference.day_series import DaySeries

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Places = NDArray[np.intp]

SHORTEST = 3
"""Days of the shortest interval: one bad day is no pain point."""

_STEP = 1.2


def lengths(days: int) -> tuple[int, ...]:
    """
    Return the lengths of intervals that are looked at, each a fifth longer than the one before.

    Parameters
    ----------
    days
        Number of days of the series.

    Examples
    --------
    >>> lengths(20)
    (3, 4, 5, 6, 7, 8)
    """
    found, length = [], float(SHORTEST)
    while length <= days // 2:
        found.append(int(length))
        length = max(found[-1] + 1.0, length * _STEP)
    return tuple(found)


def _windows(days: int) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    for length in lengths(days):
        start = np.arange(days - length + 1)
        yield start, start + length
    edge = np.arange(SHORTEST, days - SHORTEST + 1)  # what reaches one end of the log is the rest of what reaches the other
    late = 2 * edge > days
    if len(edge):
        yield np.where(late, edge, 0), np.where(late, days, edge)


def widest_apart(series: DaySeries) -> tuple[Places, Places]:
    """
    Return first days, and days after the last, of the intervals that differ most from the other days: of a step its shorter part.

    Parameters
    ----------
    series
        Sums by day.

    Notes
    -----
    The standard error that a difference is taken by favours neither side. Where no interval has enough days, it is all days.

    Examples
    --------
    >>> from cxjourney.inference.day_series import DaySeries
    >>> share = np.where((np.arange(60) >= 21) & (np.arange(60) < 38), 0.2, 0.5)
    >>> start, end = widest_apart(DaySeries(share[None] * 100, np.full((1, 60), 100.0)))
    >>> int(start[0]), int(end[0])
    (21, 38)
    """
    rows, days = series.total.shape
    totals, counts = (np.concatenate([np.zeros((rows, 1)), np.cumsum(each, axis=1)], axis=1) for each in (series.total, series.count))
    observed = np.concatenate([np.zeros((rows, 1), dtype=np.intp), np.cumsum(series.count > 0, axis=1)], axis=1)
    total, count = totals[:, -1:], counts[:, -1:]
    usual = series.variance_at(divide(total, count))
    best, start, end = np.zeros(rows), np.zeros(rows, dtype=np.intp), np.full(rows, days, dtype=np.intp)
    every = np.arange(rows)
    for first, last in _windows(days):
        x, n = totals[:, last] - totals[:, first], counts[:, last] - counts[:, first]
        known = (observed[:, last] - observed[:, first] >= SHORTEST) & (n < count)
        n_in, n_out = np.where(known, n, 1.0), np.where(known, count - n, 1.0)
        share = x / n_in
        spread = np.maximum(usual, share * (1 - share)) if series.spread is None else usual
        square = np.where(known, (share - (total - x) / n_out) ** 2 / (spread / n_in + usual / n_out), 0.0)
        place = square.argmax(axis=1)
        found = square[every, place]
        better = found > best
        best = np.where(better, found, best)
        start, end = np.where(better, first[place], start), np.where(better, last[place], end)
    return start, end


def signed_root(series: DaySeries, one: Flags, other: Flags) -> Floats:
    """
    Return how far two sets of days are apart, in standard errors of independent observations.

    Parameters
    ----------
    series
        Sums by day.
    one, other
        Flags of the days by series.

    Returns
    -------
    ndarray
        Positive where the ratio of the first is larger; 0 where one of them is empty.
    """
    x, n = (series.total * one).sum(axis=1), (series.count * one).sum(axis=1)
    y, m = (series.total * other).sum(axis=1), (series.count * other).sum(axis=1)
    difference = np.nan_to_num(divide(x, n) - divide(y, m))
    if series.spread is not None:
        variance = series.spread * np.nan_to_num(divide(np.ones_like(n), n) + divide(np.ones_like(m), m))
        return np.nan_to_num(divide(difference, np.sqrt(variance)))
    gain = _likelihood(x, n) + _likelihood(y, m) - _likelihood(x + y, n + m)
    return np.where((n > 0) & (m > 0), np.sign(difference) * np.sqrt(np.maximum(2 * gain, 0)), 0.0)


def _likelihood(x: Floats, n: Floats) -> Floats:
    """Return the largest log-likelihood of binomials; sums corrected for weekdays may lie a little outside."""
    events = np.clip(x, 0, n)
    share = np.nan_to_num(divide(events, n))
    return np.asarray(special.xlogy(events, share) + special.xlogy(n - events, 1 - share))
