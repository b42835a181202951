"""Diagnoses, rankings, indices, comparisons and forecasts of answers with weights."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

import cxjourney as cx
from cxjourney.simulation.scores import Answers

STAGES = {"First": ["A", "B", "C", "D"], "Last": ["E", "F", "G", "H"]}
HAPPY_SHARE = {"D": 0.2, "G": 0.8}
"""Share of happy customers among those who answer, where it is not one half."""


@cache
def answers(seed: int = 1, *, truly_low: str = "") -> pd.DataFrame:
    """Return answers at eight places that differ only in who answers, but for one that is truly low; weights put it right."""
    rng = np.random.default_rng(seed)
    rows = []
    for place in "ABCDEFGH":
        happy = rng.random(1_200) < HAPPY_SHARE.get(place, 0.5)
        mean = np.where(happy, 4.3, 2.2) - (1.3 if place == truly_low else 0)
        score = np.clip(np.round(mean + rng.normal(0, 0.8, len(mean))), 1, 5)
        weight = np.where(happy, 0.5 / HAPPY_SHARE.get(place, 0.5), 0.5 / (1 - HAPPY_SHARE.get(place, 0.5)))
        who = {"customer": np.arange(len(mean)), "plan": np.where(np.arange(len(mean)) % 3, "basic", "gold")}
        where = {"touchpoint": place, "channel": rng.choice(["web", "shop"], len(mean))}
        rows.append(pd.DataFrame({**who, **where, "csat": score, "w": weight}))
    return pd.concat(rows, ignore_index=True).assign(time="2026-01-01")


@cache
def map_of(seed: int = 1, weight: str | None = "w", *, truly_low: str = "") -> cx.JourneyMap:
    """Return the map of the answers."""
    frame = answers(seed, truly_low=truly_low)
    roles: dict[str, Any] = {"touchpoint": "touchpoint", "channel": "channel", "segment": "plan", "scores": {"csat": "csat"}}
    return cx.discover_map(cx.read_surveys(frame, weight=weight, **roles), stages=STAGES)


def low_places(journey_map: cx.JourneyMap) -> set[str | None]:
    """Return where a diagnosis finds low scores."""
    return {pain.touchpoint for pain in cx.diagnose(journey_map).pain_points}


def test_who_answers_is_no_pain_point() -> None:
    """Weights take away what only the mix of answers made, and bring out what it hid."""
    assert low_places(map_of(weight=None)) == {"D"}
    assert low_places(map_of()) == set()
    assert low_places(map_of(truly_low="G")) == {"G"}


def test_the_finding_shows_effective_answers() -> None:
    """As many as the answers are worth."""
    pain = cx.diagnose(map_of(truly_low="G")).pain_points[0]
    weight = answers(truly_low="G").query("touchpoint == 'G'")["w"]
    worth = round(weight.sum() ** 2 / (weight**2).sum())

    assert dict(pain.evidence.counts)["effective answers"] == worth
    assert pain.estimate.n == worth
    assert worth < len(weight)


def test_ranks_and_indices_count_by_weight() -> None:
    """The index of a touchpoint is the weighted mean on 0 to 100."""
    places = dict(list(answers().groupby("touchpoint")))
    found = {each.name: each.score.value for each in cx.csi(map_of()).attributes}
    means = {name: 25 * (np.average(each["csat"], weights=each["w"]) - 1) for name, each in places.items()}
    ranked = {row.touchpoint: row.raw.value for row in cx.rank_touchpoints(map_of(), "csat").rows}
    tops = {name: float(np.average(each["csat"] >= 4, weights=each["w"])) for name, each in places.items()}

    assert found == pytest.approx(means, abs=1e-4)
    assert ranked == pytest.approx(tops, abs=1e-6)


@pytest.mark.parametrize("weight", ["w", None])
def test_comparisons_count_by_weight(weight: str | None) -> None:
    """Of totals, and in what they are split into."""
    before, after = (map_of(seed, weight, truly_low=low) for seed, low in ((1, ""), (2, "C")))
    comparison = cx.compare(before, after)
    change = next(change for name, change in comparison.totals if name == "csat")
    shares = [
        float(np.average(frame["csat"] >= 4, weights=frame["w"] if weight else None)) for frame in (answers(1), answers(2, truly_low="C"))
    ]

    assert change.total.value == pytest.approx(shares[1] - shares[0], abs=1e-6)
    assert {split.by for split in change.splits} == {"plan", "channel", "touchpoint"}
    for split in change.splits:
        assert (split.rate.value or 0) + (split.mix.value or 0) == pytest.approx(split.total.value)


def test_a_forecast_starts_from_the_weighted_score() -> None:
    """The share of bad answers that a better score spares is that of the weights."""
    statistics = map_of(truly_low="G").statistics
    at_g = Answers(statistics, statistics.touchpoints.index("G"), "G")
    frame = answers(truly_low="G").query("touchpoint == 'G'")
    bad, good = (float(np.average(each, weights=frame["w"])) for each in (frame["csat"] <= 2, frame["csat"] >= 4))

    assert at_g.spared({"csat": good})[0] == pytest.approx(0, abs=1e-6)
    assert at_g.spared({"csat": good / (1 - bad)})[0] == pytest.approx(bad, abs=1e-6)
