"""Read an event log."""

from __future__ import annotations

import hashlib
import random
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxjourney.errors import BadRowsError, DataError, EmptyDataError, OptionError
from cxjourney.ingest import EventLog, Limits, read_events

HEADER = "customer_id,timestamp,touchpoint,channel\n"


def adds_up(log: EventLog) -> bool:
    """Return whether every row of the source is accounted for."""
    quality = log.quality
    return quality.rows == quality.kept + quality.dropped_rows + quality.blank + quality.merged


def sequence(log: EventLog, customer: str) -> list[str]:
    """Return the touchpoints of a customer in order."""
    return [visit.touchpoint for visit in log.journey(customer).visits]


def test_canonical_relations_hold_integers_that_mean_sorted_names(shop: EventLog) -> None:
    """Codes are places in names sorted by code point; -1 stands for none."""
    columns = "customer, journey, position, time - 1767225600000000, touchpoint, channel, stage, value, score_0"
    rows = shop.engine.rows(f"SELECT {columns} FROM {shop.relation} ORDER BY position")

    assert (shop.touchpoints, shop.channels, shop.stages) == (("Cart", "Help", "Pay", "Search"), ("app", "web"), ("Browse", "Buy"))
    assert rows[1] == (0, 0, 1, 36_060_000_000, 0, 1, 1, None, 3_000)
    assert rows[2] == (0, 0, 2, 36_120_000_000, 2, 0, 1, 199_900, None)
    assert rows[4][4:6] == (1, -1)


def test_every_relation_has_the_same_columns_and_types(read: Any) -> None:
    """What a log does not have is there all the same, as none."""
    log = read("customer_id,timestamp,touchpoint\nc1,2026-01-01,Cart\n")
    types = dict(log.engine.rows(f"SELECT column_name, column_type FROM (DESCRIBE {log.relation})"))

    names = ("customer", "journey", "position", "time", "touchpoint", "channel", "stage", "value")
    kinds = ("INTEGER", "INTEGER", "BIGINT", "BIGINT", "INTEGER", "INTEGER", "INTEGER", "BIGINT")
    assert types == dict(zip(names, kinds, strict=True))
    assert log.engine.rows(f"SELECT journey, channel, stage, value FROM {log.relation}") == [(0, -1, -1, None)]


@settings(max_examples=15)
@given(st.lists(st.text(min_size=1, max_size=8).map(str.strip).filter(bool), min_size=1, max_size=10, unique=True))
def test_folds_and_buckets_are_those_of_the_md5_of_the_key(keys: list[str]) -> None:
    """Every engine can compute them from the identifier alone."""
    frame = pd.DataFrame({"customer": keys, "time": pd.Timestamp("2026-01-01"), "touchpoint": "t"})
    log = read_events(frame, on_bad_rows="drop")

    rows = log.engine.rows(f"SELECT key, fold, bucket FROM {log.customer_relation} ORDER BY customer")
    digests = [hashlib.md5(key.encode()).hexdigest() for key, _, _ in rows]  # noqa: S324 - a spread, not a secret
    assert [(int(digest, 16) % 50, int(digest[:15], 16)) for digest in digests] == [(fold, bucket) for _, fold, bucket in rows]
    assert [key for key, _, _ in rows] == sorted(key for key, _, _ in rows)


def test_a_customer_belongs_to_the_first_segment_in_time(read: Any) -> None:
    """File order does not matter, missing values are passed over, and changes are noted."""
    log = read(
        "customer_id,timestamp,touchpoint,segment\n"
        "c1,2026-01-03,Pay,AT\nc1,2026-01-02,Cart,DE\nc1,2026-01-01,Search,\nc2,2026-01-01,Search,\nc3,2026-01-01,Search,FR\n"
    )

    rows = log.engine.rows(f"SELECT key, segment_0 FROM {log.customer_relation} ORDER BY key")
    assert log.segments == ("DE", "FR")
    assert rows == [("c1", 0), ("c2", -1), ("c3", 1)]
    assert "1 customer has several values" in " ".join(log.quality.notes)


