"""Scores of surveys that some kinds of customers answer more often than others, weighted by one over how often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import cxjourney as cx
from cxjourney.inference.nps import nps_estimates
from cxjourney.inference.ratios import mean_estimates, share_estimates
from cxjourney.statistics.answer_sums import AnswerSums
from tests.calibration.test_single_figures import by_fold

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate

pytestmark = pytest.mark.calibration

SECTION = "Scores with weights"
SPREADS = {"2 times": (0.3, 0.6), "5 times": (0.1, 0.5), "9 times": (0.05, 0.45)}
"""How often the unhappy half answers, and how often the happy half does."""

SHARES = {"unhappy": (0.5, 0.2), "happy": (0.1, 0.6)}
"""Detractors and promoters in each half."""


def drawn(runs: int, asked: int, spread: str, seed: int) -> AnswerSums:
    """Return the sums of runs of customers, half of them unhappy, of whom some answer once or twice."""
    rng = np.random.default_rng(seed)
    happy = rng.random((runs, asked)) < 0.5
    chance = np.where(happy, SPREADS[spread][1], SPREADS[spread][0])
    answers = (rng.random((runs, asked)) < chance) * (1 + (rng.random((runs, asked)) < 0.2))
    weight = np.round(1e4 / chance).astype(np.int64)
    low, high = (np.where(happy, SHARES["happy"][place], SHARES["unhappy"][place]) for place in (0, 1))
    bad = rng.binomial(answers, low)
    good = rng.binomial(answers - bad, high / (1 - low))
    fold = rng.integers(50, size=(runs, asked))
    counted = {"n": answers, "score_sum": 10 * good + 7 * (answers - good - bad), "favourable": good, "unfavourable": bad}
    columns = {name: by_fold(weight * count, fold) for name, count in counted.items()}
    return AnswerSums(columns, ((weight * answers) ** 2).sum(axis=1), (weight**2 * answers).sum(axis=1))


def truth(figure: str) -> float:
    """Return the figure of all customers, answering or not."""
    bad, good = (float(np.mean([SHARES[kind][place] for kind in SHARES])) for place in (0, 1))
    return {"nps": 100 * (good - bad), "share": good, "mean": 10 * good + 7 * (1 - good - bad)}[figure]


def estimates(figure: str, sums: AnswerSums) -> tuple[Estimate, ...]:
    """Return a figure of every run."""
    if figure == "nps":
        return nps_estimates(sums["favourable"], sums["unfavourable"], sums["n"], squares=sums.squares)
    if figure == "share":
        return share_estimates(sums["favourable"], sums["n"], squares=sums.squares)
    return mean_estimates(sums["score_sum"], sums["n"], bounds=(0, 10), squares=sums.squares)


@pytest.mark.parametrize("spread", list(SPREADS))
@pytest.mark.parametrize("figure", ["share", "mean", "nps"])
@pytest.mark.parametrize("asked", [1_000, 4_000])
def test_weighted_intervals_hold_what_all_customers_would_say(results: Any, scale: int, asked: int, figure: str, spread: str) -> None:
    """In 93 to 97 of 100 cases, and without a bias, although the happy answer more often."""
    runs = min(400 * scale, 2_000)
    sums = drawn(runs, asked, spread, seed=3).effective()
    found, true = estimates(figure, sums), truth(figure)
    inside = np.mean([each.low is not None and each.high is not None and each.low <= true <= each.high for each in found])
    bias = float(np.mean([each.value for each in found if each.value is not None])) - true
    error = float(np.std([each.value for each in found if each.value is not None])) / np.sqrt(runs)
    worth = f"{np.mean([each.n for each in found if each.n is not None]):,.0f}"
    row = (figure, f"{asked:,}", spread, worth, f"{true:g}", f"{bias:+.3f}", f"{100 * inside:.1f}%", f"{runs:,}")
    results.add(SECTION, *row, keys=3, figures={6: 0.05})

    assert inside >= stats.binom.ppf(1e-4, runs, 0.93) / runs
    assert inside <= 0.985
    assert abs(bias) <= 4 * error


def alike(seed: int, customers: int = 1_500) -> pd.DataFrame:
    """Return answers at twelve places that differ inside the margin only, and whose mix of who answers differs much."""
    rng = np.random.default_rng(seed)
    happy = rng.random(customers) < 0.5
    rows = []
    for place in range(12):
        chance = np.where(happy, rng.choice([0.15, 0.8]), rng.choice([0.15, 0.8]))
        shift = rng.uniform(-0.1, 0.1)
        valence = np.clip(np.where(happy, 0.9, -0.9) + shift + rng.normal(0, 0.8, customers), -2, 2)
        answers = np.flatnonzero(rng.random(customers) < chance)
        score = np.clip(np.round(valence[answers] + 3), 1, 5)
        rows.append(pd.DataFrame({"customer": answers, "touchpoint": f"Place {place:02}", "csat": score, "w": 1 / chance[answers]}))
    return pd.concat(rows).assign(time="2026-01-01")


def low(frame: pd.DataFrame, **options: Any) -> int:
    """Return how many low scores a diagnosis finds."""
    stages = {f"Stage {number}": [f"Place {number * 6 + place:02}" for place in range(6)] for number in range(2)}
    log = cx.read_surveys(frame, touchpoint="touchpoint", scores={"csat": "csat"}, **options)
    return len(cx.diagnose(cx.discover_map(log, stages=stages), kinds=["low_score"]).pain_points)


def test_weights_keep_diagnoses_from_finding_who_answered(results: Any, scale: int) -> None:
    """Where all places are alike, at most 5% of the weighted diagnoses find a low score; without weights most do."""
    runs = min(12 * scale, 120)
    frames = [alike(seed) for seed in range(runs)]
    weighted = sum(low(frame, weight="w") > 0 for frame in frames)
    plain = sum(low(frame) > 0 for frame in frames[: max(runs // 4, 3)]) / max(runs // 4, 3)
    results.add(
        "Diagnoses with weights", "12 places", "1,500", f"{100 * weighted / runs:.1f}%", f"{100 * plain:.0f}%", f"{runs:,}", keys=2,
        figures={2: 0.1},
    )  # fmt: skip

    assert weighted <= stats.binom.ppf(0.9999, runs, 0.05)
    assert plain >= 0.5
