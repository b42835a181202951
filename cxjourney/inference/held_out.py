"""How well predictions do on customers they were not learned from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.inference.intervals import estimates
from cxjourney.inference.jackknife import degrees_of_freedom, divide, replicate, variance
from cxjourney.inference.quantiles import t_quantile
from cxjourney.inference.ratios import from_replicates

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.estimate import Estimate

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """
    Predicted log odds of cells of equal visits, each learned without the fold it is used for.

    Parameters
    ----------
    group
        Number of the group of each cell; comparisons are made inside groups.
    trials, events
        Counts by cell and fold.
    """

    group: Integers
    trials: Floats
    events: Floats


def ranking(found: Predictions, scores: Floats, *, level: float = 0.95) -> Estimate:
    """
    Return how often a visit with the event scores higher than one without it, of the same group and fold.

    Parameters
    ----------
    found
        Counts.
    scores
        Scores by cell and fold.
    level
        Confidence level.

    Notes
    -----
    The area under the ROC curve, taken inside groups and weighted as by Mantel and Haenszel; ties count one half, so 0.5 means that the
    scores say nothing. Groups in which all or none have the event cannot be ranked and count nothing.

    References
    ----------
    .. [1] Hanley, J. A. and McNeil, B. J. (1982). The meaning and use of the area under a receiver operating characteristic (ROC)
       curve. Radiology 143(1).
    .. [2] Van Elteren, P. H. (1960). On the combination of independent two-sample tests of Wilcoxon. Bulletin of the ISI 37(3).

    Examples
    --------
    >>> one_fold = Predictions(np.array([0, 0]), np.array([[6.0], [4.0]]), np.array([[1.0], [3.0]]))
    >>> round(ranking(one_fold, np.array([[0.0], [1.0]])).value, 3)
    0.792
    """
    folds = found.trials.shape[1]
    won, pairs = np.zeros(folds), np.zeros(folds)
    for fold in range(folds):
        won[fold], pairs[fold] = _pairs(found.group, scores[:, fold], found.trials[:, fold], found.events[:, fold])
    ratios = from_replicates(replicate(divide, won, pairs), pairs, bounds=(0.0, 1.0))
    visits = found.trials.sum()
    low, high = ratios.interval(level)
    method = "area under the ROC curve within groups, on folds left out; Wilson interval on the effective n"
    value = np.where(pairs.sum() > 0, ratios.value, np.nan)
    return estimates(value, (low, high), np.asarray(visits), level=level, unit="probability", method=method)[0]


def _pairs(group: Integers, score: Floats, trials: Floats, events: Floats) -> tuple[float, float]:
    """Return the weighted numbers of pairs in which the event scores higher, and of all pairs, inside groups."""
    seen = trials > 0
    group, score, events, rest = group[seen], score[seen], events[seen], (trials - events)[seen]
    if not len(group):
        return 0.0, 0.0
    order = np.lexsort([score, group])
    group, score, events, rest = group[order], score[order], events[order], rest[order]
    first = np.flatnonzero(np.diff(group, prepend=group[0] - 1))
    own = np.searchsorted(first, np.arange(len(group)), side="right") - 1
    below = np.cumsum(rest) - rest
    below -= below[first][own]
    tie_first = np.flatnonzero((np.diff(group, prepend=group[0] - 1) != 0) | (np.diff(score, prepend=np.nan) != 0))
    tie = np.searchsorted(tie_first, np.arange(len(group)), side="right") - 1
    tied = np.add.reduceat(rest, tie_first)[tie]
    won = np.add.reduceat(events * (below[tie_first][tie] + tied / 2), first)
    with_event, without = np.add.reduceat(events, first), np.add.reduceat(rest, first)
    weight = 1 / (with_event + without)
    return float((won * weight).sum()), float((with_event * without * weight).sum())


def gain(found: Predictions, log_odds: Floats, plain: Floats, *, level: float = 0.95) -> Estimate:
    """
    Return by which share predictions shrink the log loss of plainer ones.

    Parameters
    ----------
    found
        Counts.
    log_odds
        Predictions by cell and fold; NaN where there is none, and the visits count nothing.
    plain
        The plainer predictions.
    level
        Confidence level.

    Notes
    -----
    The log loss is the mean of −ln of the probability that was given to what happened. A gain of 0 means that nothing was won, below 0 that
    the predictions are worse.

    Examples
    --------
    >>> folds = Predictions(np.array([0]), np.full((1, 50), 4.0), np.array([[1.0, 2.0] * 25]))
    >>> gain(folds, np.full((1, 50), -0.5), np.full((1, 50), 0.0)).value > 0
    True
    """
    known = ~(np.isnan(log_odds) | np.isnan(plain))
    losses = [np.where(known, _loss(found, np.nan_to_num(each)), 0.0).sum(axis=0) for each in (log_odds, plain)]
    replicates = replicate(lambda ours, theirs: 1 - divide(ours, theirs), *losses)
    half = t_quantile(level, degrees_of_freedom(found.trials.sum(axis=0))) * np.sqrt(variance(replicates))
    value, n = replicates[0], np.where(known, found.trials, 0).sum()
    ends = (np.asarray(value - half), np.asarray(value + half))
    method = "share of the log loss saved on folds left out, t interval"
    return estimates(np.asarray(value), ends, np.asarray(n), level=level, unit="share", method=method)[0]


def _loss(found: Predictions, log_odds: Floats) -> Floats:
    return np.asarray(found.trials * np.logaddexp(0, log_odds) - found.events * log_odds)
