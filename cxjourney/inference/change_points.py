"""
When a ratio was other than usual: the interval of days that stands out most, and how sure that is.

A series of daily sums is compared inside and outside of every interval of days. The variance is that of independent observations times
the dispersion from day to day times what autocorrelation adds, both from what is left when the two strongest intervals are taken out.
Whether the strongest interval is more than chance is read from scans of noise (`scan_null`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from cxjourney.inference.day_series import DaySeries, inside, without_weekdays
from cxjourney.inference.jackknife import divide
from cxjourney.inference.scan_null import scan_p_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Places = NDArray[np.intp]

SHORTEST = 3
"""Days of the shortest interval: one bad day is no pain point."""

LAGS = 7
"""Autocorrelation is summed over this many days."""

_STEP = 1.2
_CLIP = 2.7


@dataclass(frozen=True, slots=True, eq=False)
class Strongest:
    """
    The interval that stands out most in each series.

    Parameters
    ----------
    start, end
        First day inside, first day after it.
    statistic
        How far it stands out, in standard errors; negative where the ratio was lower inside.
    dispersion, persistence
        Variance from day to day relative to independent observations, and what autocorrelation multiplies it by.
    p_value
        Probability that noise alone would give an interval that stands out as far.
    """

    start: Places
    end: Places
    statistic: Floats
    dispersion: Floats
    persistence: Floats
    p_value: Floats

    @property
    def inflation(self) -> Floats:
        """Variance relative to that of independent observations."""
        return self.dispersion * self.persistence


def strongest_intervals(series: DaySeries) -> Strongest:
    """
    Return the interval of each series that stands out most, with its p-value.

    Parameters
    ----------
    series
        Sums by day, all days in a row; days without observations hold zeros.

    Notes
    -----
    Inside is compared with outside by the signed root of the likelihood ratio of two binomials (for means by the difference over its
    standard error), divided by √(φ·f). φ is the mean square of the standardised days, clipped at 2.7 deviations; f the larger one of
    (1+ρ)/(1−ρ) [1]_ and 1 + 2Σr over seven lags, for noise that fades more slowly than its first lag tells. Both come from what two
    intervals leave, so that an incident does not hide itself, and the same is done to the noise that p-values come from. An interval
    has three observed days at least and half of the log at most; one that reaches an end of the log is a step that lasts.

    References
    ----------
    .. [1] Bartlett, M. S. (1946). On the theoretical specification and sampling properties of autocorrelated time-series. Supplement to
       the Journal of the Royal Statistical Society 8(1).
    .. [2] Siegmund, D. and Venkatraman, E. S. (1995). Using the generalized likelihood ratio statistic for sequential detection of a
       change-point. Annals of Statistics 23(1).
    .. [3] Olshen, A. B. et al. (2004). Circular binary segmentation for the analysis of array-based DNA copy number data.
       Biostatistics 5(4).

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> share = np.where((np.arange(120) >= 50) & (np.arange(120) < 71), 0.1, 0.3)
    >>> found = strongest_intervals(DaySeries(rng.binomial(60, share)[None].astype(float), np.full((1, 120), 60.0)))
    >>> int(found.start[0]), int(found.end[0]), bool(found.p_value[0] < 1e-6)
    (50, 71, True)
    """
    found, observed = scanned(series)
    return Strongest(*found, p_value=scan_p_values(np.abs(found[2]), found[4], observed))


def scanned(series: DaySeries) -> tuple[tuple[Places, Places, Floats, Floats, Floats], Floats]:
    """
    Return starts, ends, statistics, dispersions and persistences of the strongest intervals, and the numbers of days observed.

    Parameters
    ----------
    series
        Sums by day.
    """
    level = without_weekdays(series)
    days = level.total.shape[1]
    start, end = _strongest(level)
    first = inside(days, start, end)
    other_start, other_end = _strongest(level.without(first))
    second = inside(days, other_start, other_end) & ~first
    dispersion, persistence = _noise(level, (first, second, ~first & ~second))
    root = signed_root(level, first, ~first & ~second)
    observed = (series.count > 0).sum(axis=1).astype(np.float64)
    return (start, end, root / np.sqrt(dispersion * persistence), dispersion, persistence), observed


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


def _strongest(series: DaySeries) -> tuple[Places, Places]:
    """Return the interval whose difference is largest against a standard error that favours neither side; the shorter part of a step."""
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


def _noise(series: DaySeries, levels: tuple[Flags, ...]) -> tuple[Floats, Floats]:
    """Return dispersion and persistence of the days around their levels."""
    level = np.select(list(levels), [np.broadcast_to(series.level(days)[:, None], days.shape) for days in levels])
    variance = series.count * series.variance_at(level)
    z = np.where(series.count > 0, (series.total - series.count * np.nan_to_num(level)) / np.sqrt(np.maximum(variance, 1e-12)), 0.0)
    days = np.maximum((series.count > 0).sum(axis=1), 1)
    middle = 1.4826 * np.median(np.abs(z), axis=1)
    limit = (_CLIP * np.maximum(np.sqrt((z**2).sum(axis=1) / days), middle))[:, None]
    z = np.clip(z, -limit, limit)
    square = (z**2).sum(axis=1)
    dispersion = square / np.maximum(days - len(levels), 1)
    by_lag = [np.nan_to_num(divide((z[:, lag:] * z[:, :-lag]).sum(axis=1), square)) for lag in range(1, min(LAGS, z.shape[1] - 1) + 1)]
    bias = (1 + 3 * np.maximum(by_lag[0], 0)) / days
    first = np.clip(by_lag[0] + bias, 0, 0.95)
    summed = np.sum([np.clip(each + bias, -0.99, 0.95) for each in by_lag], axis=0)
    persistence = np.maximum((1 + first) / (1 - first), 1 + 2 * np.maximum(summed, 0))
    return (np.maximum(dispersion, 1.0) if series.spread is None else np.maximum(dispersion, 1e-6)), persistence
