"""One measure at many places of one side: figures with everything that a difference needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from cxjourney.inference.jackknife import divide, replicate
from cxjourney.inference.life_tables import geometric_means
from cxjourney.inference.nps import nps_estimates
from cxjourney.inference.ratios import from_replicates, means, shares

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from cxjourney.estimate import Estimate
    from cxjourney.inference.ratios import Ratios

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

Level = Literal["total", "stage", "touchpoint", "channel", "segment"]

MAIN, CELLS = 0, 1
"""Families: the whole journey with its stages and touchpoints, and the single channels and segments."""


@dataclass(frozen=True, slots=True)
class Key:
    """
    What a group measures, and where its places lie.

    Parameters
    ----------
    measure
        Name of the measure.
    better
        1 where more is better, -1 where less is, 0 where neither.
    places
        By kind of element, its place in each entry of the group, -1 for all of them.
    family
        Which family of hypotheses it belongs to.
    tested
        Whether it is tested at all.
    """

    measure: str
    better: int
    places: tuple[tuple[str, tuple[int, ...]], ...] = ()
    family: int = MAIN
    tested: bool = True


TIMES = frozenset({"transition_time_mean", "transition_time", "transition_time_p90", "time_spent"})
"""Measures that are compared by their ratio."""

QUANTILES = TIMES - {"transition_time_mean"}
"""Those of them that are quantiles, of which no replicates are kept."""


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """
    The distributions behind medians at many places.

    Parameters
    ----------
    running
        Share of all times up to the end of each bin, by place and bin.
    n_effective
        Numbers of independent times.
    """

    running: Floats
    n_effective: Floats


@dataclass(frozen=True, eq=False)
class Group:
    """
    A measure at many places.

    Parameters
    ----------
    key
        What and where.
    ratios
        The figures with their replicates; logarithms of seconds for times.
    estimates
        The figures as the map shows them.
    spread
        What medians that are tested are made from.
    """

    key: Key
    ratios: Ratios
    estimates: tuple[Estimate, ...]
    spread: Spread | None = None

    @property
    def is_time(self) -> bool:
        """Whether the ratios are logarithms of times."""
        return self.key.measure in TIMES


def share_group(key: Key, numerator: ArrayLike, denominator: ArrayLike, squares: ArrayLike | None, *, level: float) -> Group:
    """
    Return shares of counts.

    Parameters
    ----------
    key
        What and where.
    numerator, denominator, squares
        As for `shares`.
    level
        Confidence level.
    """
    found = shares(numerator, denominator, squares=squares)
    return Group(key, found, found.estimates(level=level))


def mean_group(
    key: Key,
    total: ArrayLike,
    count: ArrayLike,
    squares: ArrayLike | None,
    *,
    bounds: tuple[float, float] | None,
    unit: str,
    level: float,
) -> Group:
    """
    Return means of readings.

    Parameters
    ----------
    key
        What and where.
    total, count, squares, bounds
        As for `means`.
    unit
        Unit of the figures.
    level
        Confidence level.
    """
    found = means(total, count, bounds=bounds, squares=squares)
    method = "mean, t interval" if bounds is None else "mean, Wilson interval on the scale"
    return Group(key, found, found.estimates(level=level, unit=unit, method=method))


def nps_group(key: Key, promoters: Integers, detractors: Integers, answers: Integers, squares: Integers, *, level: float) -> Group:
    """
    Return Net Promoter Scores.

    Parameters
    ----------
    key
        What and where.
    promoters, detractors, answers, squares
        As for `nps_estimates`.
    level
        Confidence level.
    """
    replicates = 100 * (replicate(divide, promoters, answers) - replicate(divide, detractors, answers))
    found = from_replicates(replicates, answers, bounds=(-100.0, 100.0), squares=squares)
    return Group(key, found, nps_estimates(promoters, detractors, answers, squares=squares, level=level))


def time_group(key: Key, logs: Floats, moves: Integers, customers: Floats, *, level: float) -> Group:
    """
    Return geometric mean times.

    Parameters
    ----------
    key
        What and where.
    logs
        Replicates of the mean logarithm of seconds.
    moves
        Numbers of moves with the folds as the last axis.
    customers
        Effective numbers of customers behind them.
    level
        Confidence level.
    """
    found = from_replicates(logs, moves, bounds=None)
    known = type(found)(found.replicates, found.n, found.n_effective, np.minimum(found.n, customers), found.df, None)
    return Group(key, known, geometric_means(logs, moves, level=level))
