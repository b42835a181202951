"""What would be expected after changes, against what is counted by hand."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

import cxjourney as cx
from cxjourney.statistics.layout import empty

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GOAL = "Bought"


@pytest.mark.parametrize(("touchpoint", "effect"), [("G", 0.75), ("M", 0.5)])
def test_removing_a_touchpoint_for_good_gives_the_removal_effect_of_the_literature(
    worked: cx.JourneyMap, touchpoint: str, effect: float
) -> None:
    """P is .8; without G a quarter of the goals is left, without M half of them."""
    forecast = cx.what_if(worked, cx.Remove(touchpoint, visitors="leave"))

    assert forecast.baseline_goal_rate.value == pytest.approx(0.8)
    assert forecast.goal_rate.value == pytest.approx(0.8 * (1 - effect))
    assert forecast.goals_change.value == pytest.approx(-1_000 * 0.8 * effect)


def test_without_a_change_that_matters_everything_is_what_was_observed(shop: cx.JourneyMap) -> None:
    """A drop-off put to what it is changes nothing, and what is forecast is what the map shows."""
    now = shop.touchpoint("Basket").measure("drop_off_rate")
    forecast = cx.what_if(shop, cx.Change(touchpoint="Basket", drop_off=now.value))

    assert forecast.goal_rate_change.value == pytest.approx(0, abs=1e-12)
    for end in ("value", "low", "high", "n"):
        assert getattr(forecast.baseline_goal_rate, end) == pytest.approx(getattr(shop.total("goal_rate"), end))
    assert forecast.goal_rate.value == pytest.approx(shop.total("goal_rate").value)
    for each in forecast.touchpoints:
        assert each.visits.value == pytest.approx(shop.touchpoint(each.touchpoint_id).measure("visits").value)


@pytest.mark.parametrize(("drop_off", "rate"), [(0.0, 1.0), (0.1, 0.92), (0.25, 0.8), (1.0, 0.2)])
def test_a_drop_off_that_is_set_gives_what_is_counted_by_hand(worked: cx.JourneyMap, drop_off: float, rate: float) -> None:
    """Of the visits to G a quarter leave; all others reach the goal in the end."""
    forecast = cx.what_if(worked, cx.Change(touchpoint="G", drop_off=drop_off))

    assert forecast.goal_rate.value == pytest.approx(rate)
    assert forecast.goal_rate_change.value == pytest.approx(rate - 0.8)


def test_a_factor_scales_the_drop_off(worked: cx.JourneyMap) -> None:
    """Half of a quarter leaves."""
    forecast = cx.what_if(worked, cx.Change(touchpoint="G", drop_off_factor=0.5))

    assert forecast.goal_rate.value == pytest.approx(0.9)
    assert forecast.journey_map.touchpoint("G").measure("drop_off_rate").value == pytest.approx(0.125)


def test_changes_of_one_forecast_act_on_each_other_in_any_order(shop: cx.JourneyMap, diagnosis: cx.Diagnosis) -> None:
    """Those who are kept at one place come to the next; the order they are given in does not matter."""
    fixes = [cx.Fix(pain) for pain in diagnosis.pain_points if pain.kind == "drop_off" and pain.touchpoint in {"Sign in", "Card payment"}]
    together, back = cx.what_if(shop, *fixes), cx.what_if(shop, *reversed(fixes))
    alone = sum(cx.what_if(shop, fix).goal_rate_change.value for fix in fixes)

    assert len(fixes) == 2
    assert together.goal_rate_change.value > alone
    assert together.goal_rate == back.goal_rate


def test_a_fix_wins_what_its_finding_puts_at_stake(shop: cx.JourneyMap, diagnosis: cx.Diagnosis) -> None:
    """For every pain point whose stake is known, whether it is measured or an association."""
    staked = [pain for pain in diagnosis.pain_points if pain.at_stake is not None and pain.at_stake.value is not None]

    assert {pain.at_stake_basis for pain in staked} == {"measured", "association"}
    for pain in staked:
        forecast = cx.what_if(shop, cx.Fix(pain))
        assert 1_000 * forecast.goal_rate_change.value == pytest.approx(pain.at_stake.value, abs=1e-6)
        assert forecast.basis == pain.at_stake_basis


def test_half_a_fix_wins_about_half(shop: cx.JourneyMap, diagnosis: cx.Diagnosis) -> None:
    """A little more or less, because those who are kept pass again."""
    pain = diagnosis.pain_points[0]
    whole, half = (cx.what_if(shop, cx.Fix(pain, share=share)).goal_rate_change.value for share in (1.0, 0.5))

    assert half == pytest.approx(whole / 2, rel=0.15)


def test_half_a_fix_is_half_as_uncertain(shop: cx.JourneyMap, diagnosis: cx.Diagnosis) -> None:
    """What is not known of the reference counts for the half that is put back."""
    pain = diagnosis.pain_points[0]
    whole, half = (cx.what_if(shop, cx.Fix(pain, share=share)).goal_rate_change for share in (1.0, 0.5))

    assert half.high - half.low == pytest.approx((whole.high - whole.low) / 2, rel=0.15)


@pytest.mark.parametrize(("share", "times"), [(1.0, 1 / 4), (0.5, 1 / 2)])
def test_half_a_fix_of_a_wait_takes_the_root_of_its_effect(
    shop: cx.JourneyMap, diagnosis: cx.Diagnosis, share: float, times: float
) -> None:
    """Where it takes four times as long as elsewhere, two halves, one after the other, are the whole."""
    whole = dict.fromkeys(("channel", "channel_id", "segment", "segment_id"))
    customers = int(shop.touchpoint("Basket").measure("customers").value)
    basket = {"touchpoint": "Basket", "touchpoint_id": shop.touchpoint("Basket").id, "n_customers": customers}
    pain = diagnosis.pain_points[0].replace(kind="long_wait", effect=cx.Estimate(value=4.0, unit="ratio"), **whole, **basket)

    forecast = cx.what_if(shop, cx.Fix(pain, share=share))

    now, then = (each.touchpoint("Basket").measure("transition_time").value for each in (shop, forecast.journey_map))
    assert then == pytest.approx(now * times)


def test_visits_in_other_channels_leave_as_those_there_do() -> None:
    """One in ten leaves on the web, half of them in the app: if all came by the web, one in ten would leave."""
    frame = pd.DataFrame(
        [
            (f"C{number}", pd.Timestamp("2026-01-01", tz="UTC") + pd.Timedelta(minutes=step), touchpoint, channel)
            for number in range(1_000)
            for channel in [("web", "app")[number % 2]]
            for step, touchpoint in enumerate(("Cart", GOAL)[: 1 if number % 20 in {0, 1, 3, 5, 7, 9} else 2])
        ],
        columns=["customer", "time", "touchpoint", "channel"],
    )
    events = cx.read_events(frame, customer="customer", time="time", touchpoint="touchpoint", channel="channel")
    journey_map = cx.discover_map(events, goal=GOAL, observed_until=pd.Timestamp("2026-02-01", tz="UTC").to_pydatetime())
    forecast = cx.what_if(journey_map, cx.Change(touchpoint="Cart", channel_share={"web": 1.0}))

    assert forecast.baseline_goal_rate.value == pytest.approx(0.7)
    assert forecast.goal_rate.value == pytest.approx(0.9)
    assert forecast.journey_map.touchpoint("Cart").measure("drop_off_rate").value == pytest.approx(0.1)
    assert forecast.basis == "association"


def test_visits_in_a_channel_of_few_customers_leave_as_in_the_others() -> None:
    """Ten came by the app and none of them bought: too few to say that nobody would if all came that way."""
    start = pd.Timestamp("2026-01-01", tz="UTC")
    rows = [
        (f"C{number}", start + pd.Timedelta(minutes=step), touchpoint, "app" if number < 10 else "web")
        for number in range(1_000)
        for step, touchpoint in enumerate(("Cart", GOAL)[: 1 if number < 10 or number % 10 == 0 else 2])
    ]
    events = cx.read_events(pd.DataFrame(rows, columns=["customer", "time", "touchpoint", "channel"]))
    journey_map = cx.discover_map(events, goal=GOAL, observed_until=pd.Timestamp("2026-02-01", tz="UTC").to_pydatetime())

    forecast = cx.what_if(journey_map, cx.Change(touchpoint="Cart", channel_share={"app": 1.0}))

    assert forecast.baseline_goal_rate.value == pytest.approx(0.891)
    assert forecast.goal_rate_change.value == pytest.approx(0, abs=1e-9)


def test_money_is_goals_times_what_a_goal_is_worth_less_costs(map_of: Callable[..., cx.JourneyMap]) -> None:
    """200 goals more at 30 each, for 1,000."""
    worked = map_of({("G", GOAL): 400, ("M", GOAL): 200, ("G", "M", GOAL): 200, ("G",): 200}, values=30.0)
    forecast = cx.what_if(worked, cx.Change(touchpoint="G", drop_off=0.0, cost=1_000))

    assert forecast.revenue_change.value == pytest.approx(6_000)
    assert (forecast.cost, forecast.net_change.value) == (1_000, pytest.approx(5_000))
    assert forecast.return_on_cost.value == pytest.approx(5.0)


def test_without_values_money_is_not_known_and_says_why(worked: cx.JourneyMap) -> None:
    """Nothing is guessed."""
    forecast = cx.what_if(worked, cx.Change(touchpoint="G", drop_off=0.1, cost=1_000))

    assert forecast.revenue_change.value is None
    assert "not known" in forecast.revenue_change.method
    assert forecast.net_change is None


def test_time_to_goal_is_that_of_those_who_reach_it(map_of: Callable[..., cx.JourneyMap]) -> None:
    """One step takes ten minutes: half of those who buy need two, half need one; without B all need one."""
    journey_map = map_of({("A", GOAL): 500, ("A", "B", GOAL): 500, ("A",): 200}, minutes=10)
    forecast = cx.what_if(journey_map, cx.Remove("B"))

    assert forecast.baseline_time_to_goal.value == pytest.approx(900)
    assert forecast.time_to_goal.value == pytest.approx(600)
    assert forecast.time_to_goal_change.value == pytest.approx(-300)
    assert "shorter" in forecast.summary


def test_the_time_to_the_goal_of_now_is_the_observed_one_though_others_take_longer() -> None:
    """Who buys takes a minute a step; who comes back to the same steps after a day does not buy, and counts in no time to the goal."""
    start = pd.Timestamp("2026-01-01", tz="UTC")
    ways = [(f"b{each}", (("A", 0), ("B", 1), (GOAL, 2))) for each in range(300)]
    ways += [(f"l{each}", (("A", 0), ("B", 1_440), ("A", 2_880))) for each in range(300)]
    rows = [(customer, start + pd.Timedelta(minutes=minute), name) for customer, way in ways for name, minute in way]
    events = cx.read_events(pd.DataFrame(rows, columns=["customer", "time", "touchpoint"]))
    journey_map = cx.discover_map(events, goal=GOAL, observed_until=pd.Timestamp("2026-02-01", tz="UTC").to_pydatetime())

    forecast = cx.what_if(journey_map, cx.Change(touchpoint="B", wait_factor=0.5))

    assert forecast.baseline_time_to_goal.value == pytest.approx(120)
    assert forecast.time_to_goal.value == pytest.approx(120 + forecast.time_to_goal_change.value)
    assert -60 < forecast.time_to_goal_change.value < 0


def test_a_shorter_wait_reaches_as_far_as_if_nobody_had_been_away() -> None:
    """One in twenty is away for ten days after a step that takes an hour: at least an hour is halved, at most all of the time."""
    start, journeys, away = pd.Timestamp("2026-01-01", tz="UTC"), 1_000, 10 * 24.0
    hours = [away if each % 20 == 0 else 1.0 for each in range(journeys)]
    rows = [
        (f"c{each}", start + pd.Timedelta(hours=at), name)
        for each, hour in enumerate(hours)
        for name, at in (("A", 0.0), ("B", 0.1), (GOAL, 0.1 + hour))
    ]
    events = cx.read_events(pd.DataFrame(rows, columns=["customer", "time", "touchpoint"]))
    journey_map = cx.discover_map(events, goal=GOAL, observed_until=pd.Timestamp("2026-02-01", tz="UTC").to_pydatetime())

    change = cx.what_if(journey_map, cx.Change(touchpoint="B", wait_factor=0.5)).time_to_goal_change

    assert change.low <= -3600 * sum(hours) / journeys / 2
    assert -3600 < change.value < -1800
    assert change.value < change.high < 0
    assert "as if nobody had been away" in change.method


def waited_at(leaves_there: int) -> cx.JourneyMap:
    """Return 500 customers: 300 wait ten hours after A, where so many of them leave, and 120 more after B; the others wait for minutes."""
    start, rows = pd.Timestamp("2026-01-01", tz="UTC"), []
    for each in range(500):
        hours = 10.0 if each < 300 else 0.05
        steps = 2 if each < leaves_there else 3 if each < leaves_there + 120 else 4
        way = [("Start", 0.0), ("A", 0.1), ("B", 0.1 + hours), (GOAL, 0.2 + hours)][:steps]
        rows += [(f"c{each}", start + pd.Timedelta(hours=each + hour), name, "Way" if name != GOAL else "End") for name, hour in way]
    events = cx.read_events(pd.DataFrame(rows, columns=["customer", "time", "touchpoint", "stage"]))
    return cx.discover_map(events, goal=GOAL, observed_until=pd.Timestamp("2026-03-01", tz="UTC").to_pydatetime())


def test_nobody_is_kept_where_nobody_leaves() -> None:
    """Waiting goes with leaving later: that cannot be said, and is not forecast as nothing."""
    forecast = cx.what_if(waited_at(leaves_there=0), cx.Change(touchpoint="A", wait_factor=0.01))

    assert forecast.goals_change.value is None
    assert "those it costs leave later" in forecast.goals_change.method
    assert forecast.time_to_goal_change.value < 0


def test_the_time_to_the_goal_of_a_real_log_is_counted(real_data: Path) -> None:
    """Of the visitors of a web shop who pay, by hand: from their first page to their first payment."""
    frame = pd.read_csv(real_data / "clickstream" / "simple_onlineshop.csv.gz", parse_dates=["timestamp"])
    paid = frame[frame["event"] == "payment_done"].groupby("user_id")["timestamp"].min()
    taken = (paid - frame.groupby("user_id")["timestamp"].min().reindex(paid.index)).mean().total_seconds()
    journey_map = cx.discover_map(cx.read_events(frame, customer="user_id"), goal="payment_done")

    forecast = cx.what_if(journey_map, cx.Change(touchpoint="payment_choice", drop_off_factor=0.5))

    assert forecast.baseline_time_to_goal.value == pytest.approx(taken, abs=0.001)
    assert forecast.baseline_time_to_goal.low < taken < forecast.baseline_time_to_goal.high


def test_older_statistics_keep_the_times_of_all_moves(shop: cx.JourneyMap) -> None:
    """They do not know when goals were reached."""
    statistics = shop.statistics
    older = dataclasses.replace(statistics, tables={**statistics.tables, "goal_times": empty("goal_times")})
    change = cx.Change(touchpoint="Basket", drop_off_factor=0.5)

    now, then = (cx.what_if(cx.discover_map(each), change).baseline_time_to_goal.value for each in (statistics, older))

    assert now != then
    assert now == pytest.approx(then, rel=0.1)


def test_contacts_and_cost_to_serve_follow_the_visits(map_of: Callable[..., cx.JourneyMap]) -> None:
    """Half of the visits to Help are by phone, at 8 each; all of them are contacts, because customers ask for help there."""
    journeys = {("A", "Help", GOAL): 400, ("A", GOAL): 600}
    journey_map = map_of(journeys, channels={"Help": ("Phone", "web")}, options={"support": "Help"})
    priced = journey_map.replace(
        channels=[each.replace(cost_per_contact=8.0) if each.name == "Phone" else each for each in journey_map.channels]
    )
    forecast = cx.what_if(priced, cx.Redirect("A", "Help", to=GOAL, share=0.5))

    assert forecast.contacts.value == pytest.approx(200)
    assert forecast.contacts_change.value == pytest.approx(-200)
    assert forecast.cost_to_serve_change.value == pytest.approx(-200 * 0.5 * 8)
    assert forecast.touchpoint("Help").contacts_change.value == pytest.approx(-200)
    assert any("without a cost per contact" in note for note in forecast.notes)


def test_channels_count_as_free_only_beside_others_that_cost(worked: cx.JourneyMap) -> None:
    """Where no channel has a cost, there is no cost to serve, and nothing to say of single channels."""
    forecast = cx.what_if(worked, cx.Change(touchpoint="G", drop_off=0.0))

    assert forecast.cost_to_serve.value is None
    assert not any("without a cost per contact" in note for note in forecast.notes)


def test_what_follows_the_goal_grows_with_the_goals(map_of: Callable[..., cx.JourneyMap]) -> None:
    """Every second buyer asks for a refund, whoever they are."""
    journeys = {("A", GOAL, "Refund"): 200, ("A", GOAL): 200, ("A",): 400}
    journey_map = map_of(journeys, options={"stages": {"Shop": ["A"], "Done": [GOAL], "After": ["Refund"]}})
    forecast = cx.what_if(journey_map, cx.Change(touchpoint="A", drop_off=0.0))

    assert forecast.touchpoint("Refund").baseline_visits.value == pytest.approx(200)
    assert forecast.touchpoint("Refund").visits.value == pytest.approx(400)


def test_intervals_hold_the_value_and_shrink_with_more_customers(map_of: Callable[..., cx.JourneyMap]) -> None:
    """Four times the customers, about half the width."""
    small, large = (map_of({("A", "B", GOAL): 60 * k, ("A", "B"): 60 * k, ("A", GOAL): 90 * k, ("A",): 40 * k}) for k in (1, 16))
    widths = []
    for journey_map in (small, large):
        forecast = cx.what_if(journey_map, cx.Change(touchpoint="B", drop_off_factor=0.5))
        for name, estimate in forecast.figures:
            assert estimate.value is None or estimate.low <= estimate.value <= estimate.high, name
        widths.append(forecast.goal_rate.high - forecast.goal_rate.low)

    assert widths[1] < 0.6 * widths[0]


def test_a_wider_level_gives_wider_intervals(worked: cx.JourneyMap) -> None:
    """And says which level it is."""
    narrow, wide = (cx.what_if(worked, cx.Change(touchpoint="G", drop_off=0.1), level=level) for level in (0.8, 0.99))

    assert narrow.goal_rate.low > wide.goal_rate.low
    assert (wide.level, wide.goal_rate.level) == (0.99, 0.99)


def test_a_poor_fit_widens_and_warns(map_of: Callable[..., cx.JourneyMap]) -> None:
    """Two kinds of customers who go different ways look alike at M to a chain."""
    journeys = {("A", "M", "X", "M", GOAL): 500, ("B", "M", "Y", "M"): 500, ("A", "M"): 50, ("B", "M", GOAL): 50}
    forecast = cx.what_if(map_of(journeys), cx.Change(touchpoint="M", drop_off_factor=0.5))

    assert forecast.fit.level == "poor"
    assert "Do not rely on it" in forecast.summary
    assert "widened by" in forecast.goal_rate_change.method
    assert forecast.goal_rate_change.high - forecast.goal_rate_change.low >= 0.9 * forecast.goal_rate_change.value


def test_journeys_that_the_end_of_the_log_cuts_off_are_said(log_of: Callable[..., cx.EventLog]) -> None:
    """They count as not reaching the goal, now and then."""
    events = log_of({("A", "B", GOAL): 100, ("A", "B"): 100}, minutes=600)
    forecast = cx.what_if(cx.discover_map(events, goal=GOAL, stages={"Shop": ["A", "B"], "Done": [GOAL]}), cx.Remove("B"))

    assert any("still have been under way" in note for note in forecast.notes)


def test_a_wait_without_a_known_association_forecasts_the_time_alone(map_of: Callable[..., cx.JourneyMap]) -> None:
    """What becomes of the goal cannot be said, with the reason."""
    journey_map = map_of({("A", "B", GOAL): 300, ("A", "B"): 100}, minutes=10)
    forecast = cx.what_if(journey_map, cx.Change(touchpoint="A", wait=300))

    assert forecast.goal_rate.value is None
    assert "cannot be said" in forecast.goal_rate.method
    assert forecast.time_to_goal_change.value == pytest.approx(-300, rel=0.03)
    assert forecast.journey_map.touchpoint("A").measure("transition_time").value == pytest.approx(300, rel=0.01)


def test_a_wait_and_a_score_are_associations_and_never_causes(shop: cx.JourneyMap) -> None:
    """The sentence says what the figure is."""
    touchpoint = shop.touchpoint("Basket")
    forecast = cx.what_if(shop, cx.Change(touchpoint="Basket", score={"nps": touchpoint.measure("nps").value + 20}))

    assert forecast.basis == "association"
    assert forecast.goal_rate_change.value > 0
    assert "association" in forecast.summary
    assert "cause" not in forecast.summary.replace("not what changing them is known to cause", "")
    assert forecast.journey_map.touchpoint("Basket").emotion.value > touchpoint.emotion.value


def test_a_new_channel_takes_its_share_and_its_cost(shop: cx.JourneyMap) -> None:
    """With the drop-off that is stated for it."""
    change = cx.Add("Card payment", channel="Wallet", share=0.4, drop_off=0.05, cost_per_contact=0.2)
    forecast = cx.what_if(shop, change)
    cards = forecast.touchpoint("Card payment").visits.value

    assert forecast.goal_rate_change.value > 0.01
    assert forecast.cost_to_serve.value == pytest.approx(0.2 * 0.4 * cards)
    assert forecast.journey_map.channel("Wallet").cost_per_contact.value == 0.2
    assert "wallet" in forecast.journey_map.touchpoint("Card payment").channels


@pytest.mark.parametrize("first", [0, 1])
def test_the_new_map_shows_the_drop_off_that_a_change_says(shop: cx.JourneyMap, first: int) -> None:
    """In whatever order it stands beside the new channel."""
    changes = (cx.Add("Card payment", channel="Wallet", share=0.4, drop_off=0.0), cx.Change(touchpoint="Card payment", drop_off=0.2))

    forecast = cx.what_if(shop, changes[first], changes[1 - first])

    assert forecast.journey_map.touchpoint("Card payment").measure("drop_off_rate").value == 0.2


def test_a_forecast_survives_json_and_makes_rows_and_html(shop: cx.JourneyMap, diagnosis: cx.Diagnosis) -> None:
    """Nothing is lost on the way."""
    forecast = cx.what_if(shop, cx.Fix(diagnosis.pain_points[0], cost=900), cx.Redirect("Basket", None, to="Sign in", share=0.1))
    text = forecast.model_dump_json()

    assert cx.Forecast.model_validate_json(text) == forecast
    assert cx.Forecast.model_validate_json(text).model_dump_json() == text
    assert {row["figure"] for row in forecast.to_rows()} >= {"goal_rate", "visits_change", "net_change"}
    assert len(forecast.to_frame()) == len(forecast.to_rows())
    assert "<table>" in forecast._repr_html_()
    assert str(forecast).startswith(forecast.summary)
    assert repr(forecast).startswith("<Forecast 2 changes: goal rate ")


def test_very_many_touchpoints_are_forecast_too(map_of: Callable[..., cx.JourneyMap]) -> None:
    """Those visited least share a state; the one that is changed stays apart."""
    journeys = {("A", f"T{number}", GOAL): 2 for number in range(320)} | {("A", "Rare", GOAL): 2, ("A", "Rare"): 2}
    forecast = cx.what_if(map_of(journeys), cx.Change(touchpoint="Rare", drop_off=0.0))

    assert forecast.goals_change.value == pytest.approx(2, abs=1e-6)
    assert np.isfinite(forecast.goal_rate.low)


def test_customers_are_not_kept_twice_at_one_touchpoint(shop: cx.JourneyMap) -> None:
    """A drop-off that is set and a score that goes with leaving there are about the same customers."""
    touchpoint = shop.touchpoint("Basket")
    score = {"nps": touchpoint.measure("nps").value + 20}
    leaving, scored = cx.Change(touchpoint="Basket", drop_off_factor=0.3), cx.Change(touchpoint="Basket", score=score)
    alone = [cx.what_if(shop, each).goal_rate_change.value for each in (leaving, scored)]
    both = cx.what_if(shop, leaving, scored)

    assert both.goal_rate_change.value == pytest.approx(max(alone))
    assert any("the same customers" in note for note in both.notes)
