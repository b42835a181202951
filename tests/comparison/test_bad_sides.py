from __future__ import annotations

import pytest

import cxjourney as cx


@pytest.fixture(scope="module")
def shop() -> cx.datasets.SampleShop:
    """Return a small shop."""
    return cx.datasets.sample_shop(customers=800)


def by_hand(**figures: float) -> cx.JourneyMap:
    """Return a map written by hand that states figures of its card payment."""
    return cx.JourneyMap(title="Plan", stages={"Pay": [cx.Touchpoint(name="Card payment", measures=figures)]})


@pytest.mark.parametrize(("since", "until"), [("2027-01-01", None), (None, "2020-01-01")])
def test_a_period_without_data_is_refused(shop: cx.datasets.SampleShop, since: str | None, until: str | None) -> None:
    """Whoever has one period only has nothing to compare it with."""
    with pytest.raises(cx.EmptyDataError, match="no event fits"):
        cx.compare(shop.events, shop.events.filter(since=since, until=until), goal=shop.goal)


def test_the_same_log_twice_differs_in_nothing_and_says_why(shop: cx.datasets.SampleShop) -> None:
    """All customers are on both sides, which arms of a test must not be."""
    found = cx.compare(shop.events, shop.events, goal=shop.goal, pains=False)

    assert found.is_empty
    assert found.shared_customers == 1
    assert "for arms of a test they must be on one only" in " ".join(found.notes)


def test_windows_without_enough_customers_test_nothing(shop: cx.datasets.SampleShop) -> None:
    """The last hour against the first: shown, and said why nothing could be tested."""
    found = cx.compare(shop.events.filter(since="2026-06-30T12:00"), shop.events.filter(until="2026-04-01T12:00"), goal=shop.goal)

    assert found.tested == 0
    assert not found.flagged
    assert found.untested


def test_stated_figures_are_compared_in_the_unit_of_what_was_observed(shop: cx.datasets.SampleShop) -> None:
    """A plan says 40 and means the score; the difference has the interval of what was observed."""
    observed = cx.discover_map(shop.events, goal=shop.goal)
    plan = by_hand(nps=40, csat=0.8, ces2=6, transition_time=60, drop_off_rate=0.05)

    found = cx.compare(plan, observed, pains=False)

    assert {each.measure for each in found.differences} == {"nps", "csat", "ces2", "transition_time", "drop_off_rate"}
    nps = found.difference("nps", touchpoint="Card payment")
    assert nps.difference.unit == nps.after.unit
    assert nps.difference.value == pytest.approx(nps.after.value - 40)
    assert nps.difference.low < nps.difference.value < nps.difference.high
    assert found.tested == 0


@pytest.mark.parametrize(("figure", "value"), [("csat", 80.0), ("ces2", 80.0), ("drop_off_rate", 5.0)])
def test_a_figure_in_another_unit_cannot_be_compared(shop: cx.datasets.SampleShop, figure: str, value: float) -> None:
    """Eighty is no share: that is said, and no nonsense is computed."""
    observed = cx.discover_map(shop.events, goal=shop.goal)
    plan = cx.JourneyMap(
        stages={
            "Pay": [cx.Touchpoint(name="Card payment", measures=[cx.Measure(name=figure, estimate=cx.Estimate.stated(value, unit="%"))])]
        }
    )

    found = cx.compare(plan, observed, pains=False)

    assert not found.differences
    assert [(each.kind, str(each.locations[0])) for each in found.untested] == [(figure, "Pay / Card payment")]
    assert f"{value:g} % before" in found.untested[0].reason


def test_versions_of_effort_that_are_only_stated_are_refused_too() -> None:
    """The names say which version was asked."""
    with pytest.raises(cx.StatisticsError, match="ces1 before, ces2 after"):
        cx.compare(by_hand(ces1=2), by_hand(ces2=5))


def test_currencies_of_hand_written_maps_are_checked() -> None:
    """Euros less dollars are nothing."""
    with pytest.raises(cx.StatisticsError, match="EUR before and in USD after"):
        cx.compare(by_hand(nps=1).replace(currency="EUR"), by_hand(nps=1).replace(currency="USD"))
