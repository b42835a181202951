"""Data that cannot answer: a clear error, or an honest word that it cannot be said."""

from __future__ import annotations

import random

import polars as pl
import pytest

import cxjourney as cx
from cxjourney.errors import BadRowsError, CxJourneyError, OptionError

PLACES = ("Start", "Look", "Choose", "Pay", "Done")
STAGES = {"Buy": PLACES}


def log(path: object, *, customers: int = 400, seed: int = 1, **columns: object) -> cx.EventLog:
    """Return a log of customers who walk as told by number, with further columns by customer number and place."""
    chance = random.Random(seed)
    rows = []
    for index in range(customers):
        start = chance.randrange(60 * 24)
        for step, name in enumerate(path(index)):  # type: ignore[operator]
            more = {column: value(index, name) for column, value in columns.items()}  # type: ignore[operator]
            rows.append({"customer": f"c{index}", "time": 3600 * (start + step), "touchpoint": name, **more})
    segment = "country" if "country" in columns else None
    return cx.read_events(pl.DataFrame(rows, infer_schema_length=None), time_unit="s", segment=segment)


def everybody(index: int) -> tuple[str, ...]:
    """Return the whole way."""
    del index
    return PLACES


def test_a_goal_that_everybody_reaches_leaves_nothing_at_stake() -> None:
    """Nobody leaves, so nothing is found and nothing fails."""
    diagnosis = cx.diagnose(cx.discover_map(log(everybody), goal="Done", stages=STAGES))

    assert diagnosis.pain_points == ()
    assert [stage.rate.value for stage in diagnosis.friction_stages] == [0.0]


def test_a_goal_that_no_one_reaches_is_no_touchpoint_of_the_log() -> None:
    """It never occurs, and the error names what does."""
    with pytest.raises(OptionError, match="goal='Done' is not one of"):
        cx.discover_map(log(lambda index: PLACES[: 1 + index % 4]), goal="Done")


def test_all_customers_leave_at_the_first_touchpoint() -> None:
    """There is nothing to compare the only touchpoint with, and that is said; the one that goes on makes a goal."""
    events = log(lambda index: PLACES if index == 0 else PLACES[:1])
    diagnosis = cx.diagnose(cx.discover_map(events, goal="Done", stages=STAGES))

    assert not [pain for pain in diagnosis.pain_points if pain.kind == "drop_off"]
    reasons = {item.kind: item.reason for item in diagnosis.untested}
    assert "declare" in reasons["drop_off"] or "customers" in reasons["drop_off"]


def test_a_segment_with_one_customer_is_shown_and_never_judged() -> None:
    """Its figures have their n; no test is made of one customer."""
    events = log(
        lambda index: PLACES if index % 3 else PLACES[:2], country=lambda index, _: "LU" if index == 0 else ("NL", "DE")[index % 2]
    )
    diagnosis = cx.diagnose(cx.discover_map(events, goal="Done", stages=STAGES))
    alone = [row for row in diagnosis.friction_by_segment if row.segment == "LU"]

    assert all(row.q_value is None and not row.flagged for row in alone)
    assert not [pain for pain in diagnosis.pain_points if pain.segment == "LU"]
    assert any(item.kind == "segment_gap" for item in diagnosis.untested)


def test_answers_that_are_all_the_same_differ_from_others_or_not_at_all() -> None:
    """No variance anywhere: a touchpoint two points below the others is found, equal ones are not."""
    events = log(everybody, csat=lambda _, name: 1 if name == "Pay" else 4)
    pains = cx.diagnose(cx.discover_map(events, stages=STAGES), kinds="low_score").pain_points

    assert [pain.touchpoint for pain in pains] == ["Pay"]
    assert cx.diagnose(cx.discover_map(log(everybody, csat=lambda *_: 4), stages=STAGES), kinds="low_score").pain_points == ()


def test_effort_scores_of_an_unknown_version_are_asked_about() -> None:
    """Both versions run the other way round: a column named only ``ces`` within 1 to 5 may be either."""
    with pytest.raises(CxJourneyError, match="ces1") as caught:
        log(everybody, ces=lambda index, _: 1 + index % 5)

    assert "ces2" in str(caught.value)


def test_scores_on_a_scale_nobody_declared_are_refused() -> None:
    """A rating of 1 to 5 that holds a 50 is on two scales; the row is named."""
    with pytest.raises(BadRowsError, match="50"):
        log(everybody, rating=lambda index, _: 50 if index == 7 else 4)


def test_one_touchpoint_in_its_stage_is_listed_as_untested() -> None:
    """Nothing is like it, no plan says what to expect, and nothing is made up."""
    events = log(lambda index: PLACES[:2] if index % 2 else PLACES[:1])
    diagnosis = cx.diagnose(cx.discover_map(events, stages={"One": ["Start"], "Two": ["Look"]}))

    assert any("Fewer than three other touchpoints" in item.reason for item in diagnosis.untested)
