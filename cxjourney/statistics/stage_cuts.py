"""
Ordering items, cutting the order into runs and moving strays: the arithmetic behind the stages that are found.

Everything is an integer, so that the same counts give the same answer on every machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

MOST_STAGES = 12
"""A map with more columns is not read."""

TOLERANCE = 20
"""An item may stand where one in this many of its first visits contradicts it more than elsewhere."""

_SCALE = 100_000
_IMPOSSIBLE, _NEVER = -(2**61), -(2**62)


def median_order(before: Ints) -> list[int]:
    """
    Return the items in an order that moving no single one improves.

    Parameters
    ----------
    before
        How often the item of the row comes before that of the column.

    Examples
    --------
    >>> median_order(np.array([[0, 1, 2], [9, 0, 5], [8, 3, 0]]))
    [1, 2, 0]
    """
    lead = before - before.T
    shared = np.maximum((before + before.T).sum(axis=1), 1)
    share = lead.sum(axis=1) / shared
    order = sorted(range(len(before)), key=lambda item: (-share[item], item))
    moved = True
    while moved:  # every move adds at least one agreement, so this ends
        moved = False
        for item in range(len(before)):
            place = order.index(item)
            others = order[:place] + order[place + 1 :]
            gain = np.concatenate([[0], np.cumsum(lead[others, item])])
            best = int(gain.argmax())
            if gain[best] > gain[place]:
                order = [*others[:best], item, *others[best:]]
                moved = True
    return order


def affinity(flow: Ints) -> Ints:
    """
    Return how much items exchange, in both directions, relative to what leaves and enters them.

    Parameters
    ----------
    flow
        How often the item of the column directly follows that of the row; nothing on the diagonal.

    Returns
    -------
    ndarray
        A symmetric matrix of integers in units of 1/100,000.
    """
    leaving, entering = (np.maximum(flow.sum(axis=axis), 1).astype(np.float64) for axis in (1, 0))
    relative = np.rint(_SCALE * flow / np.sqrt(np.outer(leaving, entering))).astype(np.int64)
    both: Ints = relative + relative.T
    return both


def best_cuts(affinity: Ints, terminal: Flags, tied: Flags, turns: list[int]) -> list[int]:
    """
    Return the bounds of the runs of the order with the highest modularity.

    Parameters
    ----------
    affinity
        What the items, in order, exchange.
    terminal
        Items in which journeys end; they may stand alone.
    tied
        Items that are not parted from the next one.
    turns
        Places that are cut in any case.

    Notes
    -----
    Modularity times the square of all affinity is an integer, so that ties are exact; the fewest runs win them.
    """
    size = len(affinity)
    gain = _gains(affinity, turns)
    allowed = np.ones(size + 1, dtype=np.bool_)
    allowed[1:size] = ~tied
    allowed[turns] = True
    low, high = 3 if size >= 6 else 2, min(size, MOST_STAGES, max(7, size // 8))
    value, bounds = _runs(gain, allowed, high)
    if _best(value) < low:
        alone = np.arange(size)[~terminal]
        gain[alone, alone + 1] = _IMPOSSIBLE  # a stage that the data do not ask for should at least hold two touchpoints
        fuller, fuller_bounds = _runs(gain, allowed, high)
        if max(fuller, default=0) >= low:
            value, bounds = fuller, fuller_bounds
    return bounds[_best({count: value[count] for count in value if count >= min(low, max(value))})]


def _best(value: dict[int, int]) -> int:
    """Return the number of runs of the highest value, the fewest on ties."""
    return max(value, key=lambda count: (value[count], -count))


def _runs(gain: Ints, allowed: Flags, high: int) -> tuple[dict[int, int], dict[int, list[int]]]:
    """Return the highest sum of gains and its bounds, by number of runs."""
    size = len(allowed) - 1
    best = np.full((high + 1, size + 1), _NEVER, dtype=np.int64)
    best[0, 0] = 0
    origin = np.zeros((high + 1, size + 1), dtype=np.int64)
    for count in range(1, high + 1):
        for end in np.flatnonzero(allowed[1:]) + 1:
            total = np.where(gain[:end, end] > _IMPOSSIBLE, best[count - 1, :end] + gain[:end, end], _NEVER)
            total = np.where(best[count - 1, :end] > _NEVER, total, _NEVER)
            origin[count, end] = int(total.argmax())
            best[count, end] = int(total.max())
    value: dict[int, int] = {}
    bounds: dict[int, list[int]] = {}
    for count in range(1, high + 1):
        if best[count, size] > _NEVER:
            value[count], places = int(best[count, size]), [size]
            for left in range(count, 0, -1):
                places.append(int(origin[left, places[-1]]))
            bounds[count] = places[::-1]
    return value, bounds


def _gains(affinity: Ints, turns: list[int]) -> Ints:
    """Return what a stage from one place of the order to another adds to modularity; none crosses a turn."""
    size = len(affinity)
    corner = np.zeros((size + 1, size + 1), dtype=np.int64)
    corner[1:, 1:] = affinity.cumsum(axis=0).cumsum(axis=1)
    own = np.diagonal(corner)
    inside = own[np.newaxis, :] + own[:, np.newaxis] - corner - corner.T
    volume = corner[:, -1]
    gain: Ints = inside * volume[-1] - (volume[np.newaxis, :] - volume[:, np.newaxis]) ** 2
    for turn in turns:
        gain[:turn, turn + 1 :] = _IMPOSSIBLE
    return gain


def to_neighbours(stage: Ints, affinity: Ints, before: Ints, fixed: Flags, sides: Ints) -> Ints:
    """
    Move items to the stage they exchange most with, where hardly any first visit contradicts it.

    Parameters
    ----------
    stage
        Stage of every item.
    affinity
        What the items exchange.
    before
        How often the item of the row comes before that of the column.
    fixed
        Items that stay.
    sides
        Items move only to stages of their own side.
    """
    stage, count = stage.copy(), int(stage.max()) + 1
    volume, total = affinity.sum(axis=1), int(affinity.sum())
    side = np.array([sides[stage == index][0] for index in range(count)])
    slack = 2 * (before + before.T).sum(axis=1)
    items = np.arange(len(stage))
    while True:  # every move adds to modularity, so this ends
        member = (stage[:, np.newaxis] == np.arange(count)).astype(np.int64)
        shared, weight = affinity @ member, volume @ member
        gain = total * (shared - shared[items, stage][:, np.newaxis])
        gain -= volume[:, np.newaxis] * (weight[np.newaxis, :] - weight[stage][:, np.newaxis] + volume[:, np.newaxis])
        agreed = agreement(before, stage, count)
        loss = agreed[items, stage][:, np.newaxis] - agreed
        possible = (loss * TOLERANCE <= slack[:, np.newaxis]) & (side[np.newaxis, :] == sides[:, np.newaxis]) & (member == 0)
        possible &= ~fixed[:, np.newaxis] & (member.sum(axis=0)[stage] > 1)[:, np.newaxis]
        gain = np.where(possible, gain, 0)
        if gain.max(initial=0) <= 0:
            return stage
        item, to = np.unravel_index(int(gain.argmax()), gain.shape)
        stage[item] = to


def agreement(before: Ints, stage: Ints, stages: int) -> Ints:
    """
    Return twice the pairs of first visits that an item agrees with in each stage, those within it counting half.

    Parameters
    ----------
    before
        How often the item of the row comes before that of the column.
    stage
        Stage of every item, −1 for none yet.
    stages
        Number of stages.
    """
    member = (stage[:, np.newaxis] == np.arange(stages)).astype(np.int64)
    first, second = before @ member, before.T @ member
    later = first.sum(axis=1, keepdims=True) - first.cumsum(axis=1)
    earlier = second.cumsum(axis=1) - second
    agreed: Ints = 2 * (later + earlier) + first + second
    return agreed
