"""The marks of a flow graph: columns, moves from thin to thick, boxes, and words on top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.render.characters import SEPARATOR
from cxjourney.render.flow.arrows import arrow
from cxjourney.render.flow.labels import LABEL, place_labels
from cxjourney.render.flow.view import CAPTION, NAME
from cxjourney.render.icons import flag, star
from cxjourney.render.layout import MARGIN
from cxjourney.render.marks import Box, Group, Mark, Paint, Path, Rect, Text, text_box
from cxjourney.render.page import Style, group, paragraph
from cxjourney.render.text import Font, fit, measure

if TYPE_CHECKING:
    from cxjourney.render.flow.values import FlowView, Layout, Node, Stage
    from cxjourney.render.words import Words

STAGE_NAME = Font(15, 700)
FRICTION = Font(13, 700)
CHIP = Font(11, 600)

_NAME_ROOM = 240
_EDGE = 16
_CHIP_HEIGHT = 17


def head_room(stage: Stage) -> float:
    """
    Return how wide a column must be for its name and its friction.

    Parameters
    ----------
    stage
        The column.
    """
    return min(measure(stage.name, STAGE_NAME), _NAME_ROOM) + _friction_room(stage) + 2 * _EDGE + 4


def _friction_room(stage: Stage) -> float:
    return (measure(stage.friction, FRICTION) + 16 if stage.friction else 0) + (16 if stage.is_flagged else 0)


@dataclass(frozen=True, slots=True)
class Canvas:
    """
    What a flow graph is drawn from.

    Parameters
    ----------
    view
        What is shown.
    layout
        Where it stands on the page.
    top, bottom
        Upper and lower edge of the columns.
    words
        The language.
    """

    view: FlowView
    layout: Layout
    top: float
    bottom: float
    words: Words

    def ground(self, x: float) -> str:
        """Return the token of what lies behind a place."""
        for stage, (left, right) in zip(self.view.stages, self.layout.panels, strict=True):
            if left <= x <= right:
                return "panelhot" if stage.is_hot else "panel"
        return "bg"


def draw(canvas: Canvas) -> list[Mark]:
    """
    Return the marks of the columns, the moves, the boxes and the words beside moves.

    Parameters
    ----------
    canvas
        What to draw from.
    """
    view, layout, words = canvas.view, canvas.layout, canvas.words
    stages = [
        Group("listitem", stage.spoken, tuple(_stage(canvas, stage, panel)))
        for stage, panel in zip(view.stages, layout.panels, strict=True)
    ]
    thin_first = sorted(range(len(view.moves)), key=lambda index: (view.moves[index].width, index))
    moves = [Group("listitem", view.moves[index].spoken, tuple(_move(canvas, index))) for index in thin_first]
    nodes = [Group("listitem", node.spoken, tuple(_node(canvas, node, box))) for node, box in zip(view.nodes, layout.boxes, strict=True)]
    chips = [_chip_box(node, box) for node, box in zip(view.nodes, layout.boxes, strict=True) if node.leaving]
    heads = [Box(left, canvas.top, right, canvas.top + 38) for left, right in layout.panels]
    loops = [Box(box.right - 24, box.bottom, box.right + 18, box.bottom + 22) for box in _looping(view, layout)]
    bounds = Box(4, canvas.top, MARGIN + layout.width + MARGIN - 4, canvas.bottom + 8)
    labels = place_labels(view, layout, [*chips, *heads, *loops], bounds)
    remarks = [mark for _, text in sorted(labels.items()) for mark in _on_ground(canvas, text)]
    return [
        *group("list", words("lane.stages"), stages),
        *group("list", words("flow.moves"), moves),
        *group("list", words("lane.touchpoints"), nodes),
        *group("group", words("flow.remarks"), remarks),
    ]


def _looping(view: FlowView, layout: Layout) -> list[Box]:
    return [layout.boxes[move.source] for move in view.moves if move.source == move.target]


def _on_ground(canvas: Canvas, text: Text) -> list[Mark]:
    """Return the words of a move on a piece of ground: a halo alone lets the line show between letters, as if they were struck out."""
    ground, area = canvas.ground(text.x), text_box(text)
    back = Rect(area.left - 2, text.y - 9.5, area.right - area.left + 4, 13, Paint(ground), 3)
    return [back, Text(text.x, text.y, text.text, LABEL, "neg", "middle", halo=ground)]


def _stage(canvas: Canvas, stage: Stage, panel: tuple[float, float]) -> list[Mark]:
    left, right = panel
    ground = Rect(left, canvas.top, right - left, canvas.bottom - canvas.top, Paint("panelhot" if stage.is_hot else "panel"), 12)
    room = right - left - 2 * _EDGE - _friction_room(stage)
    marks: list[Mark] = [ground, *paragraph(fit(stage.name, room, STAGE_NAME), left + _EDGE, canvas.top + 28, Style(STAGE_NAME))]
    if stage.friction:
        fill = "critical" if stage.is_flagged else "ink3"
        marks.append(Text(right - _EDGE, canvas.top + 27, stage.friction, FRICTION, fill, "end"))
    if stage.is_flagged:
        marks.append(flag(right - _EDGE - (measure(stage.friction, FRICTION) + 9 if stage.friction else 4), canvas.top + 22.5))
    return marks


def _move(canvas: Canvas, index: int) -> list[Mark]:
    move = canvas.view.moves[index]
    line, head = arrow(canvas.layout.routes[index], move.width)
    token, opacity = ("line2", 1.0) if move.kind == "on" else ("neg", 0.85)
    dash = "6 4" if move.count is None else None
    return [
        Path(line, Paint(None, token, move.width, dash=dash, stroke_opacity=opacity)),
        Path(head, Paint(token)),
    ]


def _node(canvas: Canvas, node: Node, box: Box) -> list[Mark]:
    stroke, weight = ("moment", 1.8) if node.is_moment else ("line2", 1.2)
    height = box.bottom - box.top
    marks: list[Mark] = [Rect(box.left, box.top, box.right - box.left, height, Paint("card", stroke, weight), 8)]
    has_bars = any(other.tone for other in canvas.view.nodes)
    if has_bars:
        marks.append(Rect(box.left + 6, box.top + 7, 4, height - 14, Paint(node.tone or "line"), 2))
    x, middle = (box.left + box.right) / 2 + (3 if has_bars else 0), (box.top + box.bottom) / 2
    marks += paragraph(node.name, x, middle - 2.5 if node.facts else middle + 4.5, Style(NAME, "ink", "middle"))
    marks += _facts(node, x, middle + 12)
    if node.leaving:
        chip = _chip_box(node, box)
        marks.append(Rect(chip.left, chip.top, chip.right - chip.left, _CHIP_HEIGHT, Paint("card", "neg", 1.2), _CHIP_HEIGHT / 2))
        marks.append(Text((chip.left + chip.right) / 2, chip.top + 12.5, node.leaving, CHIP, "neg", "middle"))
    return [*marks, star(box.right - 4, box.top + 1)] if node.is_moment else marks


def _facts(node: Node, x: float, y: float) -> list[Text]:
    """Return the figures under a name, each a text of its own: in either direction signs stay where they belong."""
    if len(node.facts) < 2:
        return [Text(x, y, fact, CAPTION, token, "middle") for fact, token in node.facts]
    (first, token), (second, other) = node.facts
    gap = measure(SEPARATOR, CAPTION)
    start = x - (measure(first, CAPTION) + gap + measure(second, CAPTION)) / 2
    middle = start + measure(first, CAPTION) + gap / 2
    return [
        Text(middle - gap / 2, y, first, CAPTION, token, "end"),
        Text(middle, y, SEPARATOR.strip(), CAPTION, "ink3", "middle"),
        Text(middle + gap / 2, y, second, CAPTION, other),
    ]


def _chip_box(node: Node, box: Box) -> Box:
    """Return where the share that leaves stands: on the lower edge of the box."""
    width = measure(node.leaving or "", CHIP) + 14
    return Box(box.left + 8, box.bottom - 6, box.left + 8 + width, box.bottom - 6 + _CHIP_HEIGHT)