def test_a_value_of_two_segment_columns_is_told_apart(read: Any) -> None:
    """The column stands before it."""
    log = read(
        "customer_id,timestamp,touchpoint,country,plan\nc1,2026-01-01,Pay,DE,DE\nc2,2026-01-01,Pay,AT,gold\n", segment=["country", "plan"]
    )

    assert log.segments == ("AT", "country: DE", "gold", "plan: DE")
    assert log.segment_columns == ("country", "plan")
    assert log.engine.rows(f"SELECT segment_0, segment_1 FROM {log.customer_relation} ORDER BY customer") == [(1, 3), (0, 2)]


def test_spellings_of_one_name_become_one(read: Any) -> None:
    """White space and composition fold; case does not; every merge is said."""
    rows = "".join(
        f'c1,2026-01-01T10:00:0{i}Z,"{name}",web\n' for i, name in enumerate(["Sign up", "Sign\u00a0 up ", "Cafe\u0301", "Café", "café"])
    )

    log = read(HEADER + rows)

    assert log.touchpoints == ("Café", "Sign up", "café")
    assert "touchpoint: 4 spellings were merged into 2 names, such as 'Café'." in log.quality.notes


def test_the_most_frequent_spelling_is_shown_and_then_the_smallest(read: Any) -> None:
    """So that it does not depend on the order of rows."""
    rows = [f"c1,2026-01-01T10:00:0{i}Z,{name},web\n" for i, name in enumerate(["a\u200bb", "ab", "a\u200bb", "x\u200by", "xy"])]
    shuffled = random.Random(1).sample(rows, len(rows))

    assert read(HEADER + "".join(rows)).touchpoints == ("a\u200bb", "xy")
    assert read(HEADER + "".join(shuffled)).touchpoints == ("a\u200bb", "xy")


def test_identifiers_are_text() -> None:
    """Leading zeros, exponents and long numbers stay what they are."""
    ids = ["007", "7", "1e5", "100000", "9007199254740993", "9007199254740992", "12345678901234567890123"]
    log = read_events(pd.DataFrame({"customer_id": ids, "timestamp": pd.Timestamp("2026-01-01"), "touchpoint": "Cart"}))

    assert log.n_customers == len(ids)


def test_whole_floating_point_identifiers_are_noted_and_others_refused() -> None:
    """What pandas makes of integers when one is missing."""
    frame = pd.DataFrame({"customer_id": [1.0, 2.0, np.nan], "timestamp": pd.Timestamp("2026-01-01"), "touchpoint": "Cart"})
    log = read_events(frame, on_bad_rows="drop")

    assert log.journey("1").customer == "1"
    assert log.quality.dropped == (("missing_customer", 1),)
    assert "floating-point" in " ".join(log.quality.notes)
    for odd in (1.5, 2.0**53):
        with pytest.raises(DataError, match="row 1"):
            read_events(frame.assign(customer_id=[1.0, odd, 2.0]))


def test_missing_text_is_the_empty_text_only(read: Any) -> None:
    """NA, null and None are names; a text of white space says nothing."""
    log = read(HEADER + "c1,2026-01-01,NA,nan\nc1,2026-01-02,null,\nc1,2026-01-03,None,  \n")

    assert log.touchpoints == ("NA", "None", "null")
    assert log.channels == ("nan",)


def test_every_kind_of_bad_row_is_told_at_once(read: Any) -> None:
    """With its count and its places; a row with two troubles stands under both."""
    with pytest.raises(BadRowsError) as caught:
        read(HEADER + ",2026-01-01,Cart,web\nc1,,Cart,web\nc1,x,,web\nc2,2026-01-01,Cart,web\n")

    assert [(problem.kind, problem.count) for problem in caught.value.problems] == [
        ("missing_customer", 1),
        ("missing_touchpoint", 1),
        ("missing_time", 1),
        ("time_format", 1),
    ]
    assert caught.value.problems[3].places == ("line 4 'x'",)
    assert caught.value.line == 2
    assert "3 of 4 rows" in str(caught.value)


