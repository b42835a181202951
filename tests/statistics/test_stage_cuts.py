from __future__ import annotations

from itertools import combinations, pairwise, permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cxjourney.statistics.stage_cuts import affinity, agreement, best_cuts, median_order

squares = st.integers(1, 6).flatmap(lambda size: arrays(np.int64, (size, size), elements=st.integers(0, 50)))


def agreed_pairs(before: np.ndarray, order: list[int]) -> int:
    """Return how many pairs an order agrees with."""
    return sum(int(before[one, other]) for one, other in combinations(order, 2))


def modularity(exchange: np.ndarray, bounds: list[int]) -> float:
    """Return Newman and Girvan's modularity, straight from its definition."""
    total = exchange.sum()
    runs = [slice(start, end) for start, end in pairwise(bounds)]
    return sum(exchange[run, run].sum() / total - (exchange[run].sum() / total) ** 2 for run in runs)


@given(squares)
def test_moving_one_item_improves_no_order(before: np.ndarray) -> None:
    """The order is a local optimum of the insertion neighbourhood."""
    order = median_order(before)
    best = agreed_pairs(before, order)

    for item in order:
        others = [other for other in order if other != item]
        assert all(agreed_pairs(before, [*others[:place], item, *others[place:]]) <= best for place in range(len(order)))


def test_the_order_of_a_majority_is_found() -> None:
    """Where an order agrees with most of every pair, it is the answer."""
    rng = np.random.default_rng(4)
    true = rng.permutation(30)
    rank = np.argsort(true)
    before = np.where(rank[:, None] < rank[None, :], 60, 40) + rng.integers(-9, 10, (30, 30))

    assert median_order(before) == true.tolist()


def test_the_order_of_five_is_nearly_the_best_of_all() -> None:
    """On pure noise the insertion search ends within 3 % of Kemeny's median order."""
    rng = np.random.default_rng(8)

    for before in rng.integers(0, 100, (20, 5, 5)):
        best = max(agreed_pairs(before, list(order)) for order in permutations(range(5)))
        assert agreed_pairs(before, median_order(before)) >= 0.97 * best


def test_affinity_is_relative_to_what_leaves_and_enters() -> None:
    """Four of nine moves that leave, and of four that enter: 4 / √(9 · 4), in units of 1/100,000."""
    flow = np.array([[0, 4, 5], [0, 0, 0], [0, 0, 0]])

    exchange = affinity(flow)

    assert exchange[0, 1] == exchange[1, 0] == round(100_000 * 4 / 6)
    assert exchange[1, 2] == 0


@given(arrays(np.int64, (8, 8), elements=st.integers(0, 9)))
def test_cuts_have_the_highest_modularity_of_all(flow: np.ndarray) -> None:
    """Dynamic programming finds what trying every way to cut finds, where it wants at least the three stages asked for."""
    np.fill_diagonal(flow, 0)
    flow[0, 1] += 1
    exchange = affinity(flow)
    everyone = np.ones(8, dtype=np.bool_)

    bounds = best_cuts(exchange, everyone, np.zeros(7, dtype=np.bool_), [])

    ways = [[0, *inner, 8] for count in range(2, 7) for inner in combinations(range(1, 8), count)]
    assert len(bounds) - 1 >= 3
    assert modularity(exchange, bounds) >= max(modularity(exchange, way) for way in ways) - 1e-12


def test_cuts_respect_ties_and_turns() -> None:
    """A turn is cut, tied items are not parted."""
    exchange = affinity(np.array([[0, 9, 1, 1], [9, 0, 9, 1], [1, 9, 0, 9], [1, 1, 9, 0]]))
    none = np.zeros(4, dtype=np.bool_)

    assert 1 in best_cuts(exchange, none, np.array([False, True, True]), [1])
    assert best_cuts(exchange, none, np.array([True, True, True]), []) == [0, 4]


def test_agreement_counts_pairs_within_a_stage_half() -> None:
    """Item 0 precedes item 1 in 7 of 10 journeys: in its stage 10 half pairs agree, before it 2 · 7, after it 2 · 3."""
    before = np.array([[0, 7], [3, 0]])

    assert agreement(before, np.array([-1, 1]), 3)[0].tolist() == [14, 10, 6]
