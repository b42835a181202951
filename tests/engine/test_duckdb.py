"""The embedded engine."""

from __future__ import annotations

import tempfile
import threading
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pytest

from cxjourney.engine.duckdb import DuckdbEngine, quote
from cxjourney.errors import CxJourneyError, DataError, LimitError, OptionError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NASTY = ['a"b', "select", "x\ny", ";--", "ß", "'", "\\"]


@pytest.fixture
def engine() -> DuckdbEngine:
    """An engine of its own for each test."""
    return DuckdbEngine(threads=1)


@pytest.mark.parametrize("name", NASTY)
def test_quoted_names_mean_themselves(engine: DuckdbEngine, name: str) -> None:
    """Quotes, keywords and line ends in a name stay a name."""
    engine.execute(f"CREATE TABLE {quote(name)} AS SELECT 1 AS {quote(name)}")

    assert engine.rows(f"SELECT {quote(name)} FROM {quote(name)}") == [(1,)]


def test_columns_are_whole_numbers_of_64_bits(engine: DuckdbEngine) -> None:
    """Every integer type arrives as int64."""
    found = engine.columns("SELECT 1::TINYINT AS a, true AS b, 9007199254740993::BIGINT AS c")

    assert {name: values.tolist() for name, values in found.items()} == {"a": [1], "b": [1], "c": [9007199254740993]}
    assert all(values.dtype == np.int64 and not np.ma.isMaskedArray(values) for values in found.values())


def test_columns_of_no_rows_are_empty_arrays(engine: DuckdbEngine) -> None:
    """An empty result keeps its columns."""
    found = engine.columns("SELECT i, 1.5::DOUBLE AS x FROM range(0) t(i)")

    assert {name: len(values) for name, values in found.items()} == {"i": 0, "x": 0}


@pytest.mark.parametrize("sql", ["SELECT NULL::BIGINT AS a", "SELECT 0.5::DOUBLE AS a", "SELECT sum(i) AS a FROM range(3) t(i)"])
def test_columns_refuse_what_is_no_whole_number(engine: DuckdbEngine, sql: str) -> None:
    """NULL, fractions and DuckDB's wide sums are mistakes of ours and named."""
    with pytest.raises(CxJourneyError, match="'a'") as caught:
        engine.columns(sql)

    assert caught.value.code == "internal"


def test_failures_are_data_errors(engine: DuckdbEngine) -> None:
    """No exception of DuckDB leaves the engine."""
    with pytest.raises(DataError, match="nowhere"):
        engine.execute("SELECT * FROM nowhere")

    assert engine.rows("SELECT ?", ["still alive"]) == [("still alive",)]


def test_python_variables_are_no_tables(engine: DuckdbEngine) -> None:
    """SQL never reaches into the caller's variables."""
    secret = {"a": np.array([1])}

    with pytest.raises(DataError):
        engine.rows("SELECT * FROM secret")
    assert secret


def test_too_little_memory_is_a_limit() -> None:
    """Running out of memory says which limit and how to raise it."""
    with (
        DuckdbEngine(memory_limit="12MB", threads=1) as engine,
        pytest.raises(LimitError, match=r"limit[\s\S]*memory="),
    ):
        engine.rows("SELECT list(i::VARCHAR || repeat('x', 50)) FROM range(1000000) t(i)")


@pytest.mark.parametrize("options", [{"memory_limit": "lots"}, {"threads": 0}])
def test_options_it_does_not_know_are_refused(options: dict[str, object]) -> None:
    """A wrong option names itself."""
    with pytest.raises(OptionError, match=next(iter(options))):
        DuckdbEngine(**options)  # type: ignore[arg-type]


def test_names_never_collide(engine: DuckdbEngine) -> None:
    """Each name is given once."""
    assert len({engine.unique_name("visits") for _ in range(100)}) == 100


def test_closing_removes_the_folder_and_twice_is_fine(engine: DuckdbEngine) -> None:
    """Nothing stays on disk, and a closed engine says so."""
    folder = engine.folder
    assert folder.is_dir()

    engine.close()
    engine.close()

    assert not folder.exists()
    with pytest.raises(CxJourneyError):
        engine.rows("SELECT 1")


@pytest.mark.usefixtures("listening_to_control_c")
def test_control_c_stops_a_statement(press_control_c: Callable[[Callable[[], object]], None]) -> None:
    """Ctrl-C ends a long statement at once and leaves the engine usable."""
    with DuckdbEngine(threads=1) as engine:
        press_control_c(lambda: engine._worker._thread)  # its first statement begins
        with pytest.raises(KeyboardInterrupt):
            engine.rows("SELECT count(*) FROM range(100000000000) t(i) WHERE hash(i) % 7 = 1")

        assert engine.rows("SELECT 1") == [(1,)]


def test_control_c_while_an_engine_is_opened_is_control_c(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """DuckDB calls it otherwise, and nothing stays."""

    class Interrupted:
        def execute(self, _: str) -> None:
            message = "Query interrupted"
            raise RuntimeError(message)

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(duckdb, "connect", lambda *_, **__: Interrupted())

    with pytest.raises(KeyboardInterrupt):
        DuckdbEngine()
    assert list(tmp_path.iterdir()) == []


def test_no_progress_bar_stands_between_results(engine: DuckdbEngine) -> None:
    """What a program prints is its own."""
    assert engine.rows("SELECT current_setting('enable_progress_bar')") == [(False,)]


def test_threads_get_their_own_answers(engine: DuckdbEngine) -> None:
    """Statements of several threads do not mix."""
    found: dict[int, list[tuple[int, ...]]] = {}
    threads = [threading.Thread(target=lambda i=i: found.update({i: engine.rows("SELECT ?::INTEGER", [i])})) for i in range(16)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == {i: [(i,)] for i in range(16)}
