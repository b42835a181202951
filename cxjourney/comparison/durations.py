"""How long things take on either side: medians of the time to the next step, and of the time spent in a stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.comparison.groups import Group, Key, Spread
from cxjourney.inference.intervals import difference
from cxjourney.inference.jackknife import divide
from cxjourney.inference.life_tables import quantile_times
from cxjourney.inference.quantiles import t_above
from cxjourney.inference.ratios import Ratios, effective_customers
from cxjourney.inference.step_times import StepTimes
from cxjourney.statistics.settings import TIME_BIN
from cxjourney.statistics.table import FOLDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from cxjourney.comparison.view import View
    from cxjourney.estimate import Estimate

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

STEPS = {"transition_time": 0.5, "transition_time_p90": 0.9}
"""Quantiles of the time to the next step by name. They are shown; what is tested is the geometric mean, which uses every move."""


def step_groups(view: View, *, level: float) -> Iterator[Group]:
    """
    Yield the median and the 90th percentile of the time to the next step of each touchpoint.

    Parameters
    ----------
    view
        One side.
    level
        Confidence level of the intervals.
    """
    places = (("touchpoint", tuple(range(view.size("touchpoint")))),)
    visits, at_once = (view.sums("visits", name, "touchpoint") for name in ("visits", "zero_gaps"))
    moves, cut_off = (view.sums("life", name, "touchpoint", "bin") for name in ("moves", "censored"))
    counts = histogram(view, "gap_times", "moves", "touchpoint")
    times = StepTimes(counts, visits - at_once, moves, cut_off, edges=view.statistics.settings.life_edges, ratio=TIME_BIN)
    found = times.estimates(shares=tuple(STEPS.values()), level=level)
    followed = view.sums("visits", "followed", "touchpoint").sum(axis=-1)
    customers = effective_customers(followed, view.sums("squares", "followed", "touchpoint"))
    for name, estimates in zip(STEPS, found, strict=True):
        yield _group(Key(name, 0, places, tested=False), estimates, customers, None)


def stage_time_groups(view: View, *, level: float) -> Iterator[Group]:
    """
    Yield the median time that journeys spend in each stage.

    Parameters
    ----------
    view
        One side.
    level
        Confidence level of the intervals.
    """
    places = (("stage", tuple(range(view.size("stage")))),)
    counts = histogram(view, "stage_times", "journeys", "stage")
    journeys, squares = (view.sums("stage_sums", name, "stage").sum(axis=-1) for name in ("journeys", "journeys_squared"))
    timed = counts.sum(axis=-1)
    customers = effective_customers(journeys, squares)
    independent = np.minimum(timed, customers * timed / np.maximum(journeys, 1))
    running = divide(np.cumsum(counts, axis=-1).astype(np.float64), timed[:, None].astype(np.float64))
    estimates = quantile_times(counts, independent, level=level)
    yield _group(Key("time_spent", 0, places), estimates, independent, Spread(running, independent))


def histogram(view: View, name: str, column: str, key: str) -> Integers:
    """
    Return a table of times by element of both sides and bin.

    Parameters
    ----------
    view
        One side.
    name, column
        Name of the table and of its sum.
    key
        What its rows are of.
    """
    table = view.statistics.tables[name]
    places = np.full(view.statistics.axis(key), -1, dtype=np.int64)
    codes = view.codes[key]
    places[codes[codes >= 0]] = np.flatnonzero(codes >= 0)
    result = np.zeros((view.size(key), int(table["bin"].max()) + 1 if len(table) else 1), dtype=np.int64)
    rows = places[table[key]]
    np.add.at(result, (rows[rows >= 0], table["bin"][rows >= 0]), table[column][rows >= 0])
    return result


def _group(key: Key, estimates: Sequence[Estimate], customers: Floats, spread: Spread | None) -> Group:
    """Return quantiles as a group: they have no replicates, because their histograms are not kept by fold."""
    logs = np.log([each.value if each.value is not None else np.nan for each in estimates])
    n = np.array([each.n or 0 for each in estimates], dtype=np.float64)
    same = np.broadcast_to(logs[:, None], (len(logs), FOLDS + 1))
    known = np.minimum(n, customers)
    return Group(key, Ratios(same, n, known, known, np.maximum(known - 1, 1), None), tuple(estimates), spread)


def quantiles_apart(before: Group, after: Group) -> tuple[Floats, Floats, Floats, Floats]:
    """
    Return by which factor quantiles of two sides differ, the ends of the interval, and p-values where they can be tested.

    Parameters
    ----------
    before, after
        The same quantiles on either side.

    Notes
    -----
    Intervals combine those of both sides on the scale of logarithms [1]_. Medians are tested by the shares of both sides that lie below the
    median of both together [2]_, which needs no assumption on the shape. Histograms are not kept by fold, so that customers who are on
    both sides count as others: intervals are then wider than they need be.

    References
    ----------
    .. [1] Zou, G. Y. and Donner, A. (2008). Construction of confidence limits about effect measures. Statistics in Medicine 27(10).
    .. [2] Mood, A. M. (1954). On the asymptotic efficiency of certain nonparametric two-sample tests. Annals of Mathematical Statistics
       25(3).
    """
    sides = [np.log(_ends(group)) for group in (after, before)]
    low, high = difference((sides[0][:, 0], sides[0][:, 1], sides[0][:, 2]), (sides[1][:, 0], sides[1][:, 1], sides[1][:, 2]))
    ratio = np.exp(sides[0][:, 0] - sides[1][:, 0])
    return ratio, np.exp(low), np.exp(high), _median_test(before, after)


def _ends(group: Group) -> Floats:
    rows = [(each.value, each.low, each.high) for each in group.estimates]
    return np.array([[np.nan if part is None else part for part in row] for row in rows], dtype=np.float64).reshape(-1, 3)


def _median_test(before: Group, after: Group) -> Floats:
    """Return two-sided p-values of Mood's test, NaN where the medians are only shown."""
    left, right = before.spread, after.spread
    if left is None or right is None:
        return np.full(len(before.estimates), np.nan)
    bins = max(left.running.shape[1], right.running.shape[1])
    running = [np.pad(each.running, ((0, 0), (0, bins - each.running.shape[1])), mode="edge") for each in (left, right)]
    n = [np.maximum(each.n_effective, 1e-9) for each in (left, right)]
    pooled = (running[0] * n[0][:, None] + running[1] * n[1][:, None]) / (n[0] + n[1])[:, None]
    middle = np.nan_to_num(np.abs(pooled - 0.5), nan=1.0).argmin(axis=1)[:, None]
    below, share = (np.take_along_axis(each, middle, axis=1)[:, 0] for each in (running[1] - running[0], pooled))
    error = np.sqrt(share * (1 - share) * (1 / n[0] + 1 / n[1]))
    return np.where(error > 0, 2 * t_above(divide(np.abs(below), error), np.maximum(n[0] + n[1] - 2, 1)), np.where(below == 0, 1.0, np.nan))
