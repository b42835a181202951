"""The built-in layout: a column a stage, boxes in order, moves through the room that is kept for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.render.flow.arcs import Arc, depths, inner_moves
from cxjourney.render.flow.arrows import bend, head_length, straight
from cxjourney.render.flow.lattice import Lattice, lattice
from cxjourney.render.flow.ordering import order_columns
from cxjourney.render.flow.places import CHIP_ROOM, heights
from cxjourney.render.flow.ports import End, ports
from cxjourney.render.flow.values import Layout
from cxjourney.render.marks import Box

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxjourney.render.flow.values import FlowView, Point

PADDING = 18
HEADER = 46
BELOW = 16
LOOP = 26
_START = 4
_GAP, _GAP_PER_MOVE, _MOST_GAP = 40, 3.5, 110


@dataclass(frozen=True, slots=True)
class _Span:
    """Where the boxes of a column may stand: its panel, and the edges of its widest box."""

    left: float
    inner_left: float
    inner_right: float
    right: float

    @property
    def center(self) -> float:
        return (self.inner_left + self.inner_right) / 2


def place(view: FlowView, ranks: Mapping[str, tuple[int, int]], headers: Sequence[float]) -> Layout:
    """
    Return where everything stands.

    Parameters
    ----------
    view
        What is drawn.
    ranks
        Column and rank of each touchpoint.
    headers
        Room that the head of each column needs.
    """
    grid = lattice(view, ranks)
    order_columns(grid)
    middle = heights(view, grid)
    _, arcs = inner_moves(view, grid)
    spans = _spans(view, grid, arcs, headers)
    top = min((_top(view, grid, item, y) for item, y in middle.items()), default=0.0)
    middle = {item: round(y - top + HEADER, 1) for item, y in middle.items()}
    bottom = max((_bottom(view, grid, item, y) for item, y in middle.items()), default=HEADER)
    boxes = tuple(_box(view, spans, item, middle[item]) for item in range(grid.n_boxes))
    ends = ports(view, grid, middle, arcs)
    routes = tuple(_route(_Way(view, grid, spans, boxes, middle, ends, arcs), index) for index in range(len(view.moves)))
    panels = tuple((span.left, span.right) for span in spans)
    return Layout(width=panels[-1][1] if panels else 0, height=bottom + BELOW, panels=panels, boxes=boxes, routes=routes)


def _top(view: FlowView, grid: Lattice, item: int, y: float) -> float:
    return y - (view.nodes[item].height if grid.is_box(item) else grid.thickness[item]) / 2


def _bottom(view: FlowView, grid: Lattice, item: int, y: float) -> float:
    if not grid.is_box(item):
        return y + grid.thickness[item] / 2
    loops = [LOOP + move.width for move in view.moves if move.source == move.target == item]
    extra = max([CHIP_ROOM if view.nodes[item].leaving else 0, *loops])
    return y + view.nodes[item].height / 2 + extra


def _spans(view: FlowView, grid: Lattice, arcs: dict[int, Arc], headers: Sequence[float]) -> list[_Span]:
    spans: list[_Span] = []
    x = 0.0
    for column in range(len(view.stages)):
        nodes = [node for node in view.nodes if node.stage == column]
        looping = {move.source for move in view.moves if move.source == move.target}
        widest = max((node.width for node in nodes), default=92.0)
        curls = [view.nodes[item].width / 2 + LOOP - widest / 2 for item in looping if view.nodes[item].stage == column]
        before, after = depths(view, arcs, column)
        after = max(after, *curls, 0) if curls else after
        missing = max(headers[column] - widest - before - after - 2 * PADDING, 0)
        left = x
        inner = left + PADDING + before + missing / 2
        spans.append(_Span(left, inner, inner + widest, inner + widest + after + PADDING + missing / 2))
        x = round(spans[-1].right + _gap(grid, column), 1)
    return spans


def _gap(grid: Lattice, column: int) -> float:
    crossing = sum(len(grid.after[item]) for item in grid.order[column])
    return min(_GAP + _GAP_PER_MOVE * crossing, _MOST_GAP)


def _box(view: FlowView, spans: list[_Span], item: int, y: float) -> Box:
    node = view.nodes[item]
    x = spans[node.stage].center
    return Box(x - node.width / 2, y - node.height / 2, x + node.width / 2, y + node.height / 2)


@dataclass(frozen=True, slots=True)
class _Way:
    """Everything that a route is made from."""

    view: FlowView
    grid: Lattice
    spans: list[_Span]
    boxes: tuple[Box, ...]
    middle: dict[int, float]
    ends: dict[tuple[int, End], float]
    arcs: dict[int, Arc]


def _route(way: _Way, index: int) -> tuple[Point, ...]:
    move = way.view.moves[index]
    if move.source == move.target:
        return curl(way.boxes[move.source], move.width)
    if index in way.grid.chains:
        return _across(way, index, way.grid.chains[index])
    if index in way.arcs:
        return _beside(way, index)
    one, other = way.boxes[move.source], way.boxes[move.target]
    x = (one.left + one.right) / 2
    start, end = ((x, one.bottom), (x, other.top)) if one.top < other.top else ((x, one.top), (x, other.bottom))
    return (start, *straight(start, end))


def curl(box: Box, width: float) -> tuple[Point, ...]:
    """
    Return the loop of a move to itself, around the lower trailing corner of its box.

    Parameters
    ----------
    box
        The box.
    width
        Stroke width of the move.
    """
    more = 1.3 * width
    start, end = (box.right, box.bottom - 12), (box.right - 18 - width / 2, box.bottom)
    return start, (box.right + 28 + more, box.bottom - 14), (end[0] + 2, box.bottom + 36 + more), end


def _across(way: _Way, index: int, chain: tuple[int, ...]) -> tuple[Point, ...]:
    """Return a route from column to column, level where it passes boxes."""
    sign = 1 if way.grid.column[chain[-1]] > way.grid.column[chain[0]] else -1
    first, last = way.boxes[chain[0]], way.boxes[chain[-1]]
    points: list[Point] = [(first.right if sign > 0 else first.left, way.ends[index, "source"])]
    for item in chain:
        span = way.spans[way.grid.column[item]]
        enter, leave = (span.inner_left, span.inner_right) if sign > 0 else (span.inner_right, span.inner_left)
        if item == chain[0]:
            _go(points, (leave + sign * _START, points[0][1]))
        elif item == chain[-1]:
            y = way.ends[index, "target"]
            points += bend(points[-1], (enter - sign * head_length(way.view.moves[index].width), y))
            _go(points, (last.left if sign > 0 else last.right, y))
        else:
            points += bend(points[-1], (enter, way.middle[item]))
            _go(points, (leave, way.middle[item]))
    return tuple(points)


def _go(points: list[Point], end: Point) -> None:
    """Lengthen a route by a straight piece."""
    if points[-1] != end:
        points += straight(points[-1], end)


def _beside(way: _Way, index: int) -> tuple[Point, ...]:
    """Return an arc along one side of a column."""
    move, arc = way.view.moves[index], way.arcs[index]
    span = way.spans[way.grid.column[move.source]]
    one, other = way.boxes[move.source], way.boxes[move.target]
    sign = 1 if arc.side == "trailing" else -1
    edge = span.inner_right if sign > 0 else span.inner_left
    start, end = way.ends[index, "source"], way.ends[index, "target"]
    leave, enter = edge + sign * _START, edge + sign * head_length(move.width)
    reach = edge + sign * arc.depth
    points: list[Point] = [(one.right if sign > 0 else one.left, start)]
    _go(points, (leave, start))
    points += [(reach, start), (reach, (start * 2 + end) / 3), (reach, (start + end) / 2)]
    points += [(reach, (start + end * 2) / 3), (reach, end), (enter, end)]
    _go(points, (other.right if sign > 0 else other.left, end))
    return tuple(points)
