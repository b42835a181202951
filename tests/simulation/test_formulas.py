"""Ends of forecasts against the formulas written out, and flows that end at what is possible."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy import stats

import cxjourney as cx
from cxjourney.inference.jackknife import variance
from cxjourney.simulation.edits import LostEdit
from cxjourney.simulation.figures import Figures
from cxjourney.simulation.forecasting import _customers
from cxjourney.simulation.money import less_costs
from cxjourney.simulation.ranking import _Ranking, reversed_notes

FOLDS = 50
T = stats.t.ppf(0.975, FOLDS - 1)


def flow(goal: float, spread: float = 0.0, seed: int = 1) -> Any:
    """Return a flow of which only the share of goals matters, on all data and without each fold."""
    noise = spread * np.random.default_rng(seed).standard_normal(FOLDS)
    return SimpleNamespace(outcome=SimpleNamespace(goal=np.concatenate([[goal], goal + noise])))


def figures(now: Any, then: Any, doubt: float) -> Figures:
    """Return the figures of a forecast of a thousand journeys."""
    return Figures(now, then, (), 1_000, 0.95, doubt)


@pytest.mark.parametrize(("change", "ends"), [(5.0, (10 - 2 - 1.5, 10 + np.hypot(2, 1))), (-5.0, (10 - np.hypot(2, 1), 10 + 2 + 1.5))])
def test_a_forecast_is_wider_towards_no_change(change: float, ends: tuple[float, float]) -> None:
    """A fifth of a change of 5 is 1: one and a half of it are added towards no change, on the other side both are independent."""
    assert figures(flow(0.3), flow(0.3), 0.2)._widened(10.0, 2.0, 2.0, change) == pytest.approx(ends)


def test_no_more_goals_are_won_or_lost_than_there_are() -> None:
    """Of 1,000 journeys 980 reach the goal: twenty are left to win."""
    found = figures(flow(0.98), flow(0.985, spread=0.02), 0.0).change("goal", scale=1_000.0, unit="journeys")

    assert found.value == pytest.approx(5)
    assert found.high == pytest.approx(20)
    assert found.low is not None
    assert -980 < found.low < 0


def test_what_is_not_known_of_a_change_widens_the_rate_as_something_independent() -> None:
    """A standard error of it moves the rate by two points; the folds alone show the interval without it."""
    journeys = np.full(FOLDS, 20.0), 1_000.0
    sure, unsure = (
        Figures(flow(0.3), flow(0.4), shifted, 1_000, 0.95, journeys=journeys).rate(then=True) for shifted in ((), (flow(0.42),))
    )

    assert sure.low is not None
    assert sure.high is not None
    assert unsure.low == pytest.approx(0.4 - np.hypot(0.4 - sure.low, T * 0.02))
    assert unsure.high == pytest.approx(0.4 + np.hypot(sure.high - 0.4, T * 0.02))


def visited(visits: float) -> Any:
    """Return a flow of which only the visits to its one state matter, the same without each fold."""
    everywhere = np.full((FOLDS + 1, 1), visits)
    return SimpleNamespace(size=1, chains=SimpleNamespace(visits=everywhere), outcome=SimpleNamespace(visits=everywhere))


def test_what_is_not_known_of_visits_is_counted_over_all_journeys() -> None:
    """A standard error is a hundredth of a visit a journey: ten visits in a thousand journeys."""
    found = Figures(visited(0.5), visited(0.6), (visited(0.61),), 1_000, 0.95)

    _, then, change = found.visits(0, scale=1_000.0)

    assert (then.value, then.low, then.high) == pytest.approx((600, 600 - 10 * T, 600 + 10 * T))
    assert (change.value, change.low, change.high) == pytest.approx((100, 100 - 10 * T, 100 + 10 * T))


def test_no_way_to_the_goal_is_sure_and_needs_no_doubt() -> None:
    """All are lost; how many there were is what the interval tells."""
    now = flow(0.3, spread=0.001)
    half = 1_000 * T * np.sqrt(variance(now.outcome.goal))

    found = figures(now, flow(0.0), 0.5).change("goal", scale=1_000.0, unit="journeys")

    assert (found.value, found.low) == (pytest.approx(-300), pytest.approx(-300))
    assert found.high == pytest.approx(-300 + half)


@pytest.mark.parametrize(("factor", "row"), [(1.5, [0.45, 0.3, 0.1]), (3.0, [0.54, 0.36, 0.1]), (0.0, [0.0, 0.0, 0.1])])
def test_no_more_go_on_than_come(factor: float, row: list[float]) -> None:
    """Half of the visits go on and a tenth is as good as gone: at most nine tenths can go on, in the proportion of now."""
    now: Any = SimpleNamespace(
        onward=np.array([[[0.3, 0.2, 0.1]]]), start=np.array([1.0]), with_row=lambda state, changed: (state, changed[0].tolist())
    )
    edit = LostEdit(0, np.array([factor]), np.array([False, False, True]))

    assert edit.apply(now) == (0, pytest.approx(row))  # type: ignore[comparison-overlap]


@pytest.mark.parametrize(("visits", "customers"), [(120.0, 84.0), (160.0, 100.0)])
def test_no_more_customers_come_than_there_are(visits: float, customers: float) -> None:
    """70 of 100 made 100 visits: 120 visits are those of 84, 160 would be those of 112."""
    plan = cx.JourneyMap(stages={"Pay": [cx.Touchpoint(name="Card", measures={"customers": 70})]}, totals={"customers": 100})
    each: Any = SimpleNamespace(
        touchpoint_id=plan.touchpoint("Card").id, baseline_visits=cx.Estimate(value=100), visits=cx.Estimate(value=visits)
    )

    assert _customers(plan, each)["customers"].value == pytest.approx(customers)


@pytest.mark.parametrize(("basis", "high", "said"), [("association", 2.0, 0), ("association", -1.0, 1), ("measured", -1.0, 0)])
def test_fixes_go_with_fewer_goals_only_if_their_whole_interval_says_so(basis: str, high: float, said: int) -> None:
    """A value below nothing alone may be chance, and what is measured goes with nothing: it loses the goals."""
    each: Any = SimpleNamespace(fix="Long wait at Card", basis=basis, goals_change=cx.Estimate(value=-5, low=-9, high=high, n=50))

    assert len(reversed_notes([each])) == said


def test_what_is_not_known_of_serving_widens_what_is_left_on_both_sides() -> None:
    """100 (60 to 160) are won, serving costs 30 (10 to 50) more, and the change 20: half of the 40 is added at either end."""
    revenue = cx.Estimate(value=100, low=60, high=160, unit="money")
    serving = cx.Estimate(value=30, low=10, high=50, unit="money")

    net = less_costs(revenue, serving, 20)

    assert (net.value, net.low, net.high) == (100 - 30 - 20, 60 - 30 - 20 - 20, 160 - 30 - 20 + 20)


def test_what_wins_nothing_is_not_in_a_plan() -> None:
    """As many reach the goal as without it."""
    still = flow(0.3)
    source: Any = SimpleNamespace(flow=SimpleNamespace(first=lambda: still), worth=None)
    plans: Any = [(SimpleNamespace(cost=None), SimpleNamespace(alone=still))]

    assert _Ranking(source, 0.95, None).plan(plans, 1) == ()
