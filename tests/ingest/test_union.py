"""Two logs of the same customers as one."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxjourney.errors import DataError, OptionError
from cxjourney.ingest import EventLog, read_events, read_surveys

NAMES = st.sampled_from(["Pay", "Pay ", "pay", "Hilfe", "Cafe\u0301", "Café"])
ROWS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9), NAMES, st.sampled_from(["", "web", "app"])), min_size=1, max_size=6)


def log_of(
    rows: list[tuple[Any, ...]], columns: tuple[str, ...] = ("customer", "day", "touchpoint", "channel"), **options: Any
) -> EventLog:
    """Return a log whose times are days."""
    frame = pd.DataFrame(rows, columns=list(columns))
    return read_events(frame.assign(time=pd.Timestamp("2026-01-01") + pd.to_timedelta(frame["day"], "D")), **options)


def multiset(log: EventLog) -> list[tuple[Any, ...]]:
    """Return the visits by name, sorted."""
    query = f"SELECT c.key, time, touchpoint, channel FROM {log.relation} JOIN {log.customer_relation} AS c USING (customer)"
    named = [(key, time, log.touchpoints[code], log.channels[at] if at >= 0 else "") for key, time, code, at in log.engine.rows(query)]
    return sorted(named)


@settings(max_examples=15)
@given(ROWS, ROWS)
def test_two_logs_in_one_hold_the_visits_of_both(first: list[tuple[Any, ...]], second: list[tuple[Any, ...]]) -> None:
    """No more and no fewer, with names that mean the same as one."""
    one, other = log_of(first), log_of(second)
    both, turned = one.with_tickets(other), other.with_tickets(one)

    assert multiset(both) == multiset(turned) == sorted(multiset(one) + multiset(other))
    assert both.touchpoints == tuple(sorted({*one.touchpoints, *other.touchpoints}))
    assert (both.n_events, both.quality.kept) == (one.n_events + other.n_events,) * 2


@settings(max_examples=8)
@given(ROWS)
def test_a_log_in_two_parts_is_the_log_again(rows: list[tuple[Any, ...]]) -> None:
    """Split by customer."""
    log = log_of(rows)
    if log.n_customers < 2:
        return
    [first, *others] = [key for (key,) in log.engine.rows(f"SELECT key FROM {log.customer_relation} ORDER BY key")]

    assert log.filter(customers=first).with_tickets(log.filter(customers=others)) == log


def test_what_one_log_lacks_is_not_known() -> None:
    """Flags, groups, money, reasons and scores stay empty in the other's visits."""
    columns = ("customer", "day", "touchpoint", "team", "topic", "reopened", "revenue", "nps")
    rich = log_of([("a", 1, "Help", "Blue", "Refund", "yes", 5, 9)], columns, group="team")
    both = log_of([("a", 0, "Order", "web")]).with_tickets(rich)

    fields = "reason, reopened, group_0, value, score_0, channel"
    assert both.engine.rows(f"SELECT {fields} FROM {both.relation} ORDER BY time") == [
        (-1, None, -1, None, None, 0),
        (0, 1, 0, 50_000, 9_000, -1),
    ]
    assert (both.segments, both.segment_of, both.reasons) == (("Blue",), ("team",), ("Refund",))


def test_a_name_in_two_columns_is_told_apart_again() -> None:
    """Also where only one log makes it so."""
    one = log_of([("a", 0, "Order", "DE")], ("customer", "day", "touchpoint", "country"), segment="country")
    other = log_of([("a", 1, "Help", "DE")], ("customer", "day", "touchpoint", "agent"), group="agent")

    both = one.with_tickets(other)
    assert (both.segments, both.segment_of) == (("agent: DE", "country: DE"), ("agent", "country"))


def test_journeys_of_both_logs_stay_apart() -> None:
    """By their names; those of a log that comes to one without journeys are not kept, and that is said."""
    columns = ("customer", "day", "touchpoint", "journey")
    one, other = log_of([("a", 0, "Order", "x")], columns), log_of([("a", 5, "Help", "x"), ("a", 6, "Help", "y")], columns)
    both, flat = one.with_tickets(other), log_of([("a", 0, "Order", "web")]).with_tickets(other)

    assert both.engine.rows(f"SELECT count(DISTINCT journey), max(journey) FROM {both.relation}") == [(2, 1)]
    assert flat.engine.rows(f"SELECT DISTINCT journey FROM {flat.relation}") == [(0,)]
    assert "journeys are not kept" in " ".join(flat.quality.notes)


def test_a_score_named_twice_is_refused() -> None:
    """One of the two must go."""
    frame = pd.DataFrame({"customer_id": ["c"], "date": ["2026-01-01"], "effort": [7], "ease": [3]})
    with pytest.raises(DataError, match="both hold ces2"):
        read_surveys(frame, scores={"ces": "effort", "ces2": "ease"})


def test_scales_differ_between_logs() -> None:
    """And are never put together."""
    one = log_of([("a", 0, "Order", 3)], ("customer", "day", "touchpoint", "grade"), scores={"rating": ("grade", 1, 10)})
    other = log_of([("a", 0, "Order", 3)], ("customer", "day", "touchpoint", "grade"), scores={"rating": "grade"})
    with pytest.raises(OptionError, match="1–10 and 1–5"):
        one.with_tickets(other)
