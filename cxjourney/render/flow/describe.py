"""What a flow graph says to those who do not see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.characters import shorten
from cxjourney.render.describe import LIMIT

if TYPE_CHECKING:
    from cxjourney.render.flow.values import FlowView
    from cxjourney.render.words import Words

_NAMED = 3


def description(view: FlowView, words: Words) -> str:
    """
    Return the description of a flow graph, at most 600 characters.

    Parameters
    ----------
    view
        What is drawn.
    words
        The language.
    """
    counts = {
        "stages": words.count("stages", len(view.stages)),
        "touchpoints": words.count("touchpoints", len(view.nodes)),
        "moves": words.count("flow.drawn", len(view.moves)),
    }
    sentences = [words("flow.describe", **counts)]
    counted = sorted((move for move in view.moves if move.count is not None), key=lambda move: -(move.count or 0))
    if counted:
        sentences.append(words("flow.describe.most", move=counted[0].spoken))
    returning = [move for move in counted or view.moves if move.kind in {"back", "again"}][:_NAMED]
    if returning:
        sentences.append(words("flow.describe.back", moves="; ".join(move.spoken for move in returning)))
    return shorten(" ".join(sentences), LIMIT)


def plain(view: FlowView, words: Words) -> str:
    """
    Return a flow graph as plain text: title, one line a stage with its touchpoints, then the moves, most travelled first.

    Parameters
    ----------
    view
        What is drawn.
    words
        The language.
    """
    lines = [view.title, view.subtitle] if view.subtitle else [view.title]
    for index, stage in enumerate(view.stages):
        lines.append(stage.spoken)
        lines += [f"  {node.spoken}" for node in view.nodes if node.stage == index]
    lines += [words("flow.moves")] if view.moves else []
    lines += [f"  {move.spoken}" for move in sorted(view.moves, key=lambda move: -(move.count or 0))]
    return "\n".join(lines)
