"""Compression, encodings and content that contradicts a name."""

from __future__ import annotations

import codecs
import gzip
from typing import TYPE_CHECKING

import pytest

from cxjourney.errors import FileFormatError, LimitError
from cxjourney.ingest import encodings
from cxjourney.ingest.limits import Limits
from cxjourney.ingest.parsing import Parsing
from cxjourney.ingest.sources import RawTable, open_source

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "id,name\n1,Œuvre\n2,ж\n"


def cells(table: RawTable) -> list[tuple[str | None, ...]]:
    """Return every row of a table."""
    columns = ", ".join(column.sql_name for column in table.columns)
    return table.engine.rows(f'SELECT {columns} FROM {table.relation} ORDER BY "row"')


def read(tmp_path: Path, content: bytes, name: str, **options: object) -> RawTable:
    """Write bytes to a file and open it."""
    path = tmp_path / name
    path.write_bytes(content)
    return open_source(path, parsing=Parsing(**options))  # type: ignore[arg-type]


def test_gzip_files_are_unpacked(tmp_path: Path) -> None:
    """Also those made of several members; nothing temporary stays."""
    packed = gzip.compress(TEXT[:12].encode()) + gzip.compress(b"") + gzip.compress(TEXT[12:].encode())

    table = read(tmp_path, packed, "orders.csv.gz")

    assert cells(table) == [("1", "Œuvre"), ("2", "ж")]
    assert [path.name for path in table.engine.folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda packed: packed[:-3], "cut off"),
        (lambda packed: packed[:20], "cut off"),
        (lambda packed: packed[:5], "cut off"),
        (lambda packed: packed[:-8] + bytes(4) + packed[-4:], "damaged"),
        (lambda packed: packed[:-1] + b"\xff", "damaged"),
        (lambda packed: packed + b"more", "do not belong"),
        (lambda packed: packed + b"\0" * 512, "do not belong"),
        (lambda packed: packed[:12] + b"\xff\xff" + packed[14:], "damaged"),
        (lambda _: TEXT.encode(), "does not start"),
        (lambda _: b"", "does not start"),
    ],
    ids=["last bytes", "early", "in the header", "checksum", "length", "text after", "zeros after", "content", "plain text", "nothing"],
)
def test_gzip_files_are_checked_to_the_end(tmp_path: Path, damage: object, says: str) -> None:
    """Cut, damaged and continued files are errors that mention gz."""
    with pytest.raises(FileFormatError, match=rf"gz.*{says}"):
        read(tmp_path, damage(gzip.compress(TEXT.encode())), "orders.csv.gz")  # type: ignore[operator]


@pytest.mark.parametrize(("limits", "says"), [(Limits(ratio=10), "ratio limit of 10"), (Limits(bytes=1_000), "limit of 1,000 bytes")])
def test_what_unpacks_to_too_much_is_stopped(tmp_path: Path, limits: Limits, says: str) -> None:
    """The message names the limit and how to raise it."""
    with pytest.raises(LimitError, match=rf"{says}[\s\S]*limits=Limits\("):
        read(tmp_path, gzip.compress(b"a\n" + b"1\n" * 1_500_000), "orders.csv.gz", limits=limits)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_announced_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    """A byte order mark is no part of the first name."""
    table = read(tmp_path, TEXT.encode(encoding), "orders.csv")

    assert table.columns[0].name == "id"
    assert cells(table) == [("1", "Œuvre"), ("2", "ж")]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32"])
def test_wide_encodings_without_mark_are_named(tmp_path: Path, encoding: str) -> None:
    """The hint says what to pass, and passing it works."""
    content = TEXT.encode(encoding)

    with pytest.raises(FileFormatError, match=f'encoding="{encoding}"'):
        read(tmp_path, content, "orders.csv")
    assert cells(read(tmp_path, content, "orders.csv", encoding=encoding)) == [("1", "Œuvre"), ("2", "ж")]


def test_a_byte_that_is_no_utf8_is_named(tmp_path: Path) -> None:
    """Legacy encodings are never guessed, and read when named."""
    content = "id,name\r\n1,ok\r\n2,Привет\r\n".encode("cp1251")

    with pytest.raises(FileFormatError, match=r"line 3: .*0xCF at byte 17[\s\S]*cp1251") as caught:
        read(tmp_path, content, "orders.csv")
    assert caught.value.line == 3
    assert cells(read(tmp_path, content, "orders.csv", encoding="cp1251")) == [("1", "ok"), ("2", "Привет")]


def test_a_wrong_encoding_is_named_with_line_and_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The caller's encoding is held to, byte by byte, across pieces."""
    monkeypatch.setattr(encodings, "PIECE", 7)

    with pytest.raises(FileFormatError, match=r"line 3: expected CP1252, found byte 0x81 at byte 12"):
        read(tmp_path, b"id,name\n1,a\n\x81,b\n", "orders.csv", encoding="cp1252")


def test_a_mark_that_contradicts_the_caller_is_refused(tmp_path: Path) -> None:
    """A file that announces UTF-8 is not read as something else."""
    with pytest.raises(FileFormatError, match="announces UTF-8"):
        read(tmp_path, codecs.BOM_UTF8 + b"id\n1\n", "orders.csv", encoding="cp1252")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PAR1....", "Parquet"),
        (gzip.compress(b"a", mtime=0), "gzip"),
        (b"PK\x03\x04xl/", "ZIP"),
        (b"SQLite format 3\0", "SQLite"),
        (b"\n <!DOCTYPE html><html>", "HTML.*timestamp|timestamp.*HTML"),
        (b"<?xml version='1.0'?><log/>", "XML"),
        ("<html>".encode("utf-16"), "HTML"),
    ],
)
@pytest.mark.parametrize("name", ["orders.csv", "orders.json"])
def test_content_that_contradicts_the_name_is_named(tmp_path: Path, content: bytes, says: str, name: str) -> None:
    """The message says what the file really is."""
    with pytest.raises(FileFormatError, match=says):
        read(tmp_path, content, name)
