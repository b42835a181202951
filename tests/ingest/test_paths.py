"""What may be named as a source, and what is refused by name."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from cxjourney.datasets import sample_shop
from cxjourney.errors import DataError, EmptyDataError, FileFormatError
from cxjourney.ingest.events import read_events
from cxjourney.ingest.paths import source_files
from cxjourney.ingest.sources import open_source


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/a.csv",
        "https://x/y.parquet",
        "s3://bucket/a.csv",
        "s3:bucket",
        "file:///etc/passwd",
        "HTTP://x",
        Path("gs://b/x.csv"),
    ],
)
def test_urls_are_refused(url: str | Path) -> None:
    """Nothing is fetched."""
    with pytest.raises(DataError, match="network") as caught:
        open_source(url)

    assert caught.value.code == "url"


@pytest.mark.parametrize("name", ["model.pkl", "model.PICKLE", "events.csv.pkl", "sheet.xlsx"])
def test_pickles_and_spreadsheets_are_refused_by_name(name: str) -> None:
    """They are not even opened."""
    with pytest.raises(FileFormatError, match="not read"):
        open_source(name)


@pytest.mark.parametrize("name", ["events", "events.dat", "events.gz", "events.parquet.gz", ".csv"])
def test_names_that_say_nothing_are_refused(tmp_path: Path, name: str) -> None:
    """The known suffixes are listed."""
    (tmp_path / name).write_bytes(b"a\n1\n")

    with pytest.raises(FileFormatError, match=r"\.csv \.json"):
        open_source(tmp_path / name)


@pytest.mark.parametrize("name", ["missing.csv", "missing.dat", "no/where.parquet"])
def test_a_missing_file_is_the_callers_error(tmp_path: Path, name: str) -> None:
    """The system's own error passes."""
    with pytest.raises(FileNotFoundError):
        open_source(tmp_path / name)


def test_folders_are_refused_with_a_hint(tmp_path: Path) -> None:
    """The hint shows the pattern to use."""
    with pytest.raises(DataError, match=r"folder[\s\S]*\*\.csv"):
        open_source(tmp_path)


def test_pipes_are_refused(tmp_path: Path) -> None:
    """What can be read only once would be read twice."""
    os.mkfifo(tmp_path / "pipe.csv")

    with pytest.raises(DataError, match="no regular file"):
        open_source(tmp_path / "pipe.csv")


def test_patterns_are_sorted_and_must_match(tmp_path: Path) -> None:
    """The order of files does not depend on the system."""
    for name in ["b.csv", "a.csv", "c.tsv"]:
        (tmp_path / name).write_bytes(b"a\n1\n")

    assert [file.path.name for file in source_files(str(tmp_path / "*.csv"))] == ["a.csv", "b.csv"]
    with pytest.raises(EmptyDataError, match="no file matches"):
        source_files(str(tmp_path / "*.parquet"))


def test_a_file_listed_twice_is_refused(tmp_path: Path) -> None:
    """Its rows would count double, also through a link."""
    (tmp_path / "a.csv").write_bytes(b"a\n1\n")
    (tmp_path / "link.csv").symlink_to(tmp_path / "a.csv")

    with pytest.raises(DataError, match="twice"):
        open_source(str(tmp_path / "*.csv"))


def test_formats_do_not_mix(tmp_path: Path) -> None:
    """Each format is read on its own."""
    for name in ["a.csv", "b.json"]:
        (tmp_path / name).write_bytes(b"a\n1\n")

    with pytest.raises(DataError, match="different formats: JSON, delimited text"):
        open_source([tmp_path / "a.csv", str(tmp_path / "b.json")])


HOSTILE = ["it's [1].csv", "a*b.csv", "what?.csv", "{a,b}.csv", "ü ö.csv", "k=1.csv", "$HOME.csv", "%41.csv", "a\\b.csv", "-.csv"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_names_are_taken_literally(tmp_path: Path, name: str) -> None:
    """A name is neither a pattern nor SQL; a folder's name adds no column."""
    folder = tmp_path / "year=2026"
    folder.mkdir()
    (folder / name).write_bytes(b"a\n1\n")
    (folder / "axb.csv").write_bytes(b"a\n2\n")

    table = open_source(folder / name)

    assert table.engine.rows(f"SELECT * FROM {table.relation}") == [(0, "1")]


@pytest.mark.parametrize(
    ("source", "hint"),
    [([{"a": 1}], "DataFrame"), ({"a": [1]}, "DataFrame"), (3, "int"), (None, "NoneType"), (b"a.csv", "bytes"), ([1], "paths only")],
)
def test_other_types_are_refused_kindly(source: object, hint: str) -> None:
    """A wrong type is a TypeError that says what to pass."""
    with pytest.raises(TypeError, match=hint):
        open_source(source)


def test_open_files_are_refused_kindly(tmp_path: Path) -> None:
    """The path is wanted, not the open file."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"a\n1\n")

    with path.open() as opened, pytest.raises(TypeError, match="path of the file"):
        open_source(opened)


def test_an_empty_list_is_no_source() -> None:
    """There is nothing to read."""
    with pytest.raises(EmptyDataError, match="empty"):
        open_source([])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names that are no text")
def test_names_that_are_no_text_are_refused_before_the_engine_hears_of_them(tmp_path: Path) -> None:
    """Such a file can lie on a disk, and the engine can neither read nor write it."""
    folder = tmp_path / os.fsdecode(b"\xff")
    folder.mkdir()
    (folder / "a.csv").write_bytes(b"customer,timestamp,touchpoint\na,2026-01-05,Pay\n")

    with pytest.raises(DataError, match=r"is not written in UTF-8\.\nHint: rename it\."):
        read_events(folder / "a.csv")
    with pytest.raises(DataError, match="is not written in UTF-8"):
        sample_shop(customers=3).events.save(folder / "b.csv")
    assert [path.name for path in folder.iterdir()] == ["a.csv"]
