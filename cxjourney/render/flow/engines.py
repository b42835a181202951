"""Positions from a Graphviz program: it is handed sizes and moves, no word of the map, and only its coordinates are used."""

from __future__ import annotations

import json
import shutil
import subprocess
import sysconfig
from typing import TYPE_CHECKING, Any, Literal

from cxjourney.arguments import check_choice
from cxjourney.errors import MissingDependencyError, RenderError, show_value
from cxjourney.render.flow.arrows import distance, straight
from cxjourney.render.flow.columns import BELOW, HEADER, PADDING, curl
from cxjourney.render.flow.values import Layout
from cxjourney.render.marks import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.render.flow.values import FlowView, Move, Point

FlowEngine = Literal["builtin", "dot", "graphviz-pure", "auto"]
"""Who places the boxes of a flow graph."""

ENGINES = ("builtin", "dot", "graphviz-pure", "auto")
TIME_LIMIT = 30
"""Seconds that a layout program may take."""

_UNIT = 72
_NEAR = 0.5
_RANK_GAP, _NODE_GAP = 1.1, 0.55


def program(engine: FlowEngine) -> str | None:
    """
    Return the program of an engine, or None for the built-in layout.

    Parameters
    ----------
    engine
        What was asked for; ``"auto"`` takes the first one that is installed.

    Raises
    ------
    OptionError
        If the engine is not known.
    MissingDependencyError
        If the program is not installed.
    """
    check_choice("engine", engine, ENGINES)
    if engine == "builtin":
        return None
    if engine == "auto":
        return _found("dot") or _found("graphviz-pure")
    path = _found(engine)
    if path is None and engine == "graphviz-pure":
        raise MissingDependencyError.for_package("graphviz-pure", "flow", "engine='graphviz-pure'")
    if path is None:
        raise MissingDependencyError(
            "engine='dot' needs the program 'dot' of Graphviz, which was not found on the PATH.",
            hint="install Graphviz from graphviz.org or your system's packages, or leave engine= out: the built-in layout needs nothing.",
        )
    return path


def _found(name: str) -> str | None:
    # A program of an environment that is not activated lies beside its Python.
    return shutil.which(name) or shutil.which(name, path=sysconfig.get_path("scripts"))


def place(view: FlowView, headers: Sequence[float], command: str) -> Layout:
    """
    Return where a program places everything.

    Parameters
    ----------
    view
        What is drawn.
    headers
        Room that the head of each column needs.
    command
        The program.

    Raises
    ------
    RenderError
        If the program fails, takes too long or answers something else.
    """
    answer = _run(command, position_source(view, headers))
    try:
        return _layout(view, headers, json.loads(answer))
    except (KeyError, ValueError, TypeError, IndexError) as cause:
        raise RenderError(
            f"{command} gave an answer without positions ({type(cause).__name__}: {cause}).",
            hint="leave engine= out to use the built-in layout.",
        ) from cause


def position_source(view: FlowView, headers: Sequence[float]) -> str:
    """
    Return what a layout program is asked, in the DOT language.

    Parameters
    ----------
    view
        What is drawn.
    headers
        Room that the head of each column needs.
    """
    from graphviz import Digraph  # noqa: PLC0415 - loaded only when a program is asked

    graph = Digraph("flow", engine="dot")
    graph.attr("graph", rankdir="LR", ranksep=str(_RANK_GAP), nodesep=str(_NODE_GAP), newrank="true")
    graph.attr("node", shape="box", fixedsize="true", label="")
    graph.attr("edge", dir="none")
    for stage, room in enumerate(headers):
        with graph.subgraph(name=f"cluster_{stage}") as cluster:
            cluster.attr(labelloc="b", margin=str(PADDING))
            with cluster.subgraph(name=f"same_{stage}") as same:
                same.attr(rank="same")
                same.node(f"s{stage}", width=_inches(room), height="0.1", style="invis")
                for index, node in enumerate(view.nodes):
                    if node.stage == stage:
                        same.node(f"n{index}", width=_inches(node.width), height=_inches(node.height))
    for stage in range(len(headers) - 1):
        graph.edge(f"s{stage}", f"s{stage + 1}", style="invis", weight="1")
    for index, move in enumerate(view.moves):
        if move.source != move.target:
            graph.edge(f"n{move.source}", f"n{move.target}", id=f"m{index}", **_edge(view, move))
    return str(graph.source)


def _inches(units: float) -> str:
    return f"{units / _UNIT:.4f}"


def _edge(view: FlowView, move: Move) -> dict[str, str]:
    attributes = {"weight": str(1 + round(9 * move.weight))}
    one, other = view.nodes[move.source].stage, view.nodes[move.target].stage
    if move.kind == "back":
        attributes["constraint"] = "false"
        attributes |= {"tailport": "e", "headport": "e"} if one == other else {}
    return attributes


