"""Moves that lead elsewhere, against what is counted by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cxjourney as cx

if TYPE_CHECKING:
    from collections.abc import Callable

GOAL = "Bought"


@pytest.mark.parametrize(("share", "rate"), [(1.0, 0.8), (0.5, 0.8)])
def test_moves_to_a_place_that_leads_to_the_same_end_win_nothing(worked: cx.JourneyMap, share: float, rate: float) -> None:
    """Everybody at M buys, so that going straight to the goal wins nothing but the visits."""
    forecast = cx.what_if(worked, cx.Redirect("G", "M", to=GOAL, share=share))

    assert forecast.goal_rate.value == pytest.approx(rate)
    assert forecast.touchpoint("M").visits_change.value == pytest.approx(-200 * share)


def test_leavers_who_are_led_on_win_goals(worked: cx.JourneyMap) -> None:
    """Half of the 200 who leave at G go to M, where everybody buys."""
    forecast = cx.what_if(worked, cx.Redirect("G", None, to="M", share=0.5))

    assert forecast.goals_change.value == pytest.approx(100)


def test_moves_that_end_lose_goals(worked: cx.JourneyMap) -> None:
    """All of the 200 who go from G to M leave instead."""
    forecast = cx.what_if(worked, cx.Redirect("G", "M", to=None))

    assert forecast.goals_change.value == pytest.approx(-200)


def test_all_moves_from_a_place_can_lead_elsewhere(worked: cx.JourneyMap) -> None:
    """The 200 who go from G to M leave, and the 200 who leave go to M, where everybody buys: shares are of the moves to each place."""
    forecast = cx.what_if(worked, cx.Redirect("G", "M", to=None), cx.Redirect("G", None, to="M"))

    assert forecast.goals_change.value == pytest.approx(0, abs=1e-9)
    assert forecast.touchpoint("M").visits_change.value == pytest.approx(0, abs=1e-9)


def test_a_new_touchpoint_on_the_way_loses_those_who_leave_there(worked: cx.JourneyMap) -> None:
    """A tenth of half of the 200 who go from G to M."""
    forecast = cx.what_if(worked, cx.Add("Survey", between=("G", "M"), share=0.5, drop_off=0.1, wait=30))
    new = forecast.journey_map.touchpoint("Survey")

    assert forecast.goals_change.value == pytest.approx(-10)
    assert forecast.touchpoint("Survey").visits.value == pytest.approx(100)
    assert (new.measure("drop_off_rate").value, new.stage) == (0.1, "shop")
    assert {(move.source, move.target) for move in forecast.journey_map.transitions} >= {("g", "survey"), ("survey", "m")}


def test_a_touchpoint_is_found_by_its_identifier_or_its_name(worked: cx.JourneyMap) -> None:
    """The new one, too; what is neither has no forecast."""
    forecast = cx.what_if(worked, cx.Add("Exit survey", after="G"))

    for identifier, name in (("g", "G"), ("m", "M"), ("exit-survey", "Exit survey")):
        assert forecast.touchpoint(identifier) is forecast.touchpoint(name) is not None
    assert forecast.touchpoint("Nowhere") is None


def test_a_new_touchpoint_after_another_is_on_every_way_from_it(worked: cx.JourneyMap) -> None:
    """600 go on from G; all pass it, nobody leaves there, and they go where they went."""
    forecast = cx.what_if(worked, cx.Add("Banner", after="G"))

    assert forecast.goals_change.value == pytest.approx(0, abs=1e-9)
    assert forecast.touchpoint("Banner").visits.value == pytest.approx(600)


@pytest.mark.parametrize(("visitors", "rate"), [("go_on", 1.0), ("as_now", 0.8), ("leave", 0.2)])
def test_visitors_of_what_is_removed_go_on_or_leave_as_said(worked: cx.JourneyMap, visitors: str, rate: float) -> None:
    """A quarter of those who come to G leave there."""
    forecast = cx.what_if(worked, cx.Remove("G", visitors=visitors))  # type: ignore[arg-type]

    assert forecast.goal_rate.value == pytest.approx(rate)
    assert forecast.touchpoint("G").visits.value == forecast.touchpoint("G").visits.high == pytest.approx(0, abs=1e-9)
    assert "g" not in {each.id for each in forecast.journey_map.touchpoints}


def test_removals_do_not_depend_on_their_order(map_of: Callable[..., cx.JourneyMap]) -> None:
    """Even where what is removed leads to each other."""
    journey_map = map_of({("A", "B", "C", "B", GOAL): 60, ("A", "C", "B"): 30, ("A", "C", GOAL): 30, ("A", "B"): 20})
    one, other = (cx.what_if(journey_map, *(cx.Remove(name) for name in names)) for names in ("BC", "CB"))

    assert one.goal_rate == other.goal_rate
    assert one.goal_rate.value == pytest.approx(1.0)


def test_as_many_end_where_that_is_natural_as_before(map_of: Callable[..., cx.JourneyMap]) -> None:
    """A tenth of those at Check is declined; without Check so is a tenth, and nobody leaves."""
    journeys = {("A", "Check", GOAL): 600, ("A", "Check", "Declined"): 100, ("A", "Check"): 300}
    forecast = cx.what_if(map_of(journeys, options={"ends": "Declined"}), cx.Remove("Check"))

    assert forecast.goal_rate.value == pytest.approx(0.9)


@given(share=st.floats(0.05, 1.0), more=st.floats(0.05, 1.0))
def test_leading_more_leavers_on_never_loses_goals(worked: cx.JourneyMap, share: float, more: float) -> None:
    """The goal rate grows with the share, and stays a share."""
    low, high = sorted((share, more))
    small, large = (cx.what_if(worked, cx.Redirect("G", None, to="M", share=each)).goal_rate.value for each in (low, high))

    assert 0.8 <= small <= large + 1e-12
    assert large <= 1


@given(low=st.floats(0, 1), high=st.floats(0, 1))
def test_a_lower_drop_off_never_loses_goals(worked: cx.JourneyMap, low: float, high: float) -> None:
    """Whatever it is set to."""
    low, high = sorted((low, high))
    few, many = (cx.what_if(worked, cx.Change(touchpoint="G", drop_off=each)).goal_rate.value for each in (low, high))

    assert few >= many - 1e-12
