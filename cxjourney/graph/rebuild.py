"""Read a map's fields out of a full graph; what does not fit is reported all at once."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, get_args, get_origin

from cxjourney.errors import ModelError, Problem, show_value
from cxjourney.model.channel import Channel
from cxjourney.model.customer import Persona, Segment
from cxjourney.model.emotion import Emotion
from cxjourney.model.evidence import Insight, Opportunity
from cxjourney.model.journey_map import JourneyMap
from cxjourney.model.stage import Stage
from cxjourney.model.touchpoint import Touchpoint
from cxjourney.model.transition import Transition
from cxjourney.value import Value

if TYPE_CHECKING:
    import networkx as nx

Fields = dict[str, Any]
ROLES = ("goal", "end", "support")
"""What a touchpoint can be for the whole journey."""

_MODELS: dict[str, type[Value]] = {
    "segment": Segment,
    "persona": Persona,
    "channel": Channel,
    "stage": Stage,
    "touchpoint": Touchpoint,
    "emotion": Emotion,
    "insight": Insight,
    "opportunity": Opportunity,
}
_TOP = {"segment": "segments", "persona": "personas", "channel": "channels", "insight": "insights", "opportunity": "opportunities"}
_FROM_READERS = frozenset({"id", "key"})  # what readers of networkx add to edges
_DEFAULTS = frozenset({"node_default", "edge_default"})  # and to graphs


def map_fields(graph: nx.Graph[str]) -> Fields:
    """
    Return the fields of the map that a full graph holds.

    Parameters
    ----------
    graph
        A graph made by `to_networkx`.

    Raises
    ------
    ModelError
        If the graph does not describe a map.
    """
    if not hasattr(graph, "is_directed") or isinstance(graph, type):
        message = f"a networkx graph is needed, found {type(graph).__name__}"
        raise TypeError(message)
    parts = _Parts()
    if not graph.is_directed():
        parts.complain("graph", "a directed graph is needed")
    for node, attributes in graph.nodes(data=True):
        parts.add_node(node, dict(attributes))
    for source, target, attributes in graph.edges(data=True):
        parts.add_edge(source, target, {name: value for name, value in attributes.items() if name not in _FROM_READERS})
    fields = parts.assembled()
    fields |= parts.parsed("graph", {name: value for name, value in graph.graph.items() if name not in _DEFAULTS}, JourneyMap)
    if parts.problems:
        raise ModelError(
            "the graph does not describe a map:",
            hint='start from to_networkx() with view="full"; keep node names, "kind" and "relation".',
            path=parts.problems[0].places[0],
            problems=parts.problems,
        )
    return fields


@dataclass(slots=True)
class _Parts:
    """The parts of a map by node, while they are put together."""

    kinds: dict[str, str] = field(default_factory=dict)
    fields: dict[str, Fields] = field(default_factory=dict)
    positions: dict[str, float] = field(default_factory=dict)
    inside: dict[tuple[str, str], list[tuple[float, Any]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def complain(self, place: object, message: str) -> None:
        """Note a problem."""
        shown = place if isinstance(place, str) else show_value(place)
        self.problems.append(Problem(kind="graph", message=message, places=(shown,)))

    def add_node(self, node: object, attributes: Fields) -> None:
        """Take a node."""
        kind = attributes.pop("kind", None)
        if not isinstance(node, str) or kind not in _MODELS or not node.startswith(f"{kind}:"):
            self.complain(node, f"a node is named kind:id and has one of the kinds {', '.join(_MODELS)}; found kind {show_value(kind)}")
            return
        self.kinds[node] = kind
        self.positions[node] = self._position(node, attributes, "position" if kind in _TOP else "order", keep=kind == "stage")
        for role in ROLES if kind == "touchpoint" else ():
            if f"{role}_position" in attributes:
                self._hold("map", f"{role}_touchpoints", self._position(node, attributes, f"{role}_position"), _key(node))
        if f"{kind}_kind" in attributes:
            attributes["kind"] = attributes.pop(f"{kind}_kind")
        identifier = {} if kind in {"emotion", "insight"} else {"id": _key(node)}
        self.fields[node] = {**identifier, **self.parsed(node, attributes, _MODELS[kind])}

    def add_edge(self, source: object, target: object, attributes: Fields) -> None:
        """Take an edge; nodes come before."""
        ends = [self.kinds.get(node) if isinstance(node, str) else None for node in (source, target)]
        if None in ends or not isinstance(source, str) or not isinstance(target, str):
            return
        relation = attributes.pop("relation", None)
        place = f"{source} → {target}"
        position = self._position(place, attributes, "position")
        match (ends[0], relation, ends[1]):
            case ("touchpoint", "follows", "touchpoint"):
                move = {"source": _key(source), "target": _key(target), **self.parsed(place, attributes, Transition)}
                self._hold("map", "transitions", position, move)
            case ("touchpoint", "in_stage", "stage"):
                self._hold(target, "touchpoints", position, source)
            case ("touchpoint", "feels", "emotion"):
                self._hold(source, "emotions", position, target)
            case ("touchpoint", "via", "channel"):
                self._hold(source, "channels", position, _key(target))
            case (
                ("emotion", "via", "channel" as name)
                | ("persona", "belongs_to", "segment" as name)
                | ("insight" | "opportunity", "concerns", "stage" | "touchpoint" as name)
            ):
                self.fields[source][name] = _key(target)
            case ("persona" | "segment" as name, "feels", "emotion"):
                self.fields[target][name] = _key(source)
            case _:
                self.complain(place, f"no map has the relation {show_value(relation)} from {ends[0]} to {ends[1]}")

    def assembled(self) -> Fields:
        """Return the fields of the map once all nodes and edges are there."""
        for name, inner in (("emotions", "touchpoint"), ("touchpoints", "stage")):
            held = Counter(node for (_, what), items in self.inside.items() if what == name for _, node in items)
            for node, kind in self.kinds.items():
                if kind == name.removesuffix("s") and held[node] != 1:
                    self.complain(node, f"it must be in one {inner}, found {held[node]}")
        result: Fields = {plural: [self.fields[node] for node in self._nodes(kind)] for kind, plural in _TOP.items()}
        result["stages"] = [self._whole(node) for node in self._nodes("stage")]
        for name in ("transitions", *(f"{role}_touchpoints" for role in ROLES)):
            result[name] = self._held("map", name)
        return {name: value for name, value in result.items() if value}

    def _whole(self, stage: str) -> Fields:
        inside = []
        for node in self._held(stage, "touchpoints"):
            emotions = [self.fields[reading] for reading in self._held(node, "emotions")]
            lists = {"channels": self._held(node, "channels"), "emotions": emotions}
            inside.append({**self.fields[node], **{name: items for name, items in lists.items() if items}})
        return {**self.fields[stage], "touchpoints": inside}

    def _nodes(self, kind: str) -> list[str]:
        return sorted((node for node, found in self.kinds.items() if found == kind), key=lambda node: self.positions[node])

    def _hold(self, owner: str, name: str, position: float, item: object) -> None:
        self.inside.setdefault((owner, name), []).append((position, item))

    def _held(self, owner: str, name: str) -> list[Any]:
        return [item for _, item in sorted(self.inside.get((owner, name), ()), key=lambda pair: pair[0])]

    def _position(self, place: object, attributes: Fields, name: str, *, keep: bool = False) -> float:
        """Return the place in an order; what was added by hand without one comes last, in the order of adding."""
        value = attributes.get(name) if keep else attributes.pop(name, None)
        if value is None:
            return float("inf")
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.complain(place, f"{name} must be a number, found {show_value(value)}")
            return float("inf")
        return value

    def parsed(self, place: object, attributes: Fields, model: type[Value]) -> Fields:
        """Return attributes with their JSON text read."""
        nested = {name for name, details in model.model_fields.items() if _is_nested(details.annotation)}
        return {name: self._read(place, name, value) if name in nested else value for name, value in attributes.items()}

    def _read(self, place: object, name: str, value: object) -> object:
        try:
            return json.loads(value) if isinstance(value, str) else value
        except (ValueError, RecursionError):
            self.complain(place, f"{name} must be JSON text, found {show_value(value)}")
            return None


def _key(node: str) -> str:
    return node.split(":", 1)[1]


def _is_nested(annotation: object) -> bool:
    """Return whether values of a type are written as JSON text."""
    if get_origin(annotation) is tuple or (isinstance(annotation, type) and issubclass(annotation, Value)):
        return True
    return any(_is_nested(inner) for inner in get_args(annotation))