def _run(command: str, source: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - the program was found by its fixed name, its input holds only numbers
            [command, "-Kdot", "-Tjson"], input=source.encode(), capture_output=True, timeout=TIME_LIMIT, check=False
        )
    except subprocess.TimeoutExpired as cause:
        raise RenderError(
            f"{command} took longer than {TIME_LIMIT} seconds to place the boxes.", hint="leave engine= out to use the built-in layout."
        ) from cause
    except OSError as cause:
        raise RenderError(f"{command} could not be started: {cause}.", hint="leave engine= out to use the built-in layout.") from cause
    if done.returncode != 0:
        said = show_value(done.stderr.decode(errors="replace").strip())
        raise RenderError(
            f"{command} failed with exit code {done.returncode}: {said}.", hint="leave engine= out to use the built-in layout."
        )
    return done.stdout.decode()


def _layout(view: FlowView, headers: Sequence[float], answer: dict[str, Any]) -> Layout:
    places = {entry["name"]: _point(entry["pos"]) for entry in answer["objects"] if "pos" in entry}
    splines = {entry["id"]: _points(entry["pos"]) for entry in answer.get("edges", ()) if "id" in entry}
    # Graphviz counts y upwards; taken as it is, a stage reads from the top down.
    boxes = [_box(places[f"n{index}"], node.width, node.height) for index, node in enumerate(view.nodes)]
    routes: list[tuple[Point, ...]] = []
    for index, move in enumerate(view.moves):
        loops = move.source == move.target
        ends = boxes[move.source], boxes[move.target]
        routes.append(curl(ends[0], move.width) if loops else _joined(_oriented(splines[f"m{index}"], ends[0]), *ends))
    panels = [_panel(places[f"s{stage}"][0], room, view, boxes, stage) for stage, room in enumerate(headers)]
    corners = [(x, y) for box in boxes for x, y in ((box.left, box.top), (box.right, box.bottom))]
    points = [point for route in routes for point in route] + corners or [(0.0, 0.0)]
    left = min([x for x, _ in points] + [start for start, _ in panels])
    top = min(y for _, y in points)
    right = max([x for x, _ in points] + [end for _, end in panels])
    return Layout(
        width=round(right - left, 1),
        height=round(max(y for _, y in points) - top + HEADER + BELOW, 1),
        panels=tuple((start - left, end - left) for start, end in panels),
        boxes=tuple(Box(box.left - left, box.top - top + HEADER, box.right - left, box.bottom - top + HEADER) for box in boxes),
        routes=tuple(tuple((x - left, y - top + HEADER) for x, y in route) for route in routes),
    )


def _point(text: str) -> Point:
    x, y = text.split(",")
    return float(x), float(y)


def _points(text: str) -> tuple[Point, ...]:
    points = tuple(_point(part) for part in text.split(";", maxsplit=1)[0].split() if part[0] not in "se")
    if len(points) % 3 != 1:
        message = f"a spline of {len(points)} points"
        raise ValueError(message)
    return points


def _box(center: Point, width: float, height: float) -> Box:
    return Box(center[0] - width / 2, center[1] - height / 2, center[0] + width / 2, center[1] + height / 2)


def _oriented(points: tuple[Point, ...], tail: Box) -> tuple[Point, ...]:
    """Return a spline from its tail on: some are given from the other end."""
    middle = ((tail.left + tail.right) / 2, (tail.top + tail.bottom) / 2)
    return points if distance(points[0], middle) <= distance(points[-1], middle) else points[::-1]


def _joined(points: tuple[Point, ...], tail: Box, head: Box) -> tuple[Point, ...]:
    """Return a spline that reaches both boxes: where two moves join the same boxes, some are given too short."""
    start, end = _nearest(points[0], tail), _nearest(points[-1], head)
    if distance(points[-1], end) > _NEAR:
        points = (*points, *straight(points[-1], end))
    return (start, *straight(start, points[0]), *points[1:]) if distance(start, points[0]) > _NEAR else points


def _nearest(point: Point, box: Box) -> Point:
    return min(max(point[0], box.left), box.right), min(max(point[1], box.top), box.bottom)


def _panel(center: float, room: float, view: FlowView, boxes: Sequence[Box], stage: int) -> tuple[float, float]:
    own = [box for node, box in zip(view.nodes, boxes, strict=True) if node.stage == stage]
    left = min([center - room / 2, *(box.left - PADDING for box in own)])
    return left, max([center + room / 2, *(box.right + PADDING for box in own)])
