"""Files made to break readers: each is read as it was meant or refused with one clear error of ours."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from cxjourney.errors import MESSAGE_LIMIT, CxJourneyError, EmptyDataError
from cxjourney.ingest.parsing import Parsing
from cxjourney.ingest.sources import RawTable, open_source

FOLDER = Path(__file__).parents[2] / "../shared/adversarial"
needs_files = pytest.mark.skipif(not FOLDER.is_dir(), reason="the folder of adversarial files is not on this machine")

OURS = {
    "billion_laughs.xes",
    "bomb_256MiB.csv.gz",
    "cp1251.csv",
    "deep.xes",
    "duplicate_columns.csv",
    "empty.csv",
    "external_entity.xes",
    "header_only.csv",
    "html.xes",
    "html_page.csv",
    "not_gzip.csv.gz",
    "ragged_all_rows.csv",
    "ragged_less.csv",
    "ragged_more.csv",
    "small_entities.xes",
    "truncated.csv.gz",
    "truncated.xes",
    "unclosed_quote.csv",
}
"""Logs that the reader refuses before any role is looked at."""


def cases(name: str) -> list[Any]:
    """Return the cases of a file, or none where the folder is absent."""
    path = FOLDER / name
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []


def parameters(name: str) -> list[Any]:
    """Return the cases of a file as parameters."""
    found = [pytest.param(case, id=str(case.get("id") or case.get("file"))) for case in cases(name)]
    return found or [pytest.param(None, marks=needs_files)]


def cells(table: RawTable) -> list[list[str]]:
    """Return every row of a table, a missing field as an empty text."""
    columns = ", ".join(f"coalesce({column.sql_name}, '')" for column in table.columns)
    return [list(row) for row in table.engine.rows(f'SELECT {columns} FROM {table.relation} ORDER BY "row"')]


def clear(error: CxJourneyError) -> bool:
    """Return whether an error has a hint, a fit size and no control characters."""
    text = str(error)
    return bool(error.hint) and len(text) <= MESSAGE_LIMIT and all(char == "\n" or char.isprintable() for char in text)


@pytest.mark.parametrize("case", parameters("logs/expected.json"))
def test_logs_are_opened_or_refused(case: dict[str, Any]) -> None:
    """The reader refuses what is no table, says why, and opens the rest."""
    path = FOLDER / "logs" / case["file"]
    if path.name not in OURS:
        assert cells(open_source(path))
        return

    with pytest.raises(CxJourneyError) as caught:
        open_source(path)
    assert clear(caught.value)
    assert all(word in str(caught.value) for word in case.get("must_mention", ()))


@pytest.mark.parametrize("case", parameters("csv/csv_spectrum.json"))
def test_csv_spectrum(tmp_path: Path, case: dict[str, Any]) -> None:
    """Cells are those the collection lists; text that is no UTF-8 or has no rows is refused."""
    path = tmp_path / "case.csv"
    path.write_bytes(base64.b64decode(case["b64"]))
    if not isinstance(case["expected"], list):
        with pytest.raises(CxJourneyError) as caught:
            open_source(path)
        assert clear(caught.value)
        return

    table = open_source(path)

    names = [column.name for column in table.columns]
    assert [dict(zip(names, row, strict=True)) for row in cells(table)] == case["expected"]


@pytest.mark.parametrize("case", parameters("csv/csv_test_data.json"))
def test_csv_test_data(tmp_path: Path, case: dict[str, Any]) -> None:
    """Cells are those the collection lists; malformed text is refused with its line."""
    path = tmp_path / "case.csv"
    path.write_bytes(base64.b64decode(case["b64"]))
    if not case["expected"]:
        with pytest.raises(CxJourneyError) as caught:
            open_source(path)
        assert caught.value.line or isinstance(caught.value, EmptyDataError)
        return

    table = open_source(path)

    assert [[column.name for column in table.columns], *cells(table)] == case["expected"]


@pytest.mark.parametrize("suffix", [".json", ".jsonl"])
@pytest.mark.parametrize("case", parameters("json/json_test_suite.json"))
def test_json_test_suite(tmp_path: Path, case: dict[str, Any], suffix: str) -> None:
    """What is not JSON is never a table; what is JSON is one or is refused clearly."""
    path = tmp_path / f"case{suffix}"
    path.write_bytes(base64.b64decode(case["b64"]))
    try:
        table = open_source(path)
    except CxJourneyError as error:
        assert clear(error)  # noqa: PT017 - either outcome may be right
        return

    assert case["expect"] != "n"
    assert cells(table)


@pytest.mark.parametrize("name", ["xml/w3c_xmlconf.json", "xml/defusedxml.json", "xml/feedparser_encodings.json"])
@pytest.mark.parametrize("suffix", [".xes", ".xmlocel"])
def test_xml_that_is_no_event_log_is_refused(tmp_path: Path, name: str, suffix: str) -> None:
    """Whatever a document declares, nothing of it is fetched or expanded; every error is ours and has a place."""
    if not cases(name):
        pytest.skip(f"the folder of adversarial files is not on this machine: {name}")
    for case in cases(name):
        path = tmp_path / f"case{suffix}"
        path.write_bytes(base64.b64decode(case["b64"]))
        with pytest.raises(CxJourneyError) as caught:
            open_source(path)

        assert clear(caught.value), case["id"]
        assert caught.value.line or isinstance(caught.value, EmptyDataError), case["id"]


@needs_files
def test_options_open_what_is_refused_without_them() -> None:
    """The encoding named in the hint reads the file."""
    table = open_source(FOLDER / "logs" / "cp1251.csv", parsing=Parsing(encoding="cp1251"))

    assert len({row[2] for row in cells(table)}) == 4
