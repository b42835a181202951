from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

import cxjourney as cx
from cxjourney.comparison.plan_fit import deviating

ROWS = [
    *(("a", 1, "Search", "web"), ("a", 2, "Basket", "web"), ("a", 3, "Pay", "web"), ("a", 8, "Shipped", "web")),  # as planned
    *(("b", 1, "Search", "web"), ("b", 2, "Pay", "web"), ("b", 30, "Shipped", "web")),  # past the basket, and late
    *(("c", 1, "Search", "web"), ("c", 2, "Basket", "web"), ("c", 3, "Help", "chat")),  # again after help, paid by phone
    *(("c", 4, "Basket", "web"), ("c", 5, "Pay", "phone"), ("c", 6, "Shipped", "web")),
    *(("d", 1, "Basket", "web"), ("d", 2, "Search", "web"), ("d", 3, "Basket", "web"), ("d", 4, "Pay", "web")),  # back, unanswered
    *(("e", 1, "Search", "web"), ("e", 2, "Gift card", "web"), ("e", 3, "Basket", "web")),  # not planned
    *(("f", 1, "Search", "web"), ("f", 2, "Basket", "web"), ("f", 95, "Pay", "web")),  # still waiting
    ("g", 1, "Search", "web"),  # still on the way
]
WHOLE = {"fitness": 3 / 7, "content": 3 / 7, "sequence": 2 / 7, "timing": 2 / 4, "completion": 3 / 6}


def log(rows: list[tuple[Any, ...]], **options: Any) -> cx.EventLog:
    """Return a log of customers, seconds, touchpoints and channels."""
    names = ["customer", "time", "touchpoint", "channel"][: len(rows[0])]
    return cx.read_events(pd.DataFrame(rows, columns=names), time_unit="s", **options)


@pytest.fixture(scope="module")
def plan() -> cx.JourneyMap:
    """Return a plan of four steps in order, and help that may come at any time."""
    pay = cx.Touchpoint(name="Pay", channels=["web"], expected_wait=10)
    stages = {"Find": ["Search", "Basket"], "Buy": [pay, "Shipped", "Thanks"], "Ask": ["Help"]}
    return cx.JourneyMap(title="First order", stages=stages, goal_touchpoints=["Shipped"], support_touchpoints=["Help"])


@pytest.fixture(scope="module")
def found(plan: cx.JourneyMap) -> cx.Conformance:
    """Return how the seven journeys kept to it."""
    return cx.conformance(plan, log(ROWS), observed_until=datetime.fromtimestamp(100, UTC))


def test_every_deviation_is_counted_once(found: cx.Conformance) -> None:
    """As somebody would count them who reads the journeys one by one."""
    counted = {(each.type, each.kind, each.source, each.touchpoint, each.channel): each.journeys for each in found.deviations}

    assert counted == {
        ("content", "skipped", None, "Basket", None): 1,
        ("content", "channel", None, "Pay", "phone"): 1,
        ("content", "unplanned", None, "Gift card", None): 1,
        ("sequence", "repeat", "Basket", "Basket", None): 1,
        ("sequence", "back", "Basket", "Search", None): 1,
        ("timing", "late", None, "Pay", None): 1,
        ("timing", "unanswered", None, "Pay", None): 1,
    }


@pytest.mark.parametrize(("name", "share"), WHOLE.items())
def test_shares_of_journeys(found: cx.Conformance, name: str, share: float) -> None:
    """Of all; of those that were followed for long enough where it is about waiting or the end."""
    estimate = getattr(found, name)

    assert estimate.value == pytest.approx(share)
    assert estimate.n == {"timing": 4, "completion": 6}.get(name, 7)
    assert estimate.low <= estimate.value <= estimate.high


def test_graded_fitness_counts_the_steps_of_each_journey(found: cx.Conformance) -> None:
    """Visits and touchpoints gone past; each journey counts the same."""
    kept = [1, 2 / 4, 4 / 6, 2 / 4, 2 / 3, 1, 1]

    assert found.graded_fitness.value == pytest.approx(sum(kept) / 7, abs=1e-6)


def test_touchpoints_say_who_came_and_who_should_have(found: cx.Conformance) -> None:
    """Those who went past it are among those who deviate there."""
    basket, pay, gift = (found.touchpoint(name) for name in ("Basket", "Pay", "gift-card"))

    assert (basket.journeys, basket.came, basket.is_required) == (5, 6, True)
    assert basket.deviating.value == pytest.approx(2 / 6)
    assert (pay.content.value, pay.sequence.value, pay.timing.value) == pytest.approx((1 / 5, 0, 2 / 4))
    assert (gift.is_planned, gift.is_required, gift.stage, gift.journeys) == (False, None, None, 1)
    assert found.touchpoint("Help").is_required is False


