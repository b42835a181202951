"""Faults put in while a source is read: files that change, disks that are full, sources that are closed, far too many columns."""

from __future__ import annotations

import contextlib
import gzip
import os
import resource
import signal
import sqlite3
import tempfile
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

import cxjourney as cx
from cxjourney.errors import DataError, LimitError
from cxjourney.ingest import delimited, sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ROWS = "".join(f"c{number % 50},2026-01-{1 + number % 28:02d}T00:00:00Z,T{number % 5}\n" for number in range(500))
CSV = f"customer,timestamp,touchpoint\n{ROWS}"
QUERY = "SELECT 'c' || (i % 50) AS customer, TIMESTAMP '2026-01-01' AS timestamp, 'T' || (i % 5) AS touchpoint FROM range({}) t(i)"
MANY = 20_000


@pytest.fixture(autouse=True)
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Take every temporary file in a folder of its own, and find it empty in the end."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    folder.chmod(0o777)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def then(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, happens: Callable[[], object]) -> None:
    """Let something happen right after a step of reading."""
    step = getattr(module, name)

    def stepped(*arguments: Any, **options: Any) -> Any:
        done = step(*arguments, **options)
        happens()
        return done

    monkeypatch.setattr(module, name, stepped)


@contextlib.contextmanager
def full_disk(size: int) -> Iterator[None]:
    """Let no file grow past a size, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def write_parquet(path: Path, count: int) -> None:
    """Write some events as Parquet."""
    duckdb.connect().execute(f"COPY ({QUERY.format(count)}) TO '{path}' (FORMAT parquet)")


TEXT_FAULTS: dict[str, Callable[[Path], object]] = {
    "went away": lambda path: path.unlink(),
    "cut": lambda path: path.write_text(CSV[: CSV.rindex("\n", 0, 4_000) + 1]),
    "longer": lambda path: path.write_text(f"{CSV}x,2026-01-01,Late\n"),
    "other names": lambda path: path.write_text(CSV.replace("T1\n", "T9\n")),
    "being written": lambda path: path.write_text(f"{CSV}torn"),
}


@pytest.mark.parametrize("fault", TEXT_FAULTS)
def test_a_text_that_changes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    """Also where what is there afterwards would be a table: the half of one and the half of another is none."""
    path = tmp_path / "orders.csv"
    path.write_text(CSV)
    os.utime(path, ns=(1, 1))
    then(monkeypatch, delimited, "survey", lambda: TEXT_FAULTS[fault](path))

    with pytest.raises(DataError, match=r"orders\.csv: the file (went away|changed) while it was being read") as caught:
        cx.read_events(path)
    assert (caught.value.code, caught.value.source) == ("changed", str(path))


PARQUET_FAULTS: dict[str, Callable[[Path], object]] = {
    "went away": lambda path: path.unlink(),
    "another": lambda path: write_parquet(path, 100),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:300]),
}


@pytest.mark.parametrize("fault", PARQUET_FAULTS)
def test_parquet_that_changes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    """It is read where it lies, several times."""
    path = tmp_path / "orders.parquet"
    write_parquet(path, 500)
    os.utime(path, ns=(1, 1))
    then(monkeypatch, sources, "open_parquet", lambda: PARQUET_FAULTS[fault](path))

    with pytest.raises(DataError, match=r"orders\.parquet: the file (went away|changed) while it was being read"):
        cx.read_events(path)


def test_damage_in_the_middle_of_parquet_names_the_file(tmp_path: Path) -> None:
    """Its first and last bytes are as they should be."""
    path = tmp_path / "orders.parquet"
    write_parquet(path, 5_000)
    content = bytearray(path.read_bytes())
    content[200:600] = b"\xff" * 400
    path.write_bytes(content)

    with pytest.raises(DataError, match=r"orders\.parquet") as caught:
        cx.read_events(path)
    assert caught.value.source == str(path)


def test_profiles_and_milestones_name_the_file_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every reader looks twice."""
    events, table = tmp_path / "orders.csv", tmp_path / "wide.parquet"
    events.write_text(CSV)
    log = cx.read_events(events)
    write_parquet(table, 5)
    then(monkeypatch, sources, "open_parquet", table.unlink)

    with pytest.raises(DataError, match=r"wide\.parquet: the file went away"):
        log.with_customers(table, segment="touchpoint")
    write_parquet(table, 5)
    with pytest.raises(DataError, match=r"wide\.parquet: the file went away"):
        cx.read_milestones(table, customer="customer", milestones={"Start": "timestamp"})
    log.engine.close()


def keys(pattern: str, between: str = ",") -> str:
    """Return far too many of something."""
    return between.join(pattern.format(number) for number in range(MANY))


WIDE: dict[str, Callable[[], str]] = {
    "w.csv": lambda: keys("a long name of column {}") + "\n",
    "w.tsv": lambda: keys("c{}", "\t") + "\n",
    "one_object.jsonl": lambda: "{" + keys('"k{}":1') + "}\n",
    "many_objects.jsonl": lambda: keys('{{"k{}":1}}', "\n"),
    "w.xes": lambda: "<log><trace><event>" + keys('<string key="k{}" value="1"/>', "") + "</event></trace></log>",
}


