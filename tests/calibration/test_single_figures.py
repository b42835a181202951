"""Intervals of shares, means and scores drawn straight from customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy import stats

from cxjourney.inference.minimum_effect import Reference, share_above
from cxjourney.inference.multiplicity import fcr_level, q_values
from cxjourney.inference.nps import nps_estimates
from cxjourney.inference.ratios import means, shares

if TYPE_CHECKING:
    from numpy.typing import NDArray

pytestmark = pytest.mark.calibration

SECTION = "Intervals of single figures"
ICC = 0.3
"""Correlation between the visits of a customer."""


def by_fold(values: NDArray[Any], fold: NDArray[Any]) -> NDArray[Any]:
    """Return sums per run and fold of values per run and customer."""
    runs = len(values)
    place = (np.arange(runs)[:, None] * 50 + fold).ravel()
    return np.bincount(place, values.ravel(), minlength=runs * 50).reshape(runs, 50)


def drawn(runs: int, customers: int, share: float, *, repeats: bool, seed: int) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return events, visits and squared visits of runs of independent customers."""
    rng = np.random.default_rng(seed)
    visits = 1 + (rng.geometric(0.4, size=(runs, customers)) - 1 if repeats else np.zeros((runs, customers), dtype=int))
    own = rng.beta(share * (1 - ICC) / ICC, (1 - share) * (1 - ICC) / ICC, size=visits.shape) if repeats else share
    events = rng.binomial(visits, own)
    fold = rng.integers(50, size=visits.shape)
    return by_fold(events, fold), by_fold(visits, fold), (visits**2).sum(axis=1)


@pytest.mark.parametrize("repeats", [False, True], ids=["single", "repeats"])
@pytest.mark.parametrize("share", [0.01, 0.05, 0.3])
@pytest.mark.parametrize("customers", [50, 200, 1_000])
def test_intervals_of_shares_hold_the_truth(results: Any, scale: int, customers: int, share: float, *, repeats: bool) -> None:
    """In 93 to 99 of 100 cases from 200 customers on; rare events with repeats in at least 88."""
    runs = min(400 * scale, 4_000)
    events, visits, squares = drawn(runs, customers, share, repeats=repeats, seed=1)
    low, high = shares(events, visits, squares=squares).interval()
    coverage = float(np.mean((low <= share) & (share <= high)))
    kind = "yes" if repeats else "no"
    results.add(
        "Intervals of single figures",
        "share",
        f"{customers:,}",
        kind,
        f"{share:g}",
        f"{100 * coverage:.1f}%",
        f"{runs:,}",
        keys=4,
        figures={4: 0.05},
    )

    if customers >= 200:
        assert coverage >= stats.binom.ppf(1e-4, runs, 0.88 if share <= 0.01 else 0.92) / runs


@pytest.mark.parametrize("customers", [50, 200, 1_000])
def test_intervals_of_mean_scores_hold_the_truth(results: Any, scale: int, customers: int) -> None:
    """Satisfaction from 1 to 5 with repeated answers that depend on the customer."""
    runs = min(400 * scale, 4_000)
    rng = np.random.default_rng(2)
    answers = rng.geometric(0.6, size=(runs, customers))
    mood, fold = rng.normal(0, 0.6, size=answers.shape), rng.integers(50, size=answers.shape)
    scale_points, spread = np.arange(1, 6), 0.8
    edges = np.array([-np.inf, 1.5, 2.5, 3.5, 4.5, np.inf])
    truth = float((np.diff(stats.norm.cdf(edges, 4.0, np.hypot(0.6, spread))) * scale_points).sum())
    total = np.zeros(answers.shape)
    for number in range(answers.max()):
        score = np.clip(np.floor(4.0 + mood + rng.normal(0, spread, size=answers.shape) + 0.5), 1, 5)
        total += np.where(number < answers, score, 0)
    low, high = means(by_fold(total, fold), by_fold(answers, fold), bounds=(1, 5), squares=(answers**2).sum(axis=1)).interval()
    coverage = float(np.mean((low <= truth) & (truth <= high)))
    results.add(
        "Intervals of single figures",
        "mean score",
        f"{customers:,}",
        "yes",
        f"{truth:.2f}",
        f"{100 * coverage:.1f}%",
        f"{runs:,}",
        keys=4,
        figures={4: 0.05},
    )

    assert coverage >= stats.binom.ppf(1e-4, runs, 0.92) / runs


@pytest.mark.parametrize("customers", [20, 50, 200, 1_000])
def test_intervals_of_the_net_promoter_score_hold_the_truth(results: Any, scale: int, customers: int) -> None:
    """Half promoters, a fifth detractors, one answer each."""
    runs = min(400 * scale, 2_000)
    rng = np.random.default_rng(3)
    kind = rng.choice(3, p=[0.5, 0.3, 0.2], size=(runs, customers))
    fold = rng.integers(50, size=kind.shape)
    found = nps_estimates(*(by_fold(each.astype(float), fold) for each in (kind == 0, kind == 2, kind >= 0)))
    coverage = float(np.mean([each.low <= 30 <= each.high for each in found]))
    results.add(
        "Intervals of single figures",
        "NPS",
        f"{customers:,}",
        "no",
        "30",
        f"{100 * coverage:.1f}%",
        f"{runs:,}",
        keys=4,
        figures={4: 0.05},
    )

    assert coverage >= stats.binom.ppf(1e-4, runs, 0.92) / runs


def test_intervals_of_selected_effects_miss_as_rarely_as_promised(results: Any, scale: int) -> None:
    """Sixty rates against a reference of 0.08, of which the significant ones are reported."""
    runs = 60 * scale
    rng = np.random.default_rng(4)
    plain, adjusted, chosen = [], [], []
    for _ in range(runs):
        truth = np.clip(0.08 + 0.06 * rng.standard_gamma(0.5, size=60), 0, 1)
        visits = rng.multinomial(400, np.full(50, 0.02), size=60)
        measured = shares(rng.binomial(visits, truth[:, None]), visits)
        selected = q_values(share_above(measured, Reference.fixed(0.08, measured.replicates), margin=0.02)) <= 0.05
        for misses, level in ((plain, 0.95), (adjusted, fcr_level(0.95, selected=int(selected.sum()), tested=60))):
            low, high = measured.interval(level)
            misses.append(float(((truth < low) | (truth > high))[selected].mean()) if selected.any() else 0.0)
        chosen.append(int(selected.sum()))
    cells = ("60", f"{np.mean(chosen):.0f}", f"{100 * np.mean(plain):.1f}%", f"{100 * np.mean(adjusted):.1f}%", f"{runs:,}")
    results.add("Reported effects", *cells, keys=1, figures={2: 0.05, 3: 0.03})

    assert np.mean(adjusted) <= 0.05 + 3 * np.std(adjusted) / np.sqrt(runs)
