"""Scores of answers that do not all count the same."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxjourney.discovery import discover_map
from cxjourney.errors import OptionError
from cxjourney.ingest import EventLog, read_surveys
from cxjourney.statistics import survey_scores

if TYPE_CHECKING:
    from pathlib import Path

    from cxjourney.estimate import Estimate

SCORES: dict[str, Any] = {"nps": "nps", "csat": "csat", "ces1": "ces1", "rating": "rating"}


def answers(count: int = 400, **columns: Any) -> pd.DataFrame:
    """Return answers of customers of whom some answer twice."""
    rng = np.random.default_rng(7)
    scores = {"nps": rng.integers(0, 11, count), "csat": rng.integers(1, 6, count), "ces1": rng.integers(1, 6, count)}
    people = {"customer_id": np.arange(count) % (count * 3 // 4), "date": "2026-01-05", "rating": rng.integers(1, 6, count)}
    return pd.DataFrame({**people, **scores, **columns})


def estimates(log: EventLog, **options: Any) -> dict[str, Estimate]:
    """Return the estimate of each metric."""
    return {measure.name: measure.estimate for measure in survey_scores(log, **options)}


def test_without_weights_they_are_those_of_the_map() -> None:
    """To the last digit of value and interval."""
    log = read_surveys(answers(), scores=SCORES)
    of_map = {measure.name: measure.estimate for measure in discover_map(log).touchpoint("Survey").measures}
    found = estimates(log)

    assert found["nps"].n == 400
    assert all((found[name].value, found[name].n) == (of_map[name].value, of_map[name].n) for name in found)
    assert found["csat"].low == pytest.approx(of_map["csat"].low)


def test_weights_count_as_the_formula_says() -> None:
    """The weighted share or mean, and Kish's number of answers."""
    frame = answers()
    frame["w"] = np.linspace(0.2, 3, len(frame)).round(6)
    found = estimates(read_surveys(frame, scores=SCORES, weight="w"))
    weight, share = frame["w"], {"nps": frame["nps"].ge(9) * 100.0 - frame["nps"].le(6) * 100.0, "csat": frame["csat"].ge(4) * 1.0}

    expected = {name: float((weight * each).sum() / weight.sum()) for name, each in {**share, "rating": frame["rating"]}.items()}
    assert {name: found[name].value for name in expected} == pytest.approx(expected)
    assert {estimate.n for estimate in found.values()} == {round(weight.sum() ** 2 / (weight**2).sum())}


@settings(max_examples=8)
@given(st.sampled_from([0.000001, 0.5, 3.0, 250_000.0]))
def test_one_weight_for_all_is_no_weight(weight: float) -> None:
    """Whatever its size."""
    plain, same = (estimates(read_surveys(answers(w=weight), scores=SCORES, weight=column)) for column in (None, "w"))

    assert {name: each.n for name, each in same.items()} == {name: each.n for name, each in plain.items()}
    for name, each in same.items():
        assert (each.value, each.low, each.high) == pytest.approx((plain[name].value, plain[name].low, plain[name].high))


def test_unequal_weights_widen_the_interval() -> None:
    """Fewer answers carry the figure."""
    frame = answers(count=2_000)
    frame["w"] = np.where(np.arange(2_000) % 5 == 0, 20.0, 0.1)
    plain, unequal = (estimates(read_surveys(frame, scores=SCORES, weight=column))["csat"] for column in (None, "w"))

    assert plain.low is not None
    assert unequal.low is not None
    assert (unequal.high or 0) - unequal.low > 1.5 * ((plain.high or 0) - plain.low)


def test_a_touchpoint_has_its_own() -> None:
    """By name; metrics that nobody answered there are left out."""
    log = read_surveys(answers(place=["A", "B"] * 200), touchpoint="place", scores={"nps": "nps", "csat": {"Desk": "csat"}})

    assert list(estimates(log, touchpoint="A")) == ["nps"]
    assert estimates(log, touchpoint="A")["nps"].n == 200
    with pytest.raises(OptionError, match="touchpoint"):
        survey_scores(log, touchpoint="C")
    with pytest.raises(OptionError, match="level"):
        survey_scores(log, level=95)


@pytest.mark.parametrize("unequal", [False, True])
def test_they_are_those_of_the_map(*, unequal: bool) -> None:
    """Whether the weights differ or not."""
    frame = answers(w=np.linspace(0.2, 3, 400).round(6) if unequal else 2.5)
    log = read_surveys(frame, scores=SCORES, weight="w")
    of_map = {measure.name: measure.estimate for measure in discover_map(log).touchpoint("Survey").measures}

    for name, each in estimates(log).items():
        assert (of_map[name].value, of_map[name].low) == pytest.approx((each.value, each.low), abs=1e-5)
        assert of_map[name].n == each.n


@pytest.mark.parametrize(("year", "nps", "n"), [(2017, 40.4, 2_267), (2018, 35.1, 2_134)])
def test_the_weighted_score_of_the_airport(real_data: Path, year: int, nps: float, n: int) -> None:
    """Computed with pandas elsewhere."""
    path = real_data / f"survey_sfo/sfo_{year}.csv.gz"
    log = read_surveys(path, customer="RESPNUM", time=date(year, 5, 1), scores={"nps": "NETPRO"}, missing=11, weight="WEIGHT")
    [measure] = survey_scores(log)

    assert measure.estimate.value is not None
    assert (round(measure.estimate.value, 1), measure.estimate.n) == (nps, n)


@pytest.mark.parametrize("events", [None, "answers.csv", 7])
def test_scores_are_those_of_a_log(events: object) -> None:
    """Anything else is refused by its type."""
    with pytest.raises(TypeError, match="events takes an EventLog"):
        survey_scores(events)  # type: ignore[arg-type]