@pytest.mark.parametrize("name", WIDE)
def test_far_too_many_columns_meet_a_limit_before_memory_does(tmp_path: Path, name: str) -> None:
    """In seconds, whatever the format; a column of its own for each costs more than the file."""
    path = tmp_path / name
    path.write_text(WIDE[name]())

    with pytest.raises(LimitError, match=r"limit of 2,000") as caught:
        cx.read_events(path)
    assert caught.value.source == str(path)
    assert "Limits(columns=" in str(caught.value)


def test_a_header_longer_than_a_piece_is_read_whole(tmp_path: Path) -> None:
    """With the limits raised."""
    path = tmp_path / "w.csv"
    names = [f"{'c' * 700}{number}" for number in range(2_000)]
    path.write_text(",".join(["customer", "timestamp", "touchpoint", *names]) + "\n" + "a,2026-01-01,Pay" + ",1" * 2_000 + "\n")

    log = cx.read_events(path, limits=cx.Limits(columns=3_000))
    assert log.touchpoints == ("Pay",)
    log.engine.close()


def test_a_relation_whose_connection_was_closed_is_named() -> None:
    """Nothing of DuckDB's own errors comes through."""
    connection = duckdb.connect()
    relation = connection.sql(QUERY.format(5))
    connection.close()

    with pytest.raises(DataError, match="the relation: the table cannot be read") as caught:
        cx.read_events(relation)
    assert "open" in (caught.value.hint or "")


def test_a_reader_that_fails_in_the_middle_is_no_table() -> None:
    """What it gave before is not taken for the whole."""
    whole = pa.table({"customer": ["a"], "timestamp": pa.array([0], pa.timestamp("us")), "touchpoint": ["Pay"]})

    def batches() -> Iterator[pa.RecordBatch]:
        yield from whole.to_batches()
        message = "the source broke"
        raise RuntimeError(message)

    with pytest.raises(DataError, match="the source broke"):
        cx.read_events(pa.RecordBatchReader.from_batches(whole.schema, batches()))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("packed.csv.gz", gzip.compress(CSV.encode())),
        ("wide.csv", CSV.encode("utf-16")),
        ("uneven.csv", CSV.replace("\n", "\r", 1).encode()),
    ],
)
def test_a_full_disk_is_said_of_the_file_that_needed_room(tmp_path: Path, name: str, content: bytes) -> None:
    """Unpacking, transcoding and rewriting need as much as the text."""
    path = tmp_path / name
    path.write_bytes(content)

    with full_disk(4_096), pytest.raises(LimitError, match=rf"{name}: there is no room for its text") as caught:
        cx.read_events(path)
    assert "TMPDIR" in str(caught.value)


@pytest.mark.parametrize("name", ["log.csv", "log.parquet"])
def test_a_log_that_does_not_fit_on_the_disk_leaves_the_old_file(tmp_path: Path, name: str) -> None:
    """And no part of the new one."""
    log = cx.read_events(pd.DataFrame({"customer": range(20_000), "timestamp": pd.Timestamp("2026-01-01"), "touchpoint": "x"}))
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / name).write_bytes(b"old")

    with full_disk(4_096), pytest.raises(DataError, match=rf"{name}: the file could not be written") as caught:
        log.save(folder / name)
    assert caught.value.code == "not_written"
    assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [(name, b"old")]
    log.engine.close()


def test_a_map_that_does_not_fit_on_the_disk_names_its_file(tmp_path: Path) -> None:
    """Not the temporary one."""
    with full_disk(100), pytest.raises(OSError, match=r"map\.json") as caught:
        cx.datasets.sample_map().save(tmp_path / "map.json")

    assert caught.value.filename == str(tmp_path / "map.json")
    assert [path.name for path in tmp_path.iterdir()] == ["temporary"]


def test_a_file_that_may_not_be_read_is_the_callers_error(tmp_path: Path) -> None:
    """With its name; root may read everything, so it steps down for a moment."""
    path = tmp_path / "secret.csv"
    path.write_text(CSV)
    path.chmod(0)
    root = os.geteuid() == 0
    if root:
        for folder in (tmp_path, *list(tmp_path.parents)[:-2]):
            folder.chmod(folder.stat().st_mode | 0o011)
        os.seteuid(65_534)
    try:
        with pytest.raises(PermissionError, match=r"secret\.csv"):
            cx.read_events(path)
    finally:
        if root:
            os.seteuid(0)


def test_a_database_cut_off_is_refused(tmp_path: Path) -> None:
    """Half of an SQLite file is no log."""
    path = tmp_path / "log.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE event (ocel_id, ocel_type)")
        connection.executemany("INSERT INTO event VALUES (?, ?)", [(str(number), "x" * 100) for number in range(1_000)])
        connection.commit()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    with pytest.raises(DataError, match=r"log\.sqlite: the SQLite database cannot be read"):
        cx.read_events(path)


def test_a_signal_of_any_kind_stops_reading_and_leaves_nothing(tmp_path: Path) -> None:
    """A time limit of the caller's own, put with an alarm, is not Ctrl-C but stops a statement all the same."""
    path = tmp_path / "orders.parquet"
    write_parquet(path, 3_000_000)

    def late(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, 0.15)
    try:
        with pytest.raises(TimeoutError):
            cx.read_events(path)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
