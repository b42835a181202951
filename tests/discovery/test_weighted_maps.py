"""Scores of maps whose answers have weights, against the formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxjourney as cx

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxjourney.estimate import Estimate
    from cxjourney.model.measure import Measure

SCORES: dict[str, Any] = {"nps": "nps", "csat": "csat", "ces2": "ces2"}
STAGES = {"First": ["A", "B"], "Last": ["C"]}


def answers(count: int = 500, **columns: Any) -> pd.DataFrame:
    """Return answers at three places, with weights; some customers answer twice."""
    rng = np.random.default_rng(11)
    scores = {"nps": rng.integers(0, 11, count), "csat": rng.integers(1, 6, count), "ces2": rng.integers(1, 8, count)}
    place, channel = rng.choice(list("ABC"), count), rng.choice(["web", "store"], count)
    people = np.arange(count) % (count * 4 // 5)
    given = {"customer_id": people, "date": "2026-01-05", "place": place, "channel": channel, "plan": people % 2}
    return pd.DataFrame({**given, **scores, "w": rng.gamma(2, 1, count).round(4) + 0.05, **columns})


def log_of(frame: pd.DataFrame, weight: str | None = "w") -> cx.EventLog:
    """Return the log of the answers."""
    return cx.read_surveys(frame, scores=SCORES, touchpoint="place", channel="channel", segment="plan", weight=weight)


def map_of(frame: pd.DataFrame, weight: str | None = "w") -> cx.JourneyMap:
    """Return the map of the answers."""
    return cx.discover_map(log_of(frame, weight), stages=STAGES)


def measures_of(measures: Iterable[Measure], *, channel: str | None = None, segment: str | None = None) -> dict[str, Estimate]:
    """Return the figures of a place by name, of everybody or of one channel or segment."""
    return {each.name: each.estimate for each in measures if (each.channel, each.segment) == (channel, segment)}


def expected(frame: pd.DataFrame) -> dict[str, float]:
    """Return weighted scores as the formulas say."""
    points = frame["nps"].ge(9) * 100.0 - frame["nps"].le(6) * 100.0
    valence = np.where(frame["nps"] < 7.5, frame["nps"] * 4 / 15 - 2, (frame["nps"] - 7.5) * 0.8)
    every = (valence + (frame["csat"] - 3) + (frame["ces2"] - 4) * 2 / 3) / 3
    figures = {"nps": points, "csat": frame["csat"].ge(4), "ces2": frame["ces2"], "ces2_easy_share": frame["ces2"].ge(5), "valence": every}
    return {name: float(np.average(each, weights=frame["w"])) for name, each in figures.items()}


def ends(estimate: Estimate) -> tuple[float | None, ...]:
    """Return a figure and its interval."""
    return estimate.value, estimate.low, estimate.high


def kish(weight: pd.Series) -> int:
    """Return the effective number of answers."""
    return round(weight.sum() ** 2 / (weight**2).sum())


def check(found: dict[str, Estimate], frame: pd.DataFrame) -> None:
    """Compare figures with the formulas."""
    figures = expected(frame)
    assert {name: found[name].value for name in figures} == pytest.approx(figures, abs=1e-6)
    assert {found[name].n for name in ("nps", "csat", "ces2")} == {kish(frame["w"])}
    assert found["valence"].n == pytest.approx(3 * kish(frame["w"]), abs=2)


@pytest.mark.parametrize("place", ["A", "B", "C"])
def test_touchpoints_have_weighted_scores(place: str) -> None:
    """With Kish's number of answers."""
    frame = answers()
    check(measures_of(map_of(frame).touchpoint(place).measures), frame[frame["place"] == place])


def test_stages_and_totals_pool_answers_by_weight() -> None:
    """Not by the effective numbers of their touchpoints."""
    frame = answers()
    journey_map = map_of(frame)

    check(measures_of(journey_map.totals), frame)
    check(measures_of(journey_map.stage("First").measures), frame[frame["place"].isin(["A", "B"])])


@pytest.mark.parametrize(("axis", "column", "member"), [("channel", "channel", "web"), ("segment", "plan", "1")])
def test_cells_and_their_totals_have_weighted_scores(axis: str, column: str, member: str) -> None:
    """Of a touchpoint and of everything."""
    frame = answers()
    journey_map, inside = map_of(frame), frame[frame[column].astype(str) == member]

    check(measures_of(journey_map.totals, **{axis: member}), inside)
    check(measures_of(journey_map.touchpoint("B").measures, **{axis: member}), inside[inside["place"] == "B"])


def test_the_note_says_what_the_answers_are_worth() -> None:
    """In the map, and in what reading says."""
    frame = answers()
    log = log_of(frame)

    worth = f"{3 * kish(frame['w']):,}"
    assert f"Scores count answers by their weights: 1,500 answers are worth {worth} equal ones." in cx.discover_map(log).notes
    assert "Scores count answers by their weights" in " ".join(log.quality.notes)


@pytest.mark.parametrize("weight", [0.000001, 0.3, 1.0, 7.0, 999_999.0])
def test_equal_weights_change_nothing(weight: float) -> None:
    """The map and its statistics are those without weights, to the last bit."""
    frame = answers(w=weight)
    plain, same = map_of(frame, None), map_of(frame)

    assert same.statistics == plain.statistics
    assert same == plain


@settings(max_examples=6, deadline=None)
@given(st.sampled_from([0.01, 0.5, 7.0, 100.0, 12_345.0]))
def test_the_unit_of_weights_does_not_matter(factor: float) -> None:
    """Every figure is the same to more digits than are shown."""
    frame = answers()
    one, other = (measures_of(map_of(each).totals) for each in (frame, frame.assign(w=frame["w"] * factor)))

    for name in ("nps", "csat", "ces2", "valence"):
        assert other[name].n == one[name].n
        assert ends(other[name]) == pytest.approx(ends(one[name]), rel=1e-5)


def test_unequal_weights_widen_intervals() -> None:
    """Fewer answers carry the figure."""
    frame = answers(2_000)
    frame["w"] = np.where(np.arange(len(frame)) % 5 == 0, 20.0, 0.1)
    plain, unequal = (measures_of(map_of(frame, column).totals)["csat"] for column in (None, "w"))

    assert (unequal.high or 0) - (unequal.low or 0) > 1.8 * ((plain.high or 0) - (plain.low or 0))


def test_weights_come_along_to_the_visits() -> None:
    """From a survey to a log of events: answers count by weight, visits do not."""
    frame = answers()
    visits = pd.DataFrame({"customer": frame["customer_id"], "time": "2026-01-04", "touchpoint": frame["place"]}).drop_duplicates()
    events = cx.read_events(visits).with_surveys(log_of(frame.drop_duplicates("customer_id")))
    journey_map, there = cx.discover_map(events), frame.drop_duplicates("customer_id")

    check(measures_of(journey_map.touchpoint("A").measures), there[there["place"] == "A"])
    assert measures_of(journey_map.touchpoint("A").measures)["visits"].value == (visits["touchpoint"] == "A").sum()
