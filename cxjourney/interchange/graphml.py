"""Graphs as GraphML, from text that XML can hold."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def to_graphml(graph: nx.Graph[str]) -> str:
    r"""
    Return a graph as a GraphML document: the same graph always gives the same bytes.

    Characters that XML cannot hold are written as U+FFFD. XML readers turn a carriage return into a line feed.

    Parameters
    ----------
    graph
        A graph whose attributes are text, numbers and truth values. It is not changed.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.DiGraph()
    >>> graph.add_node("touchpoint:pay", name="Pay\x00")
    >>> '<data key="d0">Pay\ufffd</data>' in to_graphml(graph)
    True
    """
    from networkx.readwrite.graphml import write_graphml_xml  # noqa: PLC0415 - another writer is taken where lxml is installed

    file = io.BytesIO()
    write_graphml_xml(_cleaned(graph), file)
    return file.getvalue().decode().rstrip("\n") + "\n"


def _cleaned(graph: nx.Graph[str]) -> nx.Graph[str]:
    clean = graph.__class__()
    clean.graph.update(_clean(graph.graph))
    for node, attributes in graph.nodes(data=True):
        clean.add_node(_text(node), **_clean(attributes))
    for source, target, attributes in graph.edges(data=True):
        clean.add_edge(_text(source), _text(target), **_clean(attributes))
    return clean


def _clean(attributes: dict[str, Any]) -> dict[str, Any]:
    return {name: _text(value) for name, value in attributes.items()}


def _text(value: Any) -> Any:
    return _ILLEGAL.sub("\ufffd", value) if isinstance(value, str) else value
