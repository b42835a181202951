"""Many absorbing chains at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.graph.markov import AbsorbingChain
from cxjourney.inference.chains import Chains, going_on, with_less

GOAL = 3
PATHS = st.lists(st.tuples(st.lists(st.integers(0, 2), min_size=1, max_size=6), st.booleans()), min_size=1, max_size=12)


def _counts(paths: list[tuple[list[int], bool]]) -> tuple[np.ndarray, np.ndarray]:
    starts, moves = np.zeros(4), np.zeros((4, 4))
    for path, reached in paths:
        visits = [*path, *([GOAL] if reached else [])]
        starts[visits[0]] += 1
        np.add.at(moves, (visits[:-1], visits[1:]), 1)
    return starts, moves


def _chains(*logs: list[tuple[list[int], bool]]) -> Chains:
    counts = [_counts(paths) for paths in logs]
    return Chains.from_counts(np.array([starts for starts, _ in counts]), np.array([moves for _, moves in counts]), np.arange(4) == GOAL)


@given(PATHS, PATHS)
def test_each_chain_reproduces_the_goal_rate_and_the_visits_of_its_journeys(first: list, second: list) -> None:
    """Solving many at once gives what each gives alone."""
    chains = _chains(first, second)

    for number, paths in enumerate((first, second)):
        assert chains.goal_probability[number] == pytest.approx(np.mean([reached for _, reached in paths]))
        assert chains.visits[number, :3] == pytest.approx([sum(path.count(state) for path, _ in paths) / len(paths) for state in range(3)])


@given(PATHS, st.integers(0, 2), st.floats(1, 3))
def test_a_changed_row_gives_what_solving_the_changed_chain_gives(paths: list, state: int, factor: float) -> None:
    """The formula for one row agrees with a fresh solution."""
    chains = _chains(paths)
    row = np.nan_to_num(going_on(chains.onward[:, state], factor))
    onward = chains.onward.copy()
    onward[:, state] = row
    gain = chains.gain(state, row)
    moves = onward[0, :, :-1]

    if np.linalg.matrix_rank(np.eye(4) - moves) == 4 and np.abs(np.linalg.det(np.eye(4) - moves)) > 1e-9:
        assert gain[0] == pytest.approx(float((Chains(chains.start, onward).goal_probability - chains.goal_probability)[0]), abs=1e-9)


def test_a_chain_that_would_never_end_gains_nothing_that_can_be_said() -> None:
    """Everybody who leaves would repeat instead."""
    chains = _chains([([0, 0], False), ([0, 0], False)])

    assert np.isnan(chains.gain(0, going_on(chains.onward[:, 0], 2.0))[0])


def test_journeys_that_start_at_the_goal_have_reached_it() -> None:
    """A visit to the goal is a state of its own."""
    starts, moves = np.array([[1.0, 0, 0, 3]]), np.zeros((1, 4, 4))

    assert Chains.from_counts(starts, moves, np.arange(4) == GOAL).goal_probability.tolist() == [0.75]


def test_a_fold_without_journeys_reaches_nothing() -> None:
    """Zeros, no warnings."""
    assert Chains.from_counts(np.zeros((1, 4)), np.zeros((1, 4, 4)), np.arange(4) == GOAL).goal_probability.tolist() == [0.0]


def test_rarer_moves_leave_the_exits_alone() -> None:
    """Half of the returns go where the other moves go; as many leave as before."""
    row = np.array([[0.3, 0.2, 0.2, 0.1]])
    found = with_less(row, np.array([1.0, 0.5, 0, 0]), 0.5)

    assert found.sum() == pytest.approx(row.sum())
    assert found[0, 0] == pytest.approx(0.15)
    assert found[0, 2:] / row[0, 2:] == pytest.approx([1.5, 1.5])


def test_rarer_moves_need_others() -> None:
    """Where everybody repeats, nobody knows where they would go."""
    assert np.isnan(with_less(np.array([[0.4, 0.0]]), np.array([1.0, 0.0]), 0.5)).any()
    assert with_less(np.array([[0.4, 0.0]]), np.array([1.0, 0.0]), 1.0).tolist() == [[0.4, 0.0]]


def test_the_one_chain_and_the_many_agree() -> None:
    """The chain of a map uses the same sums."""
    starts, moves = _counts([([0], True), ([0], True), ([1], True), ([0, 1], True), ([0], False)])
    alone = AbsorbingChain.from_counts("abc", starts=starts[:3], moves=moves[:3, :3], goals=moves[:3, 3], leaves=[1, 0, 0])
    many = Chains.from_counts(starts[None], moves[None], np.arange(4) == GOAL)

    assert many.goal_probability[0] == pytest.approx(alone.goal_probability) == pytest.approx(0.8)
    assert many.goal_from[0, :2] == pytest.approx([alone.goal_probability_from(state) for state in "ab"])


def test_fifty_one_chains_of_forty_touchpoints_are_solved_at_once(quick: Any) -> None:
    """In well under a tenth of a second, whatever is asked of them."""
    rng = np.random.default_rng(1)
    moves = rng.poisson(20, size=(51, 40, 40)).astype(float)
    chains = Chains.from_counts(moves[:, 0], moves, np.arange(40) == 39)

    assert quick(2, lambda: [chains.gain(state, going_on(chains.onward[:, state], 1.01)) for state in range(5)])


def test_moves_to_where_journeys_end_stay_as_they_are() -> None:
    """Whoever is kept from leaving, or from returning, does not go to the exit instead."""
    row, exits = np.array([[0.2, 0.3, 0.1, 0.2]]), np.array([False, False, True, False])

    assert going_on(row, 1.1, fixed=exits).round(4).tolist() == [[0.2229, 0.3343, 0.1, 0.2229]]
    assert with_less(row, np.array([1.0, 0, 0, 0]), 0.5, fixed=exits).round(3).tolist() == [[0.1, 0.36, 0.1, 0.24]]
