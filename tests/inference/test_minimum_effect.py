"""Tests that an effect is larger than a margin."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import test_proportions_2indep as two_proportions

from cxjourney.inference.jackknife import degrees_of_freedom, divide, replicate, variance
from cxjourney.inference.minimum_effect import Reference, mean_above, share_above, welch
from cxjourney.inference.quantiles import binomial_above, t_above, t_quantile
from cxjourney.inference.ratios import Ratios, shares


def test_tails_agree_with_scipy() -> None:
    """Student's t, its quantile and the binomial tail (mid-p)."""
    exact = stats.binom.sf(12, 100, 0.05) + stats.binom.pmf(12, 100, 0.05) / 2

    assert t_above(2.3, 17) == pytest.approx(stats.t.sf(2.3, 17))
    assert t_quantile(0.9, 17) == pytest.approx(stats.t.ppf(0.95, 17))
    assert binomial_above(0.12, 100, 0.05) == pytest.approx(exact)
    assert binomial_above([0.0, 1.0], 10, 0.5) == pytest.approx([1 - 0.5**11, 0.5**11], rel=1e-6)


def test_welchs_degrees_of_freedom_agree_with_scipy() -> None:
    """Two samples of different size and spread."""
    rng = np.random.default_rng(1)
    left, right = rng.normal(size=20), rng.normal(scale=3, size=12)
    spreads = np.array([left.var(ddof=1) / 20]), np.array([right.var(ddof=1) / 12])

    assert welch(spreads[0], np.array([19.0]), spreads[1], np.array([11.0])) == pytest.approx(
        stats.ttest_ind(left, right, equal_var=False).df
    )


def test_a_mean_against_a_plan_is_scipys_one_sample_test() -> None:
    """The margin moves the hypothesis."""
    values = np.random.default_rng(2).normal(1, 1, size=50)
    replicates = replicate(divide, values, np.ones(50))
    p_value = mean_above(replicates, np.ones(50), Reference.fixed(0.2, replicates), margin=0.5)

    assert p_value == pytest.approx(stats.ttest_1samp(values, 0.7, alternative="greater").pvalue)


def test_means_without_any_spread_are_decided_by_their_difference() -> None:
    """Where everybody says the same, a difference beyond the margin is certain, and a mean that is not known stays unknown."""
    everybody_says = np.array([2.0, 0.4, np.nan])[:, None] * np.ones(51)
    p_values = mean_above(everybody_says, np.ones((3, 50)), Reference.fixed(np.zeros(3), everybody_says), margin=0.5)

    assert p_values.tolist()[:2] == [0, 1]
    assert np.isnan(p_values[2])


def test_few_who_all_say_the_same_are_not_certain() -> None:
    """A standard error for where the folds show none."""
    everybody_says = np.full((1, 51), 2.0)
    p_value = mean_above(everybody_says, np.ones((1, 50)), Reference.fixed(np.zeros(1), everybody_says), margin=1.0, least=[0.5])

    assert p_value == pytest.approx(stats.t.sf(2, 49))


def test_a_share_against_a_plan_uses_the_variance_at_the_boundary() -> None:
    """A score test, not a Wald test: z = (R − B) / √(B(1−B)/n)."""
    measured = shares([8] * 25 + [12] * 25, [40] * 50)
    boundary = 0.2
    score = (0.25 - boundary) / np.sqrt(boundary * (1 - boundary) / measured.n_effective)
    p_value = share_above(measured, Reference.fixed(0.15, measured.replicates), margin=0.05)

    assert p_value == pytest.approx(max(stats.t.sf(score, 49), binomial_above(0.25, measured.n_effective, boundary)))


def test_no_effect_beyond_the_margin_is_never_significant() -> None:
    """A share below reference plus margin has p above one half."""
    measured = shares([6] * 50, [100] * 50)
    reference = Reference(shares([5] * 50, [100] * 50).replicates, np.array(49.0))

    assert share_above(measured, reference, margin=0.02) > 0.5
    assert share_above(measured, reference, factor=1.25) > 0.5


