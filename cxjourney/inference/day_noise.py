"""How much the days of a series vary by themselves: what is left when the intervals that stand out are taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.inference.day_intervals import signed_root, widest_apart
from cxjourney.inference.day_series import inside
from cxjourney.inference.jackknife import divide

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.inference.day_series import DaySeries

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Places = NDArray[np.intp]

LAGS = 7
"""Autocorrelation is summed over this many days."""

ALWAYS = 2
"""Intervals that are always taken out: an incident must not hide itself, nor may one other."""

STRIKING = 5.0
"""Standard errors by which further intervals must stand out to be taken out."""

_CALM = 1.25
_DAYS_OF_ONE = 60
_MOST = 14
_CLIP = 2.7


def parted(series: DaySeries, strongest: Flags) -> tuple[Places, Floats, Floats]:
    """
    Return the part that each day belongs to, and dispersion and persistence of the days around their parts.

    Parameters
    ----------
    series
        Sums by day.
    strongest
        Flags of the days of the interval that stands out most.

    Returns
    -------
    parts : ndarray of shape (series, days)
        0 for usual days, 1 for the strongest interval, 2 and more for others and for what differs inside of them.
    dispersion, persistence : ndarray
        Variance from day to day relative to independent observations, and what autocorrelation multiplies it by.

    Notes
    -----
    Two intervals are always taken out. Where the strongest stands out by five standard errors of independent observations, and more than a
    quarter is left beyond their variance, the parts are split further, always the one whose split gains most. Of these splits those are
    kept up to the last that stands out by five standard errors of what all of them leave: seen from there, incidents do not hide each
    other.

    Examples
    --------
    >>> from cxjourney.inference.day_series import DaySeries
    >>> share = np.full(360, 0.4)
    >>> for start in (40, 130, 220, 310):
    ...     share[start:start + 21] = 0.2
    >>> total = np.random.default_rng(1).binomial(100, share)[None].astype(float)
    >>> days = DaySeries(total, np.full((1, 360), 100.0))
    >>> _, dispersion, persistence = parted(days, inside(360, *widest_apart(days)))
    >>> round(float(dispersion[0] * persistence[0]), 1)
    1.1
    """
    second, _ = _best_split(series, ~strongest)
    parts = np.where(strongest, 1, np.where(second, 2, 0))
    dispersion, persistence = noise_around(series, parts)
    days = parts.shape[1]
    most = min(ALWAYS + days // _DAYS_OF_ONE, _MOST)
    gain = signed_root(series, strongest, parts == 0) ** 2
    restless = np.flatnonzero((dispersion * persistence > _CALM) & (gain > STRIKING**2))
    if most > ALWAYS and len(restless):
        again = _split_further(series.picked(restless), parts[restless], most)
        parts[restless] = again
        dispersion[restless], persistence[restless] = noise_around(series.picked(restless), again)
    return parts, dispersion, persistence


def _best_split(series: DaySeries, part: Flags) -> tuple[Flags, Floats]:
    """Return the interval that differs most from the rest of a part, and how far, in squared standard errors."""
    found = inside(part.shape[1], *widest_apart(series.without(~part))) & part
    return found, signed_root(series, found, part & ~found) ** 2


def _split_further(series: DaySeries, parts: Places, most: int) -> Places:
    """Return parts with the further splits that stand out."""
    rows, days = parts.shape
    every = np.arange(rows)
    gain, found = np.zeros((most + 1, rows)), np.zeros((most + 1, rows, days), dtype=np.bool_)
    for part in range(ALWAYS + 1):
        found[part], gain[part] = _best_split(series, parts == part)
    tried, gained = [parts], []
    for new in range(ALWAYS + 1, most + 1):
        chosen = gain.argmax(axis=0)
        gained.append(gain[chosen, every])
        parts = np.where(found[chosen, every], new, parts)
        tried.append(parts)
        found[new], gain[new] = _best_split(series, parts == new)
        found[chosen, every], gain[chosen, every] = _best_split(series, parts == chosen[:, None])
    dispersion, persistence = noise_around(series, parts)
    stands_out = np.stack(gained) > STRIKING**2 * dispersion * persistence
    kept = np.where(stands_out.any(axis=0), len(gained) - stands_out[::-1].argmax(axis=0), 0)
    return np.stack(tried)[kept, every]


def noise_around(series: DaySeries, parts: Places) -> tuple[Floats, Floats]:
    """
    Return dispersion and persistence of the days around the levels of their parts.

    Parameters
    ----------
    series
        Sums by day.
    parts
        The part that each day belongs to, from 0 on.
    """
    count = int(parts.max(initial=0)) + 1
    level = np.choose(parts, [np.broadcast_to(series.level(parts == part)[:, None], parts.shape) for part in range(count)])
    variance = series.count * series.variance_at(level)
    z = np.where(series.count > 0, (series.total - series.count * np.nan_to_num(level)) / np.sqrt(np.maximum(variance, 1e-12)), 0.0)
    days = np.maximum((series.count > 0).sum(axis=1), 1)
    middle = 1.4826 * np.median(np.abs(z), axis=1)
    limit = (_CLIP * np.maximum(np.sqrt((z**2).sum(axis=1) / days), middle))[:, None]
    z = np.clip(z, -limit, limit)
    square = (z**2).sum(axis=1)
    dispersion = square / np.maximum(days - np.maximum(parts.max(axis=1), ALWAYS) - 1, 1)
    by_lag = [np.nan_to_num(divide((z[:, lag:] * z[:, :-lag]).sum(axis=1), square)) for lag in range(1, min(LAGS, z.shape[1] - 1) + 1)]
    bias = (1 + 3 * np.maximum(by_lag[0], 0)) / days
    first = np.clip(by_lag[0] + bias, 0, 0.95)
    summed = np.sum([np.clip(each + bias, -0.99, 0.95) for each in by_lag], axis=0)
    persistence = np.maximum((1 + first) / (1 - first), 1 + 2 * np.maximum(summed, 0))
    return (np.maximum(dispersion, 1.0) if series.spread is None else np.maximum(dispersion, 1e-6)), persistence
