"""How far journeys come along steps in order."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxjourney as cx
from cxjourney.errors import OptionError
from tests.discovery.paths.logs import LATER, START, log, minutes

if TYPE_CHECKING:
    from pathlib import Path

WORDS = ["ABC"] * 4 + ["AXB"] * 3 + ["BA"] * 2 + ["AX"] * 2 + ["C"]
LATE = START + timedelta(days=900)
PLAIN = {**LATER, "min_customers": 1, "within": timedelta(days=1)}


def by_hand(word: str, steps: str) -> int:
    """Return how many steps a journey reaches."""
    place, level = -1, 0
    while level < len(steps) and (place := word.find(steps[level], place + 1)) >= 0:
        level += 1
    return level


def reached(found: cx.Funnel) -> list[int]:
    """Return how many journeys reach each step."""
    return [step.journeys for step in found.steps]


def test_steps_are_counted_in_strict_order() -> None:
    """B before A does not count; X between A and B does no harm."""
    found = cx.funnel(log(*WORDS), ["A", "B", "C"], **PLAIN)

    assert reached(found) == [11, 7, 4]
    assert [step.share.value for step in found.steps] == pytest.approx([1, 7 / 11, 4 / 11])
    assert [step.conversion.value for step in found.steps if step.conversion] == pytest.approx([7 / 11, 4 / 7])
    assert [step.loss.value for step in found.steps if step.loss] == pytest.approx([4 / 11, 3 / 7])
    assert found.largest_loss == found.step("B")


def test_where_the_lost_went_is_told() -> None:
    """Two went to X and two to nothing else in that time."""
    found = cx.funnel(log(*WORDS), ["A", "B"], **PLAIN)

    assert [(loss.kind, loss.touchpoint, loss.journeys) for loss in found.steps[0].lost_to] == [("touchpoint", "X", 2), ("ended", None, 2)]
    assert found.steps[0].lost_to[0].share.value == 0.5
    assert found.steps[0].summary.startswith("A: 64% (")


def test_many_journeys_of_a_customer_make_nothing_surer() -> None:
    """60 customers go on once or five times, 200 others come once and never do: how long it takes is known of 60."""
    events = [minutes(*["AB"] * times, others=("A",) * 200) for times in (1, 5)]

    few, many = (cx.funnel(each, ["A", "B"], journey_gap=timedelta(hours=2), **PLAIN).steps[0] for each in events)

    assert (few.journeys, many.journeys) == (60 + 200, 5 * 60 + 200)
    assert (many.time.low, many.time.high) == pytest.approx((few.time.low, few.time.high))


@pytest.mark.parametrize("times", [1, 5])
def test_that_all_are_lost_is_known_of_those_who_came(times: int) -> None:
    """Of 60 customers, who came once or five times; Wilson's lower end is 60 / (60 + t²), with t near 2."""
    events = minutes(*["A"] * times, others=("B",))

    loss = cx.funnel(events, ["A", "B"], journey_gap=timedelta(hours=2), **PLAIN).steps[0].loss

    assert (loss.value, loss.n) == (1.0, times * 60)
    assert loss.low == pytest.approx(60 / (60 + 2.03**2), abs=0.005)


def test_the_time_to_the_next_step_is_a_median() -> None:
    """Four of an hour, three of two hours."""
    found = cx.funnel(log(*WORDS), ["A", "B"], **PLAIN)

    assert found.steps[0].time is not None
    assert found.steps[0].time.value == pytest.approx(3_600, rel=0.02)
    assert found.steps[0].time.n == 7


def test_what_comes_too_late_does_not_count() -> None:
    """Within 90 minutes of the first visit to A."""
    found = cx.funnel(log(*WORDS), ["A", "B", "C"], **{**PLAIN, "within": timedelta(minutes=90)})

    assert reached(found) == [11, 4, 0]
    assert "No journey goes on from B to C" in found.notes[0]


def test_journeys_that_were_not_followed_long_enough_are_not_counted() -> None:
    """Neither those that went on already."""
    rows = [(f"c{n}", "A", START + timedelta(hours=n)) for n in range(10)]
    rows += [(f"c{n}", "B", START + timedelta(hours=n, minutes=30)) for n in range(0, 10, 2)]
    events = cx.read_events(pd.DataFrame(rows, columns=["customer", "touchpoint", "timestamp"]))
    found = cx.funnel(events, ["A", "B"], within=timedelta(hours=3), min_customers=1)

    assert (found.n_entered, found.n_open) == (7, 3)
    assert reached(found) == [7, 4]
    assert "3 of 10 journeys came too late" in found.notes[-1]