def test_dropped_rows_leave_no_trace_but_their_count(read: Any) -> None:
    """As if the file had never held them."""
    good = "c1,2026-01-01T10:00:00Z,Cart,web\nc2,2026-01-01T10:00:00Z,Pay,web\n"

    log = read(HEADER + good + "c9,2026-02-30T10:00:00Z,Lost,kiosk\n,x,Help,fax\n", on_bad_rows="drop")

    assert log == read(HEADER + good)
    assert log.quality.dropped == (("missing_customer", 1), ("impossible_time", 1))
    assert adds_up(log)


def test_nothing_left_is_an_error(read: Any) -> None:
    """A log without events is no log."""
    with pytest.raises(EmptyDataError, match="there are no events: all of its 1 rows"):
        read(HEADER + "c1,x,Cart,web\n", on_bad_rows="drop")


def test_values_can_be_hidden(read: Any) -> None:
    """For logs that must not hold personal data."""
    with pytest.raises(BadRowsError) as caught:
        read(HEADER + "c1,secret,Cart,web\n", hide_values=True)

    assert "secret" not in str(caught.value)
    assert caught.value.value is None
    assert "line 2" in str(caught.value)


def test_names_past_the_limit_are_bad_rows(read: Any) -> None:
    """Of any role."""
    text = f"customer_id,timestamp,touchpoint,channel\nc1,2026-01-01,{'x' * 11},web\n{'c' * 11},2026-01-01,Cart,{'w' * 11}\n"
    with pytest.raises(BadRowsError) as caught:
        read(text, limits=Limits(label_length=10))

    assert [problem.kind for problem in caught.value.problems] == ["long_customer", "long_touchpoint", "long_channel"]
    assert read(text).n_events == 2


def test_ties_keep_file_order_or_that_of_a_column(read: Any) -> None:
    """Counted either way."""
    text = "customer_id,timestamp,touchpoint,step\nc1,2026-01-01,Pay,2\nc1,2026-01-01,Cart,1\nc1,2025-01-01,Help,3\n"
    ordered = read(text, order="step", touchpoint="touchpoint")

    assert sequence(read(text, touchpoint="touchpoint"), "c1") == ["Help", "Pay", "Cart"]
    assert sequence(ordered, "c1") == ["Help", "Cart", "Pay"]
    assert (ordered.quality.tied_events, round(ordered.quality.tie_share, 3)) == (2, 0.667)


def test_an_order_that_is_no_number_is_a_bad_row(read: Any) -> None:
    """Sorting it as text would be a guess."""
    with pytest.raises(BadRowsError, match="number"):
        read("customer_id,timestamp,touchpoint,o\nc1,2026-01-01,Pay,first\n", order="o")


def test_exact_duplicates_are_kept_and_counted(read: Any) -> None:
    """Whether they are errors only their owner knows."""
    log = read(HEADER + "c1,2026-01-01,Cart,web\n" * 3 + "c1,2026-01-01,Cart,app\n")

    assert (log.n_events, log.quality.duplicates, log.quality.tied_events) == (4, 2, 4)


def test_a_journey_column_is_numbered_and_must_be_filled(read: Any) -> None:
    """The same instant in two journeys is no tie."""
    text = "customer_id,timestamp,touchpoint,journey\nc1,2026-01-01,Cart,b\nc1,2026-01-01,Cart,a\n"

    log = read(text)

    assert log.engine.rows(f"SELECT journey FROM {log.relation} ORDER BY position") == [(1,), (0,)]
    assert log.quality.tied_events == 0
    with pytest.raises(BadRowsError, match="no journey"):
        read(text + "c2,2026-01-01,Cart,\n")


