"""
The order of each column from the top down: few crossings, and a stage that reads downwards.

Items are moved one after the other to the place of their column where they cost least, until nothing improves. Costs are
the moves that cross, each as much as both are travelled, and moves inside a stage that do not lead to the next box below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxjourney.render.flow.lattice import Lattice, Link

ROUNDS = 8
INSIDE = 3.0
"""How much more a move inside a stage weighs than a crossing."""

_NOTHING = 1e-9


def order_columns(lattice: Lattice) -> None:
    """
    Put the items of every column in order.

    Parameters
    ----------
    lattice
        Boxes and passages; its order is changed.
    """
    columns = list(range(len(lattice.order)))
    for round_ in range(ROUNDS):
        changed = False
        for column in columns if round_ % 2 == 0 else reversed(columns):
            for item in list(lattice.order[column]):
                changed |= _sift(lattice, column, item)
        if not changed:
            return


def _sift(lattice: Lattice, column: int, item: int) -> bool:
    """Move one item to its best place in its column; return whether it moved."""
    order = lattice.order[column]
    neighbours = [lattice.positions(other) for other in (column - 1, column + 1) if 0 <= other < len(lattice.order)]
    places: dict[int, int] = {}
    for positions in neighbours:
        places |= positions
    here = order.index(item)
    best, gain = here, _NOTHING
    for step in (-1, 1):
        trial, place, saved = list(order), here, 0.0
        while 0 <= place + step < len(order):
            upper = min(place, place + step)
            saved += _swap_gain(lattice, column, trial, upper, places)
            trial[upper], trial[upper + 1] = trial[upper + 1], trial[upper]
            place += step
            if saved > gain:
                best, gain = place, saved
    if best != here:
        order.insert(best, order.pop(here))
    return best != here


def _swap_gain(lattice: Lattice, column: int, order: list[int], upper: int, places: dict[int, int]) -> float:
    """Return what is saved when two neighbours change places."""
    one, other = order[upper], order[upper + 1]
    gain = 0.0
    for links in (lattice.before, lattice.after):
        gain += _crossings(links[one], links[other], places) - _crossings(links[other], links[one], places)
    moves = lattice.inside.get(column, [])
    if not moves or not (lattice.is_box(one) or lattice.is_box(other)):
        return gain
    swapped = [*order[:upper], other, one, *order[upper + 2 :]]
    return gain + _inside_cost(lattice, moves, order, (one, other)) - _inside_cost(lattice, moves, swapped, (one, other))


def _crossings(upper: list[Link], lower: list[Link], places: dict[int, int]) -> float:
    return sum(a * b for one, a in upper for other, b in lower if places[one] > places[other])


def _inside_cost(lattice: Lattice, moves: list[tuple[int, int, float, bool]], order: list[int], pair: tuple[int, int]) -> float:
    """Return what the moves inside a column cost as far as a swap of this pair can change it."""
    places = {item: place for place, item in enumerate(order)}
    boxes = [item for item in order if lattice.is_box(item)]
    ranks = {item: rank for rank, item in enumerate(boxes)}
    passages = [item for item in pair if not lattice.is_box(item)]
    cost = 0.0
    for start, end, weight, is_back in moves:
        if not passages:
            cost += INSIDE * weight * _step_cost(ranks[end] - ranks[start], is_back=is_back)
        low, high = sorted((places[start], places[end]))
        crossing = [item for item in passages if low < places[item] < high]
        cost += sum(weight * _weight(lattice, item) for item in crossing)
    return cost


def _weight(lattice: Lattice, passage: int) -> float:
    return lattice.before[passage][0][1]


def _step_cost(step: int, *, is_back: bool) -> float:
    """Return the cost of a move inside a stage; going to the next box below, or back to the one above, is free."""
    step, scale = (-step, 0.4) if is_back else (step, 1.0)
    return scale * (0.5 * step if step > 1 else 0.0 if step == 1 else 1.0 - 0.5 * (step + 1))
