"""Judging predictions on folds they were not learned from."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from cxjourney.inference.held_out import Predictions, gain, ranking


def test_ranking_is_the_rank_sum_within_groups() -> None:
    """In one group and one fold it is the statistic of Mann and Whitney per pair."""
    rng = np.random.default_rng(1)
    scores, events = rng.integers(4, size=(60, 1)).astype(float), rng.integers(2, size=(60, 1)).astype(float)
    expected = stats.mannwhitneyu(scores[events == 1], scores[events == 0]).statistic / (events.sum() * (1 - events).sum())

    found = ranking(Predictions(np.zeros(60, dtype=np.int64), np.ones((60, 1)), events), scores)

    assert found.value == pytest.approx(expected)


def test_differences_between_groups_do_not_count() -> None:
    """A score that only tells groups apart says nothing inside them."""
    group = np.repeat([0, 1], 50)
    events = np.zeros((100, 50))
    events[np.arange(0, 100, 3), 0] = 1
    trials = np.zeros((100, 50))
    trials[:, 0] = 1

    assert ranking(Predictions(group, trials, events), np.repeat(group[:, None], 50, axis=1).astype(float)).value == 0.5


def test_groups_that_cannot_be_ranked_count_nothing() -> None:
    """Where nobody has the event there is no pair, and without any pair no figure."""
    found = ranking(Predictions(np.array([0, 0]), np.ones((2, 50)), np.zeros((2, 50))), np.ones((2, 50)))

    assert found.value is None


def test_the_interval_covers_one_half_when_scores_say_nothing() -> None:
    """At least nine times in ten in forty runs."""
    rng = np.random.default_rng(2)
    covered = []
    for _ in range(40):
        trials = rng.poisson(1.0, size=(40, 50)).astype(float)
        found = ranking(
            Predictions(np.repeat(np.arange(4), 10), trials, rng.binomial(trials.astype(int), 0.3).astype(float)), rng.random((40, 50))
        )
        covered.append(found.low <= 0.5 <= found.high)

    assert np.mean(covered) >= 0.9


def test_gain_compares_log_losses() -> None:
    """The share of the log loss that is saved, by hand."""
    trials, events = np.full((1, 50), 4.0), np.full((1, 50), 1.0)
    odds = np.full((1, 50), np.log(1 / 3))

    found = gain(Predictions(np.array([0]), trials, events), odds, np.zeros((1, 50)))

    entropy = -(0.25 * np.log(0.25) + 0.75 * np.log(0.75))
    assert found.value == pytest.approx(1 - entropy / np.log(2))
    assert found.n == 200


def test_visits_without_a_prediction_count_for_neither_side() -> None:
    """A stratum that was seen in one fold only cannot be predicted there."""
    trials, events = np.full((2, 50), 4.0), np.full((2, 50), 1.0)
    odds = np.full((2, 50), np.log(1 / 3))
    odds[1] = np.nan

    assert gain(Predictions(np.array([0, 1]), trials, events), odds, np.zeros((2, 50))).n == 200
