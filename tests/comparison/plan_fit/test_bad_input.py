"""Plans and logs of which little or nothing can be said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

import cxjourney as cx

ROWS = [("a", 1, "Search"), ("a", 2, "Basket"), ("a", 9, "Pay"), ("b", 1, "Search"), ("b", 2, "Pay"), ("c", 1, "Search")]
PLAN = cx.JourneyMap(title="First order", stages={"Find": ["Search", "Basket"], "Buy": ["Pay"]})


@pytest.fixture(scope="module")
def events() -> cx.EventLog:
    """Return three journeys."""
    return cx.read_events(pd.DataFrame(ROWS, columns=["customer", "time", "touchpoint"]), time_unit="s")


def test_a_cycle_in_the_order_is_named(events: cx.EventLog) -> None:
    """With the way round it."""
    moves = [("Search", "Basket"), ("Basket", "Pay"), ("Pay", "Search")]
    plan = PLAN.replace(transitions=[{"source": source, "target": target} for source, target in moves])

    with pytest.raises(cx.ModelError, match=r"cannot be decided: 'Search' → 'Basket' → 'Pay' → 'Search' is a cycle"):
        cx.conformance(plan, events)


def test_a_planned_loop_is_said(events: cx.EventLog) -> None:
    """It leads on, so that its order can be decided."""
    moves = [("Search", "Basket"), ("Basket", "Search"), ("Basket", "Pay")]
    plan = PLAN.replace(transitions=[{"source": source, "target": target} for source, target in moves])

    found = cx.conformance(plan, events)

    assert "The plan itself leads back (Basket → Search): these moves count as planned." in found.notes
    assert [each.kind for each in found.deviations] == ["skipped"]


def test_nothing_in_common_is_an_error(events: cx.EventLog) -> None:
    """That says what each side has."""
    plan = cx.JourneyMap(stages={"Find": ["search"], "Buy": ["pay"]})

    with pytest.raises(
        cx.StatisticsError, match=r"share no touchpoint: the plan has 'search', 'pay', the log 'Basket', 'Pay', 'Search'"
    ) as caught:
        cx.conformance(plan, events)

    assert "aliases=" in str(caught.value)


def test_aliases_are_the_names_of_the_log(events: cx.EventLog) -> None:
    """Two of them can mean one step."""
    plan = cx.JourneyMap(stages={"All": [cx.Touchpoint(name="Shop", aliases=["Search", "Basket"]), "Pay"]})

    found = cx.conformance(plan, events)

    assert found.unplanned == ()
    assert [(each.kind, each.touchpoint, each.journeys) for each in found.deviations] == [("repeat", "Shop", 1)]


def test_other_spellings_are_suggested(events: cx.EventLog) -> None:
    """A step that nobody came to, and one that nobody planned."""
    found = cx.conformance(cx.JourneyMap(stages={"All": ["Search", "basket", "Pay"]}), events)

    assert [(each.before, each.after) for each in found.suggestions] == [("basket", "Basket")]
    assert found.unused == ("basket",)
    assert any("No journey came to basket" in note for note in found.notes)


def test_a_plan_without_touchpoints_is_an_error(events: cx.EventLog) -> None:
    """There is nothing to keep to."""
    with pytest.raises(cx.ModelError, match="the plan has no touchpoints"):
        cx.conformance(cx.JourneyMap(title="Empty", stages={"Find": []}), events)


def test_without_expected_waits_timing_cannot_be_said(events: cx.EventLog) -> None:
    """Which is no share of nothing."""
    found = cx.conformance(PLAN, events)

    assert (found.timing.value, found.timing.n) == (None, 0)
    assert [(each.kind, each.reason) for each in found.untested] == [
        ("timing", "The plan states no expected wait, so that nothing can be said about timing.")
    ]


def test_waits_that_nothing_ends_or_nobody_was_followed_for_are_said(events: cx.EventLog) -> None:
    """With where they are."""
    steps = [cx.Touchpoint(name=name, expected_wait=wait) for name, wait in (("Search", 3_600), ("Basket", None), ("Pay", 5))]
    found = cx.conformance(cx.JourneyMap(stages={"All": steps}), events)

    reasons = {each.locations[0].touchpoint: each.reason for each in found.untested}
    assert reasons["Pay"].startswith("Nothing is planned to follow")
    assert reasons["Search"] == "No journey that came there was followed for the expected wait."
    assert found.timing.value is None


def test_a_plan_of_help_alone_has_no_order_and_no_end(events: cx.EventLog) -> None:
    """Which is not the same as an order that nobody left."""
    plan = cx.JourneyMap(stages={"All": ["Search"]}, support_touchpoints=["Search"])

    found = cx.conformance(plan, events)

    assert (found.sequence.value, found.completion.value) == (None, None)
    assert [each.kind for each in found.untested] == ["sequence", "completion", "timing"]


def test_channels_that_one_side_does_not_know_are_said(events: cx.EventLog) -> None:
    """Of the plan and of the log."""
    planned = cx.JourneyMap(stages={"All": [cx.Touchpoint(name="Search", channels=["web"]), "Pay"]})
    frame = pd.DataFrame([(*row, "web") for row in ROWS], columns=["customer", "time", "touchpoint", "channel"])

    without = cx.conformance(planned, events).untested
    within = cx.conformance(planned, cx.read_events(frame, time_unit="s")).untested

    assert "The log has no channels" in str(without[-1])
    assert [str(each.locations[0]) for each in within if each.kind == "channel"] == ["All / Pay"]


@pytest.mark.parametrize("plan", [None, PLAN], ids=["discovered", "filled"])
def test_a_measured_map_is_no_plan(events: cx.EventLog, plan: cx.JourneyMap | None) -> None:
    """What was observed conforms to itself; who wants that says so."""
    measured = cx.discover_map(events, plan=plan)
    with pytest.raises(cx.OptionError, match="holds what was observed"):
        cx.conformance(measured, events)

    assert cx.conformance(measured.replace(origin="hypothesis"), events).sequence.value == 0


def test_an_empty_log_is_an_error(events: cx.EventLog) -> None:
    """There are no journeys."""
    with pytest.raises(cx.EmptyDataError):
        cx.conformance(PLAN, events.filter(since=datetime(2030, 1, 1, tzinfo=UTC)))


@pytest.mark.parametrize("wrong", ["events.csv", None, ROWS, PLAN])
def test_only_an_event_log_is_one(wrong: Any) -> None:
    """With the function that makes it."""
    with pytest.raises(TypeError, match="events takes an EventLog, which read_events"):
        cx.conformance(PLAN, wrong)


def test_arguments_that_cannot_be_used_are_named(events: cx.EventLog) -> None:
    """Each by its name."""
    with pytest.raises(TypeError, match="plan takes a JourneyMap"):
        cx.conformance({"stages": {}}, events)  # type: ignore[arg-type]
    with pytest.raises(cx.OptionError, match="level=2"):
        cx.conformance(PLAN, events, level=2)
    with pytest.raises(cx.OptionError, match="journey_gap"):
        cx.conformance(PLAN, events, journey_gap=timedelta(0))
    with pytest.raises(cx.OptionError, match="observed_until"):
        cx.conformance(PLAN, events, observed_until=datetime.fromtimestamp(3, UTC))


def test_many_unplanned_touchpoints_are_listed_up_to_a_limit() -> None:
    """The rest is counted, and counts."""
    rows = [("a", place, f"Page {place}") for place in range(2_100)] + [("a", 3_000, "Search")]
    events = cx.read_events(pd.DataFrame(rows, columns=["customer", "time", "touchpoint"]), time_unit="s")

    found = cx.conformance(PLAN, events)

    assert len(found.unplanned) == 2_000
    assert any("100 rarer" in note for note in found.notes)
    assert found.graded_fitness.value == pytest.approx(1 / 2_101, abs=1e-6)


def test_hostile_names_are_names() -> None:
    """Quotes, braces and signs in plan and log."""
    name = "{touchpoint}'; DROP TABLE x; --<b>"
    rows = [("a", 1, name), ("a", 2, "{0}"), ("a", 3, name)]
    log = cx.read_events(pd.DataFrame(rows, columns=["customer", "time", "touchpoint"]), time_unit="s")

    found = cx.conformance(cx.JourneyMap(stages={"All": [name]}), log)

    assert found.deviations[0].summary.startswith("{0} is not planned")
    assert "<b>" not in found._repr_html_()
