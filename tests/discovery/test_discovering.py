from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

import cxjourney as cx
from cxjourney.discovery.matching import stage_codes, touchpoint_codes
from cxjourney.errors import OptionError

START = datetime(2026, 1, 1, tzinfo=UTC)


def log(*journeys: str, **columns: list[str]) -> cx.EventLog:
    """Return a log in which customer k visits the letters of the k-th word, an hour apart."""
    rows = [
        {"customer": f"c{number}", "timestamp": START + timedelta(hours=place), "touchpoint": letter}
        for number, journey in enumerate(journeys)
        for place, letter in enumerate(journey)
    ]
    return cx.read_events(pd.DataFrame(rows).assign(**columns))


@pytest.fixture(scope="module")
def shop_map() -> cx.JourneyMap:
    """Return the map of a small sample shop."""
    shop = cx.datasets.sample_shop(customers=600)
    return cx.discover_map(shop.events, goal=shop.goal, currency="EUR")


def test_counts_of_a_map_are_those_of_the_log() -> None:
    """Customers, visits, reach and the goal rate, counted by hand."""
    found = cx.discover_map(log("ABC", "AAB", "B", "A"), goal="C", stages={"Find": ["A", "B"], "Buy": ["C"]})

    assert found.total("customers").value == 4
    assert found.total("visits").value == 8
    assert found.total("goal_rate").value == 0.25
    assert found.touchpoint("A").measure("customers").value == 3
    assert found.touchpoint("A").measure("reach").value == 0.75
    assert found.touchpoint("A").measure("rework_rate").value == pytest.approx(1 / 3)
    assert found.stage("Find").measure("customers").value == 4
    assert found.goal_touchpoints == ("c",)


def test_moves_hold_counts_shares_and_times() -> None:
    """The most travelled move comes first; shares are those among the moves from its source."""
    found = cx.discover_map(log("AB", "AB", "AC"), stages={"All": ["A", "B", "C"]})

    first = found.transitions[0]
    assert (first.source, first.target, first.count) == ("a", "b", 2)
    assert first.share.value == pytest.approx(2 / 3)
    assert first.time.value == pytest.approx(3_600, rel=1e-5)


def test_a_discovered_map_survives_json_and_its_figures_have_intervals(shop_map: cx.JourneyMap) -> None:
    """Every measured share says how sure it is, and nothing is lost in a document."""
    again = cx.JourneyMap.model_validate_json(shop_map.model_dump_json())

    assert again == shop_map
    for touchpoint in shop_map.touchpoints:
        rework = touchpoint.measure("rework_rate")
        assert rework.n == 0 or rework.low <= rework.value <= rework.high


def test_touchpoints_stand_in_the_order_they_are_visited(shop_map: cx.JourneyMap) -> None:
    """Stages and their touchpoints read from first contact to after the sale."""
    names = [stage.name for stage in shop_map.stages]

    assert names == ["Discover", "Explore", "Choose", "Pay", "Receive", "Live with it"]
    assert shop_map.stage("Pay").touchpoints[-1].name == "Order confirmed"


def test_channels_stand_in_the_order_they_are_used(shop_map: cx.JourneyMap) -> None:
    """The first channel of the map is the one of the first touchpoints."""
    assert shop_map.channels[0].name == "Social"
    assert shop_map.touchpoint("Social post").channels[0] == shop_map.channels[0].id


def test_rarely_visited_touchpoints_are_summed_and_counted() -> None:
    """Beyond the maximum one touchpoint stands for the rest, and nothing is lost."""
    found = cx.discover_map(log("AAABBC", "AABD"), max_touchpoints=3, stages={"All": ["A", "B", "C", "D"]})

    assert [touchpoint.name for touchpoint in found.touchpoints] == ["A", "B", "Other (2 touchpoints)"]
    assert sum(touchpoint.measure("visits").value for touchpoint in found.touchpoints) == 10
    assert any("2 rarely visited" in note for note in found.notes)
    assert sum(move.count for move in found.transitions) == 8


def test_a_touchpoint_that_ends_journeys_asks_for_a_declaration() -> None:
    """An artificial end event would hide every drop-off: the map says so until it is declared or filtered out."""
    events = log(*["ABX"] * 40, *["AY"] * 40)

    assert any("Nearly all visits to 'X' (100%), 'Y' (100%) end the journey" in note for note in cx.discover_map(events).notes)
    assert not any("end the journey" in note for note in cx.discover_map(events, ends=["X", "Y"]).notes)


def test_a_stage_column_gives_the_stages_in_entry_order() -> None:
    """Stages come in the order journeys enter them; a touchpoint seen in two goes where it is visited most."""
    frame = {"stage": ["Z first", "A last", "Z first", "A last", "A last"]}

    found = cx.discover_map(log("AB", "ABA", **frame))

    assert [stage.name for stage in found.stages] == ["Z first", "A last"]
    assert any("'A' was visited 1 times outside" in note for note in found.notes)


def test_a_plan_is_filled_with_what_was_observed() -> None:
    """Planned touchpoints keep what was stated; unplanned ones get a stage; unused ones stay without figures."""
    plan = cx.JourneyMap(
        title="Plan",
        stages={"Find": [cx.Touchpoint(name="A", emotion=1.5, owner="Marketing")], "Buy": ["B", "Never"]},
        transitions=[{"source": "A", "target": "Never"}],
        goal_touchpoints=["B"],
    )

    found = cx.discover_map(log("AB", "AXB", "A"), plan=plan)

    assert found.origin == "blended"
    assert [stage.name for stage in found.stages] == ["Find", "Buy", "Other"]
    assert found.touchpoint("A").owner == "Marketing"
    assert found.touchpoint("A").measure("customers").value == 3
    assert found.touchpoint("Never").measures == ()
    assert [move.count for move in found.transitions if move.target == "never"] == [0]
    assert found.total("goal_rate").value == pytest.approx(2 / 3)
    assert any("never observed (1): Never" in note for note in found.notes)
    assert any("not in the plan (1): X" in note for note in found.notes)


