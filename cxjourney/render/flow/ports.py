"""Where on the sides of its box each move begins or ends, so that neither lines nor arrow heads lie on each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from cxjourney.render.flow.arrows import head_width

if TYPE_CHECKING:
    from cxjourney.render.flow.arcs import Arc, Side
    from cxjourney.render.flow.lattice import Lattice
    from cxjourney.render.flow.values import FlowView

End = Literal["source", "target"]
_CORNER = 9
_GAP = 3

_Wish = tuple[tuple[int, float, int], int, End, float]
"""How the ends on a side are sorted, the move, its end, and the room it takes."""


def ports(view: FlowView, lattice: Lattice, middle: dict[int, float], arcs: dict[int, Arc]) -> dict[tuple[int, End], float]:
    """
    Return the height of each end of a move that leaves or enters its box at a side.

    Parameters
    ----------
    view
        What is drawn.
    lattice
        Boxes and passages in order.
    middle
        Height of each item.
    arcs
        Arcs inside the columns.
    """
    sides: dict[tuple[int, Side], list[_Wish]] = {}
    for index, chain in lattice.chains.items():
        forward = lattice.column[chain[-1]] > lattice.column[chain[0]]
        start: Side = "trailing" if forward else "leading"
        end: Side = "leading" if forward else "trailing"
        sides.setdefault((chain[0], start), []).append(_wish(view, index, "source", (1, middle[chain[1]])))
        sides.setdefault((chain[-1], end), []).append(_wish(view, index, "target", (1, middle[chain[-2]])))
    for index, arc in arcs.items():
        move = view.moves[index]
        ends: tuple[tuple[int, int, End], ...] = ((move.source, move.target, "source"), (move.target, move.source, "target"))
        for here, there, name in ends:
            upwards = middle[there] < middle[here]
            sides.setdefault((here, arc.side), []).append(_wish(view, index, name, (0, arc.depth) if upwards else (2, -arc.depth)))
    found: dict[tuple[int, End], float] = {}
    for (box, _), wishes in sides.items():
        found |= _spread(wishes, middle[box], view.nodes[box].height - 2 * _CORNER)
    return found


def _wish(view: FlowView, index: int, end: End, key: tuple[int, float]) -> _Wish:
    width = view.moves[index].width
    return ((*key, index), index, end, head_width(width) if end == "target" else width)


def _spread(wishes: list[_Wish], middle: float, room: float) -> dict[tuple[int, End], float]:
    ordered = sorted(wishes)
    needed = sum(size for *_, size in ordered) + _GAP * (len(ordered) - 1)
    scale = min(1.0, room / needed) if needed else 1.0
    y = middle - needed * scale / 2
    found: dict[tuple[int, End], float] = {}
    for _, index, end, size in ordered:
        found[index, end] = y + size * scale / 2
        y += (size + _GAP) * scale
    return found
