"""Intervals as such, and the way from arrays to estimates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.estimate import Estimate
from cxjourney.inference.jackknife import divide

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


def wilson(share: ArrayLike, n: ArrayLike, reach: ArrayLike) -> tuple[Floats, Floats]:
    """
    Return the ends of Wilson's interval, NaN where n is 0.

    Parameters
    ----------
    share
        Observed shares.
    n
        Numbers of independent observations, not necessarily whole.
    reach
        Half-width in standard errors.

    Examples
    --------
    >>> [round(float(end), 4) for end in wilson(0.2, 50, 1.959964)]
    [0.1124, 0.3304]
    """
    share, n, reach = (np.asarray(each, dtype=np.float64) for each in (share, n, reach))
    weight = divide(np.asarray(reach**2), n)
    centre = (share + weight / 2) / (1 + weight)
    variance_per_n = divide(np.maximum(share * (1 - share), 0), n)
    half = reach / (1 + weight) * np.sqrt(variance_per_n + divide(weight, 4 * n))
    low, high = np.clip(centre - half, 0.0, 1.0), np.clip(centre + half, 0.0, 1.0)
    return np.minimum(low, share), np.maximum(high, share)


def estimates(
    value: Floats,
    interval: tuple[Floats, Floats],
    n: Floats,
    *,
    level: float,
    unit: str,
    method: str,
) -> tuple[Estimate, ...]:
    """
    Return one estimate an entry of the flattened arrays; entries without data say so.

    Parameters
    ----------
    value
        Figures, NaN where there is none.
    interval
        Lower and upper ends.
    n
        Numbers of observations.
    level
        Confidence level of the intervals.
    unit
        Unit of the figures.
    method
        How they were computed.
    """
    rows = zip(*(np.ravel(each).tolist() for each in (value, *interval, n)), strict=True)
    return tuple(
        Estimate.missing(unit)
        if figure != figure or count <= 0  # noqa: PLR0124 - NaN differs from itself
        else Estimate(value=figure, low=low, high=high, level=level, n=round(count), unit=unit, method=method)
        if low == low and high == high  # noqa: PLR0124
        else Estimate(value=figure, level=level, n=round(count), unit=unit, method=method)
        for figure, low, high, count in rows
    )
