"""The experience of whole journeys on either side, between journeys with equal numbers of readings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.comparison.groups import Group, Key
from cxjourney.inference.jackknife import divide, leave_out
from cxjourney.inference.ratios import from_replicates
from cxjourney.statistics.table import FOLDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from cxjourney.comparison.view import View

    Floats = NDArray[np.float64]

MEASURES = {"experience_mean": "mean_sum", "experience_peak_end": "peak_end_sum"}
FEWEST = 10
"""Fewer journeys of a number of readings than this on either side are left out."""

MOST = 6
"""Journeys with more readings than this count as having this many."""

METHOD = "mean over journeys with equal numbers of readings on both sides, Wilson interval on the scale"


def experience_groups(before: View, after: View, *, level: float) -> Iterator[tuple[Group, Group]]:
    """
    Yield the mean experience of journeys, and that of their peak and end, of both sides.

    Parameters
    ----------
    before, after
        Both sides.
    level
        Confidence level of the intervals.

    Notes
    -----
    Journeys with more readings have more extreme peaks, whatever customers feel. Each side is therefore the mean over numbers of readings
    with the same weights, those of both sides together; journeys with one reading have no peak and end apart and are left out.
    """
    tables = [_by_readings(view) for view in (before, after)]
    counts = [each["journeys"].sum(axis=1) for each in tables]
    used = (np.minimum(*counts) >= FEWEST) & (np.arange(MOST + 1) > 1)
    if not used.any():
        return
    weights = np.where(used, counts[0] + counts[1], 0.0)
    weights /= weights.sum()
    for name, column in MEASURES.items():
        sides = [_group(Key(name, 1), table, column, weights, level=level) for table in tables]
        yield sides[0], sides[1]


def _by_readings(view: View) -> dict[str, Floats]:
    """Return sums by number of readings and fold."""
    table = view.statistics.tables["experience"]
    readings = np.minimum(table["readings"], MOST)
    found = {}
    for name in ("journeys", *MEASURES.values()):
        sums = np.zeros((MOST + 1, FOLDS))
        np.add.at(sums, (readings, table["fold"]), table[name])
        found[name] = sums
    return found


def _group(key: Key, table: dict[str, Floats], column: str, weights: Floats, *, level: float) -> Group:
    used = np.flatnonzero(weights)
    journeys = table["journeys"][used]
    means = divide(leave_out(table[column][used] * 1e-6), leave_out(journeys))
    # A number of readings that only one fold has counts without it as with it.
    means = np.where(np.isnan(means), means[:, :1], means)
    replicates = (weights[used][:, None] * means).sum(axis=0)
    found = from_replicates(replicates[None], journeys.sum(axis=0)[None], bounds=(-2.0, 2.0))
    return Group(key, found, found.estimates(level=level, unit="valence", method=METHOD))
