"""Groups around their most central members, from distances alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

ROUNDS = 500
"""Exchanges of a medoid at most; each makes the groups tighter, so that the search ends long before."""


@dataclass(frozen=True, slots=True, eq=False)
class Medoids:
    """
    Groups and their most central members.

    Parameters
    ----------
    chosen
        Number of the medoid of each group.
    labels
        Group of each member.
    cost
        Sum of the weighted distances from the medoids.
    """

    chosen: Integers
    labels: Integers
    cost: int


def medoids(distances: Integers, weights: Integers, k: int) -> Medoids:
    """
    Return the k members from which all others are nearest, and whom each is nearest to.

    Parameters
    ----------
    distances
        Square and symmetric, whole numbers.
    weights
        What each member counts for, whole numbers.
    k
        Number of groups, at most that of members.

    Notes
    -----
    Partitioning around medoids [1]_: greedy choice of the first k, then the exchange of a medoid for another member that helps most, as
    long as one helps, all exchanges of a round judged together [2]_. Sums are of integers and ties go to the first, so that nothing is
    left to chance or to the machine.

    References
    ----------
    .. [1] Kaufman, L. and Rousseeuw, P. J. (1990). Finding Groups in Data, chapter 2. Wiley.
    .. [2] Schubert, E. and Rousseeuw, P. J. (2021). Fast and eager k-medoids clustering. Information Systems 101.

    Examples
    --------
    >>> far = np.array([[0, 1, 9, 9], [1, 0, 9, 9], [9, 9, 0, 2], [9, 9, 2, 0]])
    >>> medoids(far, np.array([1, 5, 1, 1]), 2).labels.tolist()
    [0, 0, 1, 1]
    """
    chosen = _first(distances, weights, k)
    for _ in range(ROUNDS):
        near = distances[:, chosen]
        order = np.argsort(near, axis=1, kind="stable")
        labels = order[:, 0]
        closest = np.take_along_axis(near, order[:, :1], axis=1)[:, 0]
        second = np.take_along_axis(near, order[:, 1:2], axis=1)[:, 0] if k > 1 else np.full(len(near), distances.max() + 1)
        change = _changes(distances, weights, labels, (closest, second), k)
        best = int(change.argmin())
        if change.flat[best] >= 0:
            break
        group, member = divmod(best, len(distances))
        chosen[group] = member
    near = distances[:, chosen]
    labels = near.argmin(axis=1)
    return Medoids(chosen, labels, int((near.min(axis=1) * weights).sum()))


def _first(distances: Integers, weights: Integers, k: int) -> Integers:
    """Return the greedy choice of k members."""
    chosen = [int((distances * weights[:, None]).sum(axis=0).argmin())]
    while len(chosen) < k:
        nearest = distances[:, chosen].min(axis=1)
        gain = (np.maximum(nearest[:, None] - distances, 0) * weights[:, None]).sum(axis=0)
        gain[chosen] = -1
        chosen.append(int(gain.argmax()))
    return np.array(chosen, dtype=np.int64)


def _changes(distances: Integers, weights: Integers, labels: Integers, near: tuple[Integers, Integers], k: int) -> Integers:
    """Return how the cost changes when the medoid of a group (row) is exchanged for a member (column)."""
    closest, second = near
    saved = np.minimum(distances - closest[:, None], 0) * weights[:, None]
    lost = (np.minimum(distances, second[:, None]) - closest[:, None]) * weights[:, None] - saved
    change = np.tile(saved.sum(axis=0), (k, 1))
    for group in range(k):
        change[group] += lost[labels == group].sum(axis=0)
    return change


def silhouette(distances: Integers, weights: Integers, labels: Integers, k: int) -> float:
    """
    Return how much nearer members are to their own group than to the next one, on average, between −1 and 1.

    Parameters
    ----------
    distances, weights
        As for `medoids`.
    labels
        Group of each member.
    k
        Number of groups.

    References
    ----------
    .. [1] Rousseeuw, P. J. (1987). Silhouettes: a graphical aid to the interpretation and validation of cluster analysis. Journal of
       Computational and Applied Mathematics 20.

    Examples
    --------
    >>> far = np.array([[0, 1, 9, 9], [1, 0, 9, 9], [9, 9, 0, 2], [9, 9, 2, 0]])
    >>> round(silhouette(far, np.ones(4, dtype=int), np.array([0, 0, 1, 1]), 2), 3)
    0.833
    """
    sizes = np.bincount(labels, weights, k)
    sums = np.stack([(distances[:, labels == group] * weights[labels == group]).sum(axis=1) for group in range(k)], axis=1).astype(float)
    rows = np.arange(len(labels))
    own_size = sizes[labels]
    inside = sums[rows, labels] / np.maximum(own_size - 1, 1)
    means = sums / np.maximum(sizes, 1)
    means[rows, labels] = np.inf
    outside = means.min(axis=1)
    width = np.divide(outside - inside, np.maximum(inside, outside), out=np.zeros(len(labels)), where=np.maximum(inside, outside) > 0)
    width = np.where(own_size > 1, width, 0.0)
    return float((width * weights).sum() / weights.sum())
