from __future__ import annotations

import dataclasses

import pytest

from cxjourney.datasets import Frailty, Plant, World, WorldChannel, WorldScore, WorldSegment, WorldTouchpoint, world_truth
from cxjourney.errors import OptionError

CHAIN = World(
    touchpoints=(
        WorldTouchpoint("A", "One", start=1, leave=0.1, repeat=0, back=0, scores=(WorldScore("nps", 0.3, 0.2),)),
        WorldTouchpoint("B", "One", leave=0.2, repeat=0.1, back=0),
        WorldTouchpoint("C", "Two", leave=0.3, repeat=0, back=0),
        WorldTouchpoint("D", "Three", leave=0.5, repeat=0, back=0),
    ),
    flow=((0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1), (0, 0, 0, 0)),
    goal="C",
    frailty=Frailty(valence=0),
)


def test_the_truth_is_what_the_world_states() -> None:
    """Without frailty the reference run gives the stated probabilities back."""
    truth = world_truth(CHAIN, customers=50_000)

    assert truth["A"].drop_off_rate == pytest.approx(0.1, abs=0.01)
    assert truth["B"].drop_off_rate == pytest.approx(0.2, abs=0.01)
    assert truth["B"].rework_rate == pytest.approx(0.1 / 0.8, abs=0.01)
    assert truth["A"].wait_median_seconds == pytest.approx(3_600, rel=0.05)
    assert truth.goal_rate == pytest.approx(0.9 * 0.7 / 0.9, abs=0.01)


def test_after_the_goal_nothing_is_at_risk() -> None:
    """The goal itself and what follows it have no drop-off."""
    truth = world_truth(CHAIN, customers=2_000)

    assert truth["C"].drop_off_rate is None
    assert truth["D"].drop_off_rate is None


def test_moves_beyond_the_horizon_count_as_leaving() -> None:
    """At the median wait as horizon, half of those who move on are counted as gone."""
    truth = world_truth(CHAIN, customers=50_000, horizon_seconds=3_600)

    assert truth["A"].drop_off_rate == pytest.approx(0.1 + 0.9 / 2, abs=0.01)


@pytest.mark.parametrize(
    ("plant", "measure", "low", "high"),
    [
        (Plant("drop_off", "A", 0.2), "drop_off_rate", 0.28, 0.32),
        (Plant("rework", "B", 0.2), "rework_rate", 0.34, 0.40),
        (Plant("long_wait", "A", 3.0), "wait_mean_seconds", 10_000, 11_600),
    ],
)
def test_a_plant_has_the_size_it_states(plant: Plant, measure: str, low: float, high: float) -> None:
    """The planted touchpoint moves by the size of the plant."""
    truth = world_truth(CHAIN.with_plants(plant), customers=20_000)

    assert low < getattr(truth[plant.touchpoint], measure) < high


def test_a_low_score_lowers_the_valence() -> None:
    """The planted touchpoint's answers are lower by about the size of the plant."""
    before, after = (
        dict(world_truth(world, customers=20_000)["A"].valence) for world in (CHAIN, CHAIN.with_plants(Plant("low_score", "A", 1.0)))
    )

    assert before["nps"] - after["nps"] == pytest.approx(1.0, abs=0.1)


def test_an_unknown_touchpoint_is_named() -> None:
    """Asking for a touchpoint that is not there gives the closest."""
    truth = world_truth(CHAIN, customers=100)

    with pytest.raises(OptionError, match="'E'"):
        truth["E"]


def test_the_truth_of_a_channel_or_segment_is_its_own() -> None:
    """A friction in one channel or segment shows there and nowhere else."""
    world = dataclasses.replace(
        CHAIN, channels=(WorldChannel("web"), WorldChannel("app")), segments=(WorldSegment("new"), WorldSegment("old"))
    )
    in_app, for_new = (
        world.with_plants(Plant("drop_off", "A", 0.3, channel="app")),
        world.with_plants(Plant("drop_off", "A", 0.3, segment="new")),
    )

    rates = [world_truth(in_app, customers=10_000, channel=name)["A"].drop_off_rate for name in ("web", "app")]
    rates += [world_truth(for_new, customers=10_000, segment=name)["A"].drop_off_rate for name in ("old", "new")]

    assert rates == pytest.approx([0.1, 0.4, 0.1, 0.4], abs=0.03)
