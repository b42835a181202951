"""Corrections for looking in many places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


def q_values(p_values: ArrayLike, *, families: int = 1) -> Floats:
    """
    Return Benjamini–Hochberg q-values.

    A hypothesis is rejected at false discovery rate r if its q-value is at most r.

    Parameters
    ----------
    p_values
        One per hypothesis; NaN for those that were not tested, which stay NaN and count for nothing.
    families
        Number of families that share the rate; each is controlled at its part of it.

    Returns
    -------
    ndarray
        Values between 0 and 1 in the order given.

    References
    ----------
    .. [1] Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. JRSS B 57(1).

    Examples
    --------
    >>> q_values([0.01, 0.04, 0.03, 0.5]).round(4).tolist()
    [0.04, 0.0533, 0.0533, 0.5]
    """
    p = np.asarray(p_values, dtype=np.float64)
    result = np.full(p.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    if len(tested) == 0:
        return result
    order = tested[np.argsort(p[tested], kind="stable")]
    scaled = p[order] * (len(order) * families) / np.arange(1, len(order) + 1)
    result[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return result


def conditional_q_values(p_values: ArrayLike, *, families: int = 1, kept: float = 0.5) -> Floats:
    """
    Return Benjamini–Hochberg q-values among the hypotheses that data speak against at all.

    P-values above a threshold are set aside and the others divided by it. That is valid where p-values of true hypotheses are uniformly
    conservative, as in one-sided tests of a margin that most effects lie far inside of: these would otherwise only be counted, and
    hide the others.

    Parameters
    ----------
    p_values
        One per hypothesis; NaN for those that were not tested, which stay NaN.
    families
        Number of families that share the rate; each is controlled at its part of it.
    kept
        P-values up to this are kept.

    Returns
    -------
    ndarray
        Values between 0 and 1 in the order given; 1 for hypotheses that were set aside.

    References
    ----------
    .. [1] Zhao, Q., Small, D. S. and Su, W. (2019). Multiple testing when many p-values are uniformly conservative, with application
       to testing qualitative interaction in educational interventions. JASA 114(527).

    Examples
    --------
    >>> conditional_q_values([0.01, 0.04, 0.7, 0.9, 0.95]).round(2).tolist()
    [0.04, 0.08, 1.0, 1.0, 1.0]
    """
    p = np.asarray(p_values, dtype=np.float64)
    found = q_values(np.where(p <= kept, p / kept, np.nan), families=families)
    return np.where(np.isnan(found) & ~np.isnan(p), 1.0, found)


def fcr_level(level: float, *, selected: int, tested: int) -> float:
    """
    Return the level at which intervals of selected findings must be made, so that the expected share that misses is as promised.

    Parameters
    ----------
    level
        Promised confidence level.
    selected, tested
        Numbers of hypotheses that were selected and tested.

    References
    ----------
    .. [1] Benjamini, Y. and Yekutieli, D. (2005). False discovery rate–adjusted multiple confidence intervals for selected
       parameters. JASA 100(469).

    Examples
    --------
    >>> round(fcr_level(0.95, selected=2, tested=40), 4)
    0.9975
    """
    if selected == 0 or tested == 0:
        return level
    return 1 - (1 - level) * min(selected, tested) / tested


def holm(p_values: ArrayLike) -> Floats:
    """
    Return Holm's adjusted p-values: a hypothesis is rejected if its one is at most the probability of any false rejection.

    Parameters
    ----------
    p_values
        One per hypothesis; NaN for those that were not tested, which stay NaN and count for nothing.

    References
    ----------
    .. [1] Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6(2).

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03, float("nan")]).tolist()
    [0.03, 0.06, 0.06, nan]
    """
    p = np.asarray(p_values, dtype=np.float64)
    result = np.full(p.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")]
    result[order] = np.minimum(np.maximum.accumulate(p[order] * np.arange(len(order), 0, -1)), 1.0)
    return result
