"""CSV and TSV files, down to the last byte."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cxjourney.errors import DataError, EmptyDataError, FileFormatError, LimitError
from cxjourney.ingest import scanning
from cxjourney.ingest.limits import Limits
from cxjourney.ingest.parsing import Parsing
from cxjourney.ingest.sources import RawTable, open_source

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = Parsing()


def cells(table: RawTable) -> list[tuple[str | None, ...]]:
    """Return every row of a table."""
    columns = ", ".join(column.sql_name for column in table.columns)
    return table.engine.rows(f'SELECT {columns} FROM {table.relation} ORDER BY "row"')


def read(tmp_path: Path, content: bytes, name: str = "orders.csv", parsing: Parsing = PLAIN) -> RawTable:
    """Write bytes to a file and open it."""
    path = tmp_path / name
    path.write_bytes(content)
    return open_source(path, parsing=parsing)


def test_fields_are_text_and_the_empty_one_is_missing(tmp_path: Path) -> None:
    """Nothing is inferred: 007 stays 007, NA is a name."""
    table = read(tmp_path, b'id,name,note\n007,NA,\n1e5,null,""\n')

    assert cells(table) == [("007", "NA", None), ("1e5", "null", None)]
    assert [(column.name, column.kind) for column in table.columns] == [("id", "text"), ("name", "text"), ("note", "text")]


LINE_ENDS = [
    (b"a,b\n1,x\n2,y\n", 0),
    (b"a,b\r\n1,x\r\n2,y", 0),
    (b"a,b\r1,x\r2,y\r", 0),
    (b"a,b\n1,x\r\n2,y\r", 0),
    (b"\n\r\na,b\n\n1,x\n\n\n2,y\n\n", 6),
    (b"\r\ra,b\r\r1,x\r2,y\r\r", 4),
]


@pytest.mark.parametrize(("content", "blank"), LINE_ENDS)
def test_line_ends_of_any_kind(tmp_path: Path, content: bytes, blank: int) -> None:
    """LF, CRLF, CR and mixtures separate rows; blank lines do not count as rows."""
    table = read(tmp_path, content)

    assert cells(table) == [("1", "x"), ("2", "y")]
    assert table.blank == blank


def test_line_ends_inside_quotes_are_kept(tmp_path: Path) -> None:
    """A field keeps its line ends, whichever they are and whatever ends the rows."""
    table = read(tmp_path, 'a,b\r\n"x\ry","p\r\nq"\r\n\r\nlast,"\U0010fffdn ""quoted"", \n"\r\n'.encode())

    assert cells(table) == [("x\ry", "p\r\nq"), ("last", '\U0010fffdn "quoted", \n')]
    assert [table.place(row) for row in range(2)] == [f"{tmp_path / 'orders.csv'} line {line}" for line in (2, 6)]


def test_one_column_with_blank_lines(tmp_path: Path) -> None:
    """A blank line is no missing value, a pair of quotes is one."""
    table = read(tmp_path, b'id\n1\n\n""\n2\n')

    assert cells(table) == [("1",), (None,), ("2",)]
    assert (table.blank, table.place(2).rsplit(" ", 1)[1]) == (1, "5")


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"a,b\n1,2\n1,2,3\n", "3"),
        (b"a,b\n1\n", "2"),
        (b"a,b\n1,2,\n1,2,\n", "2"),
        (b"a,b\n\n1,2\n  \n", "4"),
        (b'a,b\n"x\ny",2\n\n1\n', "5"),
        (b"a,b\r1,2\r1\r", "3"),
        (b"a\n1\n1,2\n", "3"),
    ],
)
def test_ragged_rows_are_named_by_line(tmp_path: Path, content: bytes, lines: str) -> None:
    """Columns never shift; the line is the one an editor shows."""
    with pytest.raises(FileFormatError, match=f"line {lines}") as caught:
        read(tmp_path, content)

    assert caught.value.line == int(lines)
    assert caught.value.problems[0].kind == "ragged_row"


def test_all_ragged_rows_are_counted(tmp_path: Path) -> None:
    """Every problem is in one message, with its first places."""
    with pytest.raises(FileFormatError, match=r"\(20 times\): line 2 \(1 field\), .*…") as caught:
        read(tmp_path, b"a,b\n" + b"1\n" * 20)

    assert caught.value.problems[0].count == 20


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b'a,b\n1,"x\n2,y\n', 2),
        (b'a,b\n1,x\n2,"y""', 3),
        (b'a,b\n1,x"y\n', 2),
        (b'a,b\n1, "x"\n', 2),
        (b'a,b\n"x\n\ny"z,1\n', 2),
        (b'a,b\n"p\nq",1\n1,"x"y\n', 4),
        (b'"a,b\n1,x\n', 1),
        (b'a,b\n1,"x,y\n2,"z",w\n', 2),
    ],
)
def test_broken_quotes_are_named_by_the_line_they_open_on(tmp_path: Path, content: bytes, line: int) -> None:
    """A stray, torn or open quote is an error with its line."""
    with pytest.raises(FileFormatError) as caught:
        read(tmp_path, content)

    assert (caught.value.line, caught.value.problems[-1].kind) == (line, "broken_quote")


def test_a_quote_that_swallows_a_file_meets_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory stays bounded when a quote is never closed."""
    monkeypatch.setattr(scanning, "BLOCK", 64)

    with pytest.raises(LimitError, match=r"line 2: a quote[\s\S]*record_bytes"):
        read(tmp_path, b'a,b\n1,"x\n' + b"2,y\n" * 100, parsing=Parsing(limits=Limits(record_bytes=128)))


