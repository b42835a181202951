"""The delete-one-fold jackknife."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from cxjourney.inference.jackknife import correlation, covariance, degrees_of_freedom, divide, leave_out, replicate, variance

counts = arrays.arrays(np.int64, 50, elements=st.integers(0, 10_000))


def test_variance_of_a_mean_of_equal_folds_is_the_textbook_one() -> None:
    """With one observation a fold the jackknife variance of a mean is s²/n exactly."""
    values = np.random.default_rng(1).normal(size=50)

    assert variance(replicate(divide, values, np.ones(50))) == pytest.approx(values.var(ddof=1) / 50)


def test_variance_of_a_ratio_agrees_with_the_worked_example() -> None:
    """Four folds by hand: ratios without each are 3/10, 5/11, 4/9 and 6/12, so the variance is ¾ times their squared deviations."""
    replicates = replicate(divide, [3, 1, 2, 0], [4, 3, 5, 2])
    by_hand = np.array([3 / 10, 5 / 11, 4 / 9, 6 / 12])

    assert variance(replicates) == pytest.approx(0.75 * ((by_hand - by_hand.mean()) ** 2).sum())


def test_empty_folds_leave_the_estimate_alone() -> None:
    """Thirty customers in thirty of fifty folds give nearly the variance of thirty independent ones."""
    values = np.random.default_rng(2).normal(size=30)
    sums, sizes = np.zeros(50), np.zeros(50)
    sums[:30], sizes[:30] = values, 1

    assert variance(replicate(divide, sums, sizes)) == pytest.approx(values.var(ddof=1) / 30, rel=0.05)


def test_a_statistic_unknown_without_one_fold_counts_there_as_unchanged() -> None:
    """All data in one fold: the value is known and its variance is 0, not NaN."""
    replicates = replicate(divide, [3, 0, 0], [4, 0, 0])

    assert (replicates[0], float(variance(replicates))) == (0.75, 0.0)


def test_covariance_of_a_sum_adds_up() -> None:
    """Var(a + b) = Var a + Var b + 2 Cov(a, b)."""
    left, right = leave_out(np.random.default_rng(3).normal(size=(2, 50)))

    assert variance(left + right) == pytest.approx(variance(left) + variance(right) + 2 * covariance(left, right))


def test_correlation_with_a_constant_is_zero() -> None:
    """A planned value does not vary, so nothing is shared with it."""
    assert correlation(leave_out(np.arange(50.0)), np.full(51, 7.0)) == 0


@given(counts, st.integers(1, 49))
def test_the_order_of_folds_does_not_matter(sums: np.ndarray, shift: int) -> None:
    """Which number a fold has is a name, nothing more."""
    one, other = variance(leave_out(sums)), variance(leave_out(np.roll(sums, shift)))

    assert one == pytest.approx(other)


def test_degrees_of_freedom_count_folds_by_what_they_hold() -> None:
    """Never less than one."""
    assert degrees_of_freedom([[1] * 50, [2] + [0] * 49, [0] * 50]).tolist() == [49, 1, 1]
