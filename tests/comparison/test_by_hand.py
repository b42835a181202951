"""Figures of a comparison against the same counted from the rows."""

from __future__ import annotations

import pandas as pd
import pytest

import cxjourney as cx

CUT = "2026-05-15"


@pytest.fixture(scope="module")
def shop() -> cx.datasets.SampleShop:
    """Return the sample shop."""
    return cx.datasets.sample_shop(customers=3_000)


@pytest.fixture(scope="module")
def rows(shop: cx.datasets.SampleShop) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return its rows before and after a day."""
    frame = pd.DataFrame(shop.simulation.columns)
    late = frame.timestamp >= pd.Timestamp(CUT)
    return frame[~late], frame[late]


@pytest.fixture(scope="module")
def comparison(shop: cx.datasets.SampleShop) -> cx.Comparison:
    """Return the comparison of the two periods."""
    return cx.compare(shop.events.filter(until=CUT), shop.events.filter(since=CUT), goal=shop.goal, pains=False)


def nps(scores: pd.Series) -> float:
    """Return the Net Promoter Score of answers."""
    given = scores.dropna()
    return 100 * float((given >= 9).mean() - (given <= 6).mean())


def top(scores: pd.Series) -> float:
    """Return the share of the two best of five answers."""
    return float((scores.dropna() >= 4).mean())


def test_totals(comparison: cx.Comparison, rows: tuple[pd.DataFrame, pd.DataFrame], shop: cx.datasets.SampleShop) -> None:
    """Goals, visits, money and scores of the whole journey."""
    sides = []
    for part in rows:
        customers = part.customer_id.nunique()
        goals = part[part.touchpoint == shop.goal].customer_id.nunique()
        means = [goals / customers, len(part) / customers, part.order_value.sum() / customers, part.order_value.sum() / goals]
        sides.append([*means, nps(part.nps), top(part.csat), part.ces2.mean()])
    names = ("goal_rate", "visits_per_journey", "value_per_customer", "value_per_goal", "nps", "csat", "ces2")

    for name, before, after in zip(names, *sides, strict=True):
        found = comparison.difference(name)
        assert (found.before.value, found.after.value) == pytest.approx((before, after), rel=1e-3)
        assert found.difference.value == pytest.approx(after - before, abs=2e-3 * abs(after))


@pytest.mark.parametrize(("part", "column", "name"), [("channel", "channel", "Web"), ("segment", "segment", "Regular")])
def test_cells(comparison: cx.Comparison, rows: tuple[pd.DataFrame, pd.DataFrame], part: str, column: str, name: str) -> None:
    """Scores of a touchpoint in one channel or segment."""
    expected = [top(each[(each.touchpoint == "Product page") & (each[column] == name)].csat) for each in rows]

    found = comparison.difference("csat", touchpoint="Product page", **{part: name})

    assert (found.before.value, found.after.value) == pytest.approx(tuple(expected))
    assert found.location.touchpoint == "Product page"


def test_segments_of_the_whole_journey(
    comparison: cx.Comparison, rows: tuple[pd.DataFrame, pd.DataFrame], shop: cx.datasets.SampleShop
) -> None:
    """Goals of a segment, and its friction in a stage is there."""
    expected = []
    for part in rows:
        inside = part[part.segment == "Gift"]
        expected.append(inside[inside.touchpoint == shop.goal].customer_id.nunique() / inside.customer_id.nunique())

    found = comparison.difference("goal_rate", segment="Gift")

    assert (found.before.value, found.after.value) == pytest.approx(tuple(expected))
    assert comparison.difference("friction_rate", stage="Pay", segment="Gift") is not None


def test_the_mix_of_segments(comparison: cx.Comparison, rows: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """The split of NPS agrees with that of the scores by segment."""
    sides = [{name: (nps(part.nps), int(part.nps.notna().sum())) for name, part in rows_of.groupby("segment")} for rows_of in rows]
    expected = cx.rate_and_mix(sides[0], sides[1])

    found = comparison.total("nps", by="segment")

    assert (found.rate.value, found.mix.value) == pytest.approx((expected.rate.value, expected.mix.value))
    assert found.rate.low < found.rate.value < found.rate.high


def test_stages_of_the_log_are_kept(shop: cx.datasets.SampleShop) -> None:
    """A touchpoint that only the second log has stands in the stage that its column names."""
    others = [name for name in shop.events.touchpoints if name != "Basket"]

    found = cx.compare(shop.events.filter(touchpoints=others), shop.events, goal=shop.goal, pains=False)

    assert [(each.name, each.stage) for each in found.added] == [("Basket", "Choose")]
