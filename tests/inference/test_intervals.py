"""Intervals of differences and products."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from cxjourney.inference.intervals import difference, product, wilson


def test_the_difference_of_shares_agrees_with_newcombe() -> None:
    """56 of 70 against 48 of 80: 0.0524 to 0.3339 (Newcombe 1998, table II, method 10)."""
    z = stats.norm.ppf(0.975)
    left, right = (np.array(56 / 70), *wilson(56 / 70, 70, z)), (np.array(48 / 80), *wilson(48 / 80, 80, z))

    assert np.round(difference(left, right), 4).tolist() == [0.0524, 0.3339]


def test_shared_customers_narrow_the_difference() -> None:
    """A correlation of one half takes away what both sides have in common."""
    side = (np.array(0.5), np.array(0.4), np.array(0.6))

    assert difference(side, side, 0.5)[1] < difference(side, side)[1]
    assert difference(side, side, 1.0) == pytest.approx((0, 0))


def test_the_product_agrees_with_a_simulation() -> None:
    """Ends that hold nineteen of twenty products of two independent normal estimates."""
    rng = np.random.default_rng(1)
    left, right = rng.normal(0.5, 0.03, 200_000), rng.normal(0.4, 0.05, 200_000)
    ends = product((np.array(0.5), 0.5 - 1.96 * 0.03, 0.5 + 1.96 * 0.03), (np.array(0.4), 0.4 - 1.96 * 0.05, 0.4 + 1.96 * 0.05))

    assert ends == pytest.approx(np.quantile(left * right, [0.025, 0.975]), abs=0.005)
