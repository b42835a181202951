from __future__ import annotations

import numpy as np
import pytest

from cxjourney.datasets import random_world, world_truth
from cxjourney.errors import OptionError


@pytest.mark.parametrize(("stages", "touchpoints"), [(1, 3), (2, 5), (5, 20), (12, 80)])
def test_a_world_has_the_shape_asked_for(stages: int, touchpoints: int) -> None:
    """Stages and touchpoints are as many as asked for, and every stage has at least two."""
    world = random_world(4, stages=stages, touchpoints=touchpoints)
    sizes = [sum(touchpoint.stage == stage for touchpoint in world.touchpoints) for stage in world.stages]

    assert (len(world.stages), len(world.touchpoints)) == (stages, touchpoints)
    assert min(sizes) >= 2


def test_the_same_seed_gives_the_same_world() -> None:
    """A seed stands for one world."""
    assert random_world(8, plants=3) == random_world(8, plants=3) != random_world(9, plants=3)


@pytest.mark.parametrize("seed", range(4))
def test_touchpoints_of_a_null_world_differ_by_less_than_the_margins(seed: int) -> None:
    """Natural variation stays inside the margins of the library for every kind of pain point."""
    truth = world_truth(random_world(seed), customers=30_000).touchpoints
    leave = [float(point.drop_off_rate) for point in truth if point.drop_off_rate is not None]
    rework = [point.rework_rate for point in truth if point.rework_rate is not None]
    wait = [point.wait_mean_seconds for point in truth if point.wait_mean_seconds is not None]
    csat = [value for point in truth for metric, value in point.valence if metric == "csat"]

    assert max(leave) - np.median(leave) < 0.02
    assert max(rework) - np.median(rework) < 0.05
    assert max(wait) / np.median(wait) < 1.5
    assert np.median(csat) - min(csat) < 0.3


def test_plants_stand_at_different_touchpoints_that_are_reached() -> None:
    """Every plant has a touchpoint of its own that enough journeys visit."""
    world = random_world(6, plants=4, gaps=2)
    truth = world_truth(world, customers=5_000)
    places = [plant.touchpoint for plant in world.plants]

    assert len(set(places)) == 6
    assert min(truth[place].reach for place in places) > 0.05
    assert [plant.channel is None and plant.segment is None for plant in world.plants] == [True] * 4 + [False] * 2


@pytest.mark.parametrize("options", [{"touchpoints": 4}, {"stages": 0}, {"plants": 40}])
def test_numbers_that_do_not_fit_are_refused(options: dict[str, int]) -> None:
    """Too few touchpoints or too many plants are errors."""
    with pytest.raises(OptionError, match="found"):
        random_world(1, **options)
