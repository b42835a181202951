from __future__ import annotations

from typing import Any

import pytest

import cxjourney as cx
from cxjourney.comparison.plan_fit.coding import planned_ends
from cxjourney.comparison.plan_fit.order import START, planned_order

Pairs = list[tuple[str, str]]


def plan_of(names: str, moves: Pairs, **fields: Any) -> cx.JourneyMap:
    """Return a plan of touchpoints named by letters."""
    return cx.JourneyMap(stages={"All": list(names)}, transitions=[{"source": a, "target": b} for a, b in moves], **fields)


def judged(plan: cx.JourneyMap, way: str) -> list[str | None]:
    """Return what is wrong with each move of a way, its start included."""
    order = planned_order(plan)
    places = ["ABCDEFG".index(letter) for letter in way]
    return [order.judged(before, after) for before, after in zip([START, *places], places, strict=False)]


def test_a_list_is_an_order() -> None:
    """What is passed over is skipped, not out of turn; what comes again is."""
    plan = plan_of("ABCD", [])

    assert judged(plan, "ABCD") == [None] * 4
    assert judged(plan, "BD") == [None, None]
    assert judged(plan, "ABBA") == [None, None, "repeat", "back"]
    assert judged(plan, "ACBD") == [None, None, "back", None]


def test_transitions_make_touchpoints_optional() -> None:
    """Those that a way leads round."""
    order = planned_order(plan_of("ABCD", [("A", "B"), ("B", "C"), ("A", "C"), ("C", "D")]))

    assert [bin(needed) for needed in order.needed] == ["0b1", "0b11", "0b101", "0b1101"]


def test_branches_are_kept_apart() -> None:
    """Nobody jumps from one to the other, nor past both."""
    plan = plan_of("ABCD", [("A", "B"), ("A", "C"), ("B", "D"), ("C", "D")])

    assert judged(plan, "A" + "BD") == [None] * 3
    assert judged(plan, "ABC") == [None, None, "jump"]
    assert judged(plan, "ACB") == [None, None, "jump"]
    assert judged(plan, "AD") == [None, "jump"]


def test_journeys_begin_where_the_plan_does() -> None:
    """A beginning that nothing required goes before has no other name."""
    plan = plan_of("ABCD", [("A", "C"), ("B", "C"), ("C", "D")])

    assert planned_order(plan).starts == {0, 1}
    assert judged(plan, "BCD") == [None] * 3
    assert judged(plan, "CD") == ["start", None]
    assert judged(plan, "D") == [None]  # it went past C


def test_planned_loops_are_planned() -> None:
    """A repeat and a way back that transitions state; the rest of the order stands."""
    plan = plan_of("ABCD", [("A", "B"), ("B", "B"), ("B", "C"), ("C", "A"), ("C", "D")])

    assert judged(plan, "ABBCABCD") == [None] * 8
    assert judged(plan, "ABCB") == [None] * 4  # past A, which was visited
    assert judged(plan, "ABA") == [None, None, "back"]
    assert planned_order(plan).returns == ((2, 0),)


def test_touchpoints_that_no_transition_names_stand_where_the_list_has_them() -> None:
    """Between their neighbours."""
    plan = plan_of("ABCD", [("A", "C")])
    order = planned_order(plan)

    assert judged(plan, "ABCD") == judged(plan, "ACD")[:1] * 4 == [None] * 4
    assert order.needed[3] == 0b1101


@pytest.mark.parametrize(("fields", "complete"), [({}, {2, 3}), ({"end_touchpoints": ["C"]}, {3}), ({"goal_touchpoints": ["B"]}, {1})])
def test_a_natural_end_completes_no_journey(fields: dict[str, Any], complete: set[int]) -> None:
    """Also where transitions lead to it: who is declined did not come to the planned end; a goal is the end wherever it stands."""
    plan = plan_of("ABCD", [("A", "B"), ("B", "C"), ("B", "D")], **fields)

    assert planned_ends(plan, planned_order(plan)) == complete


def test_help_and_natural_ends_may_come_at_any_time() -> None:
    """Unless transitions say when."""
    plan = plan_of("ABCD", [], support_touchpoints=["B"], end_touchpoints=["D"])
    stated = plan_of("ABCD", [("C", "D")], end_touchpoints=["D"])

    assert planned_order(plan).on_path == (True, False, True, False)
    assert judged(plan, "AC") == [None, None]
    assert planned_order(stated).on_path == (True,) * 4


@pytest.mark.parametrize("moves", [[("A", "B"), ("B", "C"), ("C", "A")], [("A", "B"), ("B", "C"), ("C", "B")]])
def test_a_cycle_without_a_way_out_is_refused(moves: Pairs) -> None:
    """Nothing would come last."""
    with pytest.raises(cx.ModelError, match="is a cycle without a way out") as caught:
        planned_order(plan_of("ABC", moves))

    assert caught.value.path == "transitions"
    assert "goal_touchpoints" in str(caught.value)


def test_a_cycle_with_a_goal_in_it_has_an_end() -> None:
    """Journeys may begin again after it; the first of the list comes first."""
    order = planned_order(plan_of("ABC", [("A", "B"), ("B", "C"), ("C", "A")], goal_touchpoints=["C"]))

    assert order.starts == {0}
    assert order.needed == (0b1, 0b11, 0b111)


def test_transitions_against_the_list_decide() -> None:
    """They say more than the list does."""
    plan = plan_of("AB", [("B", "A")])

    assert judged(plan, "BA")[1] is None
    assert planned_order(plan).starts == {1}


def test_long_plans_are_ordered_at_once() -> None:
    """A thousand touchpoints in a row."""
    plan = cx.JourneyMap(stages={"All": [f"Step {place}" for place in range(1_000)]})
    order = planned_order(plan)

    assert order.judged(0, 999) is None
    assert order.judged(999, 0) == "back"
    assert order.finals == {999}
