"""Shares and means with their intervals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from cxjourney.inference.intervals import wilson
from cxjourney.inference.ratios import effective_customers, from_replicates, mean_estimates, means, share_estimates, shares


@pytest.mark.parametrize(("events", "n"), [(0, 10), (1, 30), (10, 50), (50, 50), (3, 2_000)])
def test_wilson_agrees_with_statsmodels(events: int, n: int) -> None:
    """The interval of Wilson (1927) as statsmodels has it."""
    ours = wilson(events / n, n, stats.norm.ppf(0.975))

    assert ours == pytest.approx(proportion_confint(events, n, method="wilson"), abs=1e-12)


def test_independent_visits_are_worth_their_number() -> None:
    """One visit a customer, many customers: the effective n is close to n, and never above it."""
    n = np.random.default_rng(1).multinomial(20_000, np.full(50, 0.02), size=200)
    ratios = shares(np.random.default_rng(2).binomial(n, 0.2), n)

    assert 0.85 < np.mean(ratios.n_effective / ratios.n) <= 1


def test_customers_who_repeat_themselves_are_worth_one_visit_each() -> None:
    """Ten equal visits a customer: the effective n is the number of customers."""
    customers = np.random.default_rng(1).multinomial(5_000, np.full(50, 0.02), size=200)
    events = np.random.default_rng(2).binomial(customers, 0.3)
    ratios = shares(10 * events, 10 * customers, squares=100 * customers.sum(axis=-1))

    assert np.median(ratios.n_effective) == pytest.approx(5_000, rel=0.1)
    assert ratios.customers == pytest.approx(5_000)


def test_a_share_of_nothing_among_few_is_not_certain() -> None:
    """No event among 40 visits of 20 customers: the upper end is Wilson's for 20."""
    estimate = share_estimates([0] * 50, [2] * 20 + [0] * 30, squares=80)[0]

    assert estimate.low == 0
    assert estimate.high == pytest.approx(wilson(0, 20, stats.t.ppf(0.975, 19))[1], abs=1e-12)


def test_no_visits_give_no_data() -> None:
    """An empty denominator is neither 0 nor an exception."""
    estimate = share_estimates([0] * 50, [0] * 50)[0]

    assert (estimate.value, estimate.n, estimate.low) == (None, 0, None)


def test_a_single_visit_has_an_interval() -> None:
    """One customer says little, and the interval says so."""
    estimate = share_estimates([1] + [0] * 49, [1] + [0] * 49, squares=1)[0]

    assert estimate.value == estimate.high == 1
    assert estimate.low is not None
    assert estimate.low < 0.1


def test_plain_means_agree_with_the_t_test() -> None:
    """One observation a fold: the interval is that of scipy's one-sample t test."""
    values = np.random.default_rng(4).normal(10, 2, size=50)
    low, high = means(values, np.ones(50)).interval(0.95)
    interval = stats.ttest_1samp(values, 0).confidence_interval(0.95)

    assert (float(low), float(high)) == pytest.approx((interval.low, interval.high))


def test_bounded_means_keep_to_their_scale_and_nearly_to_t() -> None:
    """In the middle of the scale Wilson's interval is as wide as the t interval; at its end it does not leave it."""
    rng = np.random.default_rng(5)
    count = np.full(50, 20)
    middle = rng.normal(3, 0.2, size=50) * count
    bounded, plain = means(middle, count, bounds=(1, 5)).interval(), means(middle, count).interval()
    top = mean_estimates([20 * 5] * 49 + [20 * 5 - 1], count, bounds=(1, 5))[0]

    assert np.subtract(*bounded) == pytest.approx(np.subtract(*plain), rel=0.05)
    assert top.high is not None
    assert top.high <= 5


def test_effective_customers_are_kishs() -> None:
    """Three visits of one customer and one of another are worth 16/10 customers."""
    assert effective_customers([4, 0], [10, 0]).tolist() == [1.6, 0]


def test_the_standard_error_is_never_zero() -> None:
    """A share of 0 among 30 cannot serve as an exact reference."""
    assert shares([0] * 50, [1] * 30 + [0] * 20).standard_error == pytest.approx(np.sqrt(2 / 34 * 32 / 34 / 34))


@given(st.integers(1, 400), st.data())
def test_intervals_hold_the_share_and_stay_inside(n: int, data: st.DataObject) -> None:
    """0 ≤ low ≤ value ≤ high ≤ 1 whatever the counts are."""
    events = data.draw(st.integers(0, n))
    rng = np.random.default_rng(n)
    folds = rng.multinomial(n, np.full(50, 0.02))
    hits = rng.multivariate_hypergeometric(folds, events)
    estimate = share_estimates(hits, folds)[0]

    assert estimate.low is not None
    assert estimate.high is not None
    assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1


def test_a_higher_level_gives_a_wider_interval() -> None:
    """The interval at 0.99 holds the one at 0.9."""
    ratios = shares([3, 1] * 25, [10] * 50)

    assert ratios.interval(0.99)[0] < ratios.interval(0.9)[0] < ratios.interval(0.9)[1] < ratios.interval(0.99)[1]


def test_unbounded_replicates_have_plain_standard_errors() -> None:
    """Logarithms of times have no ends."""
    replicates = np.concatenate([[2.0], 2 + np.linspace(-0.1, 0.1, 50)])
    ratios = from_replicates(replicates, np.ones(50), bounds=None)

    assert ratios.standard_error == pytest.approx(np.sqrt(49 / 50 * (np.linspace(-0.1, 0.1, 50) ** 2).sum()))
