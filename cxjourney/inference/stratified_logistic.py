"""Log odds within strata: logistic regression with an intercept for each stratum, on counts, safe for separable data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

ITERATIONS = 100
TOLERANCE = 1e-5
SAME = 1e-6
"""A covariate of which others explain all but this share cannot be told apart from them."""

LONGEST_STEP = 1.5
"""No coefficient moves further than this at once: early steps of thin data are too bold."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """
    Visits that look the same, counted: one cell a stratum and pattern of covariates.

    Parameters
    ----------
    stratum
        Number of the stratum of each cell, from 0, ascending and without gaps.
    covariates
        One row a cell.
    trials, events
        Counts by cell and fold.
    """

    stratum: Integers
    covariates: Floats
    trials: Floats
    events: Floats

    def picked(self, columns: NDArray[np.bool_]) -> Cells:
        """
        Return the cells with some covariates only.

        Parameters
        ----------
        columns
            Which covariates to keep.
        """
        return Cells(self.stratum, self.covariates[:, columns], self.trials, self.events)


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """
    Coefficients on all data, then without each fold.

    Parameters
    ----------
    intercepts
        By stratum and replicate; NaN without the only fold that a stratum was seen in.
    slopes
        By covariate and replicate; NaN where the fit did not converge.
    variances
        Variances of the slopes if all visits were independent, from the information on all data.
    """

    intercepts: Floats
    slopes: Floats
    variances: Floats

    @property
    def converged(self) -> bool:
        """Whether every fit came to rest."""
        return bool(np.isfinite(self.slopes).all())

    def held_out(self, cells: Cells) -> Floats:
        """
        Return the log odds of each cell and fold, from the coefficients learned without that fold; NaN where they tell nothing.

        Parameters
        ----------
        cells
            The cells of the fit.
        """
        found: Floats = self.intercepts[cells.stratum, 1:] + cells.covariates @ self.slopes[:, 1:]
        return found


def fit_within_strata(cells: Cells) -> Fit:
    """
    Fit log odds that share their slopes and have an intercept for each stratum.

    Parameters
    ----------
    cells
        Counts by stratum and pattern.

    Returns
    -------
    Fit
        On all data, and without each fold for the jackknife and for judging the fit on data it has not seen.

    Notes
    -----
    Comparisons are made inside strata only: what differs between strata moves the intercepts. The likelihood is penalised by Jeffreys'
    prior [1]_, which takes away the bias of small numbers and keeps slopes finite when a covariate separates events from the
    rest [2]_. The information is solved stratum by stratum, so that many strata cost little.

    References
    ----------
    .. [1] Firth, D. (1993). Bias reduction of maximum likelihood estimates. Biometrika 80(1).
    .. [2] Heinze, G. and Schemper, M. (2002). A solution to the problem of separation in logistic regression. Statistics in
       Medicine 21(16).

    Examples
    --------
    >>> cells = Cells(np.array([0, 0]), np.array([[0.0], [1.0]]), np.full((2, 50), 4.0), np.array([[1.0] * 50, [2.0] * 50]))
    >>> fit_within_strata(cells).slopes[:, 0].round(2)
    array([1.09])
    """
    strata = int(cells.stratum[-1]) + 1 if len(cells.stratum) else 0
    trials, events = cells.trials.sum(axis=1), cells.events.sum(axis=1)
    start = (np.zeros(strata), np.zeros(cells.covariates.shape[1]))
    whole = _newton(cells, trials, events, start)
    if whole is None:
        missing = np.full((cells.covariates.shape[1], 1 + cells.trials.shape[1]), np.nan)
        return Fit(np.full((strata, missing.shape[1]), np.nan), missing, missing[:, 0])
    intercepts, slopes, covariance = whole
    found = [(intercepts, slopes)]
    for fold in range(cells.trials.shape[1]):
        left = trials - cells.trials[:, fold]
        without = _newton(cells, left, events - cells.events[:, fold], (intercepts, slopes))
        if without is None:
            found.append((np.full(strata, np.nan), np.full(len(slopes), np.nan)))
        else:
            seen = np.bincount(cells.stratum, left, minlength=strata) > 0
            found.append((np.where(seen, without[0], np.nan), without[1]))
    return Fit(np.stack([each[0] for each in found], axis=1), np.stack([each[1] for each in found], axis=1), np.diag(covariance).copy())


def _newton(cells: Cells, trials: Floats, events: Floats, start: tuple[Floats, Floats]) -> tuple[Floats, Floats, Floats] | None:
    """Return intercepts, slopes and their covariance, or None when they do not come to rest."""
    intercepts, slopes = start[0].copy(), start[1].copy()
    first = np.flatnonzero(np.diff(cells.stratum, prepend=-1))
    for _ in range(ITERATIONS):
        share = 1 / (1 + np.exp(-(intercepts[cells.stratum] + cells.covariates @ slopes)))
        weight = trials * share * (1 - share)
        own = np.add.reduceat(weight, first)
        own[own <= 0] = 1.0
        mean = np.add.reduceat(weight[:, None] * cells.covariates, first) / own[:, None]
        centred = cells.covariates - mean[cells.stratum]
        weighted = weight[:, None] * centred
        covariance = _inverse(centred.T @ weighted)
        if covariance is None:
            return None
        leverage = weight / own[cells.stratum] + np.einsum("cj,cj->c", weighted @ covariance, centred)
        residual = events - trials * share + leverage * (0.5 - share)
        slope_step = covariance @ (centred.T @ residual)
        intercept_step = np.add.reduceat(residual, first) / own - mean @ slope_step
        largest = max(np.abs(slope_step).max(initial=0.0), np.abs(intercept_step).max(initial=0.0))
        scale = min(1.0, LONGEST_STEP / largest) if largest > 0 else 1.0
        slopes += scale * slope_step
        intercepts += scale * intercept_step
        if largest < TOLERANCE:
            return intercepts, slopes, covariance
    return None


def _inverse(information: Floats) -> Floats | None:
    try:
        return np.asarray(np.linalg.inv(information), dtype=np.float64)
    except np.linalg.LinAlgError:
        return None


def told_apart(cells: Cells, *, adjusted: int = 0) -> NDArray[np.bool_]:
    """
    Return which covariates vary inside strata in a way that those before them do not explain.

    Parameters
    ----------
    cells
        Counts by stratum and pattern.
    adjusted
        Number of leading covariates that come first and are not judged, such as those that are only adjusted for.

    Examples
    --------
    >>> patterns = np.array([[0.0, 0.0, 1.0], [1.0, 2.0, 1.0]])
    >>> told_apart(Cells(np.array([0, 0]), patterns, np.ones((2, 1)), np.ones((2, 1)))).tolist()
    [True, False, False]
    """
    weight = cells.trials.sum(axis=1)
    first = np.flatnonzero(np.diff(cells.stratum, prepend=-1))
    own = np.maximum(np.add.reduceat(weight, first), 1e-12)
    mean = np.add.reduceat(weight[:, None] * cells.covariates, first) / own[:, None]
    centred = np.sqrt(weight)[:, None] * (cells.covariates - mean[cells.stratum])
    kept = np.ones(cells.covariates.shape[1], dtype=bool)
    for column in range(adjusted, len(kept)):
        before = centred[:, :column][:, kept[:column]]
        own_part = centred[:, column]
        rest = own_part - before @ np.linalg.lstsq(before, own_part, rcond=None)[0] if before.shape[1] else own_part
        kept[column] = (rest**2).sum() > SAME * (weight * cells.covariates[:, column] ** 2).sum()
    return kept
