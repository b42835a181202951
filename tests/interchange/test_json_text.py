from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.errors import DataError, FileFormatError, LimitError, ModelError
from cxjourney.interchange.document import from_text
from cxjourney.interchange.json_text import dump_json, parse_json, position
from cxjourney.model.journey_map import JourneyMap

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(DATA)
def test_data_come_back_as_they_are(data: object) -> None:
    """Written and read, and written again to the same bytes."""
    text = dump_json(data)

    assert parse_json(text, source="x") == data
    assert dump_json(parse_json(text, source="x")) == text


@given(st.text(st.sampled_from('{}[]",:\\ntrue1.e-NaI \n'), max_size=40))
def test_any_text_is_read_as_python_reads_it_or_refused(text: str) -> None:
    """We accept nothing that the standard parser refuses, and raise nothing but our own errors."""
    try:
        found = parse_json(text, source="x")
    except FileFormatError:
        return
    assert json.dumps(found) == json.dumps(json.loads(text))


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("", "line 1, column 1", "Expecting value"),
        ('{\n  "a": 1,\n}', "line 3, column 1", "property name"),
        ('{"a": 1} x', "line 1, column 10", "Extra data"),
        ('{\n "a": NaN}', "line 2, column 7", "NaN is not a number"),
        ("[1,\n-Infinity]", "line 2, column 1", "-Infinity is not a number"),
        ('{"a": 1,\n "b": {"c": 1, "\\u0063": 2}}', "line 2, column 16", "the key 'c' stands twice"),
        ('{"a": [{"b": 1}, {"b": 2}], "a": 2}', "line 1, column 29", "the key 'a' stands twice"),
        ('"\x01"', "line 1, column 2", "control character"),
        ("{'a': 1}", "line 1, column 2", "property name"),
    ],
)
def test_trouble_is_named_with_line_and_column(text: str, place: str, message: str) -> None:
    """As an editor counts them."""
    with pytest.raises(FileFormatError, match=message) as caught:
        parse_json(text, source="map.json")

    assert str(caught.value).startswith(f"map.json, {place}: ")
    assert caught.value.line == int(place.split()[1].rstrip(","))


def test_signs_inside_text_are_no_signs() -> None:
    """Brackets, colons and NaN in labels mean nothing."""
    data = {"NaN": '[[{{ \\" NaN: -Infinity', "a:b": ['"', "\\", "{"]}

    assert parse_json(dump_json(data), source="x") == data


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "[" * 201 + "]" * 201])
def test_deep_nesting_is_refused(text: str) -> None:
    """Without running into the limits of Python."""
    with pytest.raises(LimitError, match="nested more than 200 deep"):
        parse_json(text, source="x")


def test_two_hundred_levels_are_read() -> None:
    """The limit itself is allowed."""
    assert parse_json("[" * 200 + "]" * 200, source="x")


def test_numbers_of_thousands_of_digits_are_refused() -> None:
    """Python would raise an error of its own."""
    with pytest.raises(FileFormatError, match="too many digits"):
        parse_json("1" * 5_000, source="x")


@pytest.mark.parametrize("expect", ["y", "n", "i"])
def test_the_suite_of_json_files_raises_only_our_errors(expect: str, hostile_inputs: Path) -> None:
    """The empty object is the empty map; what is no JSON is refused as such."""
    for case in json.loads((hostile_inputs / "json" / "json_test_suite.json").read_text()):
        if case["expect"] == expect:
            found = _outcome(base64.b64decode(case["b64"]))
            assert isinstance(found, DataError) or (expect != "n" and found in {"map", "model"}), (case["id"], found)


def _outcome(content: bytes) -> DataError | str:
    try:
        return "map" if from_text(content, ".json", source="map.json") == JourneyMap() else "another map"
    except DataError as error:
        return error
    except ModelError:
        return "model"


def test_positions_count_from_one() -> None:
    """Lines end with a line feed."""
    assert [position("ab\nc", offset) for offset in (0, 1, 3)] == [(1, 1), (1, 2), (2, 1)]
