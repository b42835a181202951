"""Forecasts and ranked fixes as HTML tables."""

from __future__ import annotations

import pytest
from lxml import html

import cxjourney as cx


@pytest.fixture(scope="module")
def forecast() -> cx.Forecast:
    """Return a forecast of a map written by hand, with hostile names."""
    journey_map = cx.JourneyMap(
        title="<b>Pay</b>",
        stages={"Buy": [cx.Touchpoint(name="<script>Cart</script>", measures={"drop_off_rate": 0.5, "transition_time": 60}), "Paid"]},
        transitions=[{"source": "<script>Cart</script>", "target": "Paid"}],
        goal_touchpoints=["Paid"],
    )
    return cx.what_if(journey_map, cx.Change(touchpoint="<script>Cart</script>", drop_off=0.25, wait=30))


def test_figures_stand_now_and_then_with_their_difference(forecast: cx.Forecast) -> None:
    """Shares differ in points, times by a span, and what is not known says why."""
    rows = {
        row.xpath("string(th)"): [cell.text_content() for cell in row.xpath("td")]
        for row in html.fromstring(forecast._repr_html_()).iter("tr")
    }

    assert rows["Goal rate"][-1] == "+25.0 points"
    assert rows["Mean time to the goal"][-1] == "−30\N{NO-BREAK SPACE}s"
    assert rows["Revenue"][-1] == "What a goal is worth is not known."


def test_names_are_text_and_never_markup(forecast: cx.Forecast) -> None:
    """Whatever they hold."""
    page = html.fromstring(forecast._repr_html_())

    assert not page.xpath("//script")
    assert not page.xpath("//b")
    assert "<script>Cart</script>" in page.text_content()


def test_a_ranking_tells_each_fix_the_plan_and_what_is_missing() -> None:
    """In three tables."""
    shop = cx.datasets.sample_shop(customers=2_000)
    ranking = cx.rank_fixes(cx.discover_map(shop.events, goal=shop.goal), best=2)
    captions = [caption.text for caption in html.fromstring(ranking._repr_html_()).iter("caption")]

    assert captions == ["Each fix alone, the one worth most first", "The best together, each after those before it", "Not forecast"]
