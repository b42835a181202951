"""A map as a networkx graph, and back, losing nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

import networkx as nx

from cxjourney.arguments import check_choice
from cxjourney.graph.rebuild import ROLES, map_fields
from cxjourney.model.journey_map import JourneyMap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxjourney.model.touchpoint import Touchpoint


def to_networkx(journey_map: JourneyMap, *, view: Literal["full", "touchpoints"] = "full") -> nx.MultiDiGraph[str] | nx.DiGraph[str]:
    """
    Return a map as a networkx graph, a fresh one each time.

    The full graph is a `networkx.MultiDiGraph` that holds the whole map. Its nodes are named ``kind:id`` and carry
    ``kind``; its edges carry ``relation``. Attributes are text, numbers and truth values only, so that the writers of
    networkx take them: nested values are JSON text, and what is not known is not there.

    ============ ======================================================================================
    relation     from, to
    ============ ======================================================================================
    follows      touchpoint to the touchpoint that comes next, with ``count``
    in_stage     touchpoint to its stage
    via          touchpoint, or emotion, to a channel
    feels        touchpoint, persona or segment to an emotion: a reading at that touchpoint by those people
    belongs_to   persona to its segment
    concerns     insight or opportunity to a stage or touchpoint
    ============ ======================================================================================

    The view of touchpoints is a simple `networkx.DiGraph` for flow algorithms: its nodes are the touchpoints with
    ``name``, ``stage`` and their measures as numbers, its edges carry ``weight``, the number of moves (1 each where
    nobody counted), and ``share`` and ``time`` where they are known.

    Parameters
    ----------
    journey_map
        The map.
    view
        Everything, or only touchpoints with weighted moves between them.

    Raises
    ------
    OptionError
        If the view is neither.

    See Also
    --------
    from_networkx : the way back, from the full graph.
    cxjourney.graph.markov.absorbing_chain : the moves as a Markov chain.

    Examples
    --------
    >>> moves = [("Ad", "Search", 60), ("Ad", "Checkout", 10), ("Search", "Checkout", 40)]
    >>> moves += [("Checkout", "Search", 9), ("Checkout", "Done", 30)]
    >>> journey_map = JourneyMap(
    ...     stages={"Find": ["Ad", "Search"], "Pay": ["Checkout", "Done"]},
    ...     transitions=[{"source": source, "target": target, "count": count} for source, target, count in moves],
    ... )
    >>> graph = to_networkx(journey_map)
    >>> graph.nodes["touchpoint:checkout"]
    {'kind': 'touchpoint', 'name': 'Checkout'}
    >>> [target for _, target, relation in graph.out_edges("touchpoint:checkout", data="relation") if relation == "in_stage"]
    ['stage:pay']

    Algorithms of networkx run as they are:

    >>> import networkx as nx
    >>> flow = to_networkx(journey_map, view="touchpoints")
    >>> nx.shortest_path(flow, "touchpoint:ad", "touchpoint:done")
    ['touchpoint:ad', 'touchpoint:checkout', 'touchpoint:done']
    >>> nx.maximum_flow_value(flow, "touchpoint:ad", "touchpoint:done", capacity="weight")
    30
    >>> rank = nx.pagerank(flow, weight="weight")
    >>> max(rank, key=rank.get)
    'touchpoint:checkout'
    >>> between = nx.betweenness_centrality(flow)
    >>> max(between, key=between.get)
    'touchpoint:checkout'
    >>> sorted(max(nx.strongly_connected_components(flow), key=len))  # where customers go back and forth
    ['touchpoint:checkout', 'touchpoint:search']
    """
    check_choice("view", view, ["full", "touchpoints"])
    return _flow(journey_map) if view == "touchpoints" else _full(journey_map)


def from_networkx(graph: nx.MultiDiGraph[str]) -> JourneyMap:
    """
    Return the map that a full graph holds.

    Parameters
    ----------
    graph
        A graph made by `to_networkx`, perhaps changed or read from a file since.

    Raises
    ------
    TypeError
        If it is no graph of networkx.
    ModelError
        If the graph does not describe a map.

    Examples
    --------
    >>> journey_map = JourneyMap(stages={"Pay": ["Checkout"]})
    >>> from_networkx(to_networkx(journey_map)) == journey_map
    True
    """
    return JourneyMap.model_validate(map_fields(graph))


def _full(journey_map: JourneyMap) -> nx.MultiDiGraph[str]:
    data = {"schema_version": journey_map.schema_version, **journey_map.model_dump(mode="json", exclude_defaults=True)}
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for kind in ("segment", "persona", "channel"):
        for position, fields in enumerate(data.pop(f"{kind}s", ())):
            segment = fields.pop("segment", None)
            node = _add(graph, kind, fields, position=position)
            if segment is not None:
                graph.add_edge(node, f"segment:{segment}", relation="belongs_to")
    for fields in data.pop("stages", ()):
        _add_stage(graph, fields)
    for name in ROLES:
        for position, touchpoint in enumerate(data.pop(f"{name}_touchpoints", ())):
            graph.nodes[f"touchpoint:{touchpoint}"][f"{name}_position"] = position
    for position, fields in enumerate(data.pop("transitions", ())):
        source, target = (f"touchpoint:{fields.pop(end)}" for end in ("source", "target"))
        graph.add_edge(source, target, relation="follows", position=position, **_scalars(fields))
    _add_conclusions(graph, data)
    graph.graph.update(_scalars(data))
    return graph


def _add(graph: nx.MultiDiGraph[str], kind: str, fields: dict[str, Any], *, key: str | None = None, **attributes: int) -> str:
    """Add a part of the map as a node; its own kind gets a name that does not hide the node's."""
    node = f"{kind}:{fields.pop('id', key)}"
    if "kind" in fields:
        fields[f"{kind}_kind"] = fields.pop("kind")
    graph.add_node(node, kind=kind, **_scalars(fields), **attributes)
    return node


