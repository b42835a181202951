"""What the signs of a flow graph mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.icons import flag, star
from cxjourney.render.marks import Mark, Paint, Path, Rect

if TYPE_CHECKING:
    from cxjourney.render.flow.values import FlowView
    from cxjourney.render.frame import Key
    from cxjourney.render.words import Words


def keys(view: FlowView, words: Words) -> list[Key]:
    """
    Return the signs that the picture uses, with their words.

    Parameters
    ----------
    view
        What is drawn.
    words
        The language.
    """
    kinds = {move.kind for move in view.moves}
    tones = {node.tone for node in view.nodes}
    found: list[Key] = []
    if "on" in kinds:
        found.append((40, words("flow.legend.on"), _widths if view.is_counted else _stated))
    returning, slow = bool(kinds & {"back", "again"}), "slow" in kinds
    if returning or slow:
        said = words("flow.legend.friction" if returning and slow else "flow.legend.slow" if slow else "flow.legend.back")
        found.append((24, said, _friction))
    if tones - {None}:
        found.append((22, words("flow.legend.emotion"), _emotions))
        if None in tones:
            found.append((4, words("flow.legend.unread"), lambda x, y: [Rect(x, y - 7, 4, 14, Paint("line"), 2)]))
    if any(node.is_moment for node in view.nodes):
        found.append((14, words("moment"), lambda x, y: [star(x + 7, y)]))
    if any(stage.is_flagged for stage in view.stages):
        found.append((8, words("legend.flag"), lambda x, y: [flag(x + 3, y)]))
    return found


def _widths(x: float, y: float) -> list[Mark]:
    return [Rect(x + 14 * step, y - height / 2, 12, height, Paint("line2")) for step, height in enumerate((1.6, 5, 10.2))]


def _stated(x: float, y: float) -> list[Mark]:
    return [Path((("M", x, y), ("H", x + 40)), Paint(None, "line2", 2.4, dash="6 4"))]


def _friction(x: float, y: float) -> list[Mark]:
    return [Path((("M", x, y), ("H", x + 24)), Paint(None, "neg", 4, stroke_opacity=0.85))]


def _emotions(x: float, y: float) -> list[Mark]:
    return [Rect(x + 8 * place, y - 7, 4, 14, Paint(tone), 2) for place, tone in enumerate(("pos", "neu", "neg"))]
