"""JSON lines and JSON lists of flat objects."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxjourney.errors import EmptyDataError, FileFormatError, LimitError
from cxjourney.ingest import json_lines, json_rows
from cxjourney.ingest.limits import Limits
from cxjourney.ingest.parsing import Parsing
from cxjourney.ingest.sources import RawTable, open_source

if TYPE_CHECKING:
    from pathlib import Path


def cells(table: RawTable) -> list[tuple[str | None, ...]]:
    """Return every row of a table."""
    columns = ", ".join(column.sql_name for column in table.columns)
    return table.engine.rows(f'SELECT {columns} FROM {table.relation} ORDER BY "row"')


def read(tmp_path: Path, content: str | bytes, name: str = "orders.jsonl", limits: Limits | None = None) -> RawTable:
    """Write a text to a file and open it."""
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return open_source(path, parsing=Parsing(limits=limits or Limits()))


def test_values_keep_their_digits(tmp_path: Path) -> None:
    """Numbers stay as written, true and false become words, null and nothing are missing."""
    table = read(tmp_path, '{"id": 12345678901234567890123, "cost": 1.50, "new": true}\n{"id": "007", "cost": null, "new": ""}\n')

    assert cells(table) == [("12345678901234567890123", "1.50", "true"), ("007", None, None)]


def test_keys_may_come_later(tmp_path: Path) -> None:
    """An object that lacks a key has nothing there."""
    table = read(tmp_path, '{"a": "1"}\n{"b": "2", "a": "3"}\n')

    assert [column.name for column in table.columns] == ["a", "b"]
    assert cells(table) == [("1", None), ("3", "2")]


def test_lists_and_lines_are_the_same_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first character says which it is; the suffix does not matter."""
    monkeypatch.setattr(json_lines, "BATCH", 2)
    rows = [{"id": str(number), "name": f"ä{number}\n"} for number in range(7)]
    texts = [json.dumps(rows), json.dumps(rows, indent=1), "\r\n".join(json.dumps(row) for row in rows)]

    found = [cells(read(tmp_path, text, name)) for text, name in zip(texts, ["a.json", "b.jsonl", "c.json"], strict=True)]

    assert found == [[tuple(row.values()) for row in rows]] * 3


def test_places_are_lines(tmp_path: Path) -> None:
    """Blank lines count for places and are counted."""
    table = read(tmp_path, '\n{"a": 1}\n\n\n{"a": 2}\n{"a": 3}\n\n')

    assert [table.place(row).rsplit(" ", 2)[1:] for row in range(3)] == [["line", "2"], ["line", "5"], ["line", "6"]]
    assert table.blank == 4


def test_objects_of_a_list_have_lines_too(tmp_path: Path) -> None:
    """The line is the one its brace is on."""
    table = read(tmp_path, '[\n {"a": 1,\n  "b": 2},\n {"a": 3}\n]\n', "orders.json")

    assert [table.place(row).rsplit(" ", 1)[1] for row in range(2)] == ["2", "4"]


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        ('{"a": 1}\n{"a": {"b": 2}}\n', 2, "'a' holds an object"),
        ('{"a": [1]}', 1, "'a' holds a list"),
        ('{"a": 1}\n\n{"a": 2, "a": 3}\n', 3, "'a' occurs twice"),
        ('{"a": NaN}', 1, "NaN is not JSON"),
        ('{"a": -Infinity}', 1, "-Infinity is not JSON"),
        ('{"a": "\\ud800"}', 1, "lone surrogate"),
        ('{"a": 1} {"a": 2}\n', 1, "something follows"),
        ('[{"a": 1}]\nx', 2, "something follows"),
        ('[{"a": 1}\n{"a": 2}]', 2, "expected ']'"),
        ('[{"a": 1},\n]', 2, "found a list|expecting value"),
        ("[1, 2]", 1, "found a number"),
        ('{\n"a": 1,\n}', 3, "expecting property name|illegal trailing comma"),
        ("[" * 100_000, 1, "deeper"),
        ('{"a": 1}\n{"a": "x', 2, "unterminated string"),
        ("<html>", 1, "HTML"),
    ],
)
def test_what_is_no_table_is_refused_with_its_line(tmp_path: Path, content: str, line: int, says: str) -> None:
    """Nested, doubled, cut off and foreign texts are named."""
    with pytest.raises(FileFormatError, match=says) as caught:
        read(tmp_path, content)

    assert caught.value.line == line


@pytest.mark.parametrize(("content", "says"), [("", "empty"), (" \n", "empty"), ("[]", "no rows")])
def test_nothing_to_read_is_said(tmp_path: Path, content: str, says: str) -> None:
    """An empty file and an empty list are different troubles."""
    with pytest.raises(EmptyDataError, match=says):
        read(tmp_path, content)


def test_objects_without_values_are_refused(tmp_path: Path) -> None:
    """A table needs a column."""
    with pytest.raises(FileFormatError, match="no values"):
        read(tmp_path, "{}\n{}\n")


def test_an_object_without_end_meets_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory stays bounded when an object goes on and on."""
    monkeypatch.setattr(json_rows, "PIECE", 64)

    with pytest.raises(LimitError, match="record_bytes"):
        read(tmp_path, '{"a": "' + "x" * 1_000, limits=Limits(record_bytes=128))


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    """The message has the line and the byte."""
    with pytest.raises(FileFormatError, match=r"line 2: .*0xFF at byte 16"):
        read(tmp_path, b'{"a": 1}\n{"a": "\xff"}')


def test_announced_encodings_are_read(tmp_path: Path) -> None:
    """UTF-8 and UTF-16 with a byte order mark are text."""
    assert cells(read(tmp_path, '{"a": "é"}'.encode("utf-16"))) == [("é",)]
    assert cells(read(tmp_path, '\ufeff{"a": "é"}')) == [("é",)]


VALUES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1) | st.none() | st.booleans() | st.integers()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=9), piece=st.sampled_from([1, 5, 1 << 20]))
def test_what_python_writes_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pairs: list[tuple[object, ...]], piece: int
) -> None:
    """Any flat objects are read as they were, however the text is cut in pieces."""
    monkeypatch.setattr(json_rows, "PIECE", piece)
    text = json.dumps([{"k": left, "Ä": right} for left, right in pairs], ensure_ascii=False)

    table = read(tmp_path, text, "rows.json")

    assert cells(table) == [tuple(value if isinstance(value, str | None) else json.dumps(value) for value in pair) for pair in pairs]
    table.engine.close()
