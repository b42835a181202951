"""How long to wait for the next visit: before a customer counts as gone, and before the wait counts as long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.statistics.settings import TIME_BIN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxjourney.statistics.table import Table

LONG = 1.5
"""A wait is long from this many times the median of the stage."""

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


def long_waits(gap_times: Table, stages: Sequence[int], names: Sequence[str], expected: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """
    Return after how many microseconds a wait counts as long, for touchpoints where it is expected or where many customers wait that long.

    Parameters
    ----------
    gap_times
        Histogram of the times between visits.
    stages, names
        Stage and name of each touchpoint code.
    expected
        Declared waits in microseconds by touchpoint.
    """
    medians = _medians(gap_times)
    waits = {name: wait for name, wait in expected.items() if name in names}
    for stage in sorted({stages[code] for code in medians}):
        inside = [code for code in sorted(medians) if stages[code] == stage]
        limit = LONG * float(np.median([medians[code] for code in inside]))
        slow = [names[code] for code in inside if medians[code] > limit]
        waits = {**{name: int(limit) for name in slow}, **waits}
    return tuple(sorted(waits.items()))


def _medians(gap_times: Table) -> dict[int, float]:
    """Return the median time to the next step in microseconds, by touchpoint code."""
    result = {}
    for code in np.unique(gap_times["touchpoint"]):
        here = gap_times["touchpoint"] == code
        bins, moves = gap_times["bin"][here], np.cumsum(gap_times["moves"][here])
        result[int(code)] = 1_000 * TIME_BIN ** (float(bins[np.searchsorted(2 * moves, moves[-1])]) + 0.5)
    return result
