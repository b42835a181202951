"""Risk differences over strata."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.regression.linear_model import OLS

from cxjourney.inference.strata import risk_differences

CELLS = st.lists(
    st.tuples(st.integers(1, 40), st.floats(0, 1), st.integers(1, 40), st.floats(0, 1)).map(
        lambda cell: (cell[0], round(cell[0] * cell[1]), cell[2], round(cell[2] * cell[3]))
    ),
    min_size=1,
    max_size=8,
)


def _one_place(cells: list[tuple[int, int, int, int]]) -> object:
    return risk_differences(*np.array(cells).T, np.zeros(len(cells), dtype=np.int64))


@given(CELLS)
def test_the_difference_is_that_of_a_linear_model_with_an_intercept_a_stratum(cells: list[tuple[int, int, int, int]]) -> None:
    """Least squares within strata weighs each by n₁n₀/N, as Mantel and Haenszel do."""
    rows = [
        (stratum, exposed, reached)
        for stratum, (n1, a, n0, c) in enumerate(cells)
        for exposed, n, goals in ((1, n1, a), (0, n0, c))
        for reached in [1] * goals + [0] * (n - goals)
    ]
    stratum, exposed, reached = np.array(rows).T
    design = np.column_stack([exposed, *(stratum == number for number in range(len(cells)))])

    assert _one_place(cells).value[0] == pytest.approx(OLS(reached, design).fit().params[0], abs=1e-9)


def test_the_variance_of_pairs_is_that_of_mcnemar() -> None:
    """Of 100 matched pairs 30 differ one way and 12 the other: the variance is ((b + c) − (b − c)²/n) / n²."""
    pairs = [(1, 1, 1, 0)] * 12 + [(1, 0, 1, 1)] * 30 + [(1, 1, 1, 1)] * 40 + [(1, 0, 1, 0)] * 18
    found = _one_place(pairs)

    assert found.value[0] == pytest.approx(-0.18)
    assert found.variance[0] == pytest.approx((42 - 18**2 / 100) / 100**2)


def test_the_variance_of_large_strata_is_that_of_greenland_and_robins() -> None:
    """Binomial variances of the cells, weighted by the squared weights of the strata."""
    n1, a, n0, c = np.array([(400, 120, 900, 300), (250, 40, 300, 90), (600, 420, 200, 170)]).T
    weight = n1 * n0 / (n1 + n0)
    expected = (weight**2 * (a * (n1 - a) / n1**3 + c * (n0 - c) / n0**3)).sum() / weight.sum() ** 2
    found = risk_differences(n1, a, n0, c, np.zeros(3, dtype=np.int64))

    assert found.variance[0] == pytest.approx(expected, rel=0.02)


def test_a_confounder_that_the_strata_hold_makes_no_difference() -> None:
    """Slow visitors score low and buy little; among the slow and among the quick the score says nothing."""
    found = _one_place([(900, 90, 100, 10), (100, 50, 900, 450)])
    pooled = _one_place([(1_000, 140, 1_000, 460)])

    assert (found.value[0], pooled.value[0]) == pytest.approx((0.0, -0.32))


def test_strata_with_one_side_only_count_for_nothing() -> None:
    """Nobody there can be compared with anybody."""
    alone = risk_differences([50, 80], [10, 0], [50, 0], [20, 0], np.array([0, 0]))

    assert (alone.exposed[0], alone.others[0], alone.value[0]) == (50, 50, pytest.approx(-0.2))
    assert np.isnan(risk_differences([5], [1], [0], [0], np.array([0])).value[0])


def test_places_are_kept_apart() -> None:
    """Each place has its own difference; a place without strata has none."""
    found = risk_differences([50, 60], [10, 30], [50, 60], [20, 20], np.array([0, 2]))

    assert found.value[[0, 2]] == pytest.approx([-0.2, 1 / 6])
    assert np.isnan(found.value[1])


@pytest.mark.parametrize(("difference", "share"), [(0.05, 0.05), (0.0, 0.001), (0.2, 0.9)])
def test_a_difference_no_larger_than_the_margin_is_rarely_called_larger(difference: float, share: float) -> None:
    """One time in twenty at the margin, hardly ever below, often above."""
    rng = np.random.default_rng(1)
    base = np.array([0.3, 0.5, 0.7])
    wrong = []
    for _ in range(400):
        n1, n0 = rng.multinomial(90, [0.5, 0.3, 0.2]), rng.multinomial(240, [0.3, 0.3, 0.4])
        found = risk_differences(n1, rng.binomial(n1, base - difference), n0, rng.binomial(n0, base), np.zeros(3, dtype=np.int64))
        wrong.append(found.below(0.05)[0] <= 0.05)

    assert (np.mean(wrong) >= 0.6) if share > 0.5 else (np.mean(wrong) <= share + 0.03)


def test_intervals_hold_the_truth_and_stay_within_certainty() -> None:
    """The difference is a share, so that its interval ends at one."""
    low, high = _one_place([(3, 0, 3, 3)]).interval()

    assert (low[0], high[0] <= 1) == (-1.0, True)
