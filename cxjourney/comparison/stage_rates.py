"""What is compared of stages over the visits of all their touchpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.comparison.groups import Group, Key, share_group
from cxjourney.discovery.cell_figures import RATES
from cxjourney.inference.life_tables import drop_off

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from cxjourney.comparison.view import View

    Integers = NDArray[np.int64]


def by_stage(view: View, homes: Integers, values: Integers) -> Integers:
    """
    Return sums by touchpoint as sums by stage.

    Parameters
    ----------
    view
        One side.
    homes
        Place of the stage of each touchpoint, -1 where the two sides do not agree.
    values
        Sums with the touchpoints as the first axis.
    """
    result = np.zeros((view.size("stage"), *values.shape[1:]), dtype=np.int64)
    placed = homes >= 0
    np.add.at(result, homes[placed], values[placed])
    return result


def whole_customers(squares: Integers, counts: Integers, customers: Integers) -> Integers:
    """
    Return Σn² over customers of sums over several touchpoints, of which only the sum over touchpoints is known.

    It is at least that, and so large that nobody counts as more than one customer.

    Parameters
    ----------
    squares
        Σn² over customers and touchpoints.
    counts
        Counts with the folds as the last axis.
    customers
        Numbers of customers.
    """
    n = counts.sum(axis=-1).astype(np.float64)
    least: Integers = np.ceil(n**2 / np.maximum(customers, 1)).astype(np.int64)
    return np.asarray(np.maximum(squares, least))


def stage_rate_groups(view: View, homes: Integers, *, level: float) -> Iterator[Group]:
    """
    Yield drop-off, rework and the other rates of the visits of each stage.

    Parameters
    ----------
    view
        One side.
    homes
        Place of the stage of each touchpoint, -1 where the two sides do not agree.
    level
        Confidence level of the intervals.
    """
    places = (("stage", tuple(range(view.size("stage")))),)
    customers = view.sums("stage_sums", "customers", "stage").sum(axis=-1)

    def summed(table: str, column: str, *keys: str) -> Integers:
        return by_stage(view, homes, view.sums(table, column, "touchpoint", *keys))

    if view.statistics.settings.goal:
        life = [summed("life", name, "bin") for name in ("at_risk_moves", "at_risk_censored")]
        at_risk = summed("visits", "at_risk")
        found = drop_off(at_risk, *life, squares=whole_customers(summed("squares", "at_risk"), at_risk, customers))
        method = "life table at the horizon, Wilson interval on the effective n"
        yield Group(Key("drop_off_rate", -1, places), found, found.estimates(level=level, method=method))
    for name, (numerator, denominator) in RATES.items():
        if name != "drop_off_rate":
            counted, whole = (summed("visits", column) for column in (numerator, denominator))
            squares = whole_customers(summed("squares", denominator), whole, customers)
            yield share_group(Key(name, -1, places), counted, whole, squares, level=level)
