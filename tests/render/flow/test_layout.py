from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxjourney as cx
from cxjourney.model.reading_order import reading_order
from cxjourney.render.flow.arrows import arrow, on_curve, pieces
from cxjourney.render.flow.columns import place
from cxjourney.render.flow.drawing import head_room
from cxjourney.render.flow.lattice import lattice
from cxjourney.render.flow.ordering import order_columns
from cxjourney.render.flow.places import spread
from cxjourney.render.flow.view import flow_view
from cxjourney.render.marks import Box
from cxjourney.render.views.source import Source
from cxjourney.render.words import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxjourney.render.flow.values import FlowView, Layout, Point

SIZES = [(1, 1), (2, 1), (5, 3), (14, 6), (15, 4), (40, 6), (70, 8), (60, 12)]


def laid_out(journey_map: cx.JourneyMap, diagnosis: cx.Diagnosis | None = None) -> tuple[FlowView, Layout]:
    """Return what is drawn and where the built-in layout places it."""
    view = flow_view(Source(journey_map, diagnosis, words("en")))
    return view, place(view, reading_order(journey_map), [head_room(stage) for stage in view.stages])


def touches(point: Point, box: Box) -> bool:
    """Return whether a point lies on the edge of a box."""
    x, y = point
    inside = box.left - 1 <= x <= box.right + 1 and box.top - 1 <= y <= box.bottom + 1
    return inside and min(abs(x - box.left), abs(x - box.right), abs(y - box.top), abs(y - box.bottom)) <= 1


def points(route: tuple[Point, ...]) -> list[Point]:
    """Return many points of a route."""
    return [on_curve(curve, step / 10) for curve in pieces(route) for step in range(11)]


@pytest.mark.parametrize(("touchpoints", "stages"), SIZES)
def test_no_boxes_overlap(made_flow: Callable[..., Any], touchpoints: int, stages: int) -> None:
    """Every box has its own place, in the panel of its stage."""
    view, layout = laid_out(*made_flow(touchpoints, stages))
    boxes = layout.boxes

    assert not any(box.overlaps(other) for index, box in enumerate(boxes) for other in boxes[index + 1 :])
    assert all(
        layout.panels[node.stage][0] < box.left < box.right < layout.panels[node.stage][1]
        for node, box in zip(view.nodes, boxes, strict=True)
    )
    assert all(one[1] < other[0] for one, other in zip(layout.panels, layout.panels[1:], strict=False))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("touchpoints", "stages"), SIZES)
def test_every_move_touches_its_boxes(made_flow: Callable[..., Any], touchpoints: int, stages: int, seed: int) -> None:
    """It begins on the edge of its source and ends on the edge of its target."""
    view, layout = laid_out(*made_flow(touchpoints, stages, seed=seed))

    for move, route in zip(view.moves, layout.routes, strict=True):
        assert touches(route[0], layout.boxes[move.source])
        assert touches(route[-1], layout.boxes[move.target])


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("touchpoints", "stages"), SIZES)
def test_no_move_runs_through_a_box(made_flow: Callable[..., Any], touchpoints: int, stages: int, seed: int) -> None:
    """Long moves pass between the boxes of the columns they cross."""
    view, layout = laid_out(*made_flow(touchpoints, stages, seed=seed))
    inner = [Box(box.left + 1, box.top + 1, box.right - 1, box.bottom - 1) for box in layout.boxes]
    through = [
        (view.moves[index].spoken, view.nodes[item].id)
        for index, route in enumerate(layout.routes)
        for item, box in enumerate(inner)
        if any(box.left < x < box.right and box.top < y < box.bottom for x, y in points(route))
    ]

    assert through == []


def test_a_stage_reads_downwards() -> None:
    """A chain inside a stage becomes a column of boxes with straight arrows, whatever else is connected to it."""
    pay = ["Sign in", "Delivery", "Card", "Confirmed"]
    moves = [{"source": one, "target": other, "count": 90} for one, other in zip(["Basket", *pay], pay, strict=False)]
    moves += [{"source": "Confirmed", "target": "Parcel", "count": 80}, {"source": "Delivery", "target": "Basket", "count": 30}]
    journey_map = cx.JourneyMap(
        stages={"Choose": ["Basket"], "Pay": ["Confirmed", "Card", "Delivery", "Sign in"], "Get": ["Parcel"]}, transitions=moves
    )
    view, layout = laid_out(journey_map)
    tops = {node.name.lines[0]: box.top for node, box in zip(view.nodes, layout.boxes, strict=True)}

    assert sorted(pay, key=tops.__getitem__) == pay


def test_crossings_are_removed() -> None:
    """Two parallel moves that cross in the order of the map do not cross in the picture."""
    moves = [{"source": "A", "target": "Y", "count": 5}, {"source": "B", "target": "X", "count": 5}]
    journey_map = cx.JourneyMap(stages={"One": ["A", "B"], "Two": ["X", "Y"]}, transitions=moves)
    view = flow_view(Source(journey_map, None, words("en")))
    found = lattice(view, reading_order(journey_map))
    order_columns(found)

    assert found.order in ([[0, 1], [3, 2]], [[1, 0], [2, 3]])


@given(st.lists(st.tuples(st.floats(-500, 500), st.floats(0.1, 10)), min_size=1, max_size=12), st.data())
@settings(max_examples=60)
def test_positions_keep_their_gaps(wishes: list[tuple[float, float]], data: st.DataObject) -> None:
    """Nothing comes closer than it may; wishes that fit are granted."""
    gaps = data.draw(st.lists(st.floats(0, 90), min_size=len(wishes) - 1, max_size=len(wishes) - 1))
    found = spread(wishes, gaps)

    assert all(other - one >= gap - 1e-6 for one, other, gap in zip(found, found[1:], gaps, strict=False))
    if all(other[0] - one[0] >= gap for one, other, gap in zip(wishes, wishes[1:], gaps, strict=False)):
        assert found == pytest.approx([wish for wish, _ in wishes])


def test_an_arrow_ends_at_its_tip() -> None:
    """The line stops inside the head, and the head points along it."""
    route = ((0.0, 0.0), (30.0, 0.0), (60.0, 0.0), (90.0, 0.0))
    line, head = arrow(route, 4)
    last = float(line[-1][-2])

    assert head[0] == ("M", 90.0, 0.0)
    assert 90 - 5 - 0.9 * 4 < last < 90
    assert head[1][1:] == pytest.approx((90 - 8.6, 6.24))