def test_a_renamed_touchpoint_still_finds_its_statistics() -> None:
    """Identifiers outlive names."""
    found = cx.discover_map(log("AB"), stages={"All": ["A", "B"]})
    stage = found.stages[0].replace(touchpoints=[found.touchpoints[0].replace(name="Landing page"), found.touchpoints[1]])
    renamed = found.replace(stages=[stage])

    assert renamed.touchpoint("Landing page").id == "a"
    assert touchpoint_codes(renamed, renamed.statistics) == {"a": 0, "b": 1}
    assert stage_codes(renamed, renamed.statistics) == {"all": 0}


def test_many_answers_of_one_customer_are_one_opinion() -> None:
    """A score that one customer gave two hundred times is no surer than one answer."""
    found = cx.discover_map(log("A" * 200, nps=["10"] * 200))

    assert found.touchpoint("A").measure("nps").low < 0


def test_a_planned_touchpoint_never_takes_the_figures_of_another() -> None:
    """Its identifier may be what the name of one in the data becomes."""
    plan = cx.JourneyMap(stages={"All": [cx.Touchpoint(id="b", name="Beta"), "A"]})
    found = cx.discover_map(log("AB", "AB"), plan=plan)

    assert touchpoint_codes(found, found.statistics) == {"a": 0, found.touchpoint("B").id: 1}


def test_statistics_cannot_be_told_what_to_measure() -> None:
    """What was measured is measured."""
    statistics = cx.measure(log("AB"))

    assert cx.discover_map(statistics).total("visits").value == 2
    with pytest.raises(OptionError, match="measured already; goal cannot"):
        cx.discover_map(statistics, goal="B")


@pytest.mark.parametrize(("journeys", "customers"), [(("A",), 1), (("A", "B", "C"), 3), (("AAAA",), 1)])
def test_the_smallest_logs_make_maps(journeys: tuple[str, ...], customers: int) -> None:
    """One customer, one event each, one touchpoint: a map, and no division by nothing."""
    found = cx.discover_map(log(*journeys))

    assert found.total("customers").value == customers
    assert {touchpoint.name for touchpoint in found.touchpoints} == set("".join(journeys))


def test_all_rows_at_one_instant_make_a_map() -> None:
    """Ties keep the order of the rows; times are zero and said to be."""
    frame = pd.DataFrame({"customer": ["a"] * 4, "timestamp": ["2026-01-01T00:00:00Z"] * 4, "touchpoint": list("BACA")})

    events = cx.read_events(frame)
    found = cx.discover_map(events, goal="C")

    assert [visit.touchpoint for visit in events.journey("a").visits] == list("BACA")
    assert found.touchpoint("B").measure("transition_time").n == 0
    assert found.total("goal_rate").value == 1


def test_a_goal_that_never_occurs_names_the_closest() -> None:
    """A misspelled goal is an error, not a rate of zero."""
    with pytest.raises(OptionError, match="did you mean 'Checkout'"):
        cx.discover_map(
            cx.read_events(pd.DataFrame({"customer": ["a"], "timestamp": ["2026-01-01"], "touchpoint": ["Checkout"]})), goal="Chekout"
        )


def test_a_plan_without_a_goal_takes_the_one_that_was_measured() -> None:
    """Everything that asks the map for its goal finds it."""
    shop = cx.datasets.sample_shop(customers=300)
    plan = cx.JourneyMap(stages={"Buy": ["Basket", "Card payment", "Order confirmed"]})
    filled = cx.discover_map(shop.events, plan=plan, goal=shop.goal)

    assert [filled.touchpoint(each).name for each in filled.goal_touchpoints] == ["Order confirmed"]


def test_customers_leave_at_touchpoints_nobody_planned_too() -> None:
    """Touchpoints outside the plan stand after the others on the map, and yet journeys can end there before the goal."""
    shop = cx.datasets.sample_shop(customers=2_000)
    plan = cx.JourneyMap(stages={"Buy": ["Basket", "Card payment", "Order confirmed"]})
    filled, free = cx.discover_map(shop.events, plan=plan, goal=shop.goal), cx.discover_map(shop.events, goal=shop.goal)

    planned, found = (each.touchpoint("Sign in").measure("drop_off_rate") for each in (filled, free))
    assert planned == found
    assert planned is not None
    assert planned.n


@pytest.mark.parametrize(
    ("argument", "value", "kind", "message"),
    [
        ("level", 1.0, OptionError, "level=1.0"),
        ("level", 2, OptionError, "level=2"),
        ("level", -0.5, OptionError, "level=-0.5"),
        ("level", float("nan"), OptionError, "level=nan"),
        ("level", "0.9", TypeError, "level takes a number"),
        ("max_touchpoints", 0, OptionError, "max_touchpoints=0 must be at least 1"),
        ("max_touchpoints", 2.5, TypeError, "max_touchpoints takes a whole number"),
        ("title", 7, TypeError, "title takes a name"),
    ],
)
def test_levels_numbers_and_titles_are_checked(argument: str, value: object, kind: type[Exception], message: str) -> None:
    """No interval is made at a level that is none."""
    with pytest.raises(kind, match=message):
        cx.discover_map(log("AB"), **{argument: value})  # type: ignore[arg-type]