NOTHING = [(b"", "empty"), (b"\n\r\n", "empty"), (b"\xef\xbb\xbf", "empty"), (b"a,b\n", "no rows"), (b"a,b", "no rows")]


@pytest.mark.parametrize(("content", "says"), NOTHING)
def test_nothing_to_read_is_said(tmp_path: Path, content: bytes, says: str) -> None:
    """An empty file and a header alone are different troubles."""
    with pytest.raises(EmptyDataError, match=says):
        read(tmp_path, content)


def test_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    """The message lists what was found."""
    with pytest.raises(DataError, match=r"'b'.*'a', 'b', 'b'"):
        read(tmp_path, b"a,b,b\n1,2,3\n")


def test_hostile_column_names_stay_names(tmp_path: Path) -> None:
    """Quotes, keywords and line ends in a header never reach SQL."""
    table = read(tmp_path, b'"a""b","select","x\ny","; drop table t",,"row"\n1,2,3,4,5,6\n')

    assert [column.name for column in table.columns] == ['a"b', "select", "x\ny", "; drop table t", "", "row"]
    assert cells(table) == [("1", "2", "3", "4", "5", "6")]


@pytest.mark.parametrize("mark", [";", "\t", "|", ","])
def test_the_header_shows_the_delimiter(tmp_path: Path, mark: str) -> None:
    """Where exactly one usual delimiter splits the header, it is taken."""
    table = read(tmp_path, f"id{mark}time\n1{mark}2\n".encode())

    assert cells(table) == [("1", "2")]


def test_roles_decide_between_delimiters(tmp_path: Path) -> None:
    """The delimiter that gives the needed columns wins over a comma inside a name."""
    path = tmp_path / "log.csv"
    path.write_bytes(b'id;"time, UTC"\n1;2\n')

    table = open_source(path, needed=lambda names: "id" in names)

    assert cells(table) == [("1", "2")]


def test_two_possible_delimiters_are_asked_for(tmp_path: Path) -> None:
    """Nothing is guessed."""
    with pytest.raises(DataError, match=r"';' and '\|'[\s\S]*delimiter="):
        read(tmp_path, b"a;b|c\n1;2|3\n")

    assert cells(read(tmp_path, b"a;b|c\n1;2|3\n", parsing=Parsing(delimiter="|"))) == [("1;2", "3")]


@pytest.mark.parametrize("mark", [" ", "'", ":", "a", "\\", "#", "~"])
def test_unusual_delimiters_work_when_told(tmp_path: Path, mark: str) -> None:
    """Any ASCII character can separate fields."""
    table = read(tmp_path, f'x{mark}y\n1{mark}"2{mark}3"\n'.encode(), parsing=Parsing(delimiter=mark))

    assert cells(table) == [("1", f"2{mark}3")]


def test_only_needed_columns_are_loaded(tmp_path: Path) -> None:
    """Columns keep their safe names when others are left out."""
    path = tmp_path / "wide.csv"
    path.write_bytes(b"a,b,c\n1,2,3\n")

    table = open_source(path, needed=lambda _: {"c", "a"})

    assert [(column.name, column.sql_name) for column in table.columns] == [("a", "c0"), ("c", "c2")]
    assert cells(table) == [("1", "3")]


def test_several_files_are_one_table(tmp_path: Path) -> None:
    """Rows are numbered over all files, columns are matched by name, places name the file."""
    for index, content in enumerate([b"a,b\n1,x\n", b"b;a\n\ny;2\nz;3\n"]):
        (tmp_path / f"part{index}.csv").write_bytes(content)

    table = open_source(str(tmp_path / "part*.csv"))

    assert cells(table) == [("1", "x"), ("2", "y"), ("3", "z")]
    assert table.place(1) == f"{tmp_path / 'part1.csv'} line 3"


