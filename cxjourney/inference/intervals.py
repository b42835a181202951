"""Intervals as such, and the way from arrays to estimates."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.estimate import Estimate
from cxjourney.inference.jackknife import divide
from cxjourney.value import trusted

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
    missing = Estimate.missing(unit)  # frozen, so that one serves all
    said = level, unit, method
    return tuple(
        missing if figure != figure or count <= 0 else _estimate((figure, low, high), round(count), said)  # noqa: PLR0124 - as NaN does
        for figure, low, high, count in rows
    )


def _estimate(figure: tuple[float, float, float], n: int, said: tuple[float, str, str]) -> Estimate:
    """Return an estimate; numbers that are as they must be are not checked again."""
    (value, low, high), (level, unit, method) = figure, said
    if isfinite(value) and isfinite(low) and isfinite(high) and low <= high:
        fields = {"value": value, "low": low, "high": high, "level": level, "n": n, "unit": unit, "method": method}
        return trusted(Estimate, fields)
    ends = {"low": low, "high": high} if low == low and high == high else {}  # noqa: PLR0124
    return Estimate(value=value, **ends, level=level, n=n, unit=unit, method=method)


def difference(
    left: tuple[Floats, Floats, Floats],
    right: tuple[Floats, Floats, Floats],
    correlation: ArrayLike = 0.0,
) -> tuple[Floats, Floats]:
    """
    Return the ends of the interval of a difference of two figures that have intervals of their own.

    Parameters
    ----------
    left, right
        Figures with the lower and upper ends of their intervals; the difference is left minus right.
    correlation
        Correlation between the two, from customers that both share.

    Notes
    -----
    The ends move by what each side may be wrong, added as standard errors are; intervals that are not symmetric keep their shape.

    References
    ----------
    .. [1] Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions: comparison of eleven
       methods, method 10. Statistics in Medicine 17(8).
    .. [2] Zou, G. Y. and Donner, A. (2008). Construction of confidence limits about effect measures. Statistics in Medicine 27(10).

    Examples
    --------
    >>> ends = difference((0.7, 0.5766, 0.7998), (0.6, 0.4874, 0.7036))
    >>> [round(float(end), 3) for end in ends]
    [-0.061, 0.25]
    """
    value = left[0] - right[0]
    rho = np.asarray(correlation, dtype=np.float64)
    down, up = left[0] - left[1], right[2] - right[0]
    rise, fall = left[2] - left[0], right[0] - right[1]
    low = value - np.sqrt(np.maximum(down**2 + up**2 - 2 * rho * down * up, 0))
    high = value + np.sqrt(np.maximum(rise**2 + fall**2 - 2 * rho * rise * fall, 0))
    return low, high


def product(left: tuple[Floats, Floats, Floats], right: tuple[Floats, Floats, Floats]) -> tuple[Floats, Floats]:
    """
    Return the ends of the interval of a product of two figures that are not negative.

    Parameters
    ----------
    left, right
        Figures with the lower and upper ends of their intervals.

    References
    ----------
    .. [1] Zou, G. Y. and Donner, A. (2008). Construction of confidence limits about effect measures. Statistics in Medicine 27(10).

    Examples
    --------
    >>> [round(float(end), 3) for end in product((np.array(0.5), 0.5, 0.5), (np.array(0.4), 0.2, 0.5))]
    [0.1, 0.25]
    """
    value = left[0] * right[0]
    low = value - np.sqrt(((left[0] - left[1]) * right[0]) ** 2 + ((right[0] - right[1]) * left[0]) ** 2)
    high = value + np.sqrt(((left[2] - left[0]) * right[0]) ** 2 + ((right[2] - right[0]) * left[0]) ** 2)
    return np.maximum(low, 0), high
