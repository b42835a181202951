from __future__ import annotations

import dataclasses

import pytest

from cxjourney.datasets import Plant, World, WorldScore, WorldTouchpoint, random_world
from cxjourney.errors import ModelError, OptionError

TWO = (WorldTouchpoint("Search", "Find", start=1), WorldTouchpoint("Pay", "Buy"))
FLOW = ((0.0, 1.0), (0.0, 0.0))


def test_names_and_stages_follow_the_touchpoints() -> None:
    """A world lists its touchpoints and stages in the order given."""
    world = World(TWO, FLOW, goal="Pay")

    assert (world.names, world.stages) == (("Search", "Pay"), ("Find", "Buy"))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"goal": "Checkout"}, "no touchpoint 'Checkout'"),
        ({"flow": ((0.0, 1.0),)}, "2 rows of 2 weights"),
        ({"segments": ()}, "at least one segment"),
        ({"touchpoints": (TWO[1], dataclasses.replace(TWO[1], name="Search"))}, "No touchpoint starts"),
        ({"touchpoints": (TWO[0], TWO[0])}, "unique names"),
        ({"touchpoints": (TWO[0], dataclasses.replace(TWO[1], channels=(1.0, 2.0)))}, "1 channel weights"),
        ({"plants": (Plant("drop_off", "Search", 0.1, channel="fax"),)}, "no channel 'fax'"),
        ({"plants": (Plant("drop_off", "Search", 0.1, segment="nobody"),)}, "no segment 'nobody'"),
    ],
)
def test_a_world_that_contradicts_itself_is_refused(changes: dict[str, object], message: str) -> None:
    """Names that lead nowhere and rows of the wrong length are errors that name them."""
    fields: dict[str, object] = {"touchpoints": TWO, "flow": FLOW, "goal": "Pay"} | changes

    with pytest.raises(ModelError, match=message):
        World(**fields)  # type: ignore[arg-type]


def test_unknown_kinds_and_metrics_are_refused() -> None:
    """A plant needs a known kind and a score a known metric."""
    world = World(TWO, FLOW, goal="Pay")

    with pytest.raises(OptionError, match="'drop_of'"):
        world.with_plants(Plant("drop_of", "Search", 0.1))  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="'stars'"):
        dataclasses.replace(world, touchpoints=(dataclasses.replace(TWO[0], scores=(WorldScore("stars", 0.1),)), TWO[1]))


def test_a_plant_says_what_it_does() -> None:
    """The text of a plant names the kind, the place and the size."""
    plant = Plant("long_wait", "Refund", 3.0, channel="web")

    assert str(plant) == "long_wait at Refund / web: ×3 time to the next step"


def test_with_plants_leaves_the_world_unchanged() -> None:
    """Planting gives another world and keeps the first."""
    world = random_world(1)

    planted = world.with_plants(Plant("rework", world.names[2], 0.1))

    assert (len(world.plants), len(planted.plants)) == (0, 1)