def test_stages_count_each_journey_once(found: cx.Conformance) -> None:
    """However often it deviates there."""
    find, buy, ask = (found.stage(name) for name in ("Find", "buy", "Ask"))

    assert (find.journeys, find.came, find.deviating.value) == (7, 7, pytest.approx(3 / 7))
    assert (buy.journeys, buy.deviating.value) == (5, pytest.approx(3 / 5))
    assert (ask.journeys, ask.deviating.value) == (1, 0)


def test_unplanned_and_unused_touchpoints_are_named(found: cx.Conformance) -> None:
    """In the order of how common they are, and of the plan."""
    assert found.unplanned == ("Gift card",)
    assert found.unused == ("Thanks",)
    assert "Planned, but never visited: Thanks." in str(found)


def test_deviations_that_are_not_listed_are_counted(plan: cx.JourneyMap, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of nine one is listed: the others of touchpoints, moves and channels are among those left out."""
    monkeypatch.setattr(deviating, "MOST", 1)

    found = cx.conformance(plan, log([*ROWS, ("h", 1, "Pay", "chat")]), observed_until=datetime.fromtimestamp(100, UTC))

    assert len(found.deviations) == 1
    assert "8 rarer deviations are not listed; all count in the shares." in found.notes


def test_shares_there_are_of_those_who_could(found: cx.Conformance) -> None:
    """A rare touchpoint can go wrong often."""
    late = next(each for each in found.deviations if each.kind == "late")
    skipped = next(each for each in found.deviations if each.kind == "skipped")

    assert (late.share.value, late.share_there.value) == pytest.approx((1 / 7, 1 / 4))
    assert (skipped.share.value, skipped.share_there.value) == pytest.approx((1 / 7, 1 / 6))


def test_sentences_say_what_where_and_how_many(found: cx.Conformance) -> None:
    """In plain words."""
    assert found.summary[0] == (
        "43% of 7 journeys kept to the plan; the others deviate, 43% in what they visited, 29% in the order, "
        "50% of those followed that long in how long they waited."
    )
    assert "1 journey went back from Basket to Search (14% of those at Search)." in found.summary
    assert "1 journey came to Pay by phone, which is not planned there (20% of those there)." in found.summary


def test_silence_cuts_journeys(plan: cx.JourneyMap) -> None:
    """Then a customer can make several, and a wait as long as the silence cannot be judged."""
    found = cx.conformance(plan, log(ROWS), journey_gap=timedelta(seconds=9))

    assert (found.journeys, found.customers) == (9, 7)
    assert [each.reason for each in found.untested if each.kind == "timing"] == [
        "The expected wait is longer than the silence that ends a journey (journey_gap)."
    ]
    assert found.timing.value is None


@pytest.mark.parametrize(("gap", "judged"), [(10.0, False), (10.001, True)])
def test_a_wait_is_judged_if_it_is_over_before_the_silence_that_cuts(plan: cx.JourneyMap, gap: float, *, judged: bool) -> None:
    """Ten seconds were planned; where a journey ends after ten of silence, none can be late."""
    found = cx.conformance(plan, log(ROWS), journey_gap=timedelta(seconds=gap))

    assert (found.timing.value is not None) is judged


def test_many_journeys_of_a_customer_make_nothing_surer(plan: cx.JourneyMap) -> None:
    """All of 60 customers keep to the plan, once or five times each: what they share is known of 60 either way."""
    way = ((1, "Search"), (2, "Basket"), (3, "Pay"), (8, "Shipped"))
    once, often = (
        [(f"c{who}", 1_000 * time + at, name, "web") for who in range(60) for time in range(times) for at, name in way] for times in (1, 5)
    )

    few, many = (cx.conformance(plan, log(rows), journey_gap=timedelta(seconds=100)) for rows in (once, often))

    assert (few.journeys, many.journeys, many.customers) == (60, 300, 60)
    for name in ("fitness", "graded_fitness"):
        assert (getattr(many, name).value, getattr(many, name).low) == pytest.approx((1.0, getattr(few, name).low))


def test_the_end_of_the_log_is_the_end_of_the_observation(plan: cx.JourneyMap) -> None:
    """At 95 seconds nobody has waited in vain who came then."""
    found = cx.conformance(plan, log(ROWS))

    assert found.timing.n == 4
    assert "first-order" not in repr(found)


def test_results_come_back_from_json(found: cx.Conformance) -> None:
    """The same value, and the same bytes."""
    text = found.model_dump_json()
    again = cx.Conformance.model_validate_json(text)

    assert again == found
    assert again.model_dump_json() == text


def test_rows_and_frames_hold_what_the_model_holds(found: cx.Conformance) -> None:
    """One row a deviation, a touchpoint, a stage."""
    rows = found.to_rows()
    frames: dict[str, Any] = found.to_frames()

    assert [row["summary"] for row in rows] == [each.summary for each in found.deviations]
    assert {name: len(frame) for name, frame in frames.items()} == {"deviations": 7, "touchpoints": 7, "stages": 3}
    assert list(frames["touchpoints"]["journeys"]) == [each.journeys for each in found.touchpoints]
    assert len(found.to_frame()) == 7  # type: ignore[arg-type]


def test_html_has_the_whole_then_the_parts(found: cx.Conformance) -> None:
    """And the text of names as text."""
    page = found._repr_html_()

    assert page.index("Journeys as a whole") < page.index("Deviations, the most common first") < page.index("By stage")
    assert "Gift card (not planned)" in page
    assert found._repr_mimebundle_()["text/plain"] == str(found)


def test_names_that_are_not_there_name_the_closest(found: cx.Conformance) -> None:
    """For touchpoints and stages."""
    with pytest.raises(cx.OptionError, match="did you mean 'Basket'"):
        found.touchpoint("Baskets")
    with pytest.raises(cx.OptionError, match="is not one of"):
        found.stage("Nowhere")


def growing(days: int, *, ends: bool = True) -> cx.EventLog:
    """Return journeys of three steps, one in five days, that begin evenly and of which every second one ends or all do."""
    starts = [(f"c{number}", number * days / 400) for number in range(400)]
    rows = [
        (customer, start + 5 * step, name)
        for number, (customer, start) in enumerate(starts)
        for step, name in enumerate("ABC" if ends or number % 2 else "A")
        if start + 5 * step <= days
    ]
    return log([(customer, 86_400 * day, name) for customer, day, name in rows])


@pytest.mark.parametrize(("days", "ends", "share"), [(20, True, 1.0), (200, True, 1.0), (40, False, 0.5)])
def test_journeys_that_may_still_end_count_neither_way(days: int, share: float, *, ends: bool) -> None:
    """However short the log: of those that were followed for long enough all end, or half do."""
    found = cx.conformance(cx.JourneyMap(stages={"All": ["A", "B", "C"]}, goal_touchpoints=["C"]), growing(days, ends=ends))

    assert found.completion.value == pytest.approx(share, abs=0.09)
    assert f"{400 - (found.completion.n or 0):,} of 400 journeys" in found.notes[0]


def test_without_journeys_followed_for_long_enough_completion_cannot_be_said() -> None:
    """And the reason is told."""
    plan = cx.JourneyMap(stages={"All": ["A", "B", "C"]}, goal_touchpoints=["C"])

    found = cx.conformance(plan, growing(20), journey_gap=timedelta(days=30))

    assert found.completion.value is None
    assert [each.reason for each in found.untested if each.kind == "completion"] == [
        "No journey was followed for long enough to say whether it comes to the planned end."
    ]


def test_a_goal_is_the_planned_end_everywhere() -> None:
    """What is planned after it is not required, and journeys that come to it are complete."""
    plan = cx.JourneyMap(stages={"All": ["A", "B", "C"]}, goal_touchpoints=["B"])

    found = cx.conformance(plan, growing(200))

    assert [found.touchpoint(name).is_required for name in "ABC"] == [True, True, False]
    assert found.completion.value == 1.0


@pytest.mark.parametrize(("followed", "open_"), [(10.0, False), (9.999, True)])
def test_a_visit_is_judged_from_the_last_moment_of_the_planned_wait_on(plan: cx.JourneyMap, followed: float, *, open_: bool) -> None:
    """Ten seconds were planned: after ten without a next step it is unanswered, before it is open."""
    rows = [("a", 0, "Search", "web"), ("a", 1, "Basket", "web"), ("a", 2, "Pay", "web")]

    found = cx.conformance(plan, log(rows), observed_until=datetime.fromtimestamp(2 + followed, UTC))

    assert [each.kind for each in found.deviations if each.type == "timing"] == ([] if open_ else ["unanswered"])
    assert found.timing.n == (0 if open_ else 1)


@pytest.mark.parametrize(("wait", "late"), [(10, []), (11, ["late"])])
def test_the_planned_wait_itself_is_in_time(plan: cx.JourneyMap, wait: int, late: list[str]) -> None:
    """Ten seconds are not longer than ten seconds."""
    rows = [("a", 0, "Search", "web"), ("a", 1, "Basket", "web"), ("a", 2, "Pay", "web"), ("a", 2 + wait, "Shipped", "web")]

    found = cx.conformance(plan, log(rows), observed_until=datetime.fromtimestamp(100, UTC))

    assert [each.kind for each in found.deviations if each.type == "timing"] == late