def test_files_with_other_columns_are_refused(tmp_path: Path) -> None:
    """Both files and the columns in question are named."""
    (tmp_path / "a.csv").write_bytes(b"id,time\n1,2\n")
    (tmp_path / "b.csv").write_bytes(b"id,when\n1,2\n")

    with pytest.raises(DataError, match=r"b\.csv.*a\.csv.*lacks 'time' and has also 'when'"):
        open_source([tmp_path / "a.csv", tmp_path / "b.csv"])


def test_too_many_columns_meet_a_limit(tmp_path: Path) -> None:
    """The message says how to allow more."""
    with pytest.raises(LimitError, match=r"limit of 2[\s\S]*columns=3"):
        read(tmp_path, b"a,b,c\n1,2,3\n", parsing=Parsing(limits=Limits(columns=2)))


def test_control_characters_stay_in_the_text(tmp_path: Path) -> None:
    """NUL, bell and vertical tab are characters like others."""
    table = read(tmp_path, b"a,b\nCa\0rt,\x07\x0b\x1b\n")

    assert cells(table) == [("Ca\0rt", "\x07\x0b\x1b")]


def test_long_fields_are_read(tmp_path: Path) -> None:
    """A field larger than DuckDB's usual line is no trouble."""
    table = read(tmp_path, b'a,b\n"' + b"x\n" * 1_500_000 + b'",y\n')

    assert table.engine.rows(f"SELECT length(c0), c1 FROM {table.relation}") == [(3_000_000, "y")]


def test_no_temporary_file_stays(tmp_path: Path) -> None:
    """Rewritten texts are removed, also when the file is refused."""
    table = read(tmp_path, b"a,b\r1,2\r")

    assert list(table.engine.folder.rglob("plain")) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["orders.csv"]


FIELD = st.text(st.sampled_from('ab,";\n\r \té\U0010fffd\0') | st.characters(exclude_categories=["Cs"]), max_size=6)
ROWS = st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(FIELD, min_size=width, max_size=width), min_size=1, max_size=12))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, newline=st.sampled_from(["\n", "\r\n", "\r"]), block=st.sampled_from([1, 7, 64, 1 << 22]))
@example(rows=[['a\r"', ""], ["", "\n"]], newline="\r\n", block=1)
def test_what_python_writes_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: list[list[str]], newline: str, block: int
) -> None:
    """Any table written by the csv module is read as it was, whatever the size of the blocks."""
    monkeypatch.setattr(scanning, "BLOCK", block)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=newline, quoting=csv.QUOTE_MINIMAL if newline == "\r\n" else csv.QUOTE_ALL)
    writer.writerow([f"column {index}" for index in range(len(rows[0]))])
    writer.writerows(rows)

    table = read(tmp_path, text.getvalue().encode(), parsing=Parsing(delimiter=","))

    assert cells(table) == [tuple(field or None for field in row) for row in rows]
    table.engine.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.text(st.sampled_from('a,"\n\r'), max_size=14), block=st.sampled_from([1, 3, 1 << 22]))
def test_any_bytes_are_read_or_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, block: int) -> None:
    """Rows, blank lines and lines add up, or the file is refused with a line."""
    monkeypatch.setattr(scanning, "BLOCK", block)
    outcome = _outcome(tmp_path, f"h,i\n{body}")

    assert outcome == (_slowly(body) or "refused")


def _outcome(tmp_path: Path, text: str) -> object:
    try:
        table = read(tmp_path, text.encode(), parsing=Parsing(delimiter=","))
    except EmptyDataError:
        return "refused"
    except FileFormatError as error:
        return "refused" if error.line else "no line"
    places = [int(table.place(row).rsplit(" ", 1)[1]) for row in range(len(cells(table)))]
    found = cells(table) if places == sorted(set(places)) else "lines are out of order"
    table.engine.close()
    return found


def _slowly(body: str) -> list[tuple[str | None, ...]] | None:
    """Read by an independent regular expression; None where a row is not well formed."""
    field = r'(?:"(?:[^"]|"")*"|[^",\r\n]*)'
    if not re.fullmatch(rf"(?:{field},{field}(?:\r\n|\r|\n|\Z)|\r\n|\r|\n)*", body):
        return None
    rows = [row for row in csv.reader(io.StringIO(body, newline=""), strict=True) if row]
    return [tuple(field or None for field in row) for row in rows]