def test_nothing_can_be_said_where_nobody_was_followed() -> None:
    """The figures are missing, not 0."""
    found = cx.funnel(log(*WORDS), ["A", "B"], within=timedelta(days=9), min_customers=1)

    assert found.steps[0].conversion is not None
    assert found.steps[0].conversion.value is None
    assert "cannot be said: 11 journeys come to A, but none was followed" in found.notes[0]
    assert found.summary == found.notes


def test_where_the_lost_went_does_not_depend_on_how_long_the_log_is() -> None:
    """What they do after the time does not count, nor does the next step that comes too late."""
    events = log("AXB", "AB", "A", hours=30)
    short, long = (cx.funnel(events, ["A", "B"], **{**PLAIN, "observed_until": START + timedelta(days=days)}) for days in (3, 90))

    assert [(loss.kind, loss.journeys) for loss in long.steps[0].lost_to] == [("ended", 3)]
    assert short.steps == long.steps


def test_a_step_may_be_several_touchpoints_and_come_again() -> None:
    """Names tell them apart."""
    found = cx.funnel(log("AXA", "BXB", "AB", "X"), {"Look": ["A", "B"], "Ask": "X", "Look again": ["A", "B"]}, **PLAIN)

    assert reached(found) == [3, 2, 2]


@given(st.lists(st.text("ABC", min_size=1, max_size=8), min_size=1, max_size=12), st.permutations(["A", "B", "C"]))
@settings(max_examples=20)
def test_journeys_reach_what_they_reach_by_hand(words: list[str], steps: list[str]) -> None:
    """Whatever the order."""
    events = log(*words, "ABC")
    found = cx.funnel(events, steps, **PLAIN)
    levels = Counter(by_hand(word, "".join(steps)) for word in [*words, "ABC"])

    assert reached(found) == [sum(n for level, n in levels.items() if level > place) for place in range(3)]


def test_segments_are_parts_of_the_whole() -> None:
    """Their journeys add up, and each has figures of its own."""
    plans = ["x"] * 6 + ["y"] * 6
    found = cx.funnel(log(*WORDS, plan=plans), ["A", "B"], by="plan", **PLAIN)

    assert [member.name for member in found.members] == ["x", "y"]
    assert found.step("A", member="x").journeys + found.step("A", member="y").journeys == 11
    assert found.step("B", member="x").journeys == 6
    assert cx.funnel(log(*WORDS, plan=plans), ["A", "B"], by="segment", **PLAIN).members == found.members


def test_channels_are_those_of_the_first_step() -> None:
    """A journey that changes its channel stays where it entered."""
    rows = [("a", "A", 0, "web"), ("a", "B", 1, "app"), ("b", "A", 0, "app"), ("c", "A", 0, None)]
    frame = pd.DataFrame(rows, columns=["customer", "touchpoint", "timestamp", "channel"])
    events = cx.read_events(frame.assign(timestamp=START + pd.to_timedelta(frame["timestamp"], unit="h")))
    found = cx.funnel(events, ["A", "B"], by="channel", **PLAIN)

    assert {member.name: [step.journeys for step in member.steps] for member in found.members} == {"app": [1, 0], "web": [1, 1]}


def test_small_groups_are_not_named() -> None:
    """Neither segments nor touchpoints where the lost went."""
    events = log(*["AB"] * 12, "AX", "AY", plan=["x"] * 12 + ["y"] * 2)
    found = cx.funnel(events, ["A", "B"], by="plan", **{**PLAIN, "min_customers": 10})

    assert [member.name for member in found.members] == ["x"]
    assert [(loss.kind, loss.journeys) for loss in found.steps[0].lost_to] == [("other", 2)]
    assert "1 of the parts are not shown" in found.notes[-1]


def test_stages_of_a_map_are_steps() -> None:
    """Those that the log does not know are left out and told."""
    plan = cx.JourneyMap(stages={"Look": ["A", "X"], "Dream": ["Q"], "Buy": ["B"]})
    found = cx.funnel(log(*WORDS), plan, **PLAIN)

    assert [(step.name, step.touchpoints) for step in found.steps] == [("Look", ("A", "X")), ("Buy", ("B",))]
    assert "Dream" in found.notes[0]


def test_the_window_is_found_where_none_is_given() -> None:
    """As long as nearly all take; never more than half of the log."""
    found = cx.funnel(log(*WORDS), ["A", "B"], **LATER)

    assert found.within is not None
    assert timedelta(hours=2) <= found.within < timedelta(hours=2.1)
    assert "half of the time" in cx.funnel(log("AB", "AB"), ["A", "B"]).notes[0]


def test_results_survive_json_and_become_rows() -> None:
    """Nothing is lost on the way."""
    found = cx.funnel(log(*WORDS, plan=["x"] * 6 + ["y"] * 6), ["A", "B"], by="plan", **PLAIN)
    rows = found.to_rows()

    assert cx.Funnel.model_validate_json(found.model_dump_json()) == found
    assert [(row["member"], row["step"]) for row in rows] == [(who, step) for who in (None, "x", "y") for step in "AB"]
    assert list(found.to_frame().columns) == list(rows[0])  # type: ignore[attr-defined]
    assert "Where the lost went" in found._repr_html_()


