"""Shrunken means."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.meta_analysis import combine_effects

from cxjourney.inference.shrinkage import shrink, shrunken


def test_the_variance_between_places_is_that_of_dersimonian_and_laird() -> None:
    """The shrunken values are those of the moment estimate that statsmodels gives."""
    values, variances = np.array([0.1, 0.3, 0.35, 0.65, 0.45, 0.15]), np.array([0.03, 0.01, 0.05, 0.01, 0.05, 0.02])
    found = combine_effects(values, variances, method_re="dl")
    weights = 1 / (variances + found.tau2)
    centre = (weights * values).sum() / weights.sum()
    expected = (found.tau2 * values + variances * centre) / (found.tau2 + variances)

    assert shrunken(values, variances) == pytest.approx(expected)


def test_equal_places_are_drawn_together() -> None:
    """Without variance between places all get the common mean."""
    assert shrunken([1.0, 1.1, 0.9], [1.0, 1.0, 1.0]) == pytest.approx([1.0, 1.0, 1.0])


def test_ranking_shrunken_means_beats_ranking_raw_ones() -> None:
    """Among noisy places the shrunken values lie closer to the truth."""
    rng = np.random.default_rng(1)
    truth, variances = rng.normal(size=300), rng.uniform(0.1, 4, size=300)
    seen = rng.normal(truth, np.sqrt(variances))

    assert ((shrunken(seen, variances) - truth) ** 2).mean() < 0.6 * ((seen - truth) ** 2).mean()


def test_unknown_values_stay_unknown_and_one_value_stays_itself() -> None:
    """There is nothing to be drawn towards."""
    assert np.isnan(shrunken([np.nan, 2.0], [1.0, 1.0])).tolist() == [True, False]
    assert shrunken([2.0], [1.0]).tolist() == [2.0]


def test_errors_are_never_larger_than_those_of_the_values() -> None:
    """And smaller where much is drawn together; among three places they are those of the values."""
    found = shrink([0.0, 0.1, -0.1, 0.05, 3.0], [1.0] * 5)

    assert (found.standard_error <= 1).all()
    assert found.standard_error[:4].max() < 1
    assert shrink([0.0, 0.1, 0.2], [1.0] * 3).standard_error.tolist() == [1.0] * 3
