"""Differences against formulas written out: paired shares, medians, what was followed, customers over several places, channels."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from scipy import stats

import cxjourney as cx
from cxjourney.comparison.differencing import apart
from cxjourney.comparison.durations import _median_test
from cxjourney.comparison.follow_up import BEFORE_GOAL, UNFOLLOWED, unfollowed
from cxjourney.comparison.groups import Key, Spread, share_group
from cxjourney.comparison.stage_rates import whole_customers
from cxjourney.inference.jackknife import correlation
from cxjourney.statistics.periods import DAY

FOLDS = 50


def test_the_same_customers_have_the_degrees_of_freedom_of_one_series_of_folds() -> None:
    """Fifty folds leave 49, also where both sides have them; t with 98 would halve a p-value of one in a thousand."""
    rng = np.random.default_rng(12)
    n: Any = np.full((1, FOLDS), 200)
    before, after = (share_group(Key("reach", 0), rng.binomial(200, share, (1, FOLDS)), n, None, level=0.95) for share in (0.475, 0.50))
    sizes = [float(each.ratios.n_effective[0]) for each in (before, after)]
    values = [float(each.ratios.value[0]) for each in (before, after)]
    pooled = float(np.average(values, weights=sizes))
    rho = float(correlation(after.ratios.replicates, before.ratios.replicates)[0])
    errors = [np.sqrt(pooled * (1 - pooled) / size) for size in sizes]
    error = np.sqrt(errors[0] ** 2 + errors[1] ** 2 - 2 * rho * errors[0] * errors[1])

    found = apart(before, after, together=True, level=0.95)

    expected, too_small = (2 * stats.t.sf((values[1] - values[0]) / error, df) for df in (49, 98))
    assert found.p_values[0] == pytest.approx(expected, rel=0.03)
    assert too_small < 0.9 * expected


def test_medians_are_tested_at_the_median_of_all() -> None:
    """A hundred times and ten: the median of all is in the second bin, up to which 50 and 10 of a hundred lie."""
    sides = [
        SimpleNamespace(spread=Spread(np.array([running]), np.array([n])), estimates=(None,))
        for running, n in (([0.1, 0.5, 0.9, 1.0], 100.0), ([0.0, 0.1, 0.5, 1.0], 10.0))
    ]
    pooled = (0.5 * 100 + 0.1 * 10) / 110
    error = np.sqrt(pooled * (1 - pooled) * (1 / 100 + 1 / 10))

    assert _median_test(*sides)[0] == pytest.approx(2 * stats.t.sf(0.4 / error, 108))  # type: ignore[arg-type]


def side(start: int, end: int, *, cut_off: float, at_risk: float, customers: int = 1_000) -> Any:
    """Return what is known of one side of which a share of the journeys was cut off, and of those before the goal."""
    cut = {"censored": cut_off * customers, "at_risk_censored": at_risk * customers}
    tables = {"life": SimpleNamespace(total=cut.__getitem__), "totals": SimpleNamespace(total=lambda _: customers)}
    settings = SimpleNamespace(observed_until=end * DAY)
    return SimpleNamespace(tables=tables, customers=customers, period=(start * DAY, end * DAY), settings=settings)


def test_journeys_cut_off_after_the_goal_leave_its_rate_as_it_is() -> None:
    """Visits of theirs are still to come, goals are not."""
    excluded, notes = unfollowed(side(0, 30, cut_off=0, at_risk=0), side(30, 60, cut_off=0.3, at_risk=0))

    assert {name for name, _ in excluded} == set(UNFOLLOWED)
    assert "0% before and 30% after" in notes[0]
    excluded, _ = unfollowed(side(0, 30, cut_off=0, at_risk=0), side(30, 60, cut_off=0.3, at_risk=0.3))
    assert {name for name, _ in excluded} == {*BEFORE_GOAL, *UNFOLLOWED}


@pytest.mark.parametrize(("share", "differs"), [(0.05, False), (0.08, True)])
def test_what_is_too_little_to_matter_is_let_pass(share: float, *, differs: bool) -> None:
    """Of 100 customers a side: two standard errors are 4.4 and 5.5 points, but up to 7.1 a rate could not be told apart anyway."""
    excluded, _ = unfollowed(*(side(at, at + 30, cut_off=cut, at_risk=cut, customers=100) for at, cut in ((0, 0.0), (30, share))))

    assert bool(excluded) is differs


def test_sides_that_begin_apart_were_not_watched_together() -> None:
    """Although the observation of both ends on the same day."""
    excluded, _ = unfollowed(side(0, 60, cut_off=0.0, at_risk=0.0), side(30, 60, cut_off=0.3, at_risk=0.3))

    assert excluded
    assert unfollowed(side(0, 60, cut_off=0.0, at_risk=0.0), side(5, 60, cut_off=0.3, at_risk=0.3)) == ((), [])


def test_sides_that_end_apart_were_not_watched_together() -> None:
    """Although the observation of both began on the same day."""
    excluded, _ = unfollowed(side(0, 60, cut_off=0.0, at_risk=0.0), side(0, 30, cut_off=0.3, at_risk=0.3))

    assert excluded
    assert unfollowed(side(0, 60, cut_off=0.0, at_risk=0.0), side(0, 55, cut_off=0.3, at_risk=0.3)) == ((), [])


def test_nobody_counts_as_more_than_one_customer() -> None:
    """Ten customers with 20 visits at two touchpoints: Σn² is 20²/10 at least, whatever it is at each touchpoint."""
    counts = np.array([[12, 8]])

    assert whole_customers(np.array([22]), counts, np.array([10])).tolist() == [40]
    assert whole_customers(np.array([60]), counts, np.array([10])).tolist() == [60]


def visits(customers: int, channel: str, *, helped: bool) -> cx.JourneyStatistics:
    """Return ten visits of each customer to a shop, nine of them by a channel and one by the other; perhaps help as well."""
    other = {"web": "phone", "phone": "web"}[channel]
    rows = [(f"{channel}{who}", place, "Shop", channel if place else other) for who in range(customers) for place in range(10)]
    rows += [(f"{channel}{who}", 10, "Help", each) for who in range(customers) for each in ("web", "phone") if helped]
    names = ("customer", "time", "touchpoint", "channel")
    columns: dict[str, Any] = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    columns["time"] = np.datetime64("2026-01-01", "us") + np.array(columns["time"]).astype("timedelta64[D]")
    return cx.measure(cx.read_events(pa.table(columns)), stages={"All": ["Shop", "Help"] if helped else ["Shop"]})


@pytest.mark.parametrize(("customers", "flagged"), [(20, False), (200, True)])
def test_channels_are_chosen_by_customers_not_by_visits(customers: int, *, flagged: bool) -> None:
    """Twenty customers are too few to test, although they came 200 times; what one side alone visited has no mix to compare."""
    before, after = visits(customers, "web", helped=True), visits(customers, "phone", helped=False)
    whole = before.settings
    assert whole.stages[0][1] == ("Shop", "Help")

    found = [each for each in cx.compare(before, after, pains=False).differences if each.measure == "channel_share"]

    assert {each.touchpoint for each in found} == {"Shop"}
    assert {each.flagged for each in found if each.channel == "web"} == {flagged}
