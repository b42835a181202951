"""What chains say about journeys that they were not fitted to."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.inference.chain_fit import SecondOrder, length_distances, lengths, probe, reach
from cxjourney.inference.chains import Chains, going_on, with_less

GOAL = 3
IS_GOAL = np.arange(4) == GOAL
Paths = list[tuple[list[int], bool]]
PATHS = st.lists(st.tuples(st.lists(st.integers(0, 2), min_size=1, max_size=6), st.booleans()), min_size=1, max_size=12)


def first_order(paths: Paths) -> Chains:
    """Return the chain of journeys that knows the last visit."""
    starts, moves = np.zeros(4), np.zeros((4, 4))
    for path, reached in paths:
        visits = [*path, *([GOAL] if reached else [])]
        starts[visits[0]] += 1
        np.add.at(moves, (visits[:-1], visits[1:]), 1)
    return Chains.from_counts(starts[None], moves[None], IS_GOAL)


def second_order(paths: Paths) -> SecondOrder:
    """Return the chain of journeys that knows the last two visits."""
    triples: dict[tuple[int, int, int], int] = {}
    for path, reached in paths:
        visits = [-1, *path, GOAL if reached else -1]
        for triple in zip(visits, visits[1:], visits[2:], strict=False):
            triples[triple] = triples.get(triple, 0) + 1
    before, here, after = np.array(list(triples)).T
    return SecondOrder.from_counts(before, here, after, list(triples.values()), IS_GOAL)


@given(PATHS)
def test_both_chains_reproduce_the_goal_rate(paths: Paths) -> None:
    """It is no evidence for either."""
    second = second_order(paths)
    observed = np.mean([reached for _, reached in paths])

    assert second.start @ second.goal_from() == pytest.approx(observed, abs=1e-6)
    assert first_order(paths).goal_probability[0] == pytest.approx(observed)


@given(PATHS)
def test_the_lengths_of_a_chain_are_a_distribution_with_the_observed_mean(paths: Paths) -> None:
    """The mean is fitted, the shape is not."""
    shares = lengths(first_order(paths), 2_000)
    mean = (np.arange(1, 2_001)[:, None] * shares).sum()

    assert shares.sum() == pytest.approx(1)
    assert shares[:, 1].sum() == pytest.approx(np.mean([reached for _, reached in paths]))
    assert mean == pytest.approx(np.mean([len(path) + reached for path, reached in paths]), rel=1e-3)


@given(PATHS)
def test_nobody_reaches_a_place_more_often_than_there_are_visits(paths: Paths) -> None:
    """A journey that comes twice is one journey."""
    chain = first_order(paths)
    found = reach(chain)

    assert (found <= chain.visits[0] + 1e-9).all()
    assert (found <= 1 + 1e-9).all()


def test_a_place_that_journeys_visit_at_most_once_is_reached_as_often_as_it_is_visited() -> None:
    """Nothing leads back."""
    assert reach(first_order([([0, 1], True), ([0, 2], False), ([1], True)]))[:3] == pytest.approx([2 / 3, 2 / 3, 1 / 3])


def test_lengths_that_agree_on_average_but_not_in_shape_are_told_apart_by_outcome() -> None:
    """Some repeat always, some never; a chain lets everybody repeat a little."""
    paths = [([0] * 6, True)] * 50 + [([0], True)] * 50
    observed = np.zeros((10, 2))
    observed[1, 1], observed[6, 1] = 50, 50
    distances, n = length_distances(lengths(first_order(paths), 10), observed)

    assert n.tolist() == [0, 100]
    assert distances[0] == 0
    assert distances[1] > 0.2


def test_a_longer_memory_sees_where_customers_come_from() -> None:
    """From A all leave at C, from B all buy: keeping leavers at C wins goals in a short memory only."""
    paths = [([0, 2], False)] * 50 + [([1, 2], True)] * 50
    first, second = probe(first_order(paths), second_order(paths))
    chain, longer = first_order(paths), second_order(paths)

    assert first[2] == pytest.approx(0.5)
    assert chain.gain(2, going_on(chain.onward[:, 2], 1.5))[0] == pytest.approx(0.25)
    assert longer.gain(longer.going_on(2, 1.5)) == pytest.approx(0.0)
    assert second[2] == pytest.approx(first[2])  # where all leave, they would go where others go


@given(PATHS, st.integers(0, 2), st.floats(1, 2))
def test_without_a_past_both_chains_forecast_the_same(paths: Paths, state: int, factor: float) -> None:
    """Journeys of one visit have no other memory."""
    short = [(path[:1], reached) for path, reached in paths]
    chain, second = first_order(short), second_order(short)
    forecast = chain.gain(state, np.nan_to_num(going_on(chain.onward[:, state], factor)))[0]

    assert second.gain(second.going_on(state, factor)) == pytest.approx(forecast, abs=1e-6)


def test_returns_are_known_one_by_one_with_a_longer_memory() -> None:
    """Of 140 visits to B 40 go back to A and 40 leave; without returns 100 of 140 reach the goal instead of 60 of 100."""
    paths = [([0, 1, 0, 1], True)] * 40 + [([0, 1], True)] * 20 + [([0, 1], False)] * 40
    second, chain = second_order(paths), first_order(paths)
    back = second.after == second.previous
    part = np.array([1.0, 0, 0, 0, 0])

    assert second.gain(second.with_less(1, back, 1.0)) == pytest.approx(0.0, abs=1e-9)
    assert chain.gain(1, with_less(chain.onward[:, 1], part, 0.0))[0] == pytest.approx(100 / 140 - 0.6)
    assert second.gain(second.with_less(1, back, 0.0)) == pytest.approx(100 / 140 - 0.6)


def test_moves_that_are_fixed_stay_with_a_longer_memory_too() -> None:
    """Whoever stays does not go to C, where journeys end."""
    paths = [([0, 2], False)] * 30 + [([0], True)] * 30 + [([0], False)] * 40
    second = second_order(paths)

    assert second.gain(second.going_on(0, 7 / 6, fixed=second.after == 2)) == pytest.approx(0.1)
    assert second.gain(second.going_on(0, 7 / 6)) == pytest.approx(0.05)
