"""Weights of answers as whole numbers: exact, additive, and never left out in silence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxjourney as cx
from cxjourney.engine.duckdb import DuckdbEngine
from cxjourney.errors import OptionError, StatisticsError
from cxjourney.ingest import read_surveys
from cxjourney.statistics.answer_sums import AnswerSums
from cxjourney.statistics.answer_weights import ROOM, unit_of, weight_sql


def log_of(weights: list[float], *, first: int = 0) -> cx.EventLog:
    """Return answers of as many customers as there are weights, numbered from a first one."""
    rng = np.random.default_rng(5)
    frame = pd.DataFrame({"customer": np.arange(first, first + len(weights)), "nps": rng.integers(0, 11, len(weights)), "w": weights})
    return read_surveys(frame.assign(time="2026-01-01"), weight="w")


WEIGHTS = [round(float(weight), 3) for weight in np.random.default_rng(1).gamma(2, 1, 300) + 0.01]


@settings(max_examples=8, deadline=None)
@given(st.integers(2, 7))
def test_parts_add_exactly(count: int) -> None:
    """However many there are."""
    log = log_of(WEIGHTS)
    whole = cx.measure(log)
    parts = [cx.measure(log, settings=whole.settings, part=(part, count)) for part in range(count)]

    assert sum(parts[1:], parts[0]) == whole
    assert cx.discover_map(sum(parts[1:], parts[0])).totals == cx.discover_map(whole).totals


def test_logs_add_with_the_unit_of_the_first() -> None:
    """And the sum says what all of them say."""
    first, second = cx.measure(log_of(WEIGHTS)), log_of([4.0, 9.0] * 50, first=1_000)
    both = first + cx.measure(second, settings=first.settings)
    table = both.tables["weighted_scores"]

    assert table.total("n") == round((sum(WEIGHTS) + 650) * 1_000_000 / (both.settings.weight_unit or 1))


def test_settings_without_weights_refuse_a_log_with_them() -> None:
    """Its weights would be lost."""
    plain = cx.measure(log_of([2.0] * 100))
    with pytest.raises(OptionError, match="answers all count the same") as caught:
        cx.measure(log_of(WEIGHTS, first=1_000), settings=plain.settings)

    assert caught.value.hint
    with pytest.raises(StatisticsError, match="weight_unit"):
        _ = plain + cx.measure(log_of(WEIGHTS, first=1_000), settings=plain.settings.replace(weight_unit=1))


def test_a_log_without_weights_counts_every_answer_for_one() -> None:
    """Beside settings from a log that has them."""
    first = cx.measure(log_of(WEIGHTS))
    plain = read_surveys(pd.DataFrame({"customer": [9_001, 9_002], "time": "2026-01-01", "nps": [9, 3]}))
    found = cx.measure(plain, settings=first.settings)

    assert found.tables["weighted_scores"].total("n") == 2 * 1_000_000 // (first.settings.weight_unit or 1)


@given(st.integers(1, 10**15), st.integers(1, 10**6), st.integers(1, 1_000))
def test_squares_always_fit(largest: int, answers: int, customers: int) -> None:
    """Whatever the size of the weights."""
    unit = unit_of(largest * customers, answers, largest)

    assert customers * (largest // unit) ** 2 <= ROOM


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=60), st.integers(1, 1_000))
def test_equal_answers_are_worth_what_they_are(weights: list[int], constant: int) -> None:
    """The effective number is at most the number, equal to it for equal weights, and the mean never changes."""
    folds = np.arange(len(weights)) % 50
    for weight in (np.array(weights), np.full(len(weights), constant)):
        n = np.bincount(folds, weight, minlength=50).astype(np.int64)[None]
        found = AnswerSums({"n": n, "score_sum": 3 * n}, (weight**2).sum(keepdims=True), (weight**2).sum(keepdims=True)).effective()
        total = float(found["n"].sum())
        assert total <= len(weights) * (1 + 1e-12)
        assert float(found["score_sum"].sum()) == pytest.approx(3 * total)
        assert float(found.squares[0]) == pytest.approx(total)
    assert total == len(weights)


@pytest.mark.parametrize(("mean", "unit"), [(1, 1), (5, 10), (5_000, 10_000)])
def test_the_mean_weight_is_a_million_units_at_most(mean: int, unit: int) -> None:
    """Five is five million millionths, which are 500,000 units of ten; 5,000 as many of ten thousand."""
    assert unit_of(1_000 * mean * 1_000_000, 1_000, mean * 1_000_000) == unit


ROUNDED = {"5000006": 500_001, "5000004": 500_000, "5000005": 500_001, "1": 1, "NULL": 100_000}


@pytest.mark.parametrize(("millionths", "units"), ROUNDED.items())
def test_weights_are_rounded_to_units_and_none_is_lost(millionths: str, units: int) -> None:
    """To the nearest, half upwards; the smallest counts for one unit, and an answer without a weight for one answer."""
    engine = DuckdbEngine(threads=1)
    row = f"(SELECT CAST({millionths} AS BIGINT) AS weight) AS e"

    assert engine.sums(f"SELECT {weight_sql(10, weighted=True)} AS units FROM {row}")["units"].tolist() == [units]
    engine.close()
