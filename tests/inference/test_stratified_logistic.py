"""Logistic regression with an intercept for each stratum."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import special

from cxjourney.inference.jackknife import variance
from cxjourney.inference.stratified_logistic import Cells, fit_within_strata, told_apart


def drawn(strata: int, visits: int, slopes: tuple[float, ...], seed: int) -> Cells:
    """Return cells of visits whose covariates are small counts."""
    rng = np.random.default_rng(seed)
    stratum = np.sort(rng.integers(strata, size=visits))
    stratum = np.unique(stratum, return_inverse=True)[1]
    covariates = rng.poisson(0.6, size=(visits, len(slopes))).astype(float)
    intercepts = rng.normal(-1.5, 1, size=strata)
    events = rng.random(visits) < special.expit(intercepts[stratum] + covariates @ slopes)
    fold = np.eye(50)[rng.integers(50, size=visits)]
    return Cells(stratum, covariates, fold, fold * events[:, None])


def test_slopes_are_those_of_penalised_maximum_likelihood() -> None:
    """No other coefficients give a higher penalised likelihood, and without penalty the fit is that of statsmodels."""
    cells = drawn(4, 3_000, (0.5, -0.3), seed=1)
    design = np.hstack([np.eye(4)[cells.stratum], cells.covariates])
    plain = sm.Logit(cells.events.sum(axis=1), design).fit(disp=False)

    found = fit_within_strata(cells)

    assert found.slopes[:, 0] == pytest.approx(plain.params[-2:], abs=0.01)
    assert np.sqrt(found.variances) == pytest.approx(plain.bse[-2:], rel=0.01)


def penalised(cells: Cells, intercepts: np.ndarray, slopes: np.ndarray) -> float:
    """Return the log likelihood with Jeffreys' prior."""
    design = np.hstack([np.eye(int(cells.stratum[-1]) + 1)[cells.stratum], cells.covariates])
    odds = design @ np.concatenate([intercepts, slopes])
    trials, events = cells.trials.sum(axis=1), cells.events.sum(axis=1)
    share = special.expit(odds)
    information = design.T @ ((trials * share * (1 - share))[:, None] * design)
    return float((events * odds - trials * np.logaddexp(0, odds)).sum() + np.linalg.slogdet(information)[1] / 2)


def test_the_fit_is_the_maximum_of_the_penalised_likelihood() -> None:
    """Any small step away makes it smaller, for few visits too."""
    cells = drawn(3, 60, (0.8,), seed=2)
    found = fit_within_strata(cells)
    best = penalised(cells, found.intercepts[:, 0], found.slopes[:, 0])
    rng = np.random.default_rng(3)

    for step in 0.01 * rng.standard_normal((20, 4)):
        assert penalised(cells, found.intercepts[:, 0] + step[:3], found.slopes[:, 0] + step[3:]) < best


def test_a_two_by_two_table_gets_half_a_visit_in_each_cell() -> None:
    """With one stratum and one yes-or-no covariate the penalty is Haldane's correction, also where all events have it."""
    trials, events = np.zeros((2, 50)), np.zeros((2, 50))
    trials[:, 0], events[:, 0] = (40, 10), (8, 10)
    cells = Cells(np.array([0, 0]), np.array([[0.0], [1.0]]), trials, events)

    found = fit_within_strata(cells)

    assert found.slopes[0, 0] == pytest.approx(np.log((10.5 / 0.5) / (8.5 / 32.5)))
    assert found.variances[0] == pytest.approx(sum(1 / (n * p * (1 - p)) for n, p in ((40, 8.5 / 41), (10, 10.5 / 11))), rel=1e-3)


def test_strata_where_all_or_none_have_the_event_do_not_pull_the_slopes() -> None:
    """Comparisons are made inside strata: a stratum without events tells next to nothing."""
    cells = drawn(2, 2_000, (0.6,), seed=4)
    silent = Cells(np.full(2, 2), np.array([[0.0], [3.0]]), np.full((2, 50), 20.0), np.zeros((2, 50)))
    both = Cells(
        *(np.concatenate([getattr(each, name) for each in (cells, silent)]) for name in ("stratum", "covariates", "trials", "events"))
    )

    assert fit_within_strata(both).slopes[0, 0] == pytest.approx(fit_within_strata(cells).slopes[0, 0], abs=0.02)


def test_the_jackknife_agrees_with_the_information_for_independent_visits() -> None:
    """One visit a customer: the folds say what the model says."""
    cells = drawn(5, 20_000, (0.4, 0.2), seed=5)

    found = fit_within_strata(cells)

    assert variance(found.slopes) == pytest.approx(found.variances, rel=0.7)
    assert found.converged


def test_predictions_for_a_fold_do_not_use_it() -> None:
    """Changing what happened in a fold leaves its own predictions as they were."""
    cells = drawn(2, 500, (0.4,), seed=6)
    changed = cells.events.copy()
    changed[:, 7] = 0

    before, after = (
        fit_within_strata(each).held_out(each) for each in (cells, Cells(cells.stratum, cells.covariates, cells.trials, changed))
    )

    assert after[:, 7] == pytest.approx(before[:, 7], abs=1e-5)
    assert abs(after[:, 8] - before[:, 8]).max() > 1e-4


def test_a_stratum_of_one_fold_is_not_predicted_from_itself() -> None:
    """Without that fold nothing is known of it."""
    cells = drawn(2, 500, (0.4,), seed=9)
    trials, events = cells.trials.copy(), cells.events.copy()
    alone = np.flatnonzero(cells.stratum == 1)
    trials[alone], events[alone] = 0, 0
    trials[alone, 3], events[alone, 3] = 1, cells.events[alone].sum(axis=1)

    found = fit_within_strata(Cells(cells.stratum, cells.covariates, trials, events)).held_out(cells)

    assert np.isnan(found[alone, 3]).all()
    assert np.isfinite(found[alone, 4]).all()


def test_covariates_that_never_vary_or_repeat_others_are_named() -> None:
    """A constant inside strata, and the sum of two others, cannot be told apart."""
    cells = drawn(3, 300, (0.1, 0.1), seed=7)
    by_stratum = cells.stratum[:, None].astype(float)
    more = np.hstack([cells.covariates, by_stratum, cells.covariates.sum(axis=1, keepdims=True)])

    assert told_apart(Cells(cells.stratum, more, cells.trials, cells.events)).tolist() == [True, True, False, False]


def test_no_fit_without_information() -> None:
    """Two covariates that are the same have no coefficients of their own: the fit says so with NaN."""
    cells = drawn(2, 100, (0.1,), seed=8)

    found = fit_within_strata(Cells(cells.stratum, np.zeros((100, 1)), cells.trials, cells.events))

    assert not found.converged
