"""Figures of an earlier period, lined up with the touchpoints of the map under diagnosis."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.context import Context
from cxjourney.errors import StatisticsError
from cxjourney.model.journey_map import JourneyMap
from cxjourney.statistics import JourneyStatistics

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.diagnosis.protocol import Candidates, Detector
    from cxjourney.inference.ratios import Ratios

    Floats = NDArray[np.float64]


def earlier_context(context: Context, earlier: JourneyMap | JourneyStatistics) -> Context:
    """
    Return the map in an earlier period.

    Parameters
    ----------
    context
        The map under diagnosis.
    earlier
        The earlier map with its statistics, or the statistics alone.

    Raises
    ------
    StatisticsError
        If the earlier map has no statistics, or none of the touchpoints was observed then.
    """
    statistics = earlier.statistics if isinstance(earlier, JourneyMap) else earlier
    if statistics is None:
        raise StatisticsError(
            "The earlier map has no statistics beside it, so that nothing can be compared with it.",
            hint="save measured maps with save(path, statistics=True), or pass what measure() returned.",
        )
    if not isinstance(statistics, JourneyStatistics):
        message = f"earlier takes a JourneyMap or JourneyStatistics, found {type(statistics).__name__}."
        raise TypeError(message)
    found = Context(context.journey_map, statistics, context.margins, context.level)
    if not found.touchpoints:
        raise StatisticsError("None of the touchpoints of the map was observed in the earlier period.", hint="name touchpoints alike.")
    return found


def tested(detector: Detector, context: Context) -> Candidates:
    """
    Return what a detector says, with the earlier period as a reference where there is one.

    Parameters
    ----------
    detector
        The kind.
    context
        The map under diagnosis.
    """
    if context.earlier is None:
        return detector.candidates(context.statistics, context)
    before = detector.candidates(context.earlier.statistics, context.earlier)
    if before.whole_map:
        return detector.candidates(context.statistics, context)
    return detector.candidates(context.statistics, replace(context, before=aligned(context, context.earlier, before.measured)))


def aligned(context: Context, earlier: Context, found: Ratios) -> Ratios:
    """
    Return figures of the earlier period by touchpoint of the later one, NaN where a touchpoint was not observed.

    Parameters
    ----------
    context
        The map under diagnosis.
    earlier
        The same map in the earlier period.
    found
        Figures by touchpoint of the earlier period.
    """
    place = {touchpoint.id: index for index, touchpoint in enumerate(earlier.touchpoints)}
    rows = np.array([place.get(touchpoint.id, -1) for touchpoint in context.touchpoints], dtype=np.int64)

    def at(values: Floats, missing: float) -> Floats:
        known = (rows >= 0).reshape(-1, *[1] * (values.ndim - 1))
        return np.where(known, values[rows], missing)

    return replace(
        found,
        replicates=at(found.replicates, np.nan),
        n=at(found.n, 0.0),
        n_effective=at(found.n_effective, 0.0),
        customers=at(found.customers, 0.0),
        df=at(found.df, 1.0),
    )


def period_notes(context: Context) -> tuple[str, ...]:
    """
    Return what makes the two periods hard to compare.

    Parameters
    ----------
    context
        The map under diagnosis.
    """
    if context.earlier is None:
        return ()
    now, then = context.statistics.settings, context.earlier.statistics.settings
    notes = []
    if now.goal != then.goal:
        notes.append("The earlier period was measured with another goal: drop-off rates may not mean the same.")
    if now.horizon != then.horizon:
        gone, gone_then = (f"{each.horizon / 3.6e9:,.1f} h" for each in (now, then))
        notes.append(
            f"The earlier period counts customers as gone after {gone_then}, this one after {gone}; "
            "measure both with the same journey_gap to compare them exactly."
        )
    return tuple(notes)
