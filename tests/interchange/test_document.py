from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.errors import DataError, FileFormatError, ModelError
from cxjourney.interchange.document import document, from_text, to_text
from cxjourney.interchange.schema import json_schema
from cxjourney.model.journey_map import JourneyMap
from cxjourney.model.touchpoint import Touchpoint
from cxjourney.testing import journey_maps

if TYPE_CHECKING:
    from collections.abc import Callable

CHECKOUT = {"name": "Checkout", "channels": ["Phone"], "emotion": -1.2, "expected_wait": "PT5M", "targets": {"reach": 0.5}}
BY_HAND = {
    "title": "Сначала",
    "stages": {"Find": ["Search"], "Pay": [CHECKOUT]},
    "transitions": [{"source": "Search", "target": "Checkout", "count": 12}],
    "period": {"start": "2026-01-01T00:00:00+03:30", "end": "2026-02-01T00:00:00Z"},
}


def test_the_form_of_a_document_does_not_change(check_golden: Callable[[str, str], None]) -> None:
    """Field order, indentation, escapes and line end are promises to those who keep documents."""
    journey_map = JourneyMap.model_validate(BY_HAND)

    check_golden("document.json", to_text(journey_map, ".json"))
    check_golden("document.yaml", to_text(journey_map, ".yaml"))


def test_fields_at_their_default_are_left_out_but_never_the_version() -> None:
    """An empty map says which form it has."""
    assert to_text(JourneyMap(), ".json") == '{\n  "schema_version": "1.0"\n}\n'
    assert document(JourneyMap(title="A", notes=["n"])) == {"schema_version": "1.0", "title": "A", "notes": ["n"]}


def test_the_bytes_do_not_depend_on_the_process() -> None:
    """Three hash seeds write the same document."""
    program = (
        "from cxjourney.model.journey_map import JourneyMap\n"
        "print(JourneyMap(stages={'A': [{'name': 'x', 'channels': {'web', 'phone', 'app'}, 'aliases': {'y', 'z', 'ä'}}]}).to_json())"
    )

    found = {
        subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}).stdout
        for seed in "123"
    }

    assert len(found) == 1


@given(journey_maps(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_documents_are_read_in_unicode_encodings(journey_map: JourneyMap, encoding: str) -> None:
    """UTF-8 with or without a mark, UTF-16 with one."""
    assert from_text(to_text(journey_map, ".json").encode(encoding), ".json", source="map.json") == journey_map


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{\n"title": "\xcf\xf0"}', r"map.json, line 2: byte 12 is not UTF-8"),
        (b"[1, 2]", r"expected a map as one object, found \[1, 2\]"),
        (b"null", "expected a map as one object, found None"),
        (b"", "line 1, column 1"),
        (b'{"schema_version": "2.0"}', "expected schema version '1.0', found '2.0'"),
        (b'{"schema_version": 1.0}', "expected schema version '1.0', found 1.0"),
        (b"\x80\x04\x95", "is not UTF-8"),
    ],
)
def test_what_is_no_map_document_is_refused(content: bytes, message: str) -> None:
    """With the place and what was found."""
    with pytest.raises(FileFormatError, match=message) as caught:
        from_text(content, ".json", source="map.json")

    assert caught.value.source == "map.json"
    assert caught.value.hint


def test_a_map_that_contradicts_itself_is_refused_with_the_file() -> None:
    """Every problem is listed: unknown keys, wrong values, lost references."""
    text = json.dumps({"stages": {"A": [{"name": "x", "importance": 2}]}, "colour": "red", "goal_touchpoints": ["y"]})

    with pytest.raises(ModelError) as caught:
        from_text(text, ".json", source="map.json")

    assert str(caught.value).startswith("map.json: JourneyMap has 3 problems:")
    assert (caught.value.source, len(caught.value.problems)) == ("map.json", 3)


@given(st.binary(max_size=60), st.sampled_from([".json", ".yaml"]))
def test_any_bytes_are_a_map_or_our_error(content: bytes, suffix: str) -> None:
    """Nothing foreign leaves."""
    try:
        found = from_text(content, suffix, source="x")
    except (DataError, ModelError):
        return
    assert isinstance(found, JourneyMap)


@given(journey_maps())
def test_documents_fit_the_schema(journey_map: JourneyMap) -> None:
    """What we write is what the published schema describes."""
    jsonschema = pytest.importorskip("jsonschema", reason="the schema is checked with the package jsonschema")

    jsonschema.Draft202012Validator(json_schema()).validate(document(journey_map))

    assert document(journey_map)["schema_version"] == "1.0"


def test_the_schema_refuses_what_loading_refuses() -> None:
    """Unknown fields and values out of range."""
    jsonschema = pytest.importorskip("jsonschema", reason="the schema is checked with the package jsonschema")
    validator = jsonschema.Draft202012Validator(json_schema())
    validator.check_schema(json_schema())

    assert not validator.is_valid({"colour": "red"})
    assert not validator.is_valid({"stages": [{"name": "A", "touchpoints": [{"name": "x", "importance": 2}]}]})
    assert not validator.is_valid({"stages": [{"name": "A", "id": "a b"}]})


def test_each_schema_is_a_fresh_dictionary() -> None:
    """Changing one does not change the next; descriptions are one sentence."""
    json_schema().clear()

    assert json_schema()["$defs"]["Touchpoint"]["description"] == "A kind of interaction between customers and the company."
    assert Touchpoint.__doc__ is not None
