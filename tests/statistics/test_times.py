"""Logarithms and bins of times in SQL."""

from __future__ import annotations

import numpy as np
import pytest

from cxjourney.engine.duckdb import DuckdbEngine
from cxjourney.statistics.settings import LIFE_BINS, TIME_BIN
from cxjourney.statistics.times import life_bin_sql, life_ends, logged_sql, rounded_sql, time_bin_sql


@pytest.fixture(scope="module")
def times() -> dict[str, np.ndarray]:
    """Return 100,000 times from a microsecond to 300 years with their logarithms and bins."""
    engine = DuckdbEngine(threads=1)
    engine.execute("CREATE TABLE times AS SELECT CAST(exp(i * 36.7896123 / 100000) AS BIGINT) AS gap FROM range(100000) t(i)")
    engine.make("logs", logged_sql("times", "gap", "gap"))
    return engine.columns(f"SELECT gap, log_time, {time_bin_sql('log_time')} AS bin FROM logs")


def test_logarithms_are_true_to_a_micronat(times: dict[str, np.ndarray]) -> None:
    """Sums and products alone give the logarithm, rounded to micro-nats."""
    true = np.log(np.maximum(times["gap"], 1_000).astype(np.longdouble) / 1_000) * 1_000_000

    assert np.abs(times["log_time"] - true).max() < 0.501
    assert times["log_time"][times["gap"] <= 1_000].tolist() == [0] * int((times["gap"] <= 1_000).sum())


def test_bins_are_those_of_the_logarithms(times: dict[str, np.ndarray]) -> None:
    """A bin is 1.02 times as wide as the one before."""
    assert np.array_equal(times["bin"], np.floor(times["log_time"] / (1e6 * np.log(TIME_BIN))).astype(int))


@pytest.mark.parametrize("horizon", [1_000, 604_800_000_001, 300_000_000_000_000_000])
def test_life_bins_end_where_the_ends_say(horizon: int) -> None:
    """The last microsecond of a bin is in it, the next one is in the next bin."""
    engine = DuckdbEngine(threads=1)
    ends = life_ends(horizon)
    engine.table("times", {"time": [*ends, *(end + 1 for end in ends[:-1])]})

    found = dict(engine.rows(f"SELECT time, {life_bin_sql('time', horizon)} FROM times WHERE time > 0"))
    expected = {time: next(place for place, end in enumerate(ends) if time <= end) for time in found}

    assert found == expected
    assert len(ends) == LIFE_BINS
    assert ends[-1] == horizon


def test_halves_are_rounded_away_from_zero() -> None:
    """Without a floating-point number on the way."""
    engine = DuckdbEngine(threads=1)
    engine.table("numbers", {"n": [-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5]})

    assert engine.sums(f"SELECT {rounded_sql('n', 2)} AS r FROM numbers ORDER BY n")["r"].tolist() == [-3, -2, -2, -1, -1, 0, 1, 1, 2, 2, 3]