@pytest.mark.parametrize(
    ("steps", "arguments", "message"),
    [
        (["A", "Bb"], {}, "steps='Bb'"),
        (["A"], {}, "two steps or more, found 1"),
        ([], {}, "two steps or more, found 0"),
        (["A", "B", "A"], {}, "two steps are called 'A'"),
        ({"One": "A", "Two": []}, {}, "'Two' has no touchpoint"),
        (["A", "B"], {"by": "plan"}, "neither channels nor segments"),
        (["A", "B"], {"within": timedelta(0)}, "within"),
    ],
)
def test_bad_arguments_are_refused(steps: object, arguments: dict[str, object], message: str) -> None:
    """With what would do."""
    with pytest.raises(OptionError, match=message):
        cx.funnel(log(*WORDS), steps, **arguments)  # type: ignore[arg-type]


def test_unknown_names_are_answered_with_the_closest() -> None:
    """Of steps, columns, members."""
    events = log("AB", plan=["x"])
    with pytest.raises(OptionError, match="plan"):
        cx.funnel(events, ["A", "B"], by="plans")
    found = cx.funnel(events, ["A", "B"], by="plan", **PLAIN)
    with pytest.raises(OptionError, match="member='z'"):
        found.step("A", member="z")
    with pytest.raises(OptionError, match="name='C'"):
        found.step("C")
    with pytest.raises(TypeError, match="steps takes names"):
        cx.funnel(events, "AB")


def test_very_long_journeys_are_followed() -> None:
    """Ten thousand steps in between."""
    found = cx.funnel(log("A" + "X" * 10_000 + "B", "A", hours=0.001), ["A", "B"], **PLAIN)

    assert reached(found) == [2, 1]


def test_row_order_plays_no_part() -> None:
    """Shuffled rows, the same funnel."""
    rows = [(f"c{n}", letter, START + timedelta(hours=place)) for n, word in enumerate(WORDS) for place, letter in enumerate(word)]
    shuffled = random.Random(1).sample(rows, len(rows))
    one, other = (cx.read_events(pd.DataFrame(each, columns=["customer", "touchpoint", "timestamp"])) for each in (rows, shuffled))

    assert cx.funnel(one, ["A", "B", "C"], **PLAIN) == cx.funnel(other, ["A", "B", "C"], **PLAIN)


def test_the_web_shop_loses_most_between_basket_and_delivery(real_data: Path) -> None:
    """653 of 3,751 users pay, as is known of this log."""
    frame = pd.read_csv(real_data / "clickstream/simple_onlineshop.csv.gz")
    events = cx.read_events(frame, customer="user_id", touchpoint="event", time="timestamp")
    found = cx.funnel(events, {"Look": ["catalog", "main"], "Paid": "payment_done"}, within=timedelta(days=365), observed_until=LATE)

    assert found.steps[1].journeys == 653


def test_the_parts_of_a_funnel_are_told_by_one_name() -> None:
    """A list of columns is no column; control characters are shown, not written."""
    with pytest.raises(TypeError, match="by takes a name, found list"):
        cx.funnel(log("AB"), ["A", "B"], by=["plan"])  # type: ignore[arg-type]
    with pytest.raises(OptionError, match=r"by='\\x1b' ?.*neither channels nor segments"):
        cx.funnel(log("AB"), ["A", "B"], by="\x1b")


def test_a_step_that_comes_again_needs_another_visit() -> None:
    """The visit that reached the step before does not count twice."""
    found = cx.funnel(log(*["A"] * 3, *["ABA"] * 2, "AA"), {"First": "A", "Again": "A"}, **PLAIN)

    assert reached(found) == [6, 3]


def test_losses_are_as_sure_as_their_customers_are_many() -> None:
    """Two hundred journeys of twenty customers end alike: the loss is not as sure as that of two hundred customers."""
    rows = [(f"c{who}", START + timedelta(days=10 * turn), "A") for who in range(20) for turn in range(10)]
    events = cx.read_events(pd.DataFrame([*rows, ("other", START, "B")], columns=["customer", "time", "touchpoint"]))
    days = {"journey_gap": timedelta(days=4), "within": timedelta(days=1), "observed_until": LATE}

    loss = cx.funnel(events, ["A", "B"], **days).steps[0].loss  # type: ignore[arg-type]

    assert loss is not None
    assert loss.low is not None
    assert (loss.value, loss.n) == (1.0, 200)
    assert loss.low < 20 / (20 + 2**2)
