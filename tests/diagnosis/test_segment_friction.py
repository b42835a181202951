"""The friction of stages by segment and against an earlier period."""

from __future__ import annotations

import random

import polars as pl
import pytest

import cxjourney as cx

STAGES = {"Find": ["Ad", "Shop"], "Buy": ["Basket", "Pay"], "Done": ["Order"]}


def shop_map(leave: dict[str, float], *, seed: int = 1, customers: int = 3_000) -> cx.JourneyMap:
    """Return a map of customers who leave at the basket with the chance of their country."""
    chance = random.Random(seed)
    rows = []
    for index in range(customers):
        country = sorted(leave)[index % len(leave)]
        path = ["Ad", "Shop", "Basket"] if chance.random() < leave[country] else ["Ad", "Shop", "Basket", "Pay", "Order"]
        start = chance.randrange(40 * 24)
        rows += [
            {"customer": f"c{index}", "time": start * 3600 + 60 * step, "touchpoint": name, "country": country}
            for step, name in enumerate(path)
        ]
    events = cx.read_events(pl.DataFrame(rows), segment="country", time_unit="s")
    return cx.discover_map(events, goal="Order", stages=STAGES)


def test_a_segment_with_more_friction_than_the_others_is_flagged() -> None:
    """A third of the customers leaves twice as often; only its row is flagged, and its sentence says against whom."""
    diagnosis = cx.diagnose(shop_map({"DE": 0.2, "FR": 0.2, "NL": 0.4}))
    flagged = [row for row in diagnosis.friction_by_segment if row.flagged]

    assert [(row.stage, row.segment, row.segment_id) for row in flagged] == [("Buy", "NL", "nl")]
    assert flagged[0].rate.value == pytest.approx(0.4, abs=0.05)
    assert "of the others" in flagged[0].summary


def test_segments_alike_are_not_flagged() -> None:
    """Every segment has its row in every stage, and none needs attention."""
    rows = cx.diagnose(shop_map({"DE": 0.3, "FR": 0.3})).friction_by_segment

    assert [(row.stage, row.segment) for row in rows] == [(stage, segment) for stage in STAGES for segment in ("DE", "FR")]
    assert not any(row.flagged for row in rows)


def test_one_segment_alone_is_compared_with_nobody() -> None:
    """There are no others, and the sentence says so."""
    rows = cx.diagnose(shop_map({"NL": 0.3})).friction_by_segment

    assert all(row.q_value is None for row in rows)
    assert all(row.summary.endswith("there is no other segment to compare with.") for row in rows)


def test_a_stage_worse_than_in_the_earlier_period_is_flagged() -> None:
    """Friction in buying doubled; the stage says what it was before."""
    before, after = shop_map({"NL": 0.2}, seed=2), shop_map({"NL": 0.4}, seed=3)
    find, buy, _ = cx.diagnose(after, earlier=before).friction_stages

    assert buy.flagged
    assert buy.earlier is not None
    assert buy.earlier.value == pytest.approx(0.2, abs=0.05)
    assert "more than in the earlier period" in buy.summary
    assert not find.flagged


def test_an_unchanged_period_flags_nothing() -> None:
    """The same rates in both periods."""
    before, after = shop_map({"NL": 0.3}, seed=4), shop_map({"NL": 0.3}, seed=5)

    assert not any(stage.flagged for stage in cx.diagnose(after, earlier=before).friction_stages)


def test_few_earlier_customers_without_friction_do_not_look_certain() -> None:
    """Of forty nobody left where one in ten does now: the true difference may well lie inside the margin of 5 points."""
    few, many = shop_map({"NL": 0.0}, customers=40), shop_map({"NL": 0.1}, customers=1_000)
    buy = cx.diagnose(many, earlier=few, kinds=["rework"]).friction_stages[1]

    assert buy.earlier is not None
    assert buy.earlier.value == 0
    assert not buy.flagged


def test_few_other_customers_without_friction_do_not_look_certain() -> None:
    """The same among the segments of one log."""
    rows = [
        {"customer": f"c{who}", "time": 3600 * who + 60 * step, "touchpoint": name, "country": "NL" if who >= 40 else "DE"}
        for who in range(1_040)
        for step, name in enumerate(["Ad", "Shop", "Basket", "Pay", "Order"][: 3 if who >= 40 and who % 10 == 0 else 5])
    ]
    events = cx.read_events(pl.DataFrame(rows), segment="country", time_unit="s")
    found = cx.diagnose(cx.discover_map(events, goal="Order", stages=STAGES)).friction_by_segment

    buy = next(row for row in found if (row.stage, row.segment) == ("Buy", "NL"))
    assert buy.rate.value == pytest.approx(0.1, abs=0.01)
    assert buy.q_value is not None
    assert not buy.flagged
