"""How long to wait for the next visit: before a customer counts as gone, and before the wait counts as long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.statistics.settings import TIME_BIN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from cxjourney.statistics.table import Integers, Table

    Floats = NDArray[np.float64]

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
    return max(1_000, int(1_000 * TIME_BIN ** horizon_bin(gap_times)) + 1)


def horizon_bin(gap_times: Table) -> int:
    """
    Return the first bin of times that are longer than the horizon.

    Parameters
    ----------
    gap_times
        Histogram of the times between visits, not empty.
    """
    bins = gap_times.dense("moves", [int(gap_times["bin"].max()) + 1], ["bin"])
    cumulative = np.cumsum(bins)
    return int(np.searchsorted(cumulative * 100, HORIZON_SHARE * cumulative[-1])) + 1


def stage_window(horizon: int, length: int) -> int:
    """
    Return how long a journey must be followed from its first visit in a stage to be counted there, in microseconds.

    Parameters
    ----------
    horizon
        The horizon in microseconds.
    length
        Length of the observation in microseconds.

    Notes
    -----
    Twice the horizon leaves time for a stay and for knowing that nothing came after it. In short logs it is half of the log, so that
    enough journeys are counted, but the horizon at least. It depends on nothing a single journey does: whoever stays long must not be
    counted less often.

    Examples
    --------
    >>> stage_window(10, 100), stage_window(10, 30), stage_window(10, 12)
    (20, 15, 10)
    """
    return max(horizon, min(2 * horizon, length // 2))


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
    known = set(names)
    waits = {name: wait for name, wait in expected.items() if name in known}
    if not len(gap_times):
        return tuple(sorted(waits.items()))
    codes, medians = _medians(gap_times)
    home = np.asarray(stages, dtype=np.int64)[codes]
    for stage in np.unique(home):
        inside = home == stage
        limit = LONG * float(np.median(medians[inside]))
        slow = codes[inside & (medians > limit)]
        waits = {**{names[code]: int(limit) for code in slow.tolist()}, **waits}
    return tuple(sorted(waits.items()))


def _medians(gap_times: Table) -> tuple[Integers, Floats]:
    """Return the touchpoint codes that were seen to move on, and their median times to the next step in microseconds."""
    codes, first = np.unique(gap_times["touchpoint"], return_index=True)
    running = np.cumsum(gap_times["moves"])
    before = np.where(first > 0, running[first - 1], 0)
    total = np.add.reduceat(gap_times["moves"], first)
    middle = np.searchsorted(running, before + (total + 1) // 2)
    return codes, 1_000 * TIME_BIN ** (gap_times["bin"][middle] + 0.5)
