"""
The columns before they are placed: boxes, and a passage in every column that a long move crosses.

A move between columns that are not neighbours gets one passage in each column between them, so that room is kept for it
and it never runs through a box.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxjourney.render.flow.values import FlowView

Link = tuple[int, float]
"""A neighbour and the weight of the move that leads there."""

InnerMove = tuple[int, int, float, bool]
"""A move inside a column: its start, its end, its weight, and whether it goes back."""


@dataclass(slots=True)
class Lattice:
    """
    Boxes and passages by column.

    Items are numbered: first the boxes in the order of the view, then the passages.

    Parameters
    ----------
    column
        Column of each item.
    before, after
        Links of each item to the column before and after its own.
    inside
        Moves inside each column.
    chains
        Items of each move between columns, from its start to its end.
    order
        Items of each column, from the top down.
    n_boxes
        How many items are boxes.
    """

    column: list[int]
    before: list[list[Link]]
    after: list[list[Link]]
    inside: dict[int, list[InnerMove]]
    chains: dict[int, tuple[int, ...]]
    order: list[list[int]]
    n_boxes: int
    thickness: dict[int, float] = field(default_factory=dict)

    def is_box(self, item: int) -> bool:
        """Return whether an item is a box and no passage."""
        return item < self.n_boxes

    def positions(self, column: int) -> dict[int, int]:
        """Return the place of each item of a column."""
        return {item: place for place, item in enumerate(self.order[column])}


def lattice(view: FlowView, ranks: Mapping[str, tuple[int, int]]) -> Lattice:
    """
    Return the columns of a view, boxes in reading order, passages between them.

    Parameters
    ----------
    view
        What is drawn.
    ranks
        Column and rank of each touchpoint by identifier.
    """
    column = [node.stage for node in view.nodes]
    order: list[list[int]] = [[] for _ in view.stages]
    for item in sorted(range(len(view.nodes)), key=lambda index: ranks[view.nodes[index].id]):
        order[column[item]].append(item)
    found = Lattice(column, [[] for _ in column], [[] for _ in column], {}, {}, order, len(column))
    height = _heights(order)
    keys = {item: height[item] for items in order for item in items}
    for index, move in enumerate(view.moves):
        start, end, weight = move.source, move.target, max(move.weight, 0.15)
        if column[start] == column[end]:
            if start != end:
                found.inside.setdefault(column[start], []).append((start, end, weight, move.kind == "back"))
            continue
        found.chains[index] = _chain(found, (start, end), weight, keys)
        found.thickness |= dict.fromkeys(found.chains[index][1:-1], move.width)
    for items in found.order:
        items.sort(key=lambda item: (keys[item], item))
    return found


def _heights(order: Sequence[Sequence[int]]) -> dict[int, float]:
    return {item: (place + 0.5) / len(items) for items in order for place, item in enumerate(items)}


def _chain(found: Lattice, ends: tuple[int, int], weight: float, keys: dict[int, float]) -> tuple[int, ...]:
    start, end = ends
    first, last = found.column[start], found.column[end]
    step = 1 if last > first else -1
    items = [start]
    for at in range(first + step, last, step):
        item = len(found.column)
        found.column.append(at)
        found.before.append([])
        found.after.append([])
        found.order[at].append(item)
        keys[item] = keys[start] + (keys[end] - keys[start]) * (at - first) / (last - first)
        items.append(item)
    items.append(end)
    for one, other in itertools.pairwise(items):
        left, right = (one, other) if step > 0 else (other, one)
        found.after[left].append((right, weight))
        found.before[right].append((left, weight))
    return tuple(items)
