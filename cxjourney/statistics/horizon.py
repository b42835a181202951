"""How long to wait for the next visit before a customer counts as gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.statistics.settings import TIME_BIN

if TYPE_CHECKING:
    from cxjourney.statistics.table import Table

HORIZON_SHARE = 99
"""Percentage of the moves that are faster than the horizon."""


def horizon_of(gap_times: Table, *, limit: int | None) -> int:
    """
    Return the horizon in microseconds.

    Parameters
    ----------
    gap_times
        Histogram of the times between visits.
    limit
        The journey gap in microseconds, which is the horizon when it is given.
    """
    if limit is not None:
        return limit
    if not len(gap_times):
        return 1_000
    bins = gap_times.dense("moves", [int(gap_times["bin"].max()) + 1], ["bin"])
    cumulative = np.cumsum(bins)
    index = int(np.searchsorted(cumulative * 100, HORIZON_SHARE * cumulative[-1]))
    return max(1_000, int(1_000 * TIME_BIN ** (index + 1)) + 1)
