"""How far the strongest interval of pure noise stands out: the distribution that scans for change points are judged by."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

COLUMNS = ("days", "persistent_share", "persistence", "tenth", "hundredth", "rate")
"""What each line of the table holds."""


@lru_cache(maxsize=1)
def null_table() -> Floats:
    """
    Return the table of noise, one line a length of the log and a share of noise that lasts.

    Columns: days; share of the noise that lasts from day to day; the persistence that is estimated in such noise; the statistics
    exceeded by one series in ten and by one in a hundred; the rate at which log-probabilities fall beyond, per unit of its square.

    Notes
    -----
    Written by ``tools/scan_null.py`` with fixed seeds: noise of independent days mixed with a first-order autoregression (ρ = 0.7) goes
    through the same scan as data. A persistence in the table is the lowest twentieth of what such noise shows (up to 90 days three
    tenths), and the mildest noise is one of which a tenth lasts (up to 200 days a fifth): noise that lasts but happens not to look
    like it is judged by its own kind.
    """
    text = resources.files("cxjourney.inference").joinpath("scan_null.csv").read_text(encoding="utf-8")
    rows = [[float(cell) for cell in line.split(",")] for line in text.splitlines()[1:]]
    table = np.array(rows).reshape(-1, len(COLUMNS))
    table.setflags(write=False)
    return table


def scan_p_values(statistic: ArrayLike, persistence: ArrayLike, days: ArrayLike) -> Floats:
    """
    Return the probability that noise alone has an interval that stands out as far.

    Parameters
    ----------
    statistic
        How far the strongest interval stands out, in standard errors.
    persistence
        What autocorrelation multiplies the variance by, as estimated.
    days
        Number of days observed.

    Examples
    --------
    >>> p = scan_p_values([2.0, 4.0, 8.0], [1.0, 1.0, 1.0], [120, 120, 120])
    >>> [bool(each) for each in (p[0] > 0.9, 0.05 < p[1] < 0.5, p[2] < 0.005)]
    [True, True, True]
    """
    statistic, persistence, length = (np.asarray(each, dtype=np.float64) for each in (statistic, persistence, days))
    table = null_table()
    sizes = np.unique(table[:, 0])
    place = np.clip(np.interp(np.log(np.maximum(length, 1)), np.log(sizes), np.arange(len(sizes))), 0, len(sizes) - 1)
    below = np.floor(place).astype(np.intp)
    above = np.minimum(below + 1, len(sizes) - 1)
    logs = np.stack([_log_p(statistic, persistence, table[table[:, 0] == size]) for size in sizes])
    every = np.arange(statistic.size).reshape(statistic.shape)
    flat = logs.reshape(len(sizes), -1)
    weight = place - below
    mixed = (1 - weight) * flat[below, every] + weight * flat[above, every]
    return np.asarray(np.exp(np.minimum(mixed, 0.0)))


def _log_p(statistic: Floats, persistence: Floats, lines: Floats) -> Floats:
    """Return log-probabilities for one length: log-linear in the square of the statistic, with one bend at one in a hundred."""
    tenth, hundredth, rate = (np.interp(persistence, lines[:, 2], lines[:, column]) for column in (3, 4, 5))
    early = np.log(10) / (hundredth**2 - tenth**2)
    square = statistic**2
    rising = np.log(0.1) - early * (square - tenth**2)
    return np.asarray(np.where(statistic > hundredth, np.log(0.01) - rate * (square - hundredth**2), rising))


def critical_statistics(p_value: float, persistence: ArrayLike, days: ArrayLike) -> Floats:
    """
    Return about how far an interval must stand out for a p-value.

    Parameters
    ----------
    p_value
        At most 0.01.
    persistence, days
        As for `scan_p_values`.

    Examples
    --------
    >>> statistic = critical_statistics(0.001, [1.0], [150])
    >>> bool(0.0008 < scan_p_values(statistic, [1.0], [150])[0] < 0.00125)
    True
    """
    persistence, length = (np.asarray(each, dtype=np.float64) for each in (persistence, days))
    found = []
    table = null_table()
    sizes = np.unique(table[:, 0])
    for size in sizes:
        lines = table[table[:, 0] == size]
        hundredth, rate = (np.interp(persistence, lines[:, 2], lines[:, column]) for column in (4, 5))
        found.append(np.sqrt(hundredth**2 + np.log(0.01 / p_value) / rate))
    place = np.interp(np.log(np.maximum(length, 1)), np.log(sizes), np.arange(len(sizes)))
    below = np.floor(place).astype(np.intp)
    stacked = np.stack(found).reshape(len(sizes), -1)
    every = np.arange(persistence.size).reshape(persistence.shape)
    weight = place - below
    return np.asarray((1 - weight) * stacked[below, every] + weight * stacked[np.minimum(below + 1, len(sizes) - 1), every])
