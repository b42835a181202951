"""What sets a channel or a segment apart everywhere: the median of its gaps at the other touchpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Integers = NDArray[np.int64]

ENOUGH = 3
"""With fewer other touchpoints than this nobody can tell a usual gap from a planted one: it may then only excuse, not accuse."""

AT_ONCE = 64
"""More touchpoints than this are looked up one by one instead of all against all."""


def usual_gaps(differences: Floats, usable: Flags, members: Integers, weights: Floats, *, worse: int) -> Floats:
    """
    Return for each cell the weighted median of the gaps of the same channel or segment at the other touchpoints.

    Parameters
    ----------
    differences
        Figure of each cell minus that of the rest of its touchpoint, as replicates.
    usable
        Which cells are measured well enough.
    members
        Channel or segment of each cell.
    weights
        Weight of each cell.
    worse
        1 if larger figures are worse, -1 if smaller ones are.

    Returns
    -------
    ndarray
        Replicates; 0 where there is no other touchpoint.

    Notes
    -----
    The median is not moved by one touchpoint where the channel is really bad, nor are the other channels made to look bad elsewhere by it.
    With one or two other touchpoints only a gap in the worse direction is taken off.
    """
    result = np.zeros_like(differences)
    known = np.where(np.isnan(differences), differences[:, :1], differences)
    for member in np.unique(members):
        inside = np.flatnonzero(members == member)
        valid = inside[usable[inside]]
        found, count = _without_itself(known[valid], weights[valid], inside, valid)
        enough, some = count >= ENOUGH, count > 0
        excused = np.maximum(found * worse, 0) * worse
        result[inside] = np.where(enough[:, None], found, np.where(some[:, None], excused, 0.0))
    return result


def _without_itself(values: Floats, weights: Floats, inside: Integers, valid: Integers) -> tuple[Floats, Integers]:
    """Return the weighted medians of the valid cells for each cell inside, itself left out, and of how many they are."""
    own = np.where(np.isin(inside, valid), np.searchsorted(valid, inside), -1)
    count = len(valid) - (own >= 0)
    if len(valid) == 0:
        return np.zeros((len(inside), values.shape[-1])), count
    order = np.argsort(values, axis=0, kind="stable")
    ordered = np.take_along_axis(values, order, axis=0)
    running = np.cumsum(weights[order], axis=0)
    rank = np.argsort(order, axis=0, kind="stable")
    left = np.where(own >= 0, weights[own], 0.0)
    place = np.where((own >= 0)[:, None], rank[own], len(valid))
    half = (running[-1] - left[:, None]) / 2
    tolerance = 1e-9 * running[-1]
    lower = _first(running, half - tolerance, place, left)
    upper = _first(running, half + tolerance, place, left)
    return (np.take_along_axis(ordered, lower, axis=0) + np.take_along_axis(ordered, upper, axis=0)) / 2, count


def _first(running: Floats, half: Floats, place: Integers, left: Floats) -> Integers:
    """Return where the running weight without one's own first reaches half of the total."""
    before = _reached(running, half)
    after = _reached(running, half + left[:, None])
    found = np.where(before < place, before, np.maximum(after, place + 1))
    return np.clip(found, 0, len(running) - 1)


def _reached(running: Floats, target: Floats) -> Integers:
    if len(running) <= AT_ONCE:
        return np.asarray((running[None] < target[:, None]).sum(axis=1), dtype=np.int64)
    columns = range(running.shape[1])
    return np.stack([np.searchsorted(running[:, column], target[:, column]) for column in columns], axis=1).astype(np.int64)
