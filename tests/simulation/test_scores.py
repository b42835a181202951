"""Scores that are set, where answers are all of one kind."""

from __future__ import annotations

import pandas as pd
import pytest

import cxjourney as cx
from cxjourney.simulation.scores import Answers

GOAL = "Bought"


def asked(good: int) -> cx.JourneyMap:
    """Return the map of 600 customers: whoever is unhappy at the form most often leaves; some of the others are happy there."""
    rows = []
    for number in range(600):
        start, unhappy = pd.Timestamp("2026-01-01", tz="UTC") + pd.Timedelta(minutes=number), number % 2 == 0
        score = 1 if unhappy else 5 if number < 2 * good else 3
        rows.append((f"c{number}", start, "Form", score))
        if number % 10 < (2 if unhappy else 10):
            rows.append((f"c{number}", start + pd.Timedelta(minutes=5), GOAL, None))
    frame = pd.DataFrame(rows, columns=["customer", "time", "touchpoint", "csat"])
    return cx.discover_map(cx.read_events(frame), goal=GOAL, observed_until=pd.Timestamp("2026-02-01", tz="UTC").to_pydatetime())


@pytest.mark.parametrize("target", [0.2, 1.0])
def test_a_better_score_than_anybody_gives_counts_as_having_no_bad_answer(target: float) -> None:
    """Where no answer is good, fewer bad ones make no top box; that is told, and is not nothing."""
    forecast = cx.what_if(asked(0), cx.Change(touchpoint="Form", score={"csat": target}))

    assert forecast.goal_rate_change.value == pytest.approx(0.4, abs=0.05)
    assert any("No bad answer at Form would not be enough for csat" in note for note in forecast.notes)


def test_a_score_that_stays_changes_nothing() -> None:
    """Neither where answers are good nor where none is."""
    for good in (0, 100):
        journey_map = asked(good)
        now = journey_map.touchpoint("Form").measure("csat").value
        forecast = cx.what_if(journey_map, cx.Change(touchpoint="Form", score={"csat": now}))

        assert forecast.goal_rate_change.value == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("column", "scores", "target", "spared"),
    [
        ("ces2", [1, 3, 6, 6], 5.0, 1 / 2 - (6 - 5) / (6 - 2)),
        ("ces1", [5, 5, 5, 5], 3.0, 1 - (1 - 3) / (1 - 5)),
    ],
    ids=["bad answers up to 3", "nobody answers well"],
)
def test_bad_answers_are_fewer_by_as_many_as_a_mean_takes(column: str, scores: list[int], target: float, spared: float) -> None:
    """Bad answers have a mean of their own, all others too; where there are no others, they would be as good as the scale allows."""
    start = pd.Timestamp("2026-01-01", tz="UTC")
    rows = [(f"c{number}", start + pd.Timedelta(minutes=number), "Form", scores[number % len(scores)]) for number in range(400)]
    frame = pd.DataFrame(rows, columns=["customer", "time", "touchpoint", column])

    answers = Answers(cx.measure(cx.read_events(frame)), 0, "Form")

    assert answers.spared({column: target})[0] == pytest.approx(spared)
