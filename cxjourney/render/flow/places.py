"""How high everything stands: as close to what it is connected with as the order of the columns allows."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.render.flow.lattice import Lattice
    from cxjourney.render.flow.values import FlowView

SWEEPS = 12
BOX_GAP, LINKED_GAP, LOOP_GAP, CHIP_ROOM = 24, 38, 50, 10
_PASSAGE_GAP = 7
_STRAIGHT = 1.5
_PULL = 0.25
"""How strongly everything is drawn to the middle, against 1 for a move."""


def heights(view: FlowView, lattice: Lattice) -> dict[int, float]:
    """
    Return the middle of each item, the middle of the drawing being about 0.

    Parameters
    ----------
    view
        What is drawn.
    lattice
        Boxes and passages in order.
    """
    gaps = [_separations(view, lattice, column) for column in range(len(lattice.order))]
    middle: dict[int, float] = {}
    for items, column_gaps in zip(lattice.order, gaps, strict=True):
        y = -sum(column_gaps) / 2
        for place, item in enumerate(items):
            y += column_gaps[place - 1] if place else 0
            middle[item] = y
    columns = list(range(len(lattice.order)))
    for sweep in range(SWEEPS):
        for column in columns if sweep % 2 == 0 else reversed(columns):
            items = lattice.order[column]
            wishes = [_wish(lattice, item, middle) for item in items]
            middle |= dict(zip(items, spread(wishes, gaps[column]), strict=True))
    return middle


def _wish(lattice: Lattice, item: int, middle: dict[int, float]) -> tuple[float, float]:
    """Return where an item wants to stand, and how much."""
    total, weight = 0.0, _PULL
    for other, strength in (*lattice.before[item], *lattice.after[item]):
        pull = strength * (_STRAIGHT if not lattice.is_box(item) and not lattice.is_box(other) else 1)
        total += pull * middle[other]
        weight += pull
    return total / weight, weight


def spread(wishes: Sequence[tuple[float, float]], gaps: Sequence[float]) -> list[float]:
    """
    Return positions as near to the wishes as the gaps allow, by weighted least squares.

    Parameters
    ----------
    wishes
        Wanted position and weight of each, in order.
    gaps
        Least distance from each to the next.

    Examples
    --------
    >>> spread([(0, 1), (0, 1)], [10])
    [-5.0, 5.0]
    """
    offsets = [0.0]
    for gap in gaps:
        offsets.append(offsets[-1] + gap)
    blocks: list[tuple[float, float, int]] = []
    for (wanted, weight), offset in zip(wishes, offsets, strict=False):
        block = (wanted - offset, weight, 1)
        while blocks and blocks[-1][0] > block[0]:
            value, other, count = blocks.pop()
            block = ((value * other + block[0] * block[1]) / (other + block[1]), other + block[1], count + block[2])
        blocks.append(block)
    values = [value for value, _, count in blocks for _ in range(count)]
    return [value + offset for value, offset in zip(values, offsets, strict=False)]


def _separations(view: FlowView, lattice: Lattice, column: int) -> list[float]:
    """Return the least distance from the middle of each item of a column to the next."""
    items = lattice.order[column]
    linked = {frozenset(move[:2]) for move in lattice.inside.get(column, [])}
    looping = {move.source: move.width for move in view.moves if move.source == move.target}
    gaps: list[float] = []
    for one, other in itertools.pairwise(items):
        halves = sum(view.nodes[item].height / 2 if lattice.is_box(item) else lattice.thickness[item] / 2 for item in (one, other))
        gap: float = _PASSAGE_GAP
        if lattice.is_box(one):
            gap = LOOP_GAP + looping[one] if one in looping else 14 + (CHIP_ROOM if view.nodes[one].leaving else 0)
        if lattice.is_box(other) and not lattice.is_box(one):
            gap = max(gap, 14)
        if lattice.is_box(one) and lattice.is_box(other):
            gap = max(gap, LINKED_GAP if frozenset((one, other)) in linked else BOX_GAP)
        gaps.append(halves + gap)
    return gaps
