"""Quantiles and tails of Student's t: the only module that imports SciPy, only its special functions, and only once one is used."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


@cache
def _special() -> Any:
    # Loading it takes a fifth of a second, which measuring need not pay.
    from scipy import special  # noqa: PLC0415

    return special


def t_quantile(level: ArrayLike, df: ArrayLike) -> Floats:
    """
    Return the half-width of a two-sided interval in standard errors.

    Parameters
    ----------
    level
        Confidence level between 0 and 1.
    df
        Degrees of freedom.

    Examples
    --------
    >>> round(float(t_quantile(0.95, 49)), 3)
    2.01
    """
    return np.asarray(_special().stdtrit(df, (1 + np.asarray(level)) / 2), dtype=np.float64)


def t_above(statistic: ArrayLike, df: ArrayLike) -> Floats:
    """
    Return the probability that Student's t exceeds a value.

    Parameters
    ----------
    statistic
        The value.
    df
        Degrees of freedom.

    Examples
    --------
    >>> round(float(t_above(2.01, 49)), 3)
    0.025
    """
    return np.asarray(_special().stdtr(df, -np.asarray(statistic, dtype=np.float64)), dtype=np.float64)


def binomial_above(share: ArrayLike, n: ArrayLike, boundary: ArrayLike) -> Floats:
    """
    Return the probability that a share of at least this size is seen when the true one is smaller.

    The binomial tail through the incomplete beta function, so that the number of trials need not be whole;
    half of the probability of the share itself counts (mid-p).

    Parameters
    ----------
    share
        What was seen.
    n
        Number of independent trials it is worth.
    boundary
        The true share.

    References
    ----------
    .. [1] Lancaster, H. O. (1961). Significance tests in discrete distributions. JASA 56(294).

    Examples
    --------
    >>> round(float(binomial_above(0.12, 100, 0.05)), 4)
    0.0029
    """
    trials = np.asarray(n, dtype=np.float64)
    seen = np.asarray(share, dtype=np.float64) * trials
    rest = trials - seen
    tiny = 1e-12
    at_least = _special().betainc(np.maximum(seen, tiny), np.maximum(rest, 0) + 1, boundary)
    above = _special().betainc(seen + 1, np.maximum(rest, tiny), boundary)
    return np.asarray((at_least + above) / 2, dtype=np.float64)
