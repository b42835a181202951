"""How moves inside a stage go: straight down to the next box, or in an arc beside the boxes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from cxjourney.render.flow.lattice import Lattice
    from cxjourney.render.flow.values import FlowView

Side = Literal["leading", "trailing"]

_FIRST, _STEP = 24.0, 13.0


@dataclass(frozen=True, slots=True)
class Arc:
    """
    A move beside the boxes of its stage.

    Parameters
    ----------
    side
        Where it goes along: going back on the trailing side, going on over other boxes on the leading side.
    depth
        How far it reaches away from the boxes.
    """

    side: Side
    depth: float


def inner_moves(view: FlowView, lattice: Lattice) -> tuple[set[int], dict[int, Arc]]:
    """
    Return the moves that go straight from box to box, and the arcs of the others, by index of the move.

    Parameters
    ----------
    view
        What is drawn.
    lattice
        Boxes and passages in order.
    """
    ranks = {item: rank for items in lattice.order for rank, item in enumerate(item for item in items if lattice.is_box(item))}
    straight: set[int] = set()
    arcs: dict[int, Arc] = {}
    reached: dict[tuple[int, Side], list[tuple[int, int, float]]] = {}
    inside = [
        (abs(ranks[move.source] - ranks[move.target]), index)
        for index, move in enumerate(view.moves)
        if move.source != move.target and lattice.column[move.source] == lattice.column[move.target]
    ]
    for span, index in sorted(inside):
        move = view.moves[index]
        if span == 1 and move.kind != "back":
            straight.add(index)
            continue
        side: Side = "trailing" if move.kind == "back" else "leading"
        low, high = sorted((ranks[move.source], ranks[move.target]))
        others = reached.setdefault((lattice.column[move.source], side), [])
        inner = [depth for start, end, depth in others if start < high and low < end]
        depth = max(inner, default=_FIRST - _STEP) + _STEP + move.width / 2
        others.append((low, high, depth))
        arcs[index] = Arc(side, depth)
    return straight, arcs


def depths(view: FlowView, arcs: dict[int, Arc], column: int) -> tuple[float, float]:
    """
    Return how far the arcs of a column reach on its leading and on its trailing side.

    Parameters
    ----------
    view
        What is drawn.
    arcs
        The arcs by index of the move.
    column
        Index of the stage.
    """
    reach: dict[Side, float] = {"leading": 0.0, "trailing": 0.0}
    for index, arc in arcs.items():
        if view.nodes[view.moves[index].source].stage == column:
            reach[arc.side] = max(reach[arc.side], arc.depth + view.moves[index].width / 2)
    return reach["leading"], reach["trailing"]
