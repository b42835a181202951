"""Any text in any field: an error that names the field, or an exact round trip."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from cxjourney.errors import ModelError
from cxjourney.estimate import Estimate, Location
from cxjourney.interchange.document import from_text, to_text
from cxjourney.model.customer import Customer
from cxjourney.model.findings import Diagnosis, Untested
from cxjourney.model.journey import Journey
from cxjourney.model.journey_map import JourneyMap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES = (
    "blns_git", "blns_npm", "csv_injection", "own", "unicode_bidi", "unicode_emoji", "unicode_grapheme", "unicode_normalization_pairs",
    "xss_bleach", "xss_dompurify", "xss_feedparser", "xss_h5sc", "xss_payloadbox",
)  # fmt: skip


def _fields(text: str) -> dict[str, Any]:
    """Return a map with one text in every field that holds text, and identifiers that do not depend on it."""
    measure = {"name": text, "estimate": {"value": 1, "unit": text, "method": text}, "period": text}
    emotion = {"valence": 1, "label": text, "scheme": text, "quote": text}
    evidence = {"source": text, "quote": text, "link": text}
    prose = dict.fromkeys(("description", "front_stage", "back_stage", "owner", "customer_action", "thought"), text)
    lists = {"pains": [text], "aliases": [text], "targets": {text: 1}, "emotions": [emotion], "measures": [measure], "evidence": [evidence]}
    touchpoint = {"name": text, "id": "t", **prose, **lists}
    return {
        **dict.fromkeys(("title", "goal", "scenario"), text),
        "personas": [{"name": text, "id": "p", "description": text, "goals": [text], "frustrations": [text], "quote": text}],
        "segments": [{"name": text, "id": "g", "attribute": text, "description": text}],
        "channels": [{"name": text, "id": "c"}],
        "stages": [{"name": text, "id": "s", "goal": text, "description": text, "touchpoints": [touchpoint], "measures": [measure]}],
        "insights": [{"text": text, "evidence": [evidence]}],
        "opportunities": [{"name": text, "id": "o", "description": text}],
        "metrics": [{"name": text, "low": 0, "high": 1, "favourable": 1, "unfavourable": 0}],
        "totals": [measure],
        "notes": [text],
    }


def _made(text: str) -> tuple[JourneyMap | None, set[str]]:
    """Return the map, or the places that its error names."""
    try:
        return JourneyMap(**_fields(text)), set()
    except ModelError as error:
        return None, {place for problem in error.problems for place in problem.places}


def _leaves(data: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        yield from _leaves(value, f"{path}[{key}]" if isinstance(key, int) else f"{path}.{key}" if path else key)
    if not isinstance(data, (dict, list)):
        yield path, data


@pytest.mark.parametrize("name", FILES)
def test_hostile_labels_are_refused_by_name_or_kept_exactly(name: str, hostile_inputs: Path) -> None:
    """Through JSON and the graph; every label of the lists in every field."""
    for label in json.loads((hostile_inputs / "labels" / f"{name}.json").read_text()):
        text = label["s"]
        journey_map, refused = _made(text)
        if journey_map is None:
            expected = {place for place, value in _leaves(_fields(text)) if value == text and "targets" not in place}
            short = text and len(text) <= 2_000 and not text.isspace()
            assert (expected if short else {"stages[0].name", "channels[0].name"}) <= refused, label["id"]
            assert not short or any("\ud800" <= char <= "\udfff" for char in text), label["id"]
            continue
        assert journey_map.touchpoints[0].name == text
        assert from_text(to_text(journey_map, ".json").encode(), ".json", source=name) == journey_map
        assert JourneyMap.from_networkx(journey_map.to_networkx()) == journey_map


def test_hostile_labels_survive_yaml(hostile_inputs: Path) -> None:
    """The labels written for this project, among them what YAML takes for something else."""
    labels = [label["s"] for label in json.loads((hostile_inputs / "labels" / "own.json").read_text())]
    texts = [text for text in labels if text and len(text) <= 2_000 and not any("\ud800" <= char <= "\udfff" for char in text)]
    journey_map = JourneyMap(
        notes=[*texts, "\x85", "a\x85", "\u2028 ", " x", "x\n\n", "- ", "? ", "1e5", "0o7", "on", "~"], goal="".join(texts)[:20_000]
    )

    assert from_text(to_text(journey_map, ".yaml").encode(), ".yaml", source="map.yaml") == journey_map


@pytest.mark.parametrize(
    ("place", "value"), list(_leaves(_fields("\ud83d"))), ids=lambda part: str(part).encode("ascii", "replace").decode()
)
def test_a_lone_surrogate_is_refused_in_every_field(place: str, value: object) -> None:
    """It could not be written as UTF-8; the error says where it is and can itself be written."""
    with pytest.raises(ModelError) as caught:
        JourneyMap(**_fields("\ud83d"))

    places = {found for problem in caught.value.problems for found in problem.places}
    expected = place.partition(".targets")[0] + ".targets[0][0]" if ".targets" in place else place
    assert (expected in places) == (value == "\ud83d" or ".targets" in place)
    assert str(caught.value).encode()


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Customer, {"id": "\udc00"}),
        (Customer, {"id": "1", "churn_reason": "\udc00"}),
        (Customer, {"id": "1", "attributes": {"\udc00": "x"}}),
        (Journey, {"customer": "\udc00"}),
        (Estimate, {"value": 1, "unit": "\udc00"}),
        (Location, {"segment": "\udc00"}),
        (Untested, {"kind": "x", "reason": "\udc00"}),
        (Diagnosis, {"title": "\udc00"}),
    ],
)
def test_results_and_customers_refuse_it_too(model: type[Any], fields: dict[str, Any]) -> None:
    """Whatever holds text can be written."""
    with pytest.raises(ModelError, match="lone surrogate at position 0"):
        model(**fields)


@pytest.mark.parametrize("identifier", ["a b", "a:b", "a/b", "a#b", "a\x00b", "a\x7f", "a\x85", "\ufffe", "", "x" * 201])
def test_identifiers_hold_nothing_that_formats_use(identifier: str) -> None:
    """They name nodes of graphs and elements of documents."""
    with pytest.raises(ModelError, match="id"):
        JourneyMap(channels=[{"name": "web", "id": identifier}])


def test_names_have_at_most_two_thousand_characters() -> None:
    """A longer one is an error, and the message does not repeat it."""
    with pytest.raises(ModelError) as caught:
        JourneyMap(stages={"x" * 2_001: []})

    assert caught.value.path == "stages[0].name"
    assert len(str(caught.value)) < 400
