from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from cxjourney.model.findings import Diagnosis
    from cxjourney.model.journey_map import JourneyMap

Made = tuple["JourneyMap", "Diagnosis"]


def moves(ids: list[str], seed: int, most: int) -> list[dict[str, Any]]:
    """Return made-up transitions: mostly onwards, some back, some to themselves, a few far away."""
    chance = random.Random(seed)
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for place, source in enumerate(ids):
        for _ in range(chance.randint(1, most)):
            target = place + chance.choice((0, 1, 1, 1, 2, 3, -1, -3, chance.randint(-len(ids), len(ids))))
            if 0 <= target < len(ids):
                count = int(10 ** chance.uniform(0.5, 3.7))
                share = round(chance.uniform(0.01, 0.6), 3)
                found[source, ids[target]] = {"source": source, "target": ids[target], "count": count, "share": share}
    return list(found.values())


@pytest.fixture(scope="session")
def made_flow(examples: ModuleType) -> Callable[..., Made]:
    """Return a function that makes up a map of any size with transitions, and findings for it."""

    def make(touchpoints: int, stages: int, script: str = "latin", seed: int = 1, most: int = 3) -> Made:
        journey_map, diagnosis = examples.made_up(touchpoints, stages, script, seed)
        ids = [touchpoint.id for touchpoint in journey_map.touchpoints]
        return journey_map.replace(transitions=moves(ids, seed, most)), diagnosis

    return make


@pytest.fixture(scope="session")
def bike_flow(examples: ModuleType) -> Made:
    """Return the map of renting a city bike with the moves between its touchpoints, and findings for it."""
    journey_map = examples.bike_map()
    names = [touchpoint.name for touchpoint in journey_map.touchpoints]
    onwards = [(names[place], names[place + 1], 4_100 - 310 * place) for place in range(len(names) - 1)]
    others = [
        ("Identity photo", "Identity photo", 930), ("Deposit", "Account form", 410), ("Return dock", "Map in the app", 520),
        ("Street poster", "Account form", 1_180), ("Price page", "Identity photo", 290), ("Help line", "Identity photo", 118),
    ]  # fmt: skip
    transitions = [{"source": one, "target": two, "count": n, "share": round(n / 5_200, 3)} for one, two, n in onwards + others]
    journey_map = journey_map.replace(transitions=transitions)
    return journey_map, examples.bike_diagnosis(journey_map)
