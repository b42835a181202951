"""What nobody was seen to do is assumed, and no interval holds what cannot be."""

from __future__ import annotations

import pytest

import cxjourney as cx

GOAL = "Bought"
ROUTES = {
    "a removal": (cx.Remove("Size guide"), "At most: it assumes that everybody who came to Size guide goes on"),
    "a removal that loses its visitors": (cx.Remove("Size guide", visitors="leave"), "those who came to Size guide leave for good"),
    "leavers led on": (cx.Redirect("Basket", None, to="Sign in", share=0.5), "At most: it assumes that those who would have left"),
    "a new step": (cx.Add("Reminder", between=("Basket", "Sign in"), drop_off=0.02), "Reminder does only what is stated about it"),
}


@pytest.mark.parametrize("case", ROUTES)
def test_ways_that_nobody_was_seen_to_go_are_an_assumption(shop: cx.JourneyMap, case: str) -> None:
    """The summary and the notes say so."""
    change, said = ROUTES[case]

    forecast = cx.what_if(shop, change)

    assert forecast.basis == "assumption"
    assert said in forecast.summary
    assert any("the log cannot show" in note for note in forecast.notes)
    report = cx.render_report(shop, results=[forecast])
    assert "an assumption about where customers would go" in str(report)


def test_counted_moves_are_still_measured(shop: cx.JourneyMap) -> None:
    """A rate that is set needs no assumption about ways."""
    forecast = cx.what_if(shop, cx.Change(touchpoint="Card payment", drop_off=0.1))

    assert forecast.basis == "measured"
    assert "assumes" not in forecast.summary


def test_nobody_reaches_a_goal_that_no_way_leads_to(worked: cx.JourneyMap) -> None:
    """That is known for sure, and no more goals are lost than there are."""
    forecast = cx.what_if(worked, cx.Redirect("G", GOAL, to=None), cx.Redirect("M", GOAL, to=None))

    assert (forecast.goal_rate.value, forecast.goal_rate.low, forecast.goal_rate.high) == (0, 0, 0)
    assert forecast.goals_change.low == pytest.approx(-800)


@pytest.mark.parametrize("change", [cx.Remove("Basket", visitors="leave"), cx.Change(touchpoint="Card payment", drop_off=0.99)])
def test_intervals_hold_nothing_impossible(shop: cx.JourneyMap, change: cx.Remove | cx.Change) -> None:
    """Rates are shares, and no more is lost than there is."""
    forecast = cx.what_if(shop, change)
    now = forecast.baseline_goal_rate.value
    changed = forecast.goal_rate_change

    assert 0 <= forecast.goal_rate.low <= forecast.goal_rate.high <= 1
    assert -now <= changed.low <= changed.high <= 1 - now
    assert forecast.goals_change.low >= -now * changed.n
    assert "cut at what is possible" in changed.method
    for each in forecast.touchpoints:
        assert each.visits_change.low >= -each.baseline_visits.value
