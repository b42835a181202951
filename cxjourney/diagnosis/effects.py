"""How far figures are from their references, with intervals at any level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.estimate import Estimate
from cxjourney.inference.intervals import difference
from cxjourney.inference.jackknife import correlation, variance
from cxjourney.inference.minimum_effect import welch
from cxjourney.inference.quantiles import t_quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.diagnosis.protocol import Candidates, Detector

    Floats = NDArray[np.float64]

LARGEST = 700.0
"""Logarithms beyond it, as of intervals from almost nobody, are cut: what they stand for is not known but must stay a number."""

EFFECT_UNITS = {"seconds": "ratio"}


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """
    Figures with the ends of their intervals.

    Parameters
    ----------
    value, low, high
        One entry a touchpoint.
    """

    value: Floats
    low: Floats
    high: Floats

    def estimate(self, place: int, *, level: float, n: int, unit: str, method: str) -> Estimate:
        """
        Return one of them as an estimate.

        Parameters
        ----------
        place
            Place of the touchpoint.
        level
            Confidence level of the interval.
        n
            Number of observations.
        unit
            Unit of the figure.
        method
            How it was computed.
        """
        value, low, high = (float(each[place]) for each in (self.value, self.low, self.high))
        if np.isnan(low) or np.isnan(high):
            return Estimate(value=value, level=level, n=n, unit=unit, method=method)
        return Estimate(value=value, low=min(low, value), high=max(high, value), level=level, n=n, unit=unit, method=method)

    def exponential(self) -> Figures:
        """Return the figures whose logarithms these are."""
        return Figures(*(np.exp(np.minimum(each, LARGEST)) for each in (self.value, self.low, self.high)))


def measured_figures(candidates: Candidates, level: float) -> Figures:
    """
    Return the measured figures, on the scale of the candidates.

    Parameters
    ----------
    candidates
        What a detector said.
    level
        Confidence level.
    """
    return Figures(candidates.measured.value, *candidates.measured.interval(level))


def reference_figures(candidates: Candidates, level: float) -> Figures:
    """
    Return the references, on the scale of the candidates.

    Parameters
    ----------
    candidates
        What a detector said.
    level
        Confidence level.
    """
    references, bounds = candidates.references, candidates.measured.bounds
    half = t_quantile(level, np.minimum(references.df, 1e6)) * np.sqrt(variance(references.replicates))
    low, high = (-np.inf, np.inf) if bounds is None else bounds
    return Figures(references.value, np.maximum(references.value - half, low), np.minimum(references.value + half, high))


def effect_figures(candidates: Candidates, level: float) -> Figures:
    """
    Return differences from the references, on the scale of the candidates.

    Parameters
    ----------
    candidates
        What a detector said.
    level
        Confidence level.

    Notes
    -----
    On bounded scales the two intervals are combined after Newcombe, with the correlation between folds; elsewhere the difference has
    a t interval with Welch's degrees of freedom.
    """
    measured, references = candidates.measured, candidates.references
    if measured.bounds is not None:
        own, other = measured_figures(candidates, level), reference_figures(candidates, level)
        shared = correlation(measured.replicates, references.replicates)
        ends = difference((own.value, own.low, own.high), (other.value, other.low, other.high), shared)
        return Figures(own.value - other.value, *ends)
    both = measured.replicates - references.replicates
    df = welch(measured.variance, measured.df, variance(references.replicates), references.df)
    half = t_quantile(level, df) * np.sqrt(variance(both))
    return Figures(both[:, 0], both[:, 0] - half, both[:, 0] + half)


def natural(figures: Figures, detector: Detector) -> Figures:
    """
    Return figures in the unit people use: logarithms become times and ratios.

    Parameters
    ----------
    figures
        On the scale of the candidates.
    detector
        The kind.
    """
    return figures.exponential() if detector.scale == "ratio" else figures
