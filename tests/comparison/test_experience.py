from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

import cxjourney as cx

START = datetime(2026, 1, 5, tzinfo=UTC)


def answers(name: str, journeys: int, readings: int, *, means: tuple[float, ...], seed: int) -> pl.DataFrame:
    """Return journeys with as many ratings from 1 to 5 each, whose means go up and down along the way."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(journeys):
        for step in range(readings):
            score = int(np.clip(round(rng.normal(means[step % len(means)], 0.6)), 1, 5))
            time = START + timedelta(minutes=10 * number, seconds=step)
            rows.append({"customer": f"{name}{readings}-{number}", "time": time, "touchpoint": f"T{step % 3}", "csat": score})
    return pl.DataFrame(rows)


def log(*parts: pl.DataFrame) -> cx.EventLog:
    """Return a log of several groups of customers."""
    return cx.read_events(pl.concat(parts))


def test_journeys_with_equal_numbers_of_readings_are_compared() -> None:
    """More readings make more extreme peaks: the mix of numbers changes nothing by itself."""
    before = log(answers("a", 300, 2, means=(3.0,), seed=1), answers("a", 60, 5, means=(4.2,), seed=2))
    after = log(answers("b", 60, 2, means=(3.0,), seed=3), answers("b", 300, 5, means=(4.2,), seed=4))

    found = cx.compare(before, after, pains=False)

    for name in ("experience_mean", "experience_peak_end"):
        difference = found.difference(name)
        plain = [one.total(name).value for one in (found.before_map, found.after_map)]
        assert abs(plain[1] - plain[0]) > 0.3
        assert difference.difference.low < 0 < difference.difference.high
        assert not difference.flagged


def test_a_better_experience_is_found() -> None:
    """On both sides' mean, and at their peaks and ends."""
    sides = [log(answers(name, 250, 3, means=(mean,), seed=seed)) for name, mean, seed in (("a", 2.6, 1), ("b", 3.4, 2))]

    found = cx.compare(sides[0], sides[1], pains=False).difference("experience_mean")

    assert (found.flagged, found.better) == (True, True)
    assert found.difference.low < 0.8 < found.difference.high
    assert "equal numbers of readings" in found.before.method


@pytest.mark.parametrize("journeys", [5, 9])
def test_few_journeys_have_no_experience_to_compare(journeys: int) -> None:
    """Nor those with one reading."""
    sides = [log(answers(name, journeys, 3, means=(3.0,), seed=1), answers(name, 60, 1, means=(3.0,), seed=2)) for name in "ab"]

    assert cx.compare(sides[0], sides[1], pains=False).difference("experience_mean") is None


def test_numbers_of_readings_that_one_side_hardly_has_are_left_out() -> None:
    """Both have 60 journeys of two readings; of five readings one side has 60, the other five, which says nothing of them."""
    sides = [
        log(answers(name, 60, 2, means=(3.0,), seed=1), answers(name, many, 5, means=(4.2,), seed=2))
        for name, many in (("a", 60), ("b", 5))
    ]

    difference = cx.compare(sides[0], sides[1], pains=False).difference("experience_mean")

    assert (difference.before.n, difference.after.n) == (60, 60)
