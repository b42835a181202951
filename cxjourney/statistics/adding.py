"""Add statistics of different customers, and say what is missing to the whole."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.errors import StatisticsError
from cxjourney.ingest.zones import from_microseconds
from cxjourney.statistics.dictionaries import DICTIONARIES, columns_of, recoded
from cxjourney.statistics.settings import MeasureSettings
from cxjourney.statistics.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cxjourney.statistics.journey_statistics import JourneyStatistics

SKETCH_SIZE = 1_024
"""How many customer hashes are kept to notice logs that share customers."""

_LISTED = 1_000
"""More missing parts than this are not listed."""


def joined(sides: Sequence[JourneyStatistics]) -> JourneyStatistics:
    """
    Return the sum of statistics of different customers.

    Parameters
    ----------
    sides
        One or more.

    Raises
    ------
    StatisticsError
        If settings differ, customers are in several of them, or one of them may have changed since it was measured.
    """
    latest = max(sides, key=lambda side: side.settings.observed_until)
    for side in sides:
        check_settings(sides[0], side)
        _check_settled(side, latest)
    _check_customers(sides)
    names = {name: tuple(sorted({each for side in sides for each in getattr(side, name)})) for name in DICTIONARIES}
    metrics = tuple(sorted({metric for side in sides for metric in side.metrics}, key=lambda metric: metric.name))
    tables = [recoded(side, names, metrics) for side in sides]
    seen = [side.period for side in sides if side.customers] or [latest.period]
    return replace(
        latest,
        touchpoints=names["touchpoints"],
        channels=names["channels"],
        segments=names["segments"],
        segment_columns=columns_of(names["segments"], *sides),
        reasons=names["reasons"],
        metrics=metrics,
        tables={name: Table.summed([each[name] for each in tables]) for name in tables[0]},
        period=(min(first for first, _ in seen), max(last for _, last in seen)),
        parts=tuple(sorted({part for side in sides for part in side.parts})),
        sketch=np.unique(np.concatenate([side.sketch for side in sides]))[:SKETCH_SIZE],
        notes=tuple(dict.fromkeys(note for side in sides for note in side.notes)),
    )


def missing_parts(parts: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """
    Return the parts that are missing to all customers.

    Parameters
    ----------
    parts
        Parts that overlap nowhere, as pairs (index, number of parts); none at all means that nothing was split.

    Examples
    --------
    >>> missing_parts([(0, 2), (1, 4)]), missing_parts([(0, 2), (1, 2)]), missing_parts([])
    (((3, 4),), (), ())
    """
    held = tuple(parts)
    if not held or sum(Fraction(1, number) for _, number in held) == 1:
        return ()
    number = math.lcm(*(number for _, number in held))
    missing = ((index, number) for index in range(number) if all(index % others != other for other, others in held))
    return tuple(islice(missing, _LISTED))


def check_whole(statistics: JourneyStatistics) -> None:
    """
    Refuse statistics that lack some parts of the customers.

    Parameters
    ----------
    statistics
        What was joined.

    Raises
    ------
    StatisticsError
        If parts are missing.
    """
    missing = statistics.missing_parts
    if missing:
        listed = ", ".join(f"{index} of {number}" for index, number in missing[:20]) + (", …" if len(missing) > 20 else "")
        raise StatisticsError(
            f"these parts of the customers are missing: {listed}.",
            hint="measure them with settings=first.settings, or pass whole=False if a part of the customers is wanted.",
        )


def check_settings(left: JourneyStatistics, right: JourneyStatistics) -> None:
    """
    Refuse different settings by name; the end of the observation is looked at apart.

    Parameters
    ----------
    left, right
        Statistics that must mean the same.

    Raises
    ------
    StatisticsError
        If a setting differs.
    """
    for name in MeasureSettings.model_fields:
        values = getattr(left.settings, name), getattr(right.settings, name)
        if values[0] != values[1] and name != "observed_until":
            raise StatisticsError(
                f"the settings differ in {name!r}: {_short(values[0])} and {_short(values[1])}.",
                hint="measure every part with settings=first.settings.",
            )


def _check_settled(side: JourneyStatistics, latest: JourneyStatistics) -> None:
    """Refuse to read statistics as of a later time than they were measured for, unless nothing in them can have changed since."""
    until = latest.settings.observed_until
    if side.settings.observed_until == until or side.settled:
        return
    last, then, now = (from_microseconds(instant).isoformat() for instant in (side.period[1], side.settings.observed_until, until))
    which = f"part {', '.join(f'{index} of {number}' for index, number in side.parts)}" if side.parts else "the statistics"
    raise StatisticsError(
        f"the settings differ in 'observed_until': {which} were measured as of {then}, others as of {now}, and customers seen until {last} "
        "were not followed for long enough to leave it at that.",
        hint="measure them again with the later observed_until=; find_stale_parts() says which.",
    )


def _check_customers(sides: Sequence[JourneyStatistics]) -> None:
    """Refuse statistics of the same customers, by name."""
    seen: list[tuple[int, int]] = []
    for side in sides:
        for index, number in side.parts:
            for other, others in seen:
                if (index - other) % math.gcd(number, others) == 0:
                    raise StatisticsError(
                        f"part {other} of {others} and part {index} of {number} hold the same customers.",
                        hint="add each part once, all from the same split.",
                    )
        seen.extend(side.parts)
    hashes = np.concatenate([side.sketch for side in sides])
    shared = len(hashes) - len(np.unique(hashes))
    if shared:
        raise StatisticsError(
            f"the statistics hold some of the same customers (at least {shared:,}).",
            hint="split logs by customer with part=(i, n), never by day.",
        )


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 120 else text[:119] + "…"