def _scalars(fields: dict[str, Any]) -> dict[str, Any]:
    """Return attributes that any writer takes: nested values as JSON text, what is not known left out."""
    return {
        name: json.dumps(value, ensure_ascii=False, allow_nan=False) if isinstance(value, (dict, list)) else value
        for name, value in fields.items()
        if value is not None
    }


def _add_stage(graph: nx.MultiDiGraph[str], fields: dict[str, Any]) -> None:
    touchpoints = fields.pop("touchpoints", ())
    stage = _add(graph, "stage", fields)
    for position, touchpoint in enumerate(touchpoints):
        _add_touchpoint(graph, touchpoint, stage, position)


def _add_touchpoint(graph: nx.MultiDiGraph[str], fields: dict[str, Any], stage: str, position: int) -> None:
    channels, emotions = fields.pop("channels", ()), fields.pop("emotions", ())
    identifier = fields["id"]
    del fields["stage"]
    node = _add(graph, "touchpoint", fields)
    graph.add_edge(node, stage, relation="in_stage", position=position)
    for place, channel in enumerate(channels):
        graph.add_edge(node, f"channel:{channel}", relation="via", position=place)
    for place, emotion in enumerate(emotions):
        people = {kind: emotion.pop(kind) for kind in ("persona", "segment", "channel") if kind in emotion}
        reading = _add(graph, "emotion", emotion, key=f"{identifier}/{place}")
        graph.add_edge(node, reading, relation="feels", position=place)
        for kind, who in people.items():
            edge = (reading, f"channel:{who}", "via") if kind == "channel" else (f"{kind}:{who}", reading, "feels")
            graph.add_edge(edge[0], edge[1], relation=edge[2])


def _add_conclusions(graph: nx.MultiDiGraph[str], data: dict[str, Any]) -> None:
    for kind, plural in (("insight", "insights"), ("opportunity", "opportunities")):
        for position, fields in enumerate(data.pop(plural, ())):
            places = {name: fields.pop(name) for name in ("stage", "touchpoint") if name in fields}
            node = _add(graph, kind, fields, key=str(position), position=position)
            for name, place in places.items():
                graph.add_edge(node, f"{name}:{place}", relation="concerns")


def _flow(journey_map: JourneyMap) -> nx.DiGraph[str]:
    graph: nx.DiGraph[str] = nx.DiGraph()
    for touchpoint in journey_map.touchpoints:
        fields = {"kind": "touchpoint", "name": touchpoint.name, "stage": touchpoint.stage}
        graph.add_node(f"touchpoint:{touchpoint.id}", **{**dict(_figures(touchpoint)), **fields})
    for move in journey_map.transitions:
        source, target = f"touchpoint:{move.source}", f"touchpoint:{move.target}"
        weight = 1 if move.count is None else move.count
        if graph.has_edge(source, target):
            graph.edges[source, target]["weight"] += weight
        else:
            known = {"share": move.share and move.share.value, "time": move.time and move.time.value}
            graph.add_edge(source, target, relation="follows", weight=weight, **_scalars(known))
    return graph


def _figures(touchpoint: Touchpoint) -> Iterable[tuple[str, float]]:
    for measure in touchpoint.measures:
        if measure.channel is measure.segment is measure.period is None and measure.estimate.value is not None:
            yield measure.name, measure.estimate.value
    feeling = touchpoint.emotion
    if feeling is not None and feeling.value is not None:
        yield "valence", feeling.value