def test_the_larger_the_share_the_smaller_the_p_value() -> None:
    """More of the same is stronger evidence."""
    p_values = [float(share_above(shares([k] * 50, [100] * 50), Reference.fixed(0.05, np.zeros(51)), margin=0.02)) for k in range(8, 30)]

    assert (np.diff(p_values) < 0).all()


@pytest.mark.parametrize(("customers", "boundary"), [(40, 0.05), (60, 0.3), (300, 0.05)])
def test_false_alarms_at_the_boundary_are_as_rare_as_promised(customers: int, boundary: float) -> None:
    """At the edge of the hypothesis at most 1 in 100 tests at 0.005 and about that at 0.0005 reject, for few customers too."""
    rng = np.random.default_rng(3)
    n = rng.multinomial(customers, np.full(50, 0.02), size=20_000)
    measured = shares(rng.binomial(n, boundary), n)
    p_values = share_above(measured, Reference.fixed(boundary, measured.replicates))

    assert (p_values < 0.005).mean() < 0.007
    assert (p_values < 0.0005).mean() < 0.001


def test_shared_customers_make_a_difference_more_certain() -> None:
    """When both sides move together over the folds, their difference varies less."""
    rng = np.random.default_rng(4)
    common = rng.normal(size=50)
    left, right = (replicate(divide, common + shift, np.ones(50)) for shift in (0.1, 0.0))
    df = degrees_of_freedom(np.ones(50))

    assert variance(left - right) < 1e-12
    assert mean_above(left, np.ones(50), Reference(right, df), margin=0.05) < 1e-6


def drawn(customers: int, share: float, runs: int, rng: np.random.Generator) -> Ratios:
    """Return shares of independent customers over the folds."""
    visits = rng.multinomial(customers, np.full(50, 0.02), size=runs)
    return shares(rng.binomial(visits, share), visits)


def against(rest: Ratios) -> Reference:
    """Return a reference that is itself a share of counts."""
    return Reference(rest.replicates, rest.df, rest.n_effective, np.zeros_like(rest.replicates))


def test_a_share_against_another_agrees_with_the_score_test_of_statsmodels() -> None:
    """Farrington and Manning's z; both sides estimate the boundary together, which is nearly its exact estimate there."""
    n = np.array(20_000.0)
    cell, rest = (Ratios(np.full(51, share), n, n, n, np.array(1e9), (0.0, 1.0)) for share in (0.111, 0.075))
    known = two_proportions(
        2_220, 20_000, 1_500, 20_000, value=0.03, method="score", compare="diff", alternative="larger", correction=False
    )

    assert share_above(cell, against(rest), margin=0.03) == pytest.approx(known.pvalue, rel=0.1)


@pytest.mark.parametrize(("customers", "rest", "share"), [(40, 40, 0.05), (400, 60, 0.05), (40, 400, 0.05), (1_000, 50, 0.02)])
def test_few_in_the_rest_without_an_event_do_not_look_certain(customers: int, rest: int, share: float) -> None:
    """At the boundary false alarms are as rare as promised; with the rest's own variance they were up to a thousand times too frequent."""
    rng = np.random.default_rng(6)
    cell, others = drawn(customers, share + 0.03, 4_000, rng), drawn(rest, share, 4_000, rng)
    p_values = share_above(cell, against(others), margin=0.03)

    assert np.mean(p_values <= 0.05) <= 0.055
    assert np.mean(p_values <= 0.001) <= 0.002


def test_references_that_are_no_shares_of_counts_keep_their_own_variance() -> None:
    """A median of peers beside an earlier share, in one call; each is tested as if it were alone."""
    rng = np.random.default_rng(7)
    measured, others = drawn(400, 0.12, 2, rng), drawn(300, 0.05, 2, rng)
    mixed = Reference(others.replicates, others.df, np.where([True, False], others.n_effective, np.nan))
    alone = [Reference(others.replicates, others.df, worth) for worth in (others.n_effective, None)]

    expected = [share_above(measured, each, margin=0.03)[row] for row, each in enumerate(alone)]

    assert share_above(measured, mixed, margin=0.03) == pytest.approx(expected)
