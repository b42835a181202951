"""What sets a channel apart everywhere."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.diagnosis.usual_gaps import Layout, usual_gaps


def naive(values: np.ndarray, weights: np.ndarray) -> float:
    """Return a weighted median, spelled out: the mean of the values that reach and that pass half of the weight."""
    order = np.argsort(values, kind="stable")
    running = np.cumsum(weights[order]) / weights.sum()
    reach, passed = np.argmax(running >= 0.5 - 1e-9), np.argmax(running > 0.5 + 1e-9)
    return float((values[order][reach] + values[order][passed]) / 2)


@given(st.integers(1, 12), st.integers(0, 10_000))
def test_the_usual_gap_is_the_weighted_median_of_the_others(count: int, seed: int) -> None:
    """Each cell alone in its group, so that no mix has to be taken into account; ties and weights included."""
    rng = np.random.default_rng(seed)
    values = np.repeat(rng.integers(0, 6, size=(count, 1)).astype(float), 51, axis=1)
    members, usable = rng.integers(0, 2, count), rng.random(count) < 0.7
    weights = rng.choice([0.5, 1.0, 2.0], count)
    found = usual_gaps(values, usable, Layout(members, np.arange(count)), weights, np.ones(count), worse=1)

    for place in range(count):
        others = usable & (members == members[place]) & (np.arange(count) != place)
        expected = naive(values[others, 0], weights[others]) if others.any() else 0.0
        assert found[place, 7] == pytest.approx(expected)


def test_the_rest_is_another_mix_at_every_touchpoint() -> None:
    """Three channels with effects 0, 1 and 3 everywhere: no cell differs by more than its channel does."""
    effects, rng = np.array([0.0, 1.0, 3.0]), np.random.default_rng(1)
    shares = rng.dirichlet([2, 2, 2], size=8)
    rest = ((shares * effects).sum(axis=1, keepdims=True) - shares * effects) / (1 - shares)
    differences = np.repeat((effects - rest).reshape(-1, 1), 51, axis=1)
    layout = Layout(np.tile(np.arange(3), 8), np.repeat(np.arange(8), 3))
    found = usual_gaps(differences, np.ones(24, dtype=bool), layout, np.ones(24), shares.ravel(), worse=1)

    assert found == pytest.approx(differences, abs=0.06)


def test_two_touchpoints_can_only_excuse() -> None:
    """What is better elsewhere may be because others are bad there; what is worse elsewhere is usual."""
    differences = np.repeat(np.array([[0.0], [-5.0], [0.0], [4.0]]), 51, axis=1)
    layout = Layout(np.array([0, 0, 1, 1]), np.arange(4))

    assert usual_gaps(differences, np.ones(4, dtype=bool), layout, np.ones(4), np.ones(4), worse=1)[:, 0].tolist() == [0, 0, 4, 0]
    assert usual_gaps(differences, np.ones(4, dtype=bool), layout, np.ones(4), np.ones(4), worse=-1)[:, 0].tolist() == [-5, 0, 0, 0]


def test_one_bad_touchpoint_moves_nothing() -> None:
    """The median of the others is what is usual."""
    differences = np.repeat(np.array([[0.1], [0.1], [0.1], [0.1], [9.0]]), 51, axis=1)
    layout = Layout(np.zeros(5, dtype=int), np.arange(5))

    assert usual_gaps(differences, np.ones(5, dtype=bool), layout, np.ones(5), np.ones(5), worse=1)[:, 0] == pytest.approx(0.1)


def test_one_bad_cell_of_a_rare_channel_accuses_nobody_else() -> None:
    """A channel that is measured at two touchpoints, and is bad at one of them, tells nothing about the mix at the other."""
    differences = np.zeros((12, 51))
    members = np.array([0, 1, 2, 0, 1, 2, 0, 1, 0, 1, 0, 1])
    groups = np.array([0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 4])
    differences[2], differences[0], differences[1] = -2.0, 1.0, 1.0
    found = usual_gaps(differences, np.ones(12, dtype=bool), Layout(members, groups), np.ones(12), np.ones(12), worse=-1)

    assert found[3:5, 0] == pytest.approx(0, abs=0.2)
