from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
from hypothesis import given

from cxjourney.errors import ModelError, OptionError
from cxjourney.graph.networkx_graph import from_networkx, to_networkx
from cxjourney.model.emotion import Emotion
from cxjourney.model.journey_map import JourneyMap
from cxjourney.testing import journey_maps

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS = {"segment", "persona", "stage", "touchpoint", "channel", "emotion", "insight", "opportunity"}
RELATIONS = {"follows", "in_stage", "via", "feels", "belongs_to", "concerns"}


def _map() -> JourneyMap:
    checkout = {
        "name": "Checkout",
        "channels": ["web", "phone"],
        "kind": "transaction",
        "emotions": [Emotion(valence=-1, persona="lena", channel="web")],
        "measures": {"reach": 0.5, "kind": 1},
    }
    return JourneyMap(
        personas=[{"name": "Lena", "segment": "new"}],
        segments=["new"],
        stages={"Find": ["Search"], "Pay": [checkout]},
        transitions=[
            {"source": "Search", "target": "Checkout", "count": 4, "time": 9.5},
            {"source": "Search", "target": "Checkout", "count": 3},
        ],
        goal_touchpoints=["Checkout"],
        insights=[{"text": "t", "touchpoint": "Search"}],
    )


@given(journey_maps())
def test_nodes_and_edges_follow_the_contract(journey_map: JourneyMap) -> None:
    """Nodes are kind:id and carry their kind, edges carry a relation, and nothing is missing or nested."""
    graph = to_networkx(journey_map)

    assert type(graph) is nx.MultiDiGraph
    assert all(data["kind"] in KINDS and node.startswith(f"{data['kind']}:") for node, data in graph.nodes(data=True))
    assert {relation for *_, relation in graph.edges(data="relation")} <= RELATIONS
    values = [value for _, data in graph.nodes(data=True) for value in data.values()]
    assert all(type(value) in {str, int, float, bool} for value in values)


@given(journey_maps())
def test_each_graph_is_a_fresh_one(journey_map: JourneyMap) -> None:
    """Clearing one changes neither the map nor the next graph."""
    first = to_networkx(journey_map)
    before = first.copy()
    first.clear()

    assert nx.utils.graphs_equal(to_networkx(journey_map), before)


def test_the_graph_says_who_feels_what_where() -> None:
    """The relations of one small map."""
    edges = {(source, relation, target) for source, target, relation in to_networkx(_map()).edges(data="relation")}

    assert edges == {
        ("touchpoint:search", "follows", "touchpoint:checkout"),
        ("touchpoint:search", "in_stage", "stage:find"),
        ("touchpoint:checkout", "in_stage", "stage:pay"),
        ("touchpoint:checkout", "via", "channel:web"),
        ("touchpoint:checkout", "via", "channel:phone"),
        ("touchpoint:checkout", "feels", "emotion:checkout/0"),
        ("persona:lena", "feels", "emotion:checkout/0"),
        ("emotion:checkout/0", "via", "channel:web"),
        ("persona:lena", "belongs_to", "segment:new"),
        ("insight:0", "concerns", "touchpoint:search"),
    }


def test_kinds_of_things_do_not_hide_the_kind_of_node() -> None:
    """A touchpoint and a channel have kinds of their own."""
    nodes = to_networkx(_map()).nodes

    assert (nodes["touchpoint:checkout"]["kind"], nodes["touchpoint:checkout"]["touchpoint_kind"]) == ("touchpoint", "transaction")
    assert (nodes["channel:phone"]["kind"], nodes["channel:phone"]["channel_kind"]) == ("channel", "assisted")
    assert nodes["touchpoint:checkout"]["goal_position"] == 0


def test_the_view_of_touchpoints_is_simple_and_weighted() -> None:
    """Parallel moves are added; measures are numbers, and none of them hides the name."""
    graph = to_networkx(_map(), view="touchpoints")

    assert type(graph) is nx.DiGraph
    assert dict(graph.edges) == {("touchpoint:search", "touchpoint:checkout"): {"relation": "follows", "weight": 7, "time": 9.5}}
    assert graph.nodes["touchpoint:checkout"] == {"kind": "touchpoint", "name": "Checkout", "stage": "pay", "reach": 0.5}


def test_moves_that_nobody_counted_weigh_one() -> None:
    """So that algorithms run on hand-written maps."""
    journey_map = JourneyMap(stages={"S": ["a", "b"]}, transitions=[{"source": "a", "target": "b", "share": 0.5}])

    assert to_networkx(journey_map, view="touchpoints").edges["touchpoint:a", "touchpoint:b"]["weight"] == 1


def test_an_unknown_view_is_refused() -> None:
    """With the choices."""
    with pytest.raises(OptionError, match="'full', 'touchpoints'"):
        to_networkx(_map(), view="flow")  # type: ignore[arg-type]


