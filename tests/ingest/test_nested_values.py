"""Values inside others: structures, and lists of keys and typed values as Google Analytics exports them; written by hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

from cxjourney.errors import LimitError, MissingColumnError
from cxjourney.ingest import EventLog, Preset, read_events
from cxjourney.ingest.limits import Limits

if TYPE_CHECKING:
    from pathlib import Path

NINE = 1_772_442_000_000_000
TYPES = {
    "event_timestamp": "BIGINT",
    "event_name": "VARCHAR",
    "user_pseudo_id": "VARCHAR",
    "batch_event_index": "BIGINT",
    "event_params": "STRUCT(key VARCHAR, value STRUCT(string_value VARCHAR, int_value BIGINT, double_value DOUBLE))[]",
    "user_properties": "STRUCT(key VARCHAR, value STRUCT(string_value VARCHAR, set_timestamp_micros BIGINT))[]",
    "ecommerce": "STRUCT(purchase_revenue_in_usd DOUBLE, transaction_id VARCHAR)",
    "device": "STRUCT(category VARCHAR, web_info STRUCT(browser VARCHAR))",
    "items": "STRUCT(item_id VARCHAR)[]",
}
FORMS = ["jsonl", "parquet", "arrow", "polars", "pandas", "relation"]


def event(minutes: int, name: str, user: str, index: int, *, revenue: float | None = None, **params: str | float) -> dict[str, Any]:
    """Return an event as BigQuery exports it."""
    kinds = {str: "string_value", int: "int_value", float: "double_value"}
    return {
        "event_timestamp": NINE + minutes * 60_000_000,
        "event_name": name,
        "user_pseudo_id": user,
        "batch_event_index": index,
        "event_params": [
            {"key": key, "value": {kind: value if kinds[type(value)] == kind else None for kind in kinds.values()}}
            for key, value in params.items()
        ],
        "user_properties": [{"key": "plan", "value": {"string_value": "pro", "set_timestamp_micros": 5}}],
        "ecommerce": {"purchase_revenue_in_usd": revenue, "transaction_id": None},
        "device": {"category": "mobile", "web_info": {"browser": "Ladybird"}},
        "items": [{"item_id": "1"}],
    }


GA4 = [
    event(0, "page_view", "u1", 2, page_location="https://shop/", ga_session_id=1772442000, value=2.5),
    event(0, "session_start", "u1", 1, page_location="https://shop/", ga_session_id=1772442000),
    event(1, "purchase", "u1", 1, revenue=25.5, page_location="https://shop/thanks", ga_session_id=1772442000, **{'it\'s "so"': "x'y"}),
    event(90, "page_view", "u1", 1, page_location="https://shop/", ga_session_id=1772447400),
    event(0, "page_view", "u2", 1, page_location="https://shop/", ga_session_id=1772442000),
]


@pytest.fixture
def source(tmp_path: Path) -> Any:
    """Return a function that gives the export in a form."""
    lines, parquet = tmp_path / "events.jsonl", tmp_path / "events.parquet"
    lines.write_text("".join(f"{json.dumps(each)}\n" for each in GA4))
    columns = ", ".join(f"{name}: '{kind}'" for name, kind in TYPES.items())
    duckdb.connect().execute(f"COPY (FROM read_json('{lines}', columns={{{columns}}})) TO '{parquet}' (FORMAT parquet)")
    forms = {
        "jsonl": lambda: lines,
        "parquet": lambda: parquet,
        "arrow": lambda: pq.read_table(parquet),
        "polars": lambda: pl.read_parquet(parquet),
        "pandas": lambda: pd.read_parquet(parquet),
        "relation": lambda: duckdb.sql(f"FROM '{parquet}'"),
    }
    return lambda form: forms[form]()


def revenue(log: EventLog) -> int:
    """Return the money of a log in 1/10,000."""
    return int(log.engine.rows(f"SELECT sum(value) FROM {log.relation}")[0][0])


@pytest.mark.parametrize("form", FORMS)
def test_parameters_of_events_are_columns_by_their_keys(source: Any, form: str) -> None:
    """By the key alone, by the dotted name, and for any role; typed values are one text."""
    log = read_events(
        source(form),
        preset="ga4",
        touchpoint="page_location",
        journey="event_params.ga_session_id",
        segment="user_properties.plan",
        group=['it\'s "so"', "device.web_info.browser"],
    )

    assert log.touchpoints == ("https://shop/", "https://shop/thanks")
    assert log.engine.rows(f"SELECT count(DISTINCT (customer, journey)) FROM {log.relation}") == [(3,)]
    assert set(log.segments) == {"pro", "x'y", "Ladybird"}


@pytest.mark.parametrize("form", FORMS)
def test_money_and_the_order_of_a_batch_are_found(source: Any, form: str) -> None:
    """Only purchases have revenue; what was sent together has one time and an order of its own."""
    log = read_events(source(form), preset="ga4")

    assert [visit.touchpoint for visit in log.journey("u1").visits] == ["session_start", "page_view", "purchase", "page_view"]
    assert revenue(log) == 255_000


def test_every_form_is_the_same_log(source: Any) -> None:
    """Whichever way the export was taken out."""
    logs = [read_events(source(form), preset="ga4", touchpoint="page_location", journey="ga_session_id") for form in FORMS]

    assert all(log == logs[0] for log in logs)


def test_a_key_that_no_event_has_is_missing(source: Any) -> None:
    """It is no column."""
    with pytest.raises(MissingColumnError, match="page_path"):
        read_events(source("parquet"), preset="ga4", touchpoint="page_path")


def test_what_is_looked_for_inside_counts_as_columns(source: Any) -> None:
    """The limit holds for all of them."""
    with pytest.raises(LimitError, match="columns"):
        read_events(source("parquet"), preset="ga4", limits=Limits(columns=len(TYPES)))


def test_a_preset_of_ones_own_reads_inside_too() -> None:
    """Lists whose values are plain, and structures; a list of something else is left aside."""
    rows = (
        "SELECT 'a' AS who, {'at': TIMESTAMP '2026-01-01', 'step': 'Pay'} AS what, [{'key': 'shop', 'value': 'North'}] AS more, [1] AS odd"
    )
    preset = Preset(
        name="till", columns={"customer": "who", "time": "what.at", "touchpoint": "step", "channel": "more.shop"}, pairs=("more", "odd")
    )

    log = read_events(duckdb.sql(rows), preset=preset, touchpoint="what.step")
    assert (log.touchpoints, log.channels) == (("Pay",), ("North",))
