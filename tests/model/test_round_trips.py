"""Every field of a map survives every way of keeping it."""

from __future__ import annotations

import copy
import io
import json
import pickle
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from cxjourney.interchange.document import from_text, to_text
from cxjourney.interchange.graphml import to_graphml
from cxjourney.model.journey_map import JourneyMap
from cxjourney.testing import estimates, names, texts

IDS = {"stage": ("s1", "s2"), "touchpoint": ("a", "b", "c"), "channel": ("web", "phone"), "persona": ("lena",), "segment": ("new", "old")}
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
ESTIMATES = estimates(low=-1e300, high=1e300)
SPANS = st.timedeltas(timedelta(0), timedelta(days=99_999))
ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def refers(kind: str) -> st.SearchStrategy[str]:
    """Return references to the things of a kind that every map here has."""
    return st.sampled_from(IDS[kind])


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return fields of which any may be missing."""
    return st.fixed_dictionaries({}, optional=fields)


def many(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """Return a few of a thing."""
    return st.lists(strategy, max_size=2)


def entities(part: str, /, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """Return all things of a kind, with any name."""
    return st.tuples(
        *(st.tuples(names(), some(**fields)).map(lambda pair, key=key: {"id": key, "name": pair[0], **pair[1]}) for key in IDS[part])
    ).map(list)


MEASURES = many(
    st.tuples(names(), ESTIMATES, some(channel=refers("channel"), segment=refers("segment"), period=names())).map(
        lambda parts: {"name": parts[0], "estimate": parts[1], **parts[2]}
    )
)
TARGETS = st.dictionaries(names(), NUMBERS, max_size=2)
EVIDENCE = many(
    st.tuples(names(), some(kind=st.sampled_from(["direct", "assumed"]), quote=texts(), n=st.integers(0), link=texts())).map(
        lambda parts: {"source": parts[0], **parts[1]}
    )
)
EMOTIONS = many(
    st.tuples(
        st.floats(-2, 2),
        some(
            arousal=st.floats(-1, 1), dominance=st.floats(-1, 1), label=names(), scheme=names(), persona=refers("persona"),
            segment=refers("segment"), channel=refers("channel"), source_kind=st.just("direct"), quote=texts(), estimate=ESTIMATES,
        ),
    ).map(lambda parts: {"valence": parts[0], **parts[1]})
)  # fmt: skip
TOUCHPOINTS = entities(
    "touchpoint",
    channels=st.lists(refers("channel"), unique=True), kind=st.just("support"), ownership=st.just("social"), description=texts(),
    front_stage=texts(), back_stage=texts(), moment_of_truth=st.sampled_from(["zmot", "declared"]), importance=st.floats(0, 1),
    expected_wait=SPANS, owner=names(), customer_action=texts(), thought=texts(), pyramid_level=st.integers(1, 6), pains=many(texts()),
    aliases=many(names()), targets=TARGETS, emotions=EMOTIONS, measures=MEASURES, evidence=EVIDENCE,
)  # fmt: skip
STAGES = entities("stage", phase=st.just("purchase"), goal=texts(), description=texts(), targets=TARGETS, measures=MEASURES)
CHANNELS = entities(
    "channel",
    kind=st.sampled_from(["unknown", "assisted"]),
    digital=st.booleans(),
    ownership=st.just("earned"),
    cost_per_contact=ESTIMATES,
)
PERSONAS = entities(
    "persona",
    description=texts(),
    goals=many(texts()),
    frustrations=many(texts()),
    quote=texts(),
    share=st.floats(0, 1),
    segment=refers("segment"),
)
PLACES = {"stage": refers("stage"), "touchpoint": refers("touchpoint")}
MOVES = many(
    st.tuples(refers("touchpoint"), refers("touchpoint"), some(count=st.integers(0), share=st.floats(0, 1), time=ESTIMATES)).map(
        lambda parts: {"source": parts[0], "target": parts[1], **parts[2]}
    )
)
INSIGHTS = many(st.tuples(texts(), some(evidence=EVIDENCE, **PLACES)).map(lambda parts: {"text": parts[0], **parts[1]}))
OPPORTUNITIES = st.lists(names(), max_size=2, unique=True).flatmap(
    lambda found: st.tuples(
        *(
            some(description=texts(), gain=ESTIMATES, cost=ESTIMATES, **PLACES).map(lambda more, name=name: {"name": name, **more})
            for name in found
        )
    )
)
INSTANTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC) | st.timezones())  # noqa: DTZ001
PERIODS = st.tuples(INSTANTS, INSTANTS).map(lambda pair: dict(zip(("start", "end"), sorted(pair), strict=True)))
SCALES = st.tuples(names(), st.floats(-10, 0), st.floats(1, 10)).map(
    lambda parts: {"name": parts[0], "low": parts[1], "high": parts[2], "favourable": 1, "unfavourable": 0}
)
ROLES = st.lists(refers("touchpoint"), unique=True)
REST = some(
    title=texts(), goal=texts(), scenario=texts(), state=st.just("to_be"), origin=st.just("blended"), transitions=MOVES, insights=INSIGHTS,
    opportunities=OPPORTUNITIES, goal_touchpoints=ROLES, end_touchpoints=ROLES, support_touchpoints=ROLES, metrics=many(SCALES),
    totals=MEASURES, period=PERIODS, currency=st.just("EUR"), notes=many(texts()),
)  # fmt: skip
SEGMENTS = entities("segment", attribute=names(), description=texts(), share=ESTIMATES)


@st.composite
def whole_maps(draw: st.DrawFn) -> JourneyMap:
    """Return maps in which every field of every part occurs."""
    touchpoints, stages = draw(TOUCHPOINTS), draw(STAGES)
    stages[0]["touchpoints"], stages[1]["touchpoints"] = touchpoints[:2], touchpoints[2:]
    parts = {"stages": stages, "channels": draw(CHANNELS), "personas": draw(PERSONAS), "segments": draw(SEGMENTS)}
    return JourneyMap(**parts, **draw(REST))


@given(whole_maps())
def test_json_loses_nothing(journey_map: JourneyMap) -> None:
    """A map read from its document is the same map and writes the same bytes."""
    text = to_text(journey_map, ".json")

    loaded = from_text(text.encode(), ".json", source="map.json")

    assert loaded == journey_map
    assert to_text(loaded, ".json") == text


@settings(max_examples=25)
@given(whole_maps())
def test_yaml_loses_nothing(journey_map: JourneyMap) -> None:
    """The same for YAML, whatever the texts look like to a reader of YAML."""
    text = to_text(journey_map, ".yaml")

    loaded = from_text(text.encode(), ".yaml", source="map.yaml")

    assert loaded == journey_map
    assert to_text(loaded, ".yaml") == text


@given(whole_maps())
def test_the_graph_loses_nothing(journey_map: JourneyMap) -> None:
    """Map to graph to map gives the map, and every attribute is text, a number or a truth value."""
    graph = journey_map.to_networkx()

    assert JourneyMap.from_networkx(graph) == journey_map
    attributes = [graph.graph, *(data for _, data in graph.nodes(data=True)), *(data for *_, data in graph.edges(data=True))]
    assert {type(value) for data in attributes for value in data.values()} <= {str, int, float, bool}


def _legal(data: Any) -> Any:
    """Return data with every text made of characters that XML gives back as they are."""
    if isinstance(data, dict):
        return {name: _legal(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_legal(value) for value in data]
    return (ILLEGAL.sub("", data).strip() or "x") if isinstance(data, str) else data


@settings(max_examples=25)
@given(whole_maps())
def test_graphml_loses_only_what_xml_cannot_hold(journey_map: JourneyMap) -> None:
    """A map without such characters comes back from the reader of networkx."""
    legal = JourneyMap.model_validate(_legal(json.loads(journey_map.to_json())))

    read = nx.read_graphml(io.BytesIO(to_graphml(legal.to_networkx()).encode()), force_multigraph=True)

    assert JourneyMap.from_networkx(read) == legal


@given(whole_maps())
def test_copies_are_equal(journey_map: JourneyMap) -> None:
    """A map can be pickled, copied and made again from its fields; equal maps have equal hashes."""
    copies = [pickle.loads(pickle.dumps(journey_map)), copy.deepcopy(journey_map), journey_map.replace()]  # noqa: S301 - our own pickle

    assert copies == [journey_map] * 3
    assert {hash(found) for found in copies} == {hash(journey_map)}
