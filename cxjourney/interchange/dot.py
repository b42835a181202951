"""Maps in the language of Graphviz, for those who draw on with its programs."""

from __future__ import annotations

import re
from math import sqrt
from typing import TYPE_CHECKING

from cxjourney.model.journey_map import JourneyMap
from cxjourney.model.reading_order import reading_order
from cxjourney.numerals import ENGLISH
from cxjourney.wording import number

if TYPE_CHECKING:
    from graphviz import Digraph

    from cxjourney.estimate import Estimate
    from cxjourney.model.stage import Stage
    from cxjourney.model.touchpoint import Touchpoint
    from cxjourney.model.transition import Transition

FONT = "Arial"
INK, LINE, PANEL, CARD = "#15202B", "#C3CCD6", "#F5F7F9", "#FFFFFF"
GOOD, NEUTRAL, BAD, MOMENT = "#1F6FB2", "#5F6B78", "#C2410C", "#6B3FA0"

_SPACES = re.compile(r"\s+")
_ILLEGAL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_FEELING = 0.25
_SAID = 0.05  # what happens more rarely is told by the tooltip alone


def to_dot(journey_map: JourneyMap) -> str:
    r"""
    Return the flow of a map in the DOT language of Graphviz, the same bytes for the same map.

    A cluster is a stage, drawn as a row; a node is a touchpoint under its identifier, an edge a transition as wide as it is
    frequent; going back and trying again are coloured. All transitions are there. Names are only ever text: neither quotes, backslashes and
    line breaks nor labels that look like HTML are interpreted.

    Parameters
    ----------
    journey_map
        The map.

    Raises
    ------
    TypeError
        If it is no map.

    See Also
    --------
    render_flow : a finished picture that needs no Graphviz.

    Examples
    --------
    >>> import cxjourney as cx
    >>> moves = [{"source": "Search", "target": "Checkout", "count": 80}]
    >>> journey_map = cx.JourneyMap(stages={"Find": ["Search"], "Pay": ["Checkout"]}, transitions=moves)
    >>> print(cx.to_dot(journey_map).splitlines()[-2].strip())
    search -> checkout [color="#C3CCD6" penwidth=10.2 tooltip="Search to Checkout: 80 moves" weight=10]
    """
    from graphviz import Digraph  # noqa: PLC0415 - needed only here

    if not isinstance(journey_map, JourneyMap):
        message = f"to_dot takes a JourneyMap, found {type(journey_map).__name__}; make one with discover_map()"
        raise TypeError(message)
    graph = Digraph(_text(journey_map.title), engine="dot")
    graph.attr("graph", rankdir="TB", label=_text(journey_map.title), labelloc="t", labeljust="l", bgcolor=CARD, **_font(20, INK))
    graph.attr("graph", nodesep="0.5", ranksep="0.7", newrank="true", tooltip=_text(journey_map.title))
    graph.attr("node", shape="box", style="rounded,filled", fillcolor=CARD, color=LINE, margin="0.16,0.09", **_font(12, INK))
    graph.attr("edge", color=LINE, arrowsize="0.7", **_font(11, BAD))
    for index, stage in enumerate(journey_map.stages):
        _add_stage(graph, index, stage)
    places = reading_order(journey_map)
    names = {touchpoint.id: touchpoint.name for touchpoint in journey_map.touchpoints}
    most = max((move.count or 0 for move in journey_map.transitions), default=0)
    for move in journey_map.transitions:
        attributes = _edge(move, names, most, goes_back=places[move.target] <= places[move.source])
        graph.edge(_name(move.source), _name(move.target), **attributes)
    return str(graph.source)


def _font(size: float, color: str) -> dict[str, str]:
    return {"fontname": FONT, "fontsize": f"{size:g}", "fontcolor": color}


def _name(identifier: str) -> str:
    """Return an identifier as the name of a node, as it is."""
    from graphviz import escape  # noqa: PLC0415

    name: str = escape(identifier)
    return name


def _text(*lines: str) -> str:
    """Return lines as they are shown, whatever they hold: Graphviz would interpret backslashes, entities and angle brackets."""
    from graphviz import escape, nohtml  # noqa: PLC0415

    shown = (_BIDI_CONTROLS.sub("", _ILLEGAL.sub("\ufffd", _SPACES.sub(" ", line))).strip() for line in lines)
    text: str = nohtml("\\n".join(escape(line.replace("&", "&amp;")) for line in shown))
    return text


def _add_stage(graph: Digraph, index: int, stage: Stage) -> None:
    with graph.subgraph(name=f"cluster_{index}") as cluster:
        cluster.attr(label=_text(stage.name), tooltip=_text(stage.goal or stage.name), labeljust="l", margin="16")
        cluster.attr(style="rounded,filled", color=PANEL, fillcolor=PANEL, **_font(15, INK))
        with cluster.subgraph() as same:
            same.attr(rank="same")
            for touchpoint in stage.touchpoints:
                same.node(_name(touchpoint.id), **_node(touchpoint))


def _node(touchpoint: Touchpoint) -> dict[str, str]:
    visits, valence = _value(touchpoint.measure("visits")), _value(touchpoint.emotion)
    facts = [f"{visits:,.0f} visits"] if visits is not None else []
    facts += [f"emotion {ENGLISH.signed(valence)}"] if valence is not None else []
    attributes = {"label": _text(touchpoint.name, *([", ".join(facts)] if facts else []))}
    attributes["tooltip"] = _text(touchpoint.description or touchpoint.name)
    if valence is not None:
        attributes["color"] = GOOD if valence > _FEELING else BAD if valence < -_FEELING else NEUTRAL
    if touchpoint.moment_of_truth is not None:
        attributes |= {"color": MOMENT, "penwidth": "2.2", "peripheries": "2"}
    return attributes


def _edge(move: Transition, names: dict[str, str], most: int, *, goes_back: bool) -> dict[str, str]:
    share = _value(move.share)
    weight = sqrt(move.count / most) if move.count and most else 0.0
    said = [f"{move.count:,} {'move' if move.count == 1 else 'moves'}"] if move.count is not None else []
    said += [f"{number(share, 'share')} of the visits"] if share is not None else []
    what = f"{names[move.source]} to {names[move.target]}"
    attributes = {"tooltip": _text(f"{what}: {', '.join(said)}" if said else what), "weight": str(1 + round(9 * weight))}
    attributes["penwidth"] = f"{1.2 + 9 * weight:.1f}"
    attributes["color"] = BAD if goes_back else LINE
    if move.count is None:
        attributes["style"] = "dashed"
    if goes_back:
        word = "again" if move.source == move.target else "back"
        attributes["constraint"] = "false"
        if share is None or share >= _SAID:
            attributes["label"] = f"{word} {number(share, 'share')}" if share is not None else word
    return attributes


def _value(estimate: Estimate | None) -> float | None:
    return None if estimate is None or estimate.n == 0 else estimate.value
