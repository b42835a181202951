from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from hypothesis import given

from cxjourney.interchange.graphml import to_graphml
from cxjourney.testing import journey_maps, texts

if TYPE_CHECKING:
    from cxjourney.model.journey_map import JourneyMap

NAMESPACE = "{http://graphml.graphdrawing.org/xmlns}"


@given(texts())
def test_any_text_is_well_formed_and_drawn_as_given(text: str) -> None:
    """What XML cannot hold becomes U+FFFD, everything else stays."""
    graph = nx.MultiDiGraph(title=text)
    graph.add_node("touchpoint:x", name=text)

    root = ET.fromstring(to_graphml(graph))  # noqa: S314 - our own document

    expected = "".join("\ufffd" if (char < " " and char not in "\t\n\r") or char in "\ufffe\uffff" else char for char in text)
    assert [data.text or "" for data in root.iter(f"{NAMESPACE}data")] == [expected.replace("\r\n", "\n").replace("\r", "\n")] * 2


@given(journey_maps())
def test_the_graph_is_not_changed(journey_map: JourneyMap) -> None:
    """Cleaning happens on a copy, and the same graph gives the same bytes."""
    graph = journey_map.to_networkx()

    assert to_graphml(graph) == to_graphml(graph)
    assert nx.utils.graphs_equal(graph, journey_map.to_networkx())


def test_other_libraries_do_not_change_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """Networkx writes another document where lxml is installed; ours is always the same, without declarations that load."""
    pytest.importorskip("lxml", reason="lxml makes the difference")
    graph = nx.DiGraph()
    graph.add_edge("a", "b", weight=1)
    text = to_graphml(graph)
    monkeypatch.setattr("networkx.readwrite.graphml.write_graphml", None)

    assert to_graphml(graph) == text
    assert "<!" not in text
    assert dict(nx.read_graphml(io.BytesIO(text.encode())).edges) == dict(graph.edges)
