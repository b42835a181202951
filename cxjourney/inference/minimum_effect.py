"""One-sided tests that an effect is larger than a margin, not merely different from nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.inference.jackknife import correlation, degrees_of_freedom, divide, variance
from cxjourney.inference.quantiles import binomial_above, t_above

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from cxjourney.inference.ratios import Ratios

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """
    What shares or means are compared with.

    Parameters
    ----------
    replicates
        The references on all data, then without each fold; constant for a planned value. Without the folds, where no customer is on both
        sides and the references are shares of counts.
    df
        Degrees of freedom of their variance.
    n_effective
        For references that are themselves shares of counts, such as the rest of a place: how many independent observations they are worth;
        NaN for the others.
    shift
        What was added to such shares, as replicates.
    """

    replicates: Floats
    df: Floats
    n_effective: Floats | None = None
    shift: Floats | None = None

    @classmethod
    def fixed(cls, value: ArrayLike, like: Floats) -> Reference:
        """
        Return references that are known exactly.

        Parameters
        ----------
        value
            The references.
        like
            Replicates whose shape is wanted.
        """
        values = np.broadcast_to(np.asarray(value, dtype=np.float64)[..., None], like.shape)
        return cls(values, np.full(like.shape[:-1], np.inf))

    @property
    def value(self) -> Floats:
        """The references."""
        return np.asarray(self.replicates[..., 0])

    @property
    def variance(self) -> Floats:
        """Their variances from the folds."""
        return variance(self.replicates)


def share_above(measured: Ratios, reference: Reference, *, margin: float = 0.0, factor: float = 1.0) -> Floats:
    """
    Return p-values of the hypothesis that a share is at most ``factor × reference + margin``.

    Parameters
    ----------
    measured
        The shares.
    reference
        What they are compared with.
    margin, factor
        The smallest effect that counts, as a difference, as a ratio, or both at once.

    Returns
    -------
    ndarray
        NaN where a share or its reference is not known.

    Notes
    -----
    The share's variance is taken at the boundary of the hypothesis, B(1−B)/n_eff; the reference adds its own from the folds, and
    customers that both share are accounted for by the correlation between folds. Degrees of freedom are Welch's.
    The tail is that of t or of the binomial with the same variance, whichever is larger: few events are
    skewed, and t alone was seen to give twice the promised rate of false alarms at 40 customers and a boundary of 0.05.
    A reference that is a share of counts is taken at the boundary, too: both sides estimate it there, weighted by their
    n_eff, as in the score test for two shares [3]_, so that no event among few in the rest does not look certain.

    References
    ----------
    .. [1] Murphy, K. R. and Myors, B. (1999). Testing the hypothesis that treatments have negligible effects: minimum-effect
       tests in the general linear model. Journal of Applied Psychology 84(2).
    .. [2] Welch, B. L. (1947). The generalization of "Student's" problem. Biometrika 34(1–2).
    .. [3] Farrington, C. P. and Manning, G. (1990). Test statistics and sample size formulae for comparative binomial trials with null
       hypothesis of non-zero risk difference. Statistics in Medicine 9(12).
    """
    centre, other = _reference_at_boundary(measured, reference, margin, factor)
    boundary = np.clip(factor * centre + margin, 1e-9, 1 - 1e-9)
    own = divide(boundary * (1 - boundary), measured.n_effective)
    total = own + other
    if reference.replicates.shape[-1] > 1:
        total -= 2 * correlation(measured.replicates, reference.replicates) * np.sqrt(own * other)
    df = welch(own, measured.df, other, reference.df)
    excess = measured.value - np.clip(factor * reference.value + margin, 1e-9, 1 - 1e-9)
    by_t = t_above(divide(excess, np.sqrt(total)), df)
    by_counts = binomial_above(np.clip(boundary + excess, 0, 1), divide(boundary * (1 - boundary), total), boundary)
    return np.maximum(by_t, by_counts)


def _reference_at_boundary(measured: Ratios, reference: Reference, margin: float, factor: float) -> tuple[Floats, Floats]:
    """Return where references lie if the hypothesis just holds, and the variance they add there."""
    if reference.n_effective is None:
        return reference.value, factor**2 * reference.variance
    weight = divide(measured.n_effective, measured.n_effective + reference.n_effective, otherwise=0.0)
    centre = reference.value + weight * ((measured.value - margin) / factor - reference.value)
    shift, more = (0.0, 0.0) if reference.shift is None else (reference.shift[..., 0], variance(reference.shift))
    base = np.clip(centre - shift, 1e-9, 1 - 1e-9)
    spread = divide(base * (1 - base), reference.n_effective) + more
    unknown = np.isnan(reference.n_effective)
    if unknown.any():
        spread = np.where(unknown, reference.variance, spread)
    return centre, factor**2 * spread


def mean_above(measured: Floats, counts: ArrayLike, reference: Reference, *, margin: float, least: ArrayLike = 0.0) -> Floats:
    """
    Return p-values of the hypothesis that a mean is at most ``reference + margin``.

    Parameters
    ----------
    measured
        Replicates of the means.
    counts
        Numbers of observations with the folds as the last axis.
    reference
        What they are compared with.
    margin
        The smallest difference that counts.
    least
        Standard error to take where the folds show none because everybody says the same.

    Notes
    -----
    The variance is that of the difference over the folds, so that customers that both share are accounted for. Where that is 0, and
    no other standard error is given, the difference itself decides.
    """
    difference = measured - reference.replicates
    spread = np.sqrt(variance(difference))
    spread = np.where(spread == 0, least, spread)
    df = welch(variance(measured), degrees_of_freedom(counts), reference.variance, reference.df)
    excess = difference[..., 0] - margin
    certain = np.where(np.isnan(excess), np.nan, np.where(excess > 0, 0.0, 1.0))
    return np.where(spread == 0, certain, t_above(divide(excess, spread), df))


def welch(left: Floats, left_df: Floats, right: Floats, right_df: Floats) -> Floats:
    """
    Return the degrees of freedom of a difference.

    Parameters
    ----------
    left, right
        Variances of the two sides.
    left_df, right_df
        Their degrees of freedom; infinite for a side that is known exactly.

    Examples
    --------
    >>> welch(np.array([2.0]), np.array([49.0]), np.array([0.0]), np.array([np.inf])).round(6).tolist()
    [49.0]
    """
    weight = left**2 / left_df + right**2 / right_df
    return np.asarray(np.divide((left + right) ** 2, weight, out=np.asarray(left_df + 0.0 * weight), where=weight > 0))
