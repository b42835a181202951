"""Any sequence of changes keeps every reference resolved and every older value as it was."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from cxjourney.interchange.document import from_text, to_text
from cxjourney.model.journey_map import JourneyMap
from cxjourney.model.slugs import unique_slugs
from cxjourney.model.stage import Stage
from cxjourney.testing import names

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxjourney.model.touchpoint import Touchpoint

STATISTICS = object()


class Editing(RuleBasedStateMachine):
    """Replace, add, remove, merge, save and load in any order."""

    maps: Bundle[tuple[JourneyMap, str]] = Bundle("maps")

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[JourneyMap, str]] = []

    def _keep(self, journey_map: JourneyMap) -> tuple[JourneyMap, str]:
        known = {point.id for point in journey_map.touchpoints}
        assert {end for move in journey_map.transitions for end in (move.source, move.target)} <= known
        assert set(journey_map.goal_touchpoints) <= known
        assert {name for point in journey_map.touchpoints for name in point.channels} <= {channel.id for channel in journey_map.channels}
        assert [stage.order for stage in journey_map.stages] == list(range(len(journey_map.stages)))
        self.seen.append((journey_map, to_text(journey_map, ".json")))
        return self.seen[-1]

    @initialize(target=maps, labels=st.lists(names(), min_size=3, max_size=5, unique=True))
    def start(self, labels: list[str]) -> tuple[JourneyMap, str]:
        """Begin with a small map whose touchpoints follow each other."""
        ids = unique_slugs(labels)
        points = [{"name": name, "id": key, "channels": ["web"]} for name, key in zip(labels, ids, strict=True)]
        moves = [{"source": source, "target": target} for source, target in itertools.pairwise(ids)]
        stages = [{"name": "First", "touchpoints": points[:2]}, {"name": "Second", "touchpoints": points[2:]}]
        return self._keep(JourneyMap(stages=stages, transitions=moves, goal_touchpoints=ids[-1:]).with_statistics(STATISTICS))

    @rule(target=maps, pair=maps, name=names(), number=st.integers(0))
    def rename(self, pair: tuple[JourneyMap, str], name: str, number: int) -> tuple[JourneyMap, str]:
        """A new name keeps the identifier and so the moves."""
        old = pair[0]
        if not old.touchpoints:
            return pair
        chosen = old.touchpoints[number % len(old.touchpoints)]
        new = _changed(old, lambda point: point.replace(name=name) if point is chosen else point)

        assert new.transitions == old.transitions
        assert new.statistics is STATISTICS
        return self._keep(new)

    @rule(target=maps, pair=maps, number=st.integers(0))
    def remove(self, pair: tuple[JourneyMap, str], number: int) -> tuple[JourneyMap, str]:
        """A touchpoint goes together with what refers to it."""
        old = pair[0]
        if not old.touchpoints:
            return pair
        gone = old.touchpoints[number % len(old.touchpoints)].id
        left = [stage.replace(touchpoints=[point for point in stage.touchpoints if point.id != gone]) for stage in old.stages]
        moves = [move for move in old.transitions if gone not in {move.source, move.target}]
        goals = [goal for goal in old.goal_touchpoints if goal != gone]
        return self._keep(old.replace(stages=left, transitions=moves, goal_touchpoints=goals))

    @rule(target=maps, pair=consumes(maps), name=names())
    def merge_stages(self, pair: tuple[JourneyMap, str], name: str) -> tuple[JourneyMap, str]:
        """All touchpoints in one stage."""
        return self._keep(pair[0].replace(stages=[Stage(name=name, touchpoints=pair[0].touchpoints)]))

    @rule(target=maps, pair=maps)
    def turn_around(self, pair: tuple[JourneyMap, str]) -> tuple[JourneyMap, str]:
        """Stages in the opposite order, numbered anew."""
        turned = [stage.replace(order=None) for stage in reversed(pair[0].stages)]
        return self._keep(pair[0].replace(stages=turned))

    @rule(target=maps, pair=maps, suffix=st.sampled_from([".json", ".yaml"]))
    def save_and_load(self, pair: tuple[JourneyMap, str], suffix: str) -> tuple[JourneyMap, str]:
        """A document and a graph give the same map."""
        loaded = from_text(to_text(pair[0], suffix), suffix, source="map")

        assert loaded == pair[0] == JourneyMap.from_networkx(pair[0].to_networkx())
        return self._keep(loaded.with_statistics(STATISTICS))

    @invariant()
    def old_values_stay(self) -> None:
        """Nothing that was made before has changed."""
        assert all(to_text(journey_map, ".json") == text for journey_map, text in self.seen[:3])


def _changed(journey_map: JourneyMap, change: Callable[[Touchpoint], Touchpoint]) -> JourneyMap:
    stages = [stage.replace(touchpoints=[change(point) for point in stage.touchpoints]) for stage in journey_map.stages]
    return journey_map.replace(stages=stages)


TestEditing = Editing.TestCase
TestEditing.settings = settings(max_examples=25, stateful_step_count=12, deadline=None)
