"""Groups around medoids, and the distances they are made from."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.inference.medoids import medoids, silhouette
from cxjourney.inference.sequence_distances import LONGEST, MICRO, Sequences

WORDS = st.lists(st.integers(0, 5), max_size=20)


def common(one: list[int], other: list[int]) -> int:
    """Return the length of the longest common subsequence as textbooks do."""
    table = np.zeros((len(one) + 1, len(other) + 1), dtype=int)
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            table[i + 1, j + 1] = table[i, j] + 1 if a == b else max(table[i, j + 1], table[i + 1, j])
    return int(table[-1, -1])


@given(st.lists(WORDS, min_size=1, max_size=6), WORDS)
def test_distances_are_those_of_the_textbook(words: list[list[int]], one: list[int]) -> None:
    """Bits at once give what a table gives."""
    found = Sequences(words).distances_from(one)

    for distance, other in zip(found.tolist(), words, strict=True):
        size = len(one) + len(other)
        assert distance == pytest.approx(MICRO * (1 - 2 * common(one, other) / size) if size else MICRO, abs=1)


def test_sequences_longer_than_an_integer_are_compared_at_their_start() -> None:
    """Sixty-four steps, also the last of them."""
    long = list(range(LONGEST))
    found = Sequences([[*long, 99], long, long[:-1], [7] * 500]).distances_from([*long, 1, 2])

    assert found.tolist() == [0, 0, round(MICRO / 127), round(MICRO * (1 - 2 / 128))]


@pytest.mark.parametrize("seed", range(5))
def test_exchange_comes_near_the_best_choice(seed: int) -> None:
    """All choices of three among twelve, tried one by one."""
    rng = np.random.default_rng(seed)
    points = rng.integers(0, 1_000, (12, 2))
    distances = np.abs(points[:, None] - points[None]).sum(axis=2)
    weights = rng.integers(1, 9, 12)
    best = min(int((distances[:, list(chosen)].min(axis=1) * weights).sum()) for chosen in combinations(range(12), 3))
    found = medoids(distances, weights, 3)

    assert best <= found.cost <= 1.06 * best
    assert found.cost == (distances[np.arange(12), found.chosen[found.labels]] * weights).sum()


def test_every_member_can_be_a_group() -> None:
    """Nothing is left to save."""
    distances = np.array([[0, 3, 5], [3, 0, 4], [5, 4, 0]])

    assert medoids(distances, np.ones(3, dtype=int), 3).cost == 0
    assert medoids(distances, np.array([1, 1, 100]), 1).chosen.tolist() == [2]


def test_a_member_that_counts_twice_is_two_members() -> None:
    """Weights are numbers of copies, in the silhouette too."""
    distances = np.array([[0, 2, 9], [2, 0, 8], [9, 8, 0]])
    copies = np.array([0, 1, 1, 2, 2])
    labels = np.array([0, 0, 1])

    weighted = silhouette(distances, np.array([1, 2, 2]), labels, 2)
    assert weighted == pytest.approx(silhouette(distances[copies][:, copies], np.ones(5, dtype=int), labels[copies], 2))
