"""Friction is compared only where both sides could see the same of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import cxjourney as cx

if TYPE_CHECKING:
    from collections.abc import Callable

REASON = "on one side only: friction means something else"


def log(
    name: str, *, asked: Callable[[int], bool] = lambda _: True, score: int = 1, channel: str = "web", customers: int = 200
) -> cx.EventLog:
    """Return the events of customers who come through two stages; the unhappy third says so where it is asked."""
    rows = []
    for number in range(customers):
        start = pd.Timestamp("2026-01-01", tz="UTC") + pd.Timedelta(hours=number)
        for step, place in enumerate(("Search", "Pay")):
            unhappy = place == "Pay" and asked(number)
            said = (score if number % 3 == 0 else 5) if unhappy else None
            rows.append((f"{name}{number}", start + pd.Timedelta(minutes=5 * step), place, said, channel))
    return cx.read_events(pd.DataFrame(rows, columns=["customer", "time", "touchpoint", "csat", "channel"]))


def compared(before: cx.EventLog, after: cx.EventLog, **options: object) -> cx.Comparison:
    """Return the comparison by two stages."""
    until = pd.Timestamp("2026-02-01", tz="UTC").to_pydatetime()
    stages = {"Find": ["Search"], "Buy": ["Pay"]}
    first = cx.measure(before, goal="Pay", stages=stages, observed_until=until)
    second = cx.measure(after, settings=first.settings.replace(**options), observed_until=until)
    return cx.compare(first, second, pains=False)


def test_a_survey_that_begins_is_no_friction() -> None:
    """Nothing became worse but that somebody asked; the stage where nobody did is compared."""
    found = compared(log("a", asked=lambda _: False), log("b"))

    friction = found.difference("friction_rate", stage="Buy")
    assert (friction.before.value, friction.after.value) == (0.0, pytest.approx(67 / 200))
    assert (friction.q_value, friction.flagged) == (None, False)
    assert found.difference("friction_rate", stage="Find").q_value is not None
    assert [(item.kind, [place.stage for place in item.locations]) for item in found.untested if REASON in item.reason] == [
        ("friction_rate", ["Buy"])
    ]


def test_an_expected_wait_of_one_side_is_no_friction() -> None:
    """What counts as waiting too long began to count."""
    found = compared(log("a"), log("b"), expected_waits=(("Search", timedelta(minutes=1) // timedelta(microseconds=1)),))

    assert found.difference("friction_rate", stage="Find").q_value is None
    assert found.difference("friction_rate", stage="Buy").q_value is not None


def test_what_both_sides_could_see_is_compared() -> None:
    """Answers became worse; and that one side has a single answer more of another kind matters to nobody."""
    worse, rare = (
        compared(log("a", score=4), log("b")),
        compared(log("a", asked=lambda number: number == 3), log("b", asked=lambda _: False)),
    )

    assert worse.difference("friction_rate", stage="Buy").flagged
    assert rare.difference("friction_rate", stage="Buy").q_value is not None


@pytest.mark.parametrize(("customers", "tested"), [(40, True), (60, False)])
def test_a_few_visits_need_not_hold_an_answer(customers: int, *, tested: bool) -> None:
    """One in ten of the larger side was asked: of 40 on the other side that would be four, which may be none by chance, of 60 six."""
    found = compared(log("a", asked=lambda number: number % 10 == 0), log("b", asked=lambda _: False, customers=customers))

    assert (found.difference("friction_rate", stage="Buy").q_value is not None) is tested