@settings(max_examples=10)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_but_ties(rng: random.Random) -> None:
    """Names, numbers and counts are the same for any permutation."""
    rows = [("c" + str(i % 7), pd.Timestamp(2026, 1, 1 + i), f"t{i % 5}", f"s{i % 3}") for i in range(28)]
    columns = ["customer", "time", "touchpoint", "segment"]
    shuffled = rng.sample(rows, len(rows))

    assert read_events(pd.DataFrame(rows, columns=columns)) == read_events(pd.DataFrame(shuffled, columns=columns))


def test_frames_of_any_kind_give_the_same_log(read: Any) -> None:
    """Categories, missing values, decimals and plain text."""
    text = "customer,time,touchpoint,channel,value\n1,2026-01-01T10:00:00Z,Cart,web,1.5\n2,2026-01-02T10:00:00Z,Pay,,\n"
    times = pd.to_datetime(["2026-01-01T10:00:00Z", "2026-01-02T10:00:00Z"])
    base = {"customer": [1, 2], "touchpoint": ["Cart", "Pay"], "channel": ["web", None], "value": [1.5, None]}
    frame = pd.DataFrame({**base, "time": times})

    expected = read(text)

    assert read_events(frame) == expected
    assert read_events(frame.astype({"touchpoint": "category", "channel": "category", "customer": "Int64"})) == expected
    assert read_events(pl.DataFrame({**base, "time": times.to_list()})) == expected
    assert read_events(pl.DataFrame({**base, "time": times.to_list()}).with_columns(pl.col("touchpoint").cast(pl.Categorical))) == expected
    assert read_events(pl.DataFrame({**base, "time": times.to_list()}).to_arrow()) == expected


def test_the_source_is_not_changed() -> None:
    """A frame is copied."""
    frame = pd.DataFrame({"customer": ["c "], "time": pd.to_datetime(["2026-01-01"]), "touchpoint": ["t"]})
    before = frame.copy()
    read_events(frame)

    pd.testing.assert_frame_equal(frame, before)


def test_lists_name_no_touchpoints() -> None:
    """Nested values are refused as a whole."""
    frame = pl.DataFrame({"customer": ["c"], "time": ["2026-01-01"], "touchpoint": [["a", "b"]]})

    with pytest.raises(DataError, match="cannot name the touchpoint"):
        read_events(frame)


def test_presets_name_the_columns_of_an_export(read: Any) -> None:
    """And the unit of its times."""
    log = read("event_name,event_timestamp,user_pseudo_id,user_id\nCart,1767225600000000,p1,\n", preset="ga4")

    assert log.quality.columns[0] == ("customer", "user_pseudo_id")
    assert str(log.quality.first_time) == "2026-01-01 00:00:00+00:00"


@pytest.mark.parametrize("options", [{"preset": "ga5"}, {"on_bad_rows": "skip"}, {"timezone": "Mars"}, {"time_unit": "h"}])
def test_options_that_do_not_exist_are_refused(read: Any, options: dict[str, Any]) -> None:
    """By name."""
    with pytest.raises(OptionError):
        read(HEADER + "c1,2026-01-01,Cart,web\n", **options)


def test_many_names_and_customers_are_numbered_in_the_engine() -> None:
    """A hundred thousand touchpoints and customers take seconds."""
    numbers = np.arange(200_000)
    frame = pd.DataFrame({"customer": numbers % 100_000, "time": pd.Timestamp("2026-01-01") + pd.to_timedelta(numbers, "s")})
    log = read_events(frame.assign(touchpoint="t" + pd.Series(numbers % 100_000).astype(str)))

    assert (log.n_customers, len(log.touchpoints)) == (100_000, 100_000)
    assert log.touchpoints == tuple(sorted(log.touchpoints))