@pytest.mark.parametrize("form", [nx.node_link_data, nx.adjacency_data, nx.cytoscape_data])
def test_json_forms_of_networkx_bring_the_map_back(form: Callable[..., Any]) -> None:
    """No attribute clashes with the names these forms use."""
    back = {nx.node_link_data: nx.node_link_graph, nx.adjacency_data: nx.adjacency_graph, nx.cytoscape_data: nx.cytoscape_graph}[form]

    data = json.loads(json.dumps(form(to_networkx(_map()))))

    if form is nx.cytoscape_data:  # adds attributes of its own
        assert {node["data"]["id"] for node in data["elements"]["nodes"]} == set(to_networkx(_map()).nodes)
    else:
        assert from_networkx(back(data)) == _map()


def test_gexf_gml_and_pajek_writers_take_the_graph(tmp_path: Any) -> None:
    """Nothing is None and nothing is nested."""
    graph = to_networkx(_map())

    nx.write_gexf(graph, tmp_path / "map.gexf")
    nx.write_gml(graph, tmp_path / "map.gml")

    assert from_networkx(nx.read_gml(tmp_path / "map.gml")) == _map()
    assert set(nx.read_gexf(tmp_path / "map.gexf").nodes) == set(graph.nodes)


def test_a_graph_may_be_changed_before_it_becomes_a_map() -> None:
    """What is added by hand comes last; what is removed is gone."""
    graph = to_networkx(_map())
    graph.remove_node("insight:0")
    graph.add_node("touchpoint:receipt", kind="touchpoint", name="Receipt")
    graph.add_edge("touchpoint:receipt", "stage:pay", relation="in_stage")
    graph.add_edge("touchpoint:checkout", "touchpoint:receipt", relation="follows", count=2)

    changed = from_networkx(graph)

    assert [point.name for point in changed.touchpoints] == ["Search", "Checkout", "Receipt"]
    assert (changed.transitions[-1].target, changed.insights) == ("receipt", ())


def _without_stage(graph: Any) -> None:
    graph.remove_node("stage:pay")


def _twice(graph: Any) -> None:
    graph.add_edge("touchpoint:search", "stage:pay", relation="in_stage")


def _no_kind(graph: Any) -> None:
    graph.add_node("touchpoint:x")


def _wrong_name(graph: Any) -> None:
    graph.add_node(7, kind="channel")


def _no_json(graph: Any) -> None:
    graph.nodes["touchpoint:checkout"]["measures"] = "{"


def _deep_json(graph: Any) -> None:
    graph.nodes["touchpoint:checkout"]["pains"] = "[" * 100_000


def _relation(graph: Any) -> None:
    graph.add_edge("stage:pay", "stage:find", relation="follows")


def _position(graph: Any) -> None:
    graph.nodes["channel:web"]["position"] = "first"


def _extra(graph: Any) -> None:
    graph.nodes["touchpoint:search"]["pagerank"] = 0.5


@pytest.mark.parametrize(
    ("change", "place", "message"),
    [
        (_without_stage, "touchpoint:checkout", "it must be in one stage, found 0"),
        (_twice, "touchpoint:search", "it must be in one stage, found 2"),
        (_no_kind, "touchpoint:x", "found kind None"),
        (_wrong_name, "7", "a node is named kind:id"),
        (_no_json, "touchpoint:checkout", "measures must be JSON text"),
        (_deep_json, "touchpoint:checkout", "pains must be JSON text"),
        (_relation, "stage:pay → stage:find", "no map has the relation 'follows' from stage to stage"),
        (_position, "channel:web", "position must be a number"),
        (_extra, "stages[0].touchpoints[0].pagerank", "Extra inputs"),
    ],
)
def test_a_graph_that_is_no_map_is_refused_by_node(change: Callable[[Any], None], place: str, message: str) -> None:
    """What does not fit is named; nothing is left out in silence."""
    graph = to_networkx(_map())
    change(graph)

    with pytest.raises(ModelError, match=message) as caught:
        from_networkx(graph)

    assert caught.value.path == place


def test_the_view_of_touchpoints_is_not_the_whole_map() -> None:
    """The error says which view is."""
    with pytest.raises(ModelError, match="one stage") as caught:
        from_networkx(to_networkx(_map(), view="touchpoints"))

    assert 'view="full"' in (caught.value.hint or "")


def test_only_directed_graphs_of_networkx_are_read() -> None:
    """Other things are refused as such."""
    with pytest.raises(TypeError, match="networkx graph is needed, found dict"):
        from_networkx({})  # type: ignore[arg-type]
    with pytest.raises(ModelError, match="directed"):
        from_networkx(to_networkx(_map()).to_undirected())
