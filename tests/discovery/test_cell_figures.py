"""Figures of channels and segments: at touchpoints, in stages, over everything."""

from __future__ import annotations

import polars as pl
import pytest

import cxjourney as cx


@pytest.fixture(scope="module")
def shop_map() -> cx.JourneyMap:
    """Return a map of the sample shop."""
    shop = cx.datasets.sample_shop(customers=1_500)
    return cx.discover_map(shop.events, goal=shop.goal)


def test_cells_of_a_touchpoint_hold_the_figures_of_their_visits(shop_map: cx.JourneyMap) -> None:
    """Each channel and segment of a touchpoint has rates, times and scores of its own, each with its n."""
    touchpoint = shop_map.touchpoint("Card payment")
    names = {measure.name for measure in touchpoint.measures if measure.channel == "web"}

    assert {"drop_off_rate", "rework_rate", "escalation_rate", "transition_time_mean", "valence", "nps"} <= names
    assert {measure.name for measure in touchpoint.measures if measure.segment == "gift"} >= {"customers", "drop_off_rate", "valence"}


def test_answers_of_the_channels_are_those_of_the_touchpoint(shop_map: cx.JourneyMap) -> None:
    """Every answer was given in one channel, and by a customer of one segment."""
    for touchpoint in shop_map.touchpoints:
        everybody = touchpoint.measure("valence")
        for key in ("channel", "segment"):
            parts = [each.estimate.n or 0 for each in touchpoint.measures if each.name == "valence" and getattr(each, key)]
            assert sum(parts) == (0 if everybody is None else everybody.n)


def test_friction_of_a_segment_counts_its_own_journeys(shop_map: cx.JourneyMap) -> None:
    """Journeys of all segments are those of the stage; the friction of the stage lies between that of its segments."""
    stage = shop_map.stages[2]
    rates = [each.estimate for each in stage.measures if each.name == "friction_rate" and each.segment]
    everybody = stage.measure("friction_rate")

    assert everybody is not None
    assert sum(rate.n or 0 for rate in rates) == everybody.n
    assert min(rate.value or 0 for rate in rates) <= (everybody.value or 0) <= max(rate.value or 0 for rate in rates)


def test_peak_and_end_stand_beside_the_mean() -> None:
    """Of a bad, a good and a neutral reading the mean is 0; the peak is the latest of the extremes."""
    days = ["2026-01-01", "2026-01-02", "2026-01-03"]
    rows = [
        {"customer": f"c{index}", "time": day, "touchpoint": place, "csat": score}
        for index in range(40)
        for day, place, score in zip(days, ("Ad", "Shop", "Care"), (1, 5, 3), strict=True)
    ]
    totals = cx.discover_map(cx.read_events(pl.DataFrame(rows), scores={"csat": "csat"})).totals
    found = {measure.name: measure.estimate.value for measure in totals}

    assert found["experience_mean"] == pytest.approx(0)
    assert found["experience_peak_end"] == pytest.approx(1)


def test_what_customers_say_and_what_their_words_say_stand_side_by_side() -> None:
    """Scores that were given and feelings read out of words are averaged apart, too."""
    rows = [{"customer": f"c{index}", "time": "2026-01-01", "touchpoint": "Chat", "csat": 5, "sentiment": -0.5} for index in range(40)]
    touchpoint = cx.discover_map(cx.read_events(pl.DataFrame(rows))).touchpoint("Chat")
    direct, inferred = touchpoint.measure("valence_direct"), touchpoint.measure("valence_inferred")

    assert direct is not None
    assert inferred is not None
    assert (direct.value, inferred.value) == (2.0, -1.0)


def test_feelings_from_words_alone_are_marked_as_inferred() -> None:
    """A map whose only scores were read out of words does not claim that anybody was asked."""
    rows = [{"customer": f"c{index}", "time": "2026-01-01", "touchpoint": "Chat", "sentiment": -0.5} for index in range(40)]
    touchpoint = cx.discover_map(cx.read_events(pl.DataFrame(rows))).touchpoint("Chat")

    assert [emotion.source_kind for emotion in touchpoint.emotions] == ["inferred"]


def test_a_plan_filled_with_figures_names_its_own_channels() -> None:
    """Figures of cells follow the identifiers of the plan."""
    shop = cx.datasets.sample_shop(customers=300)
    plan = cx.JourneyMap(
        stages={"Buy": [cx.Touchpoint(name="Card payment", channels=["the-web"])]},
        channels=[cx.Channel(name="Web", id="the-web")],
    )
    filled = cx.discover_map(shop.events, plan=plan)

    assert {measure.channel for measure in filled.touchpoint("Card payment").measures if measure.name == "rework_rate"} >= {"the-web"}
    assert "web" not in {measure.channel for measure in filled.totals}
