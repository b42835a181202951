"""Read wide tables: one row an order, one column a date."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxjourney as cx
from cxjourney.errors import BadRowsError, CxJourneyError, EmptyDataError, MissingColumnError, OptionError
from cxjourney.ingest import EventLog, read_events, read_milestones

if TYPE_CHECKING:
    from pathlib import Path

ORDERS = pd.DataFrame(
    [
        ("a", "2026-01-01 09:00", "2026-01-02 09:00", "2026-01-04 20:00", "2026-01-04", 5, 20.0, "north"),
        ("b", "2026-01-01 10:00", "2026-01-03 09:00", "2026-01-05 00:00", "2026-01-04", 1, 30.0, "south"),
        ("c", "2026-01-02 10:00", "", "", "2026-01-03", 2, 40.0, "south"),
        ("d", "2026-01-04 10:00", "", "", "2026-01-09", None, 50.0, "north"),
    ],
    columns=["customer_id", "ordered", "paid", "delivered", "promised", "score", "total", "depot"],
)
DATES = {"Ordered": "ordered", "Paid": "paid", "Delivered": "delivered"}
PROMISED: dict[str, Any] = {"milestones": DATES, "expected": {"Delivered": "promised"}}


def visits(log: EventLog, *columns: str) -> list[tuple[Any, ...]]:
    """Return customer and touchpoint of every visit, and more columns."""
    more = "".join(f", {column}" for column in columns)
    query = f"SELECT c.key, touchpoint{more} FROM {log.relation} JOIN {log.customer_relation} AS c USING (customer) ORDER BY position"
    return [(customer, log.touchpoints[code], *rest) for customer, code, *rest in log.engine.rows(query)]


def outcomes(log: EventLog) -> dict[str, str]:
    """Return the outcome of the promise by customer."""
    return {customer: log.segments[code] for customer, _, code in visits(log, "group_0") if code >= 0}


def test_each_date_is_a_visit() -> None:
    """An empty date is none, and every row is accounted for."""
    log = read_milestones(ORDERS, milestones=DATES)

    assert visits(log)[:4] == [("a", "Ordered"), ("a", "Paid"), ("a", "Delivered"), ("b", "Ordered")]
    assert (log.n_events, log.quality.rows, log.quality.added) == (8, 4, 4)


def test_a_promised_day_is_kept_until_it_ends() -> None:
    """Midnight of the next day is late, and what is not there when its day is over is overdue."""
    log = read_milestones(ORDERS, **PROMISED)

    assert outcomes(log) == {"a": "Delivered on time", "b": "Delivered late", "c": "Delivered overdue"}
    assert (log.group_columns, log.segment_of) == (("Delivered as promised",), ("Delivered as promised",) * 3)
    assert log.filter(segments="Delivered late").n_events == 3


@pytest.mark.parametrize(("moment", "outcome"), [("2026-01-04 12:00", "on time"), ("2026-01-04 12:00:00.000001", "late")])
def test_a_promised_moment_is_kept_to_the_microsecond(moment: str, outcome: str) -> None:
    """Where a clock time was promised."""
    log = read_milestones(ORDERS[:1].assign(delivered=moment, promised="2026-01-04 12:00"), **PROMISED)

    assert outcomes(log) == {"a": f"Delivered {outcome}"}


def test_a_promised_day_ends_where_the_customer_is() -> None:
    """The clocks change on 25 October in Berlin; that day has 25 hours."""
    orders = ORDERS[:2].assign(delivered=["2026-10-25 23:30", "2026-10-26 00:10"], promised="2026-10-25")

    assert outcomes(read_milestones(orders, timezone="Europe/Berlin", **PROMISED)) == {"a": "Delivered on time", "b": "Delivered late"}


def test_the_wait_before_a_promise_is_expected() -> None:
    """The median of what was promised, from the milestone before it."""
    log = read_milestones(ORDERS, **PROMISED)

    assert log.expected_waits == (("Paid", timedelta(days=1, hours=15) - timedelta(microseconds=1)),)
    assert log.filter(touchpoints="Ordered").expected_waits == ()


def test_scores_and_money_stand_once() -> None:
    """Scores at their milestone, or at the last one that was reached; money at the first."""
    log = read_milestones(ORDERS, milestones=DATES, scores={"csat": {"Delivered": "score"}}, value="total")

    found = visits(log, "score_0", "value")
    assert [row for row in found if row[2] is not None] == [
        ("a", "Delivered", 5_000, None),
        ("b", "Delivered", 1_000, None),
        ("c", "Ordered", 2_000, 400_000),
    ]
    assert sum(value or 0 for *_, value in found) == 1_400_000


def test_outcomes_stand_beside_other_groups(tmp_path: Path) -> None:
    """And everything is kept in a file."""
    log = read_milestones(ORDERS, group="depot", **PROMISED)
    log.save(tmp_path / "log.parquet")

    assert log.group_columns == ("depot", "Delivered as promised")
    assert log.segments == ("Delivered late", "Delivered on time", "Delivered overdue", "north", "south")
    assert read_events(tmp_path / "log.parquet") == log


def test_rows_of_one_customer_are_journeys_of_their_own() -> None:
    """Unless a column names the journeys."""
    orders = ORDERS.assign(customer_id="a")
    log = read_milestones(orders, milestones=DATES)

    assert log.engine.rows(f"SELECT count(DISTINCT journey) FROM {log.relation}") == [(4,)]
    assert "each row is a journey of its own" in " ".join(log.quality.notes)
    named = read_milestones(orders, milestones=DATES, journey="depot")
    assert named.engine.rows(f"SELECT count(DISTINCT journey) FROM {named.relation}") == [(2,)]


def test_what_comes_out_of_order_is_said() -> None:
    """It is kept, in the order of time."""
    log = read_milestones(ORDERS.assign(paid="2026-01-01 08:00"), milestones=DATES)

    assert "'Paid' is earlier than 'Ordered' in 4 rows" in " ".join(log.quality.notes)
    assert [visit.touchpoint for visit in log.journey("a").visits] == ["Paid", "Ordered", "Delivered"]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"milestones": {}}, OptionError),
        ({"milestones": {"Paid": "paid", " Paid": "ordered"}}, OptionError),
        ({"milestones": {"Paid": "nowhere"}}, MissingColumnError),
        ({"milestones": DATES, "expected": {"Deliverd": "promised"}}, OptionError),
        ({"milestones": DATES, "scores": {"csat": {"Deliverd": "score"}}}, OptionError),
        ({"milestones": {"Paid": "depot"}}, BadRowsError),
        ({"milestones": DATES, "customer": "nobody"}, MissingColumnError),
        ({"milestones": DATES, "on_bad_rows": "skip"}, OptionError),
    ],
)
def test_what_cannot_be_used_is_refused(options: dict[str, Any], error: type[CxJourneyError]) -> None:
    """By name."""
    with pytest.raises(error):
        read_milestones(ORDERS, **options)


def test_rows_that_reached_nothing_are_counted() -> None:
    """And nothing but such rows is no log."""
    milestones = {"Paid": "paid", "Delivered": "delivered"}

    assert read_milestones(ORDERS, milestones=milestones).quality.dropped == (("no_milestone", 2),)
    with pytest.raises(EmptyDataError, match="no_milestone 2"):
        read_milestones(ORDERS[2:], milestones=milestones)


STAMPS = st.none() | st.datetimes(pd.Timestamp("2026-01-01"), pd.Timestamp("2026-01-20"))


@settings(max_examples=12)
@given(st.lists(st.tuples(STAMPS, STAMPS, STAMPS), min_size=1, max_size=8))
def test_visits_are_the_dates_that_are_there(rows: list[tuple[Any, Any, Any]]) -> None:
    """No more and no fewer, and late is later than the promise."""
    cells = [[f"c{n}", *(stamp and str(stamp) for stamp in row)] for n, row in enumerate(rows)]
    frame = pd.DataFrame(cells, columns=["customer_id", "x", "y", "due"])
    try:
        log = read_milestones(frame, milestones={"X": "x", "Y": "y"}, expected={"Y": "due"})
    except EmptyDataError:
        assert all(x is None and y is None for x, y, _ in rows)
        return

    assert log.n_events == sum(x is not None for x, _, _ in rows) + sum(y is not None for _, y, _ in rows)
    late = {f"c{n}" for n, (_, y, due) in enumerate(rows) if y and due and y > due + timedelta(days=due.time() == due.time().min)}
    assert {customer for customer, outcome in outcomes(log).items() if outcome == "Y late"} == late


def test_late_orders_are_rated_worse(real_data: Path) -> None:
    """Orders of a Brazilian shop: 339 late by date against 3,128 on time, and 117 that never came."""
    path = next((real_data / "olist").glob("*.csv.gz"))
    log = read_milestones(
        path,
        customer="id",
        milestones={
            "Ordered": "order_purchase_timestamp",
            "Delivered": "order_delivered_customer_date",
            "Reviewed": "review_answer_timestamp",
        },
        expected={"Delivered": "order_estimated_delivery_date"},
        scores={"csat": {"Reviewed": "review_score"}},
    )
    found = {}
    for name in log.segments:
        part = log.filter(segments=name)
        measures = {
            measure.name: measure.estimate for measure in cx.discover_map(part).touchpoint("Reviewed").measures if measure.segment is None
        }
        found[name] = part.n_customers, round(measures["valence"].value + 3, 2)  # a score from 1 to 5 less 3

    assert found == {"Delivered late": (339, 1.96), "Delivered on time": (3_128, 3.77), "Delivered overdue": (117, 1.47)}


def test_a_promise_about_the_first_milestone_expects_no_wait() -> None:
    """Nothing comes before it; texts stand at the last milestone, and scores without a milestone too."""
    log = read_milestones(
        ORDERS.assign(words="Nice"), milestones=DATES, expected={"Ordered": "promised"}, scores={"csat": "score"}, verbatim="words"
    )

    assert log.expected_waits == ()
    assert sorted(verbatim.touchpoint for verbatim in log.verbatims()) == ["Delivered", "Delivered", "Ordered", "Ordered"]
    assert [row[:2] for row in visits(log, "score_0") if row[2] is not None] == [("a", "Delivered"), ("b", "Delivered"), ("c", "Ordered")]


def test_a_promised_wait_is_what_the_map_expects() -> None:
    """The map's touchpoint expects the median promised wait, which the diagnosis compares with."""
    log = read_milestones(ORDERS, **PROMISED)
    expected = dict(log.expected_waits)
    journey_map = cx.discover_map(log)

    assert expected
    assert {each.name: each.expected_wait for each in journey_map.touchpoints if each.expected_wait} == expected
