"""Trends of logs that nobody here wrote, and of the same with their dates shuffled among the customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

import cxjourney as cx

if TYPE_CHECKING:
    from pathlib import Path

ORDERS = {
    "Purchase": "order_purchase_timestamp",
    "Approved": "order_aproved_at",
    "Delivered": "order_delivered_customer_date",
    "Review": "review_answer_timestamp",
}
LOANS: dict[str, Any] = {"goal": "A_APPROVED", "ends": ["A_DECLINED", "A_CANCELLED"]}


def orders(real_data: Path) -> cx.EventLog:
    """Return the orders of a shop in Brazil."""
    path = real_data / "olist" / "olist_classified_public_dataset.csv.gz"
    return cx.read_milestones(path, customer="id", milestones=ORDERS, segment="customer_state")


def shuffled(events: cx.EventLog, folder: Path, seed: int) -> cx.EventLog:
    """Return the log with the starts of its customers exchanged among them: nothing can depend on dates any more."""
    path = folder / "log.parquet"
    events.save(path)
    table = pd.read_parquet(path)
    customer, time = (next(name for name in table if part in name) for part in ("customer", "time"))
    starts = table.groupby(customer)[time].min()
    others = pd.Series(np.random.default_rng(seed).permutation(starts.to_numpy()), index=starts.index)
    moved = table[customer].map(others) + (table[time] - table[customer].map(starts))
    return cx.read_events(table[[customer, "touchpoint"]].assign(time=moved), customer=customer, scores={})


def test_deliveries_of_the_orders_by_month(real_data: Path) -> None:
    """From the sales of November 2017 on, deliveries took twelve days instead of nine; the last months cannot be said yet."""
    found = cx.trend(orders(real_data), every="month", goal="Delivered")

    (slow,) = found.incidents
    assert (slow.kind, slow.touchpoint, slow.start.isoformat()[:7]) == ("long_wait", "Approved", "2017-11")
    assert 8 < (slow.before.value or 0) / 86_400 < 11 < (slow.during.value or 0) / 86_400 < 14
    assert found.of("goal_rate").periods[-1].state == "open"
    assert sum(found.of("journeys").n) == 3_584


def test_reviews_that_worsen_for_good_are_an_incident(real_data: Path) -> None:
    """Not an improvement of the months before; what is reported differs from what it is compared with."""
    path = real_data / "olist" / "olist_classified_public_dataset.csv.gz"
    scores = {"csat": {"Review": "review_score"}}
    found = cx.trend(cx.read_milestones(path, customer="id", milestones=ORDERS, scores=scores), every="month", goal="Delivered")

    worse = [each for each in found.incidents if each.measure == "csat"]
    assert [(each.going_on, each.start.isoformat()[:7]) for each in worse] == [(True, "2017-10")]
    assert (worse[0].before.n, worse[0].before.low) > (1_000, worse[0].during.high)
    assert not [each for each in found.improvements if each.measure == "csat"]


def test_loans_by_month(real_data: Path) -> None:
    """Applications up to February are known; in the run-off only old ones are left, which is no incident."""
    found = cx.trend(cx.read_events(real_data / "loans" / "bpic2012.xes.gz"), every="month", **LOANS)

    assert [period.name for period in found.periods][:2] == ["2011-09", "2011-10"]
    assert found.of("goal_rate").n[1] > 2_000
    assert found.tested > 20
    assert [each for each in (*found.incidents, *found.improvements) if each.start.isoformat() >= "2012-03-01"] == []


@pytest.mark.parametrize("log", ["orders", "loans", "shop"])
def test_shuffled_dates_hold_no_incident(real_data: Path, tmp_path: Path, log: str) -> None:
    """Whatever happened at some time happens at any time then."""
    read = {
        "orders": lambda: (orders(real_data), {"goal": "Delivered"}),
        "loans": lambda: (cx.read_events(real_data / "loans" / "bpic2012.xes.gz"), LOANS),
        "shop": lambda: (cx.read_events(real_data / "clickstream" / "simple_onlineshop.csv.gz"), {}),
    }
    events, asked = read[log]()

    found = cx.trend(shuffled(events, tmp_path, 1), every="month", **asked)

    assert (found.incidents, found.improvements) == ((), ())
