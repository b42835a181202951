"""Write the events of a log and read them again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxjourney.errors import OptionError
from cxjourney.ingest import EventLog, read_events
from cxjourney.ingest.texts import key

if TYPE_CHECKING:
    from pathlib import Path

NAMES = st.text(min_size=1, max_size=10).filter(key)
ROW = st.tuples(NAMES, st.datetimes(), NAMES, st.none() | NAMES, st.none() | st.integers(1, 10), st.none() | st.integers(-(10**12), 10**12))
COLUMNS = ["customer", "time", "touchpoint", "country", "csat", "value"]


@pytest.mark.parametrize("name", ["log.parquet", "log.csv", "log.tsv"])
def test_a_saved_log_is_read_as_the_same_log(shop: EventLog, tmp_path: Path, name: str) -> None:
    """And saving it again gives the same bytes."""
    shop.save(tmp_path / name)
    again = read_events(tmp_path / name)
    first = (tmp_path / name).read_bytes()
    again.save(tmp_path / name)

    assert again == shop
    assert (tmp_path / name).read_bytes() == first
    assert [path.name for path in tmp_path.iterdir() if path.name != "log.csv"] == ([name] if name != "log.csv" else [])


@settings(max_examples=20)
@given(rows=st.lists(ROW, min_size=1, max_size=12))
def test_parquet_loses_nothing(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[Any, ...]]) -> None:
    """Any text, any time, segments and scales of any name."""
    path = tmp_path_factory.mktemp("logs") / "log.parquet"
    frame = pd.DataFrame([(*row[:5], None if row[5] is None else row[5] / 8) for row in rows], columns=COLUMNS).astype(
        {"time": "datetime64[us]"}
    )
    log = read_events(frame, segment="country", scores={"csat": ("csat", 1, 10)})
    log.save(path)

    assert read_events(path) == log


def test_names_of_columns_do_not_take_each_others_roles(tmp_path: Path) -> None:
    """A segment may be called like a role, or have a name that usually plays one."""
    frame = pd.DataFrame({"customer": ["c"], "time": ["2026-01-01"], "touchpoint": ["t"], "channel": ["web"], "customer_id": ["x"]})
    log = read_events(frame, customer="customer", segment=["channel", "customer_id"])
    log.save(tmp_path / "log.parquet")
    again = read_events(tmp_path / "log.parquet")

    assert again.segment_columns == ("channel 2", "customer_id")
    assert (again.channels, again.segments) == (("web",), ("web", "x"))
    assert again.journey("c") == log.journey("c")


def test_what_the_caller_says_goes_before_what_the_file_remembers(tmp_path: Path) -> None:
    """Segments and scales are only defaults."""
    frame = pd.DataFrame({"customer": ["c"], "time": ["2026-01-01"], "touchpoint": ["t"], "country": ["DE"], "rating": [5]})
    read_events(frame, segment="country").save(tmp_path / "log.parquet")

    assert read_events(tmp_path / "log.parquet").segments == ("DE",)
    log = read_events(tmp_path / "log.parquet", segment=(), scores={"csat": "rating"})
    assert (log.segments, log.metrics[0].name) == ((), "csat")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "|x", "\uff1d1"])
def test_text_that_a_spreadsheet_would_run_is_marked(tmp_path: Path, name: str) -> None:
    """In CSV, unless an exact copy is asked for."""
    log = read_events(pd.DataFrame({"customer": ["c"], "time": ["2026-01-01"], "touchpoint": [name]}))
    log.save(tmp_path / "log.csv")
    marked = read_events(tmp_path / "log.csv").touchpoints
    log.save(tmp_path / "log.csv", raw=True)

    assert marked == ("'" + key(name),)
    assert read_events(tmp_path / "log.csv") == log


def test_the_order_of_simultaneous_events_is_kept(tmp_path: Path) -> None:
    """A column of order becomes the order of the file."""
    frame = pd.DataFrame({"customer": "c", "time": "2026-01-01", "touchpoint": ["b", "a", "c"], "step": [3, 1, 2]})
    log = read_events(frame, order="step", touchpoint="touchpoint")
    log.save(tmp_path / "log.parquet")

    assert [visit.touchpoint for visit in read_events(tmp_path / "log.parquet").journey("c").visits] == ["a", "c", "b"]


def test_another_suffix_is_refused_and_writes_nothing(shop: EventLog, tmp_path: Path) -> None:
    """The ones that exist are named."""
    with pytest.raises(OptionError, match=r"'\.parquet'"):
        shop.save(tmp_path / "log.xlsx")

    assert not (tmp_path / "log.xlsx").exists()


def test_a_memory_changed_by_others_is_no_memory(tmp_path: Path, shop: EventLog) -> None:
    """A Parquet file of anybody may carry our key."""
    path = tmp_path / "log.parquet"
    query = "SELECT 'c' AS customer, TIMESTAMP '2026-01-01' AS time, 't' AS touchpoint"
    scale = '{"columns": {}, "segment": [], "scores": {"nps": ["touchpoint", 1, 5]}}'
    for memory in ("{", "[]", '{"columns": {}, "segment": ["gone"], "scores": {}}', scale):
        shop.engine.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet, KV_METADATA {{cxjourney: '{memory}'}})")

        assert read_events(path).segments == ()
