"""What sets a channel or a segment apart everywhere: the median of its gaps at the other touchpoints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Integers = NDArray[np.int64]

ENOUGH = 3
"""With fewer other touchpoints than this nobody can tell a usual gap from a planted one: it may then only excuse, not accuse."""

ROUNDS = 6
"""Rounds of the median polish; each halves what is missing at least."""


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """
    Which cells belong together.

    Parameters
    ----------
    members
        Channel or segment of each cell.
    groups
        Number of the touchpoint and dimension of each cell: cells of one group are the rest of each other.
    """

    members: Integers
    groups: Integers


def usual_gaps(differences: Floats, usable: Flags, layout: Layout, weights: Floats, n: Floats, *, worse: int) -> Floats:
    """
    Return for each cell how far its channel or segment usually lies from the rest of a touchpoint.

    Parameters
    ----------
    differences
        Figure of each cell minus that of the rest of its touchpoint, as replicates.
    usable
        Which cells are measured well enough.
    layout
        Which cells belong together.
    weights
        Weight of each cell.
    n
        Numbers of observations in the cells.
    worse
        1 if larger figures are worse, -1 if smaller ones are.

    Returns
    -------
    ndarray
        Replicates; 0 where there is no other touchpoint.

    Notes
    -----
    A channel's usual gap is the weighted median of its gaps at the other touchpoints. The rest is another mix of channels at every
    touchpoint, so what the others do there is taken into account first: each channel has an effect, found by medians over all
    touchpoints in turn (median polish), and the rest is moved by the mean effect of the channels it is made of. Medians are not moved by
    one touchpoint where a channel is really bad, nor are the other channels made to look bad elsewhere by it.
    With one or two other touchpoints only a gap in the worse direction is taken off.

    References
    ----------
    .. [1] Tukey, J. W. (1977). Exploratory Data Analysis, chapter 11 (median polish). Addison-Wesley.
    """
    known = np.where(np.isnan(differences), differences[:, :1], differences)
    beside = _rest_effects(known[:, 0], usable, layout, weights, n)[:, None]
    result = np.zeros_like(differences)
    for member in np.unique(layout.members):
        inside = np.flatnonzero(layout.members == member)
        found, count = _without_itself(known[inside] + beside[inside], weights[inside], usable[inside])
        found = found - beside[inside]
        enough, some = count >= ENOUGH, count > 0
        excused = np.maximum(found * worse, 0) * worse
        result[inside] = np.where(enough[:, None], found, np.where(some[:, None], excused, 0.0))
    return result


def _rest_effects(differences: Floats, usable: Flags, layout: Layout, weights: Floats, n: Floats) -> Floats:
    """Return the mean effect of the channels or segments that the rest of each cell is made of."""
    beside = np.zeros(len(differences))
    if not usable.any():
        return beside
    count = int(layout.members.max()) + 1
    seen = np.bincount(layout.members[usable], minlength=count) >= ENOUGH
    effects = np.zeros(count)
    for _ in range(ROUNDS):
        found = _medians(differences[usable] + beside[usable], weights[usable], layout.members[usable], count)
        effects = np.where(seen, (effects + found) / 2, 0.0)
        own = n * effects[layout.members]
        total, moved = (np.bincount(layout.groups, weights=each)[layout.groups] for each in (n, own))
        beside = np.divide(moved - own, total - n, out=np.zeros_like(own), where=total > n)
    return beside


def _medians(values: Floats, weights: Floats, members: Integers, count: int) -> Floats:
    """Return the weighted median of each member's values, 0 for members without any."""
    order = np.lexsort((values, members))
    sorted_members, running = members[order], np.cumsum(weights[order])
    totals = np.bincount(members, weights=weights, minlength=count)
    before = np.cumsum(totals) - totals
    half = before + totals / 2
    result = np.zeros(count)
    for shift in (-1e-9, 1e-9):
        place = np.minimum(np.searchsorted(running, half + shift * totals), len(order) - 1)
        result += np.where(sorted_members[place] == np.arange(count), values[order][place], 0.0) / 2
    return result


def _without_itself(values: Floats, weights: Floats, usable: Flags) -> tuple[Floats, Integers]:
    """Return the weighted medians of the usable cells for each cell, itself left out, and of how many they are."""
    own = np.where(usable, np.cumsum(usable) - 1, -1)
    values, weights = values[usable], weights[usable]
    count = len(values) - usable
    if len(values) == 0:
        return np.zeros((len(usable), values.shape[-1])), count
    columns = np.arange(values.shape[1])
    order = np.argsort(values, axis=0, kind="stable")
    ordered = values[order, columns]
    running = np.cumsum(weights[order], axis=0)
    rank = np.empty_like(order)
    rank[order, columns] = np.arange(len(order))[:, None]
    left = np.where(usable, weights[own], 0.0)[:, None]
    place = np.where(usable[:, None], rank[own], len(order))
    half = (running[-1] - left) / 2
    tolerance = 1e-9 * running[-1]
    lower, upper = _first(running, np.stack([half - tolerance, half + tolerance]), place, left)
    return (ordered[lower, columns] + ordered[upper, columns]) / 2, count


def _first(running: Floats, halves: Floats, place: Integers, left: Floats) -> Integers:
    """Return where the running weight without one's own first reaches half of the total."""
    before, after = _reached(running, np.stack([halves, halves + left]))
    found = np.where(before < place, before, np.maximum(after, place + 1))
    return np.asarray(np.clip(found, 0, len(running) - 1))


def _reached(running: Floats, target: Floats) -> Integers:
    """Return how many running weights lie below a target, column by column: all columns are searched as one that goes on rising."""
    step = 2 * np.abs(running[-1]).max() + 1
    offsets = step * np.arange(running.shape[1])
    found = np.searchsorted((running + offsets).T.ravel(), target + offsets)
    return np.asarray(found - len(running) * np.arange(running.shape[1]), dtype=np.int64)
