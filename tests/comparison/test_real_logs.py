"""What comparisons of logs that nobody here wrote must show."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

import cxjourney as cx

if TYPE_CHECKING:
    from pathlib import Path

CSAT = {"Artwork": "Q7ART", "Restaurants": "Q7FOOD", "Shops": "Q7STORE", "Signs": "Q7SIGN", "Wi-Fi": "Q7WIFI", "Restrooms": "Q9RESTROOM"}


def test_the_arms_of_the_shop(real_data: Path) -> None:
    """More customers pay in the test arm, and not more each; 68,702 from 573 users and 98,789 from 554."""
    events = cx.read_events(
        real_data / "clickstream" / "ab_test_demo.csv.gz", customer="client_id", segment="user_backet", value="transaction_value"
    )
    control, test = (events.filter(segments=name) for name in ("control", "test"))

    found = cx.compare(control, test, goal="payment_done")

    worth = found.difference("value_per_customer")
    assert [round(each.value * n) for each, n in ((worth.before, 573), (worth.after, 554))] == pytest.approx([68_702, 98_789], abs=1)
    assert (worth.before.n, worth.after.n) == (573, 554)
    assert (worth.flagged, worth.better) == (True, True)
    assert found.difference("goal_rate").flagged
    assert not found.difference("value_per_goal").flagged
    assert found.shared_customers == 0
    assert not found.new


def test_arms_that_share_customers_are_noticed(real_data: Path) -> None:
    """Nobody can be in both arms."""
    events = cx.read_events(real_data / "clickstream" / "ab_test_demo.csv.gz", customer="client_id", segment="user_backet")
    left, right = (events.filter(segments=["control", other]) for other in ("not_in_test", "test"))

    notes = cx.compare(left, right, goal="payment_done", pains=False).notes

    assert any("for arms of a test they must be on one only" in note for note in notes)


def test_the_airport_in_two_years(real_data: Path) -> None:
    """NPS fell from 39.8 to 31.0 within the boarding areas, and not because other ones were asked."""
    years = [
        cx.read_surveys(
            real_data / f"survey_sfo/sfo_{year}.csv.gz",
            customer="RESPNUM",
            time=date(year, 5, 1),
            segment="BAREA",
            scores={"nps": "NETPRO", "csat": CSAT},
            missing={"nps": 11, "csat": (0, 6)},
            name="Airport",
        )
        for year in (2017, 2018)
    ]

    found = cx.compare(years[0], years[1])

    total = found.total("nps", by="BAREA")
    assert [round(each.value, 1) for each in (total.before, total.after)] == [39.8, 31.0]
    assert total.rate.high < 0 < total.mix.high
    assert total.rate.value + total.mix.value == pytest.approx(total.total.value)
    assert found.difference("nps").flagged
    assert "Shops" in {each.touchpoint for each in found.remaining}
    assert not found.solved


def test_halves_of_a_real_log_are_alike(real_data: Path) -> None:
    """Customers at random: of five comparisons, one at most flags anything."""
    rows = pl.read_csv(real_data / "clickstream" / "simple_onlineshop.csv.gz")
    events = cx.read_events(rows, customer="user_id")
    whole = cx.measure(events, goal="payment_done", ends="lost")
    customers = sorted(rows["user_id"].cast(pl.String).unique())
    rng = np.random.default_rng(1)
    wrong = 0
    for _ in range(5):
        chosen = rng.permutation(customers)
        half = len(chosen) // 2
        sides = [cx.measure(events.filter(customers=list(part)), settings=whole.settings) for part in (chosen[:half], chosen[half:])]
        wrong += bool(cx.compare(sides[0], sides[1], pains=False).flagged)

    assert wrong <= 1


def test_orders_before_and_after_a_day(real_data: Path) -> None:
    """Periods of a shop: what differs is told with its interval, and the cut is told too."""
    events = cx.read_events(real_data / "clickstream" / "simple_onlineshop.csv.gz")

    found = cx.compare(events.filter(until="2020-02-01"), events.filter(since="2020-02-01"), goal="payment_done")

    goal = found.difference("goal_rate")
    assert goal.difference.low <= goal.difference.value <= goal.difference.high
    assert (found.shared_customers > 0) == any("cut in two" in note for note in found.notes)
