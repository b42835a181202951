"""Forecasts of maps written by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import cxjourney as cx

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = 0.8 * (0.4 + 0.1 * 0.9)
"""Eight in ten go on to the cart; four in ten of those pay, one in ten asks for help, where nine in ten pay."""


def test_stated_moves_and_rates_give_a_stated_forecast(stated: Callable[..., cx.JourneyMap]) -> None:
    """Shares add up to what does not leave; a figure without data has no interval."""
    forecast = cx.what_if(stated(), cx.Change(touchpoint="Cart", drop_off=0.25))

    assert forecast.baseline_goal_rate.value == pytest.approx(NOW)
    assert forecast.goal_rate.value == pytest.approx(NOW * 1.5)
    assert (forecast.basis, forecast.fit) == ("assumption", None)
    assert all((each.n, each.low) == (None, None) or each.value is None for _, each in forecast.figures)
    assert "nobody measured them" in forecast.summary


def test_shares_of_moves_may_be_of_those_who_go_on(stated: Callable[..., cx.JourneyMap]) -> None:
    """With a drop-off rate beside them they are scaled to the rest."""
    moves = [
        {"source": "Search", "target": "Cart"},
        {"source": "Cart", "target": "Paid", "count": 80},
        {"source": "Cart", "target": "Help", "count": 20},
        {"source": "Help", "target": "Paid"},
    ]

    assert cx.what_if(stated(transitions=moves), cx.Remove("Help")).baseline_goal_rate.value == pytest.approx(NOW)


@pytest.mark.parametrize(
    ("shares", "known"), [((0.8, 0.2), True), ((0.4, 0.1), True), ((0.66, 0.33), True), ((0.9, 0.9), False), ((0.3, 0.3), False)]
)
def test_shares_that_do_not_add_up_are_refused(stated: Callable[..., cx.JourneyMap], shares: tuple[float, float], *, known: bool) -> None:
    """Half of the visits to the cart leave: moves have the other half of all visits, or all of those that go on."""
    moves = [
        {"source": "Search", "target": "Cart"},
        {"source": "Cart", "target": "Paid", "share": shares[0]},
        {"source": "Cart", "target": "Help", "share": shares[1]},
        {"source": "Help", "target": "Paid"},
    ]
    journey_map = stated(transitions=moves)

    if known:
        assert cx.what_if(journey_map, cx.Remove("Help")).goal_rate.value > 0
    else:
        with pytest.raises(cx.StatisticsError, match=r"moves from 'Cart' add up to (1\.8|0\.6), and 0\.5 of its visits leave"):
            cx.what_if(journey_map, cx.Remove("Help"))


def test_the_new_map_is_stated_and_can_be_drawn_beside_the_old(stated: Callable[..., cx.JourneyMap]) -> None:
    """TO-BE over AS-IS."""
    journey_map = stated()
    to_be = cx.what_if(journey_map, cx.Change(touchpoint="Cart", drop_off=0.25, wait=60)).journey_map

    assert (to_be.state, to_be.origin) == ("to_be", "hypothesis")
    assert to_be.touchpoint("Cart").measure("transition_time").value == pytest.approx(60)
    assert to_be.touchpoint("Cart").measure("drop_off_rate").method.startswith("what-if")
    assert cx.render_map(journey_map, compare_with=to_be).text.startswith("<svg")


@pytest.mark.parametrize(
    ("change", "time"),
    [(cx.Change(touchpoint="Cart", drop_off=0.25), 180), (cx.Redirect("Cart", "Help", to="Paid"), 180)],
)
def test_time_to_goal_needs_all_times_on_the_way(stated: Callable[..., cx.JourneyMap], change: Any, time: float) -> None:
    """Search and Cart state theirs; Help does not, and counts only where nobody comes by."""
    forecast = cx.what_if(stated(), change)
    known = forecast.touchpoint("Help").visits.value == pytest.approx(0)

    assert forecast.baseline_time_to_goal.value is None
    assert forecast.time_to_goal.value == (pytest.approx(time) if known else None)


def test_a_stated_pain_is_put_back_to_its_reference(stated: Callable[..., cx.JourneyMap]) -> None:
    """The target of the cart is a drop-off of two in ten."""
    cart = cx.Touchpoint(name="Cart", measures={"drop_off_rate": 0.5}, targets={"drop_off_rate": 0.2})
    search = cx.Touchpoint(name="Search", measures={"drop_off_rate": 0.2})
    helped = cx.Touchpoint(name="Help", measures={"drop_off_rate": 0.1})
    journey_map = stated(stages={"Find": [search], "Pay": [cart, helped, "Paid"]})
    pain = next(each for each in cx.diagnose(journey_map).pain_points if each.kind == "drop_off")
    ranking = cx.rank_fixes(journey_map)

    assert cx.what_if(journey_map, cx.Fix(pain)).goal_rate.value == pytest.approx(NOW * 0.8 / 0.5)
    assert ranking.singles[0].goals_change.value == pytest.approx(NOW * 0.6)
    assert ranking.singles[0].basis == "assumption"


SILENT: dict[str, tuple[dict[str, Any], str]] = {
    "no goal": ({"goal_touchpoints": []}, "without a goal"),
    "moves without a share": (
        {
            "transitions": [
                {"source": "Search", "target": "Cart"},
                {"source": "Cart", "target": "Help"},
                {"source": "Cart", "target": "Paid"},
            ]
        },
        "how customers go on from 'Cart'",
    ),
    "no drop-off": ({"stages": {"Find": ["Search"], "Pay": ["Cart", "Help", "Paid"]}}, "how many leave at 'Search'"),
    "two starts": (
        {
            "transitions": [
                {"source": "Search", "target": "Paid"},
                {"source": "Cart", "target": "Paid"},
                {"source": "Help", "target": "Paid"},
            ]
        },
        "where journeys start",
    ),
}


@pytest.mark.parametrize("case", SILENT)
def test_what_a_map_does_not_state_is_asked_for(stated: Callable[..., cx.JourneyMap], case: str) -> None:
    """Never guessed."""
    fields, mention = SILENT[case]

    with pytest.raises(cx.StatisticsError) as caught:
        cx.what_if(stated(**fields), cx.Remove("Help"))
    assert mention in str(caught.value)
    assert caught.value.hint


def test_starts_can_be_stated(stated: Callable[..., cx.JourneyMap]) -> None:
    """A quarter starts at Help."""
    search = cx.Touchpoint(name="Search", measures={"drop_off_rate": 0.2, "start_share": 0.75})
    cart = cx.Touchpoint(name="Cart", measures={"drop_off_rate": 0.5})
    helped = cx.Touchpoint(name="Help", measures={"drop_off_rate": 0.1, "start_share": 0.25})
    journey_map = stated(stages={"Find": [search], "Pay": [cart, helped, "Paid"]})

    assert cx.what_if(journey_map, cx.Redirect("Cart", None, to="Help")).baseline_goal_rate.value == pytest.approx(0.75 * NOW + 0.25 * 0.9)


REFUSED: dict[str, tuple[Any, type[cx.CxJourneyError], str]] = {
    "rework": (cx.Change(touchpoint="Cart", rework=0.1), cx.StatisticsError, "not stated"),
    "a new channel": (cx.Add("Cart", channel="Chat", share=0.2), cx.StatisticsError, "not stated"),
    "a score without a name": (cx.Change(touchpoint="Cart", score=3), cx.StatisticsError, "which score"),
    "a wait where none is stated": (cx.Change(touchpoint="Help", wait=5), cx.StatisticsError, "how long the next step"),
    "a factor beyond everybody": (cx.Change(touchpoint="Cart", drop_off_factor=3), cx.OptionError, "more than everybody"),
    "the goal": (cx.Change(touchpoint="Paid", drop_off=0.1), cx.OptionError, "is the goal"),
    "a share without other channels": (cx.Change(touchpoint="Cart", channel_share={"web": 0.5}), cx.OptionError, "no other channel"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_a_hand_written_map_cannot_answer_is_refused(stated: Callable[..., cx.JourneyMap], case: str) -> None:
    """With a hint."""
    change, kind, mention = REFUSED[case]

    with pytest.raises(kind) as caught:
        cx.what_if(stated(), change)
    assert mention in str(caught.value)
    assert caught.value.hint


def test_scores_change_only_the_picture_of_a_hand_written_map(stated: Callable[..., cx.JourneyMap]) -> None:
    """And say that the goal cannot be forecast from them."""
    forecast = cx.what_if(stated(), cx.Change(touchpoint="Cart", score={"nps": 30}))

    assert forecast.goal_rate.value is None
    assert "cannot be said" in forecast.summary
    assert forecast.journey_map.touchpoint("Cart").measure("nps").value == 30


def test_channels_of_a_hand_written_map_change_contacts_and_cost(stated: Callable[..., cx.JourneyMap]) -> None:
    """A third of the visits to the cart move to the phone, at 9 each."""
    journey_map = stated(channels=["web", cx.Channel(name="Phone", cost_per_contact=9.0)])
    forecast = cx.what_if(journey_map, cx.Change(touchpoint="Cart", channel_share={"Phone": 0.25}))

    assert forecast.cost_to_serve_change.value == pytest.approx(0.8 * 0.25 * 9)
    assert forecast.contacts_change.value == pytest.approx(0.8 * 0.25)
