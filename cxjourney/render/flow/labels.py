"""Where the words beside a move stand: on its line, away from boxes and from other words."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from cxjourney.render.flow.arrows import distance, on_curve, pieces
from cxjourney.render.marks import Box, Text, text_box
from cxjourney.render.text import Font, measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.render.flow.values import FlowView, Layout, Move, Point

LABEL = Font(11.5, 600)
_SAMPLES = 8
_ALONG = (0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73, 0.2, 0.8)
_RISE = 4
_CLEAR = 3


def place_labels(view: FlowView, layout: Layout, taken: Sequence[Box], bounds: Box) -> dict[int, Text]:
    """
    Return the words of the moves by index.

    Parameters
    ----------
    view
        What is drawn.
    layout
        Where it stands.
    taken
        Areas that words must not cover besides the boxes.
    bounds
        The area they must stay in.
    """
    areas = [*layout.boxes, *taken]
    found: dict[int, Text] = {}
    for index in sorted(range(len(view.moves)), key=lambda index: _urgency(view.moves[index], index)):
        text = view.moves[index].label
        if text is None:
            continue
        trials = [Text(x, y + _RISE, text, LABEL, "neg", "middle") for x, y in _candidates(view.moves[index], layout, index)]
        best = min(range(len(trials)), key=lambda at: (_cost(trials[at], areas, bounds), at))
        found[index] = trials[best]
        areas.append(text_box(trials[best]))
    return found


def _urgency(move: Move, index: int) -> tuple[bool, float, int]:
    """Sort the words that have the fewest places first, then those of the most travelled moves."""
    return (move.source != move.target, -move.width, index)


def _candidates(move: Move, layout: Layout, index: int) -> list[Point]:
    """Return middles for a label: on the line, then beside it; under the loop of a move to itself."""
    route, half = layout.routes[index], measure(move.label or "", LABEL) / 2 + 4
    if move.source == move.target:
        box, below = layout.boxes[move.source], 27 + move.width
        return [(box.right - 4, box.bottom + below), (box.right + 18 + half, box.bottom + 8), (box.right + 10, box.bottom + below)]
    points = [on_curve(curve, step / _SAMPLES) for curve in pieces(route) for step in range(_SAMPLES + 1)]
    lengths = [0.0]
    for one, other in itertools.pairwise(points):
        lengths.append(lengths[-1] + distance(one, other))
    on_line: list[Point] = []
    for share in _ALONG:
        at = next(place for place, length in enumerate(lengths) if length >= share * lengths[-1] - 1e-9)
        on_line.append(points[at])
    if all(x == route[0][0] for x, _ in route):
        side = half + move.width / 2
        on_line = [(x + side, y) for x, y in on_line] + on_line
    beside = [(x + dx, y + dy) for dx, dy in ((0, 11), (0, -11), (half, 0), (-half, 0), (half, 12), (half, -12)) for x, y in on_line[:5]]
    return on_line + beside


def _cost(text: Text, areas: Sequence[Box], bounds: Box) -> float:
    area = text_box(text)
    grown = Box(area.left - _CLEAR, area.top - 1, area.right + _CLEAR, area.bottom + 1)
    outside = max(bounds.left - area.left, 0) + max(area.right - bounds.right, 0) + max(area.bottom - bounds.bottom, 0)
    return sum(_shared(grown, other) for other in areas) + 40 * outside


def _shared(one: Box, other: Box) -> float:
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    return width * height if width > 0 and height > 0 else 0.0
