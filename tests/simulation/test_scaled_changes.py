from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import cxjourney as cx

if TYPE_CHECKING:
    from collections.abc import Callable


def now(shop: cx.JourneyMap, touchpoint: str, measure: str, channel: str | None = None) -> float:
    """Return a figure of a touchpoint."""
    return next(each.estimate.value for each in shop.touchpoint(touchpoint).measures if (each.name, each.channel) == (measure, channel))


@pytest.mark.parametrize(
    ("scaled", "measure", "set_to"),
    [
        ({"drop_off_factor": 0.5}, "drop_off_rate", lambda value: {"drop_off": value / 2}),
        ({"rework_factor": 0.5}, "rework_rate", lambda value: {"rework": value / 2}),
        ({"wait_factor": 2.0}, "transition_time", lambda value: {"wait": 2 * value}),
        ({"score_change": {"nps": 10}}, "nps", lambda value: {"score": {"nps": value + 10}}),
    ],
    ids=lambda given: next(iter(given)) if isinstance(given, dict) else "",
)
def test_a_figure_that_is_scaled_is_one_that_is_set_to_that(
    shop: cx.JourneyMap, scaled: dict[str, Any], measure: str, set_to: Callable[[float], dict[str, Any]]
) -> None:
    """The same goals, and the same figure in the new map."""
    one = cx.what_if(shop, cx.Change(touchpoint="Basket", **scaled))
    other = cx.what_if(shop, cx.Change(touchpoint="Basket", **set_to(now(shop, "Basket", measure))))

    assert one.goal_rate_change.value == pytest.approx(other.goal_rate_change.value, abs=1e-9)
    shown = [each.journey_map.touchpoint("Basket").measure(measure).value for each in (one, other)]
    assert shown[0] == pytest.approx(shown[1])


def test_the_mix_of_channels_is_scaled(shop: cx.JourneyMap) -> None:
    """Half of the visits by the web go to the other channels, each in proportion."""
    web = now(shop, "Card payment", "channel_share", "web")

    one, other = (
        cx.what_if(shop, cx.Change(touchpoint="Card payment", **given))
        for given in ({"channel_share_factor": {"Web": 0.5}}, {"channel_share": {"Web": web / 2}})
    )

    assert one.goal_rate_change.value == pytest.approx(other.goal_rate_change.value, abs=1e-4)
    assert now(one.journey_map, "Card payment", "channel_share", "web") == pytest.approx(web / 2, abs=0.01)


def test_a_scaled_rate_allows_for_what_is_not_known_of_it(shop: cx.JourneyMap) -> None:
    """Half of a rate is half of it without each fold, too."""
    scaled = cx.what_if(shop, cx.Change(touchpoint="Basket", rework_factor=0.0))

    assert scaled.goal_rate_change.low <= scaled.goal_rate_change.value <= scaled.goal_rate_change.high
    assert scaled.goal_rate_change.low < scaled.goal_rate_change.high


def test_a_factor_beyond_everybody_is_refused(shop: cx.JourneyMap) -> None:
    """The message says how large it may be."""
    with pytest.raises(cx.OptionError, match=r"rework_factor=1e\+06 makes the rework at 'Size guide' .*, more than everybody") as caught:
        cx.what_if(shop, cx.Change(touchpoint="Size guide", rework_factor=1e6))

    assert "at most" in caught.value.hint


@pytest.mark.parametrize(
    "both",
    [
        {"wait": 60, "wait_factor": 0.5},
        {"rework": 0.1, "rework_factor": 0.5},
        {"score": {"nps": 1}, "score_change": {"nps": 1}},
        {"channel_share": {"Web": 0.1}, "channel_share_factor": {"Web": 0.5}},
    ],
    ids=lambda both: next(iter(both)),
)
def test_a_figure_is_set_or_scaled_and_not_both(both: dict[str, Any]) -> None:
    """Whoever gives both is asked which is meant."""
    with pytest.raises(cx.ModelError, match="give one of them"):
        cx.Change(touchpoint="Basket", **both)


