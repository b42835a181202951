"""Which touchpoint and stage of a map each code of its statistics means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.model.slugs import unique_slugs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cxjourney.model.entity import Entity
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.statistics import JourneyStatistics


def touchpoint_codes(journey_map: JourneyMap, statistics: JourneyStatistics) -> dict[str, int]:
    """
    Return the code of each touchpoint of a map, by identifier; those that were never seen are left out.

    Parameters
    ----------
    journey_map
        A map that was discovered from the statistics or filled with them, perhaps renamed since.
    statistics
        What was measured.
    """
    return _codes(journey_map.touchpoints, statistics.touchpoints)


def stage_codes(journey_map: JourneyMap, statistics: JourneyStatistics) -> dict[str, int]:
    """
    Return the code of each stage of a map, by identifier; those that were never seen are left out.

    Parameters
    ----------
    journey_map
        A map that was discovered from the statistics or filled with them, perhaps renamed since.
    statistics
        What was measured.
    """
    return _codes(journey_map.stages, statistics.stages)


def channel_codes(journey_map: JourneyMap, statistics: JourneyStatistics) -> dict[str, int]:
    """
    Return the code of each channel of a map, by identifier; those that were never seen are left out.

    Parameters
    ----------
    journey_map
        A map that was discovered from the statistics or filled with them, perhaps renamed since.
    statistics
        What was measured.
    """
    return _codes(journey_map.channels, statistics.channels)


def segment_codes(journey_map: JourneyMap, statistics: JourneyStatistics) -> dict[str, int]:
    """
    Return the code of each segment of a map, by identifier; those that were never seen are left out.

    Parameters
    ----------
    journey_map
        A map that was discovered from the statistics or filled with them, perhaps renamed since.
    statistics
        What was measured.
    """
    return _codes(journey_map.segments, statistics.segments)


def _codes(entities: Iterable[Entity], names: Sequence[str]) -> dict[str, int]:
    """Match by the name in the data, else by the identifier made from it, which outlives renaming; never one code twice."""
    entities = tuple(entities)
    by_name = {name: code for code, name in enumerate(names)}
    named = {entity.id: by_name[entity.name] for entity in entities if entity.name in by_name}
    taken = set(named.values())
    by_id = {identifier: code for code, identifier in enumerate(unique_slugs(names)) if code not in taken}
    return named | {entity.id: by_id[entity.id] for entity in entities if entity.id not in named and entity.id in by_id}
