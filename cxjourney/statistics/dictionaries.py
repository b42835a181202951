"""Names by code: which are used, and what becomes of the codes when dictionaries are joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxjourney.model.metric import Metric
    from cxjourney.statistics.journey_statistics import JourneyStatistics
    from cxjourney.statistics.table import Integers, Table

DICTIONARIES = ("touchpoints", "channels", "segments", "reasons")
"""The fields of statistics that hold names by code."""

CODED = {
    **dict.fromkeys(("touchpoint", "source", "target", "previous", "next"), "touchpoints"),
    "channel": "channels",
    "segment": "segments",
    "reason": "reasons",
}
"""The dictionary of each key column."""

_USED_IN = {
    "touchpoints": ("visits", "touchpoint"),
    "channels": ("channel_cells", "channel"),
    "segments": ("segment_cells", "segment"),
    "reasons": ("reasons", "reason"),
}


def used_codes(statistics: JourneyStatistics, dictionary: str) -> list[int]:
    """
    Return the codes of a dictionary that occur in a table.

    Parameters
    ----------
    statistics
        Where to look.
    dictionary
        Name of the dictionary.
    """
    table, key = _USED_IN[dictionary]
    return [int(code) for code in np.unique(statistics.tables[table][key])]


def columns_of(segments: Sequence[str], *sources: JourneyStatistics) -> tuple[str, ...]:
    """
    Return the column that each segment's name comes from.

    Parameters
    ----------
    segments
        Names of segments.
    *sources
        Statistics that know them.
    """
    columns = {name: column for each in sources for name, column in zip(each.segments, each.segment_columns, strict=True)}
    return tuple(columns[name] for name in segments)


def recoded(statistics: JourneyStatistics, names: Mapping[str, Sequence[str]], metrics: Sequence[Metric]) -> dict[str, Table]:
    """
    Return the tables with the codes of wider dictionaries.

    Parameters
    ----------
    statistics
        Statistics with their own codes.
    names
        The wider dictionaries.
    metrics
        The wider list of scales.
    """
    codes: dict[str, Integers] = {}
    for key, dictionary in CODED.items():
        place = {name: index for index, name in enumerate(names[dictionary])}
        codes[key] = np.array([place.get(name, 0) for name in getattr(statistics, dictionary)], dtype=np.int64)
    order = {metric: index for index, metric in enumerate(metrics)}
    codes["metric"] = np.array([order[metric] for metric in statistics.metrics], dtype=np.int64)
    if all(np.array_equal(code, np.arange(len(code))) for code in codes.values()):
        return dict(statistics.tables)
    return {name: table.recoded(codes) for name, table in statistics.tables.items()}
