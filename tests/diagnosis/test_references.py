"""What touchpoints are compared with."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.diagnosis.references import NONE, PLAN, STAGE, peer_references
from cxjourney.inference.ratios import shares


def naive(values: np.ndarray, peers: np.ndarray, stages: np.ndarray, place: int) -> tuple[int, np.ndarray]:
    """Return scope and median of the peers, spelled out."""
    others = peers & (np.arange(len(peers)) != place)
    for distance in range(int(np.ptp(stages)) + 1):
        inside = others & (np.abs(stages - stages[place]) <= distance)
        if inside.sum() >= 3:
            return distance, np.median(values[inside], axis=0)
    return NONE, np.full(values.shape[1], np.nan)


@given(st.integers(1, 15), st.integers(1, 4), st.integers(0, 10_000))
def test_references_are_the_medians_of_the_others(count: int, stages: int, seed: int) -> None:
    """The sorted shortcut equals leaving each touchpoint out one by one, ties included."""
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 6, size=(count, 51)).astype(float)
    peers, stage = rng.random(count) < 0.7, rng.integers(stages, size=count)
    found = peer_references(values, peers, stage, np.full(count, 49.0))

    for place in range(count):
        scope, median = naive(values, peers, stage, place)
        assert found.scope[place] == scope
        assert found.replicates[place] == pytest.approx(median, nan_ok=True)


def test_a_small_stage_looks_to_the_nearest_ones() -> None:
    """Stages differ by nature, those far away most."""
    values = np.repeat(np.array([[1.0], [2.0], [3.0], [4.0], [90.0], [91.0], [92.0], [93.0]]), 51, axis=1)
    stages = np.array([0, 0, 1, 1, 2, 2, 2, 2])
    found = peer_references(values, np.ones(8, dtype=bool), stages, np.full(8, 49.0))

    assert found.scope.tolist() == [1, 1, 1, 1, 0, 0, 0, 0]
    assert found.value[0] == 3


def test_times_of_a_large_stage_stay_inside_it() -> None:
    """Where the stage holds enough touchpoints with a time, imprecise ones included, other stages are no reference."""
    values = np.repeat(np.arange(8.0)[:, None], 51, axis=1)
    stages = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    precise = np.array([True, True, False, False, True, True, True, True])
    found = peer_references(values, precise, stages, np.full(8, 49.0), alike=np.ones(8, dtype=bool))

    assert found.scope.tolist() == [NONE, NONE, NONE, NONE, STAGE, STAGE, STAGE, STAGE]


def test_the_range_is_that_of_the_others() -> None:
    """Smallest and largest peer without the touchpoint itself."""
    values = np.repeat(np.array([[1.0], [2.0], [3.0], [9.0]]), 51, axis=1)
    found = peer_references(values, np.ones(4, dtype=bool), np.zeros(4, dtype=int), np.full(4, 49.0))

    assert found.low.tolist() == [2, 1, 1, 1]
    assert found.high.tolist() == [9, 9, 9, 3]


def test_a_plan_comes_before_peers() -> None:
    """A planned value is known exactly: it does not vary over the folds."""
    values = np.random.default_rng(1).random((5, 51))
    peers = peer_references(values, np.ones(5, dtype=bool), np.zeros(5, dtype=int), np.full(5, 49.0))
    found = peers.with_plan(np.array([0.3, np.nan, np.nan, np.nan, np.nan]))

    assert found.scope.tolist() == [PLAN, STAGE, STAGE, STAGE, STAGE]
    assert (found.replicates[0] == 0.3).all()
    assert found.df[0] == np.inf


def test_touchpoints_measured_badly_are_no_peers_but_have_some() -> None:
    """The one left out of the peers is compared with all the others."""
    values = np.repeat(np.array([[5.0], [1.0], [2.0], [3.0]]), 51, axis=1)
    found = peer_references(values, np.array([False, True, True, True]), np.zeros(4, dtype=int), np.full(4, 49.0))

    assert found.value[0] == 2
    assert found.scope.tolist() == [STAGE, NONE, NONE, NONE]


def test_earlier_shares_are_tested_as_what_they_are_worth() -> None:
    """No event among few earlier visits is not certain to be none; peers and plans are worth what their own variance says."""
    none, many = [0] * 50, [2] * 50
    before = shares([none, many, many], [many, many, many])
    peers = peer_references(before.replicates, np.zeros(3, dtype=bool), np.zeros(3, dtype=np.int64), before.df)
    earlier = peers.with_earlier(before)

    assert earlier.for_tests.n_effective == pytest.approx([100, 100, 100])
    assert np.isnan(earlier.with_plan(np.array([np.nan, 0.5, np.nan])).for_tests.n_effective).tolist() == [False, True, False]
