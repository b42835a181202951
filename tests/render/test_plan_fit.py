from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import cxjourney as cx
from cxjourney.render.words import LANGUAGES, words

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

ROWS = [
    *((f"a{index}", 60 * step, name, "web") for index in range(12) for step, name in enumerate(("Search", "Basket", "Pay"))),
    *((f"b{index}", 60 * step, name, "phone") for index in range(6) for step, name in enumerate(("Search", "Gift card", "Pay"))),
    *((f"c{index}", 600 * step, name, "web") for index in range(2) for step, name in enumerate(("Basket", "Search", "Basket"))),
]


@pytest.fixture(scope="module")
def events() -> cx.EventLog:
    """Return twenty journeys."""
    return cx.read_events(pd.DataFrame(ROWS, columns=["customer", "time", "touchpoint", "channel"]), time_unit="s")


@pytest.fixture(scope="module")
def plan() -> cx.JourneyMap:
    """Return a plan with a step that nobody uses."""
    pay = cx.Touchpoint(name="Pay", channels=["web"])
    steps = {"Find": [cx.Touchpoint(name="Search", expected_wait=100), "Basket"], "Buy": [pay, "Voucher"]}
    return cx.JourneyMap(title="First order", stages=steps)


@pytest.fixture(scope="module")
def found(plan: cx.JourneyMap, events: cx.EventLog) -> cx.Conformance:
    """Return how they kept to it."""
    return cx.conformance(plan, events)


def spoken(picture: cx.SvgDocument) -> list[str]:
    """Return what a screen reader says of the lane of the plan."""
    return re.findall(r'aria-label="([^"]*)"', picture.text)


def test_each_touchpoint_says_how_many_deviate_and_in_what(plan: cx.JourneyMap, found: cx.Conformance) -> None:
    """The most common first; a share of its own only where there are several."""
    said = spoken(cx.render_map(plan, conformance=found))

    assert "Basket: 30% of journeys deviate from the plan, skipped" in said
    assert "Pay: 33% of journeys deviate from the plan, other channel" in said
    assert "Voucher: never visited" in said
    assert "Find: 40% of journeys deviate from the plan" in said


def test_a_filled_plan_shows_what_was_not_planned(plan: cx.JourneyMap, events: cx.EventLog, found: cx.Conformance) -> None:
    """In a dashed card, with the share of all journeys that came."""
    picture = cx.render_map(cx.discover_map(events, plan=plan), conformance=found, theme="light")

    assert "Gift card: not planned, in 30% of all journeys" in spoken(picture)
    assert picture.text.count('stroke-dasharray="5 3"') == 4  # two cards, and their signs in the legend
    assert "not in the plan" in picture.text
    assert "planned, never visited" in picture.text


def test_the_plan_itself_names_what_was_not_planned(plan: cx.JourneyMap, found: cx.Conformance) -> None:
    """In the footnote, since it has no card; and nothing is called not measured."""
    text = cx.render_map(plan, conformance=found).text

    assert "Not in the plan: Gift card 30%." in text
    assert "not measured" not in text
    assert "60% of journeys keep to the plan" in text


def test_the_plain_text_tells_the_same(plan: cx.JourneyMap, found: cx.Conformance) -> None:
    """Whole, then touchpoints."""
    lines = cx.render_map(plan, conformance=found).plain.splitlines()

    assert lines[0] == "60% of journeys keep to the plan"
    assert any(line.startswith("60.0% of 20 journeys (") for line in lines)
    assert "Voucher: never visited" in lines


def test_the_lane_can_be_left_out(plan: cx.JourneyMap, found: cx.Conformance) -> None:
    """And is not there without a conformance."""
    assert "Against the plan:" not in "".join(spoken(cx.render_map(plan, conformance=found, lanes=["touchpoints"])))
    assert "Against the plan" not in cx.render_map(plan).text
    assert "Against the plan" in cx.render_map(plan, conformance=found, lanes="conformance").text


@pytest.mark.parametrize("locale", LANGUAGES)
def test_every_language_draws_it(plan: cx.JourneyMap, found: cx.Conformance, locale: str) -> None:
    """With words of its own, in both themes, with nothing cut."""
    picture = cx.render_map(plan, conformance=found, locale=locale, theme="dark")

    assert picture.truncated == ()
    assert ("never visited" in picture.text) is (locale == "en")


@pytest.mark.parametrize("locale", LANGUAGES)
def test_narrow_columns_keep_the_figures_whole(examples: ModuleType, results: ModuleType, locale: str) -> None:
    """A share that is cut reads like another one."""
    journey_map = examples.made_up(36, 8, "latin")[0]
    picture = cx.render_map(journey_map, conformance=results.conformance(journey_map), locale=locale, lanes="conformance")

    said = [words(locale)(f"plan.{kind}") for kind in ("skipped", "channel", "sequence", "timing")]
    assert any(text in picture.text for text in said)
    assert not any(what in text for what in said for text in picture.truncated)


def test_another_plan_or_type_is_refused(plan: cx.JourneyMap, found: cx.Conformance) -> None:
    """With what to draw instead."""
    other: Any = cx.JourneyMap(title="Other", stages={"A": ["B"]})
    with pytest.raises(cx.OptionError, match="the conformance is to another plan: 'Other' has none"):
        cx.render_map(other, conformance=found)
    with pytest.raises(TypeError, match="conformance takes what conformance"):
        cx.render_map(plan, conformance=other)


def test_many_touchpoints_keep_their_lane(events: cx.EventLog) -> None:
    """Where one card stands for several."""
    plan = cx.JourneyMap(stages={"Find": ["Search", "Basket"], "Buy": ["Pay", *(f"Step {place}" for place in range(50))]})
    picture = cx.render_map(plan, conformance=cx.conformance(plan, events))

    assert any(each.startswith("Basket: 30%") for each in spoken(picture))


def test_the_picture_is_as_it_was(
    plan: cx.JourneyMap, events: cx.EventLog, found: cx.Conformance, check_golden: Callable[..., None]
) -> None:
    """Look at it before changing it."""
    filled = cx.discover_map(events, plan=plan)

    check_golden("map_conformance.svg", cx.render_map(filled, conformance=found, theme="light", lanes=["touchpoints", "conformance"]).text)
