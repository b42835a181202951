from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxjourney.errors import FileFormatError, LimitError
from cxjourney.interchange.yaml_text import dump_yaml, parse_yaml

TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.text(st.sampled_from("-:?#&*!|>%@`'\"{}[], \n~01e.x_"), max_size=12)
DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=150)
@given(DATA)
def test_data_come_back_as_they_are(data: object) -> None:
    """Whatever the texts look like."""
    text = dump_yaml(data)

    assert parse_yaml(text, source="x") == data
    assert dump_yaml(parse_yaml(text, source="x")) == text


@given(st.text(st.sampled_from("-:?#&*!|>%@'\"{}[],ab1 \n"), max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing but our own errors."""
    try:
        parse_yaml(text, source="x")
    except (FileFormatError, LimitError) as error:
        assert error.source == "x"  # noqa: PT017 - most texts are no YAML, some are
    else:
        assert parse_yaml(text, source="x") == parse_yaml(text, source="x")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("007", "007"),
        ("1:30", "1:30"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("2026-03-14", "2026-03-14"),
        (".nan", ".nan"),
        ("=", "="),
        ("true", True),
        ("null", None),
        ("~", None),
        ("''", ""),
        ("'12'", "12"),
        ("-12", -12),
        ("1e3", 1000.0),
        ("1.50", 1.5),
    ],
)
def test_only_what_json_has_is_more_than_text(text: str, value: object) -> None:
    """No guessing of dates, octal numbers or Norway."""
    found = parse_yaml(f"a: {text}", source="x")["a"]

    assert (found, type(found)) == (value, type(value))


def test_keys_are_text() -> None:
    """Also those that look like numbers, and those left empty."""
    assert parse_yaml("{1: a, true: b, ~: c}", source="x") == {"1": "a", "true": "b", "~": "c"}


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a: &x 1\nb: *x", "line 1, column 4", "the anchor &x is not allowed"),
        ("a: *x", "line 1, column 4", "the alias"),
        ("a:\n  !!python/object:os.system x", "line 2, column 3", "the tag"),
        ("a: !local x", "line 1, column 4", "the tag !local is not allowed"),
        ("a: 1\nb: 2\na: 3", "line 3, column 1", "the key 'a' stands twice"),
        ("? [1]\n: 2", "line 1, column 3", "a key must be text"),
        ("a: 1\n---\nb: 2", "line 2, column 1", "a second document"),
        ("a: [1", "line 1, column 6", "expected YAML"),
        ("\tx: 1", "line 1, column 1", "expected YAML"),
    ],
)
def test_trouble_is_named_with_line_and_column(text: str, place: str, message: str) -> None:
    """Anchors, aliases, tags, doubled keys and what is no YAML."""
    with pytest.raises(FileFormatError, match=message) as caught:
        parse_yaml(text, source="map.yaml")

    assert str(caught.value).startswith(f"map.yaml, {place}: ")


def test_characters_that_yaml_forbids_are_refused() -> None:
    """They must be written as escapes."""
    with pytest.raises(FileFormatError, match="special characters are not allowed"):
        parse_yaml("a: \x01", source="map.yaml")


@pytest.mark.parametrize("text", ["[" * 2_000, "{a: " * 2_000, "- " * 2_000])
def test_deep_nesting_is_refused(text: str) -> None:
    """Without running into the limits of Python."""
    with pytest.raises(LimitError, match="nested more than 200 deep"):
        parse_yaml(text, source="x")


def test_numbers_of_thousands_of_digits_are_refused() -> None:
    """Python would raise an error of its own."""
    with pytest.raises(FileFormatError, match="too many digits"):
        parse_yaml("1" * 5_000, source="x")


def test_nothing_is_null() -> None:
    """An empty file holds no data."""
    assert parse_yaml("", source="x") is None
    assert parse_yaml("# only a comment", source="x") is None
