"""What pain points put at stake."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

import cxjourney as cx
from cxjourney.diagnosis.context import Context
from cxjourney.diagnosis.journey_chain import EVERYBODY, MOST_STATES, NOBODY, JourneyChain
from cxjourney.diagnosis.margins import Margins
from cxjourney.diagnosis.stakes import BEHIND, ROUND, with_stakes
from cxjourney.diagnosis.untested import NO_GOAL
from cxjourney.estimate import Estimate
from cxjourney.model.findings import Finding, PainPoint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

GOAL = "Bought"
UNTIL = datetime(2026, 2, 1, tzinfo=UTC)
WORKED = {("G", GOAL): 400, ("M", GOAL): 200, ("G", "M", GOAL): 200, ("G",): 200}
"""The worked example of the attribution literature, two hundred times."""


def log(journeys: Mapping[Sequence[str], int], *, values: float | None = None, channels: Sequence[str] = ("web",)) -> cx.EventLog:
    """Return events of journeys, a minute between visits; customers take the channels in turn."""
    rows, customer = [], 0
    for path, times in journeys.items():
        for _ in range(times):
            customer += 1
            for step, touchpoint in enumerate(path):
                time = pd.Timestamp("2026-01-01", tz="UTC") + pd.Timedelta(minutes=step)
                rows.append((f"C{customer}", time, touchpoint, channels[customer % len(channels)], values if touchpoint == GOAL else None))
    names = ["customer", "time", "touchpoint", "channel", "value"]
    frame = pd.DataFrame(rows, columns=names).drop(columns=[] if values is not None else ["value"])
    return cx.read_events(frame, **{name: name for name in frame.columns})


def context_of(events: cx.EventLog, *, goal: str | None = GOAL, **options: object) -> Context:
    """Return the context of a map of events that were watched for a month after."""
    stages = {"Shop": [name for name in events.touchpoints if name != goal], **({"Done": [goal]} if goal else {})}
    journey_map = cx.discover_map(events, goal=goal, stages=stages, observed_until=UNTIL, **options)
    return Context(journey_map, journey_map.statistics, Margins(), 0.95)


def finding(context: Context, place: str, kind: str, value: float, reference: float, **where: str) -> PainPoint:
    """Return a finding about a rate."""
    touchpoint = context.journey_map.touchpoint(place)
    return PainPoint(
        rank=1,
        kind=kind,
        stage="Shop",
        touchpoint=touchpoint.name,
        touchpoint_id=touchpoint.id,
        estimate=Estimate(value=value, n=800, unit="share", method="test"),
        reference=Estimate.stated(reference, unit="share"),
        effect=Estimate(value=value - reference, n=800, unit="share", method="test"),
        severity=Estimate(value=20.0, n=800, unit="severity", method="test"),
        severity_level="major",
        evidence=Finding(test="test", reference="the plan", margin=0.02),
        summary="It hurts.",
        **where,
    )


def staked(context: Context, *pains: PainPoint) -> tuple[PainPoint, ...]:
    """Return findings with what they put at stake."""
    return with_stakes(context, pains, tested=len(pains)).pain_points


@pytest.mark.parametrize(("reference", "goals"), [(0.0, 200.0), (0.1, 120.0), (0.25, 0.0)])
def test_leaving_put_back_in_the_worked_example_wins_what_is_counted_by_hand(reference: float, goals: float) -> None:
    """P is .8; of the visits to G a quarter leave, of the others two thirds buy at once and one third by way of M."""
    context = context_of(log(WORKED))
    pain = staked(context, finding(context, "G", "drop_off", 0.25, reference))[0]

    assert JourneyChain(context.statistics).chains.goal_probability[0] == pytest.approx(0.8)
    assert pain.at_stake.value == pytest.approx(goals, abs=1e-6)
    assert (pain.at_stake.unit, pain.at_stake.n, pain.at_stake_basis) == ("goals per 1,000 journeys", 1_000, "measured")
    assert pain.at_stake.low <= pain.at_stake.value <= pain.at_stake.high


def test_money_is_goals_times_what_a_goal_is_worth_over_the_whole_log() -> None:
    """1,000 journeys, 200 goals per 1,000, 30 a goal."""
    context = context_of(log(WORKED, values=30.0))
    pain = staked(context, finding(context, "G", "drop_off", 0.25, 0.0))[0]

    assert pain.money_at_stake.value == pytest.approx(6_000.0)
    assert pain.money_at_stake.unit == "money"
    assert pain.money_at_stake.low == pytest.approx(30 * pain.at_stake.low, rel=0.02)


def test_money_is_in_the_currency_of_the_map() -> None:
    """A map that knows its currency says it with every amount."""
    context = context_of(log(WORKED, values=30.0), currency="EUR")

    assert staked(context, finding(context, "G", "drop_off", 0.25, 0.0))[0].money_at_stake.unit == "EUR"


@pytest.mark.parametrize("value", [0.0, -12.0])
def test_values_that_add_up_to_nothing_or_less_make_no_money(value: float) -> None:
    """The goals are still said."""
    context = context_of(log(WORKED, values=value))
    pain = staked(context, finding(context, "G", "drop_off", 0.25, 0.0))[0]

    assert (pain.money_at_stake, round(pain.at_stake.value)) == (None, 200)


def test_a_finding_in_one_channel_changes_only_its_share_of_the_rate() -> None:
    """Half of the visits are in the app: put back there, half as much is won."""
    context = context_of(log(WORKED, channels=("web", "app")))
    whole = staked(context, finding(context, "G", "drop_off", 0.25, 0.05))[0]
    app = staked(context, finding(context, "G", "drop_off", 0.25, 0.05, channel="app", channel_id="app"))[0]

    assert app.at_stake.value == pytest.approx(whole.at_stake.value / 2, rel=1e-6)


def test_returns_that_go_on_instead_meet_fewer_exits() -> None:
    """After A half repeat once; each further visit loses a fifth."""
    journeys = {("A", "A", GOAL): 320, ("A", "A"): 80, ("A", GOAL): 320, ("A",): 80, ("B", GOAL): 200}
    context = context_of(log(journeys))
    rework = 400 / 1_040
    pain = staked(context, finding(context, "A", "rework", rework, 0.0))[0]
    leaving = 160 / 1_200  # of all visits to A; without returns everybody makes one

    assert pain.at_stake.value == pytest.approx(1_000 * (0.8 * (1 - leaving) + 0.2 - 0.84), abs=1e-6)


def test_escalations_that_go_on_instead_are_counted_likewise() -> None:
    """Half of the customers of the web are helped on the phone, where a third leave."""
    rows = []
    for customer in range(1_200):
        path = [("A", "web"), *([("A", "phone")] if customer % 2 else []), *([(GOAL, "web")] if customer % 6 != 1 else [])]
        rows += [(f"C{customer}", pd.Timestamp("2026-01-01", tz="UTC") + pd.Timedelta(minutes=i), *visit) for i, visit in enumerate(path)]
    frame = pd.DataFrame(rows, columns=["customer", "time", "touchpoint", "channel"])
    context = context_of(cx.read_events(frame, **{name: name for name in frame.columns}))
    pain = staked(context, finding(context, "A", "escalation", 0.5, 0.0))[0]

    assert context.sums("visits", "escalated").sum() == 600
    assert pain.at_stake.value == pytest.approx(1_000 * (1 / 6 - 1 / 9), abs=1)


@pytest.mark.parametrize(("journeys", "goal", "reason"), [(WORKED, None, NO_GOAL), ({("G", GOAL): 300, ("M", GOAL): 300}, GOAL, EVERYBODY)])
def test_where_no_goal_can_be_won_that_is_said(journeys: dict[Sequence[str], int], goal: str | None, reason: str) -> None:
    """With the finding and in a note."""
    context = context_of(log(journeys), goal=goal)
    found = with_stakes(context, [finding(context, "G", "drop_off", 0.25, 0.0)], tested=1)

    assert (found.pain_points[0].at_stake.value, found.pain_points[0].at_stake.method) == (None, reason)
    assert (found.fit, found.notes) == (None, (f"What is at stake cannot be said. {reason}",))


def test_a_log_in_which_nobody_reaches_the_goal_says_so(
    map_of: Callable[..., cx.JourneyMap], peers: tuple[object, ...], place: type
) -> None:
    """The finding stands, its price does not."""
    diagnosis = cx.diagnose(map_of(*peers, place("Card", leave=0.3)))

    assert diagnosis.pain_points[0].at_stake.method == NOBODY
    assert diagnosis.notes == (f"What is at stake cannot be said. {NOBODY}",)


def test_a_place_behind_the_goal_costs_no_goals() -> None:
    """Whoever comes there has bought."""
    context = context_of(log({("G", GOAL, "Refund"): 300, ("G",): 300, ("G", GOAL, "Refund", "Refund"): 50}))
    pain = staked(context, finding(context, "Refund", "rework", 0.3, 0.0))[0]

    assert (pain.at_stake.value, pain.at_stake.method) == (None, BEHIND)


def test_where_nobody_goes_on_nobody_knows_where_they_would_go() -> None:
    """All leave at the first touchpoint; others buy elsewhere."""
    context = context_of(log({("G",): 300, ("M", GOAL): 300}))
    pain = staked(context, finding(context, "G", "drop_off", 1.0, 0.2))[0]

    assert (pain.at_stake.value, pain.at_stake.method) == (None, ROUND)


def test_moves_to_declared_ends_are_exits() -> None:
    """Whoever is kept at G does not go to the page that says goodbye."""
    journeys = {("G", GOAL): 300, ("G", "Lost"): 300, ("G",): 400}
    plain, declared = (context_of(log(journeys), **options) for options in ({}, {"ends": "Lost"}))
    won = [staked(context, finding(context, "G", "drop_off", 0.4, 0.3))[0].at_stake.value for context in (plain, declared)]

    assert won == pytest.approx([50.0, 100.0])


def test_kinds_that_nobody_knows_the_price_of_have_none() -> None:
    """Repeated contacts are counted, not priced."""
    context = context_of(log(WORKED))

    assert staked(context, finding(context, "G", "repeat_contact", 0.3, 0.1))[0].at_stake is None


def test_a_log_of_very_many_touchpoints_keeps_its_goal_rate() -> None:
    """Those visited least are one state; a finding at one of them keeps its own."""
    journeys = {(f"T{number}", GOAL): 2 + number % 3 for number in range(MOST_STATES + 60)} | {("T1",): 500}
    statistics = context_of(log(journeys)).statistics
    rare = statistics.touchpoints.index("T0")
    chain = JourneyChain(statistics, (rare,))
    totals = statistics.tables["totals"]

    assert chain.size == MOST_STATES
    assert (chain.states == chain.states[rare]).sum() == 1
    assert chain.chains.goal_probability[0] == pytest.approx(totals.total("goals") / totals.total("journeys"))
    assert chain.chains.visits[0].sum() == pytest.approx(totals.total("visits") / totals.total("journeys"))


def test_a_reference_that_is_uncertain_makes_the_stake_uncertain() -> None:
    """The same finding against a planned rate and against one with an interval."""
    context = context_of(log(WORKED))
    planned = finding(context, "G", "drop_off", 0.25, 0.1)
    unsure = planned.replace(reference=Estimate(value=0.1, low=0.0, high=0.2, n=5, unit="share", method="peers"))
    narrow, wide = (staked(context, pain)[0].at_stake for pain in (planned, unsure))

    assert wide.value == narrow.value
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)


def test_a_chain_with_a_longer_memory_widens_what_it_would_not_say() -> None:
    """Those who come to G from A always leave, those who come from B always buy: keeping the first wins nobody knows what."""
    journeys = {("A", "G"): 300, ("B", "G", GOAL): 300, ("A", "G", GOAL): 3}
    context = context_of(log(journeys))
    found = with_stakes(context, [finding(context, "G", "drop_off", 0.5, 0.2)], tested=1)
    stake = found.pain_points[0].at_stake

    assert found.fit.level == "poor"
    assert found.notes == (found.fit.summary,)
    assert "widened by" in stake.method
    assert stake.high - stake.low >= 0.9 * stake.value


def test_stakes_do_not_depend_on_the_names_of_customers_or_the_scale_of_money() -> None:
    """Ten times the value is ten times the money and the same goals."""
    small, large = (context_of(log(WORKED, values=value)) for value in (3.0, 30.0))
    pains = [staked(context, finding(context, "G", "drop_off", 0.25, 0.1))[0] for context in (small, large)]

    assert pains[1].money_at_stake.value == pytest.approx(10 * pains[0].money_at_stake.value)
    assert pains[1].at_stake == pains[0].at_stake
    assert np.isfinite(pains[0].at_stake.high)


def test_the_sample_shop_says_what_its_frictions_cost() -> None:
    """Removing them from the world wins 85.2, 25.7 and 5.8 goals per 1,000 journeys (450,000 simulated customers each)."""
    shop = cx.datasets.sample_shop()
    diagnosis = cx.diagnose(cx.discover_map(shop.events, goal=shop.goal))
    stakes = {(pain.kind, pain.touchpoint): pain.at_stake for pain in diagnosis.pain_points if pain.at_stake_basis == "measured"}
    truth = {("drop_off", "Card payment"): 85.2, ("drop_off", "Sign in"): 25.7, ("rework", "Size guide"): 5.8}

    assert stakes.keys() == truth.keys()
    assert all(stakes[place].low <= true <= stakes[place].high for place, true in truth.items())
    assert diagnosis.fit.level == "good"
    assert [stage.stage for stage in sorted(diagnosis.friction_stages, key=lambda each: each.attention or 9)][:2] == ["Pay", "Explore"]
