"""
The order of each column from the top down: few crossings, and a stage that reads downwards.

Items are moved one after the other to the place of their column where they cost least, until nothing improves. Costs are
the moves that cross, each as much as both are travelled, and moves inside a stage that do not lead to the next box below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxjourney.render.flow.lattice import InnerMove, Lattice, Link

ROUNDS = 8
REACH = 40
"""How many places an item may move at a time."""

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
    inside = {column: _by_item(moves) for column, moves in lattice.inside.items()}
    for round_ in range(ROUNDS):
        changed = False
        for column in columns if round_ % 2 == 0 else reversed(columns):
            for item in list(lattice.order[column]):
                changed |= _sift(lattice, column, item, inside.get(column, {}))
        if not changed:
            return


def _by_item(moves: list[InnerMove]) -> dict[int, list[InnerMove]]:
    found: dict[int, list[InnerMove]] = {}
    for move in moves:
        for item in move[:2]:
            found.setdefault(item, []).append(move)
    return found


def _sift(lattice: Lattice, column: int, item: int, inside: dict[int, list[InnerMove]]) -> bool:
    """Move one item to its best place in its column; return whether it moved."""
    order = lattice.order[column]
    others: dict[int, int] = {}
    for other in (column - 1, column + 1):
        others |= lattice.positions(other) if 0 <= other < len(lattice.order) else {}
    here = order.index(item)
    best, gain = here, _NOTHING
    for step in (-1, 1):
        trial, place, saved = _Trial(lattice, column, inside), here, 0.0
        while 0 <= place + step < len(order) and abs(place + step - here) <= REACH:
            upper = min(place, place + step)
            saved += trial.swap(upper, others)
            place += step
            if saved > gain:
                best, gain = place, saved
    if best != here:
        order.insert(best, order.pop(here))
    return best != here


class _Trial:
    """A column in which neighbours change places, to see what that saves."""

    def __init__(self, lattice: Lattice, column: int, inside: dict[int, list[InnerMove]]) -> None:
        self.lattice = lattice
        self.order = list(lattice.order[column])
        self.places = {item: place for place, item in enumerate(self.order)}
        self.ranks = {item: rank for rank, item in enumerate(item for item in self.order if lattice.is_box(item))}
        self.inside = inside

    def swap(self, upper: int, others: dict[int, int]) -> float:
        """Let two neighbours change places and return what that saves."""
        one, other = self.order[upper], self.order[upper + 1]
        gain = 0.0
        for links in (self.lattice.before, self.lattice.after):
            gain += _crossings(links[one], links[other], others) - _crossings(links[other], links[one], others)
        moves = [*self.inside.get(one, ()), *(move for move in self.inside.get(other, ()) if one not in move[:2])]
        gain += self._cost(moves, one, other)
        self.order[upper], self.order[upper + 1] = other, one
        self.places[one], self.places[other] = self.places[other], self.places[one]
        if one in self.ranks and other in self.ranks:
            self.ranks[one], self.ranks[other] = self.ranks[other], self.ranks[one]
        return gain - self._cost(moves, one, other)

    def _cost(self, moves: list[InnerMove], one: int, other: int) -> float:
        """Return what moves inside the column cost, as far as a swap of these two can change it."""
        both = one in self.ranks and other in self.ranks
        passage = None if both else other if one in self.ranks else one
        cost = 0.0
        for start, end, weight, is_back in moves:
            if passage is None:
                cost += INSIDE * weight * _step_cost(self.ranks[end] - self.ranks[start], is_back=is_back)
            elif (self.places[start] < self.places[passage]) != (self.places[end] < self.places[passage]):
                cost += weight * self.lattice.before[passage][0][1]
        return cost


def _crossings(upper: list[Link], lower: list[Link], places: dict[int, int]) -> float:
    return sum(a * b for one, a in upper for other, b in lower if places[one] > places[other])


def _step_cost(step: int, *, is_back: bool) -> float:
    """Return the cost of a move inside a stage; going to the next box below, or back to the one above, is free."""
    step, scale = (-step, 0.4) if is_back else (step, 1.0)
    return scale * (0.5 * step if step > 1 else 0.0 if step == 1 else 1.0 - 0.5 * (step + 1))
