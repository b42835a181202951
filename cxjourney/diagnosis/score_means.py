"""Means of several metrics as one figure: differences from their references, weighted by how certain they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.inference.jackknife import divide, variance
from cxjourney.inference.ratios import Ratios, from_replicates, shares

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.statistics.answer_sums import AnswerSums

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Integers = NDArray[np.int64]

TINY = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Combined:
    """
    Scores and their references, averaged over metrics with the same weights.

    Parameters
    ----------
    measured
        The scores.
    references
        Replicates of the references.
    df
        Degrees of freedom of their variance.
    weights
        Weight of each metric at each place, adding up to 1 where any is known.
    least
        Standard error to take where the folds show none because everybody says the same.
    """

    measured: Ratios
    references: Floats
    df: Floats
    weights: Floats
    least: Floats


def combined(by_metric: Ratios, references: Floats, df: Floats, known: Flags, counts: Integers) -> Combined:
    """
    Return scores and references averaged over the metrics by the precision of their differences.

    Parameters
    ----------
    by_metric
        Scores by place and metric.
    references
        Replicates of what each is compared with.
    df
        Degrees of freedom of their variance.
    known
        Which of them are measured and have a reference.
    counts
        Numbers of answers by place, metric and fold.
    """
    weights = _precision(by_metric, references, known)
    measured = from_replicates(averaged(by_metric.replicates, weights), kept(counts, known), bounds=by_metric.bounds)
    measured = replace(measured, customers=np.where(known, by_metric.customers, 0).max(axis=1, initial=0))
    least = replace(measured, n_effective=measured.customers).standard_error
    return Combined(measured, averaged(references, weights), np.where(known, df, np.inf).min(axis=1, initial=np.inf), weights, least)


def one_metric(by_metric: Ratios, index: int) -> Ratios:
    """
    Return the scores of one metric.

    Parameters
    ----------
    by_metric
        Scores by place and metric.
    index
        Which metric.
    """
    names = ("replicates", "n", "n_effective", "customers", "df")
    return replace(by_metric, **{name: getattr(by_metric, name)[:, index] for name in names})


def averaged(values: Floats, weights: Floats) -> Floats:
    """
    Return replicates averaged over the metrics; NaN where no metric is known.

    Parameters
    ----------
    values
        Replicates by place and metric.
    weights
        Weights by place and metric.
    """
    filled = np.where(np.isnan(values), values[..., :1], values)
    total = (np.where(weights[..., None] > 0, filled, 0.0) * weights[..., None]).sum(axis=1)
    return np.where(np.asarray(weights.any(axis=1))[:, None], total, np.nan)


def kept(sums: Integers, known: Flags) -> Integers:
    """
    Return sums by place and fold over the metrics that are known.

    Parameters
    ----------
    sums
        Sums by place, metric and fold.
    known
        Which metrics are known at each place.
    """
    return np.asarray((sums * known[..., None]).sum(axis=1))


def share_of_bad(answers: AnswerSums, known: Flags) -> Ratios:
    """
    Return the share of bad answers over the metrics that are known.

    Parameters
    ----------
    answers
        Sums by place, metric and fold.
    known
        Which metrics are known at each place.
    """
    together = answers.kept(known).summed(1).effective()
    return shares(together["unfavourable"], together["n"])


def _precision(by_metric: Ratios, references: Floats, known: Flags) -> Floats:
    """Return the weight of each metric at each place: the precision of its difference, adding up to 1."""
    spread = np.where(known, np.maximum(variance(by_metric.replicates - references), TINY), np.nan)
    certain = np.where(known, divide(np.ones_like(spread), spread), 0.0)
    return np.asarray(np.nan_to_num(divide(certain, certain.sum(axis=1, keepdims=True))))
