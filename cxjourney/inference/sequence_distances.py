"""How different sequences are: the share of their steps that have to be left out or put in to make them the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

LONGEST = 64
"""Steps that are compared: as many as an integer has bits."""

MICRO = 1_000_000
"""Distances are whole millionths, so that every engine adds them up to the same mean."""


class Sequences:
    """
    Sequences to compare with one another.

    Parameters
    ----------
    sequences
        Numbers of their steps, none negative; only the first `LONGEST` of each are looked at.

    Notes
    -----
    The distance of two sequences of m and n steps whose longest common subsequence has l steps is 1 − 2·l / (m + n): what optimal
    matching gives when a step costs 1 to leave out or put in and 2 to replace, divided by the largest value it can have [1]_. It is
    0 for equal sequences and 1 for those that share no step. All distances from one sequence are computed together, 64 steps at a
    time as the bits of an integer [2]_, in whole millionths, so that sums are exact.

    References
    ----------
    .. [1] Studer, M. and Ritschard, G. (2016). What matters in differences between life trajectories: a comparative review of
       sequence dissimilarity measures. Journal of the Royal Statistical Society A 179(2).
    .. [2] Hyyrö, H. (2004). Bit-parallel LCS-length computation revisited. Australasian Workshop on Combinatorial Algorithms.

    Examples
    --------
    >>> (Sequences([[1, 2, 3], [1, 3], [4]]).distances_from([1, 2, 3]) / MICRO).tolist()
    [0.0, 0.2, 1.0]
    """

    def __init__(self, sequences: Sequence[Sequence[int]]) -> None:
        cut = [tuple(sequence[:LONGEST]) for sequence in sequences]
        self.lengths = np.array([len(sequence) for sequence in cut], dtype=np.int64)
        self.nothing = max((max(sequence, default=-1) for sequence in cut), default=-1) + 1
        self._steps = np.full((int(self.lengths.max(initial=0)), len(cut)), self.nothing, dtype=np.int64)
        for place, sequence in enumerate(cut):
            self._steps[: len(sequence), place] = sequence

    def __len__(self) -> int:
        return len(self.lengths)

    def distances_from(self, sequence: Sequence[int]) -> Integers:
        """
        Return the distances of all sequences from one, in millionths.

        Parameters
        ----------
        sequence
            Its steps.
        """
        one = sequence[:LONGEST]
        masks = np.zeros(self.nothing + 1, dtype=np.uint64)
        for place, step in enumerate(one):
            if step < self.nothing:
                masks[step] |= np.uint64(1 << place)
        state: NDArray[np.uint64] = np.full(len(self), ~np.uint64(0))
        for steps in self._steps:
            matched = state & masks[steps]
            state = np.bitwise_or(state + matched, state - matched)
        within = np.uint64((1 << len(one)) - 1)
        common: Integers = np.bitwise_count(~state & within).astype(np.int64)
        total: Integers = np.maximum(self.lengths + len(one), 1)
        return MICRO - (2 * MICRO * common + total // 2) // total