def test_a_score_that_nobody_asked_for_cannot_be_moved(shop: cx.JourneyMap) -> None:
    """Nor one of several that is not named."""
    with pytest.raises(cx.OptionError, match="several scores"):
        cx.what_if(shop, cx.Change(touchpoint="Basket", score_change=5))
    with pytest.raises(cx.OptionError, match="rating"):
        cx.what_if(shop, cx.Change(touchpoint="Basket", score_change={"rating": 1}))


def test_a_hand_written_map_is_scaled_too(stated: Callable[..., cx.JourneyMap]) -> None:
    """Waits and shares of channels; scores only where they are stated."""
    faster = cx.what_if(stated(), cx.Change(touchpoint="Cart", wait_factor=0.5, drop_off_factor=0.5))

    assert faster.journey_map.touchpoint("Cart").measure("transition_time").value == 60
    assert faster.goal_rate_change.value > 0
    with pytest.raises(cx.StatisticsError, match="no nps"):
        cx.what_if(stated(), cx.Change(touchpoint="Cart", score_change={"nps": 5}))


def test_what_is_scaled_is_said(shop: cx.JourneyMap) -> None:
    """In the words of the change, which survives JSON."""
    change = cx.Change(touchpoint="Basket", wait_factor=0.5, score_change={"nps": 5}, channel_share_factor={"Web": 0.5})

    assert str(change) == "change Basket: wait ×0.5, score nps +5, Web ×0.5 of visits"
    assert cx.Change.model_validate_json(change.model_dump_json()) == change
    assert "Basket" in cx.what_if(shop, change).summary


@pytest.fixture(scope="module")
def half_known() -> cx.JourneyMap:
    """Return a map of a log that knows the channel of half of the visits: a quarter by web, and one by phone, half of whom leave."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    rows = []
    for who in range(800):
        channel, came = ("web", "phone", "", "")[who % 4], start + timedelta(minutes=who)
        rows += [(f"c{who}", came, "Order", channel)]
        rows += [(f"c{who}", came + timedelta(hours=1), "Done", channel)] if who % 8 != 5 else []
    events = cx.read_events(pd.DataFrame(rows, columns=["customer", "time", "touchpoint", "channel"]))
    return cx.discover_map(events, goal="Done", stages={"Buy": ["Order"], "Own": ["Done"]}, observed_until=start + timedelta(days=60))


@pytest.mark.parametrize("given", [{"channel_share": {"web": 0.25}}, {"channel_share_factor": {"web": 1.0}}])
def test_the_share_that_the_map_shows_changes_nothing(half_known: cx.JourneyMap, given: dict[str, Any]) -> None:
    """Shares are of all visits, also where the log does not know the channel of each."""
    found = cx.what_if(half_known, cx.Change(touchpoint="Order", **given))

    assert now(half_known, "Order", "channel_share", "web") == pytest.approx(0.25)
    assert found.goal_rate_change.value == pytest.approx(0, abs=1e-9)
    assert now(found.journey_map, "Order", "channel_share", "web") == pytest.approx(0.25)


@pytest.mark.parametrize("given", [{"channel_share": {"web": 0.375}}, {"channel_share_factor": {"web": 1.5}}])
def test_visits_without_a_channel_stay_as_they_are(half_known: cx.JourneyMap, given: dict[str, Any]) -> None:
    """An eighth of all visits goes by web instead of by phone, where half of them left: a sixteenth more reach the goal."""
    found = cx.what_if(half_known, cx.Change(touchpoint="Order", **given))

    assert found.goal_rate_change.value == pytest.approx(1 / 16, abs=1e-4)


def test_more_than_the_visits_with_a_channel_cannot_be_shifted(half_known: cx.JourneyMap) -> None:
    """Half of the visits could be anywhere."""
    with pytest.raises(cx.OptionError, match=r"adds up to 0\.6, and 0\.5 of the visits have a channel"):
        cx.what_if(half_known, cx.Change(touchpoint="Order", channel_share={"web": 0.6}))
