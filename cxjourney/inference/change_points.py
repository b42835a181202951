"""
When a ratio was other than usual: the interval of days that stands out most, and how sure that is.

A series of daily sums is compared inside and outside of every interval of days. The variance is that of independent observations times
the dispersion from day to day times what autocorrelation adds, both from what is left when what stands out is taken out (`day_noise`).
Whether the strongest interval is more than chance is read from scans of noise (`scan_null`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.inference.day_intervals import signed_root, widest_apart
from cxjourney.inference.day_noise import parted
from cxjourney.inference.day_series import inside, without_weekdays
from cxjourney.inference.scan_null import scan_p_values

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.inference.day_series import DaySeries

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Places = NDArray[np.intp]


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
    (1+ρ)/(1−ρ) [1]_ and 1 + 2Σr over seven lags, for noise that fades more slowly than its first lag tells. Both come from what the
    intervals that stand out leave, so that incidents hide neither themselves nor each other, and the same is done to the noise that
    p-values come from. Outside are the days that none of these intervals has. An interval
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
    >>> from cxjourney.inference.day_series import DaySeries
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
    start, end = widest_apart(level)
    window = inside(level.total.shape[1], start, end)
    parts, dispersion, persistence = parted(level, window)
    root = signed_root(level, window, parts == 0)
    observed = (series.count > 0).sum(axis=1).astype(np.float64)
    return (start, end, root / np.sqrt(dispersion * persistence), dispersion, persistence), observed
