"""The map of the changed journey."""

from __future__ import annotations

import pytest

import cxjourney as cx


@pytest.fixture(scope="module")
def forecast(shop: cx.JourneyMap) -> cx.Forecast:
    """Return a forecast with a change of each kind."""
    return cx.what_if(
        shop,
        cx.Change(touchpoint="Card payment", drop_off=0.1, score={"nps": 10}),
        cx.Remove("Size guide"),
        cx.Add("Guest order", after="Basket", drop_off=0.02, channel="Web"),
    )


def test_changed_figures_are_new_and_name_their_method(forecast: cx.Forecast) -> None:
    """Nobody measured them."""
    changed = forecast.journey_map.touchpoint("Card payment")

    for name in ("drop_off_rate", "nps", "valence", "visits"):
        assert changed.measure(name).method.startswith("what-if")
    assert changed.measure("drop_off_rate").n is None
    assert changed.emotion.value == changed.measure("valence").value


def test_figures_of_places_that_nothing_changes_stay_but_counts_do_not(forecast: cx.Forecast, shop: cx.JourneyMap) -> None:
    """How often people leave there does not depend on how many come."""
    before, after = (journey_map.touchpoint("Wish list") for journey_map in (shop, forecast.journey_map))

    assert after.measure("drop_off_rate") == before.measure("drop_off_rate")
    assert after.measure("customers").method.startswith("what-if")
    assert after.measure("visits").value != before.measure("visits").value
    assert not any(stage.measures for stage in forecast.journey_map.stages)


def test_new_and_removed_touchpoints_are_in_and_out_of_it(forecast: cx.Forecast) -> None:
    """With the moves that lead there."""
    journey_map = forecast.journey_map
    names = [touchpoint.name for touchpoint in journey_map.stage("Choose").touchpoints]

    assert names.index("Guest order") == names.index("Basket") + 1
    assert journey_map.touchpoint("Guest order").channels == ("web",)
    assert "size-guide" not in {end for move in journey_map.transitions for end in (move.source, move.target)}
    assert any(note.startswith("Changed: remove Size guide") for note in journey_map.notes)


def test_it_is_a_map_like_any_other(forecast: cx.Forecast, shop: cx.JourneyMap) -> None:
    """It can be saved, drawn, drawn beside the old one, and compared."""
    journey_map = forecast.journey_map

    assert (journey_map.state, journey_map.origin, journey_map.statistics) == ("to_be", "blended", None)
    assert cx.JourneyMap.model_validate_json(journey_map.to_json()) == journey_map
    assert cx.render_map(shop, compare_with=journey_map).text.startswith("<svg")
    assert cx.render_flow(journey_map).text.startswith("<svg")
    with pytest.raises(cx.StatisticsError, match="not beside it"):
        cx.diagnose(journey_map)


def test_the_old_map_is_not_changed(shop: cx.JourneyMap, forecast: cx.Forecast) -> None:
    """Maps are values."""
    assert shop.state == "as_is"
    assert shop.statistics is not None
    assert forecast.journey_map.title == shop.title


def test_opportunities_of_what_is_gone_go_with_it(shop: cx.JourneyMap) -> None:
    """Others stay."""
    opportunities = [cx.Opportunity(name="Clear sizes", touchpoint="size-guide"), cx.Opportunity(name="Guests", touchpoint="sign-in")]
    forecast = cx.what_if(shop.replace(opportunities=opportunities), cx.Remove("Size guide"))

    assert [each.name for each in forecast.journey_map.opportunities] == ["Guests"]


def test_a_forecast_is_no_measured_map(forecast: cx.Forecast, shop: cx.JourneyMap) -> None:
    """Its differences stand in the forecast, and the error says so."""
    with pytest.raises(cx.StatisticsError, match="Forecast itself"):
        cx.compare(shop, forecast.journey_map)
