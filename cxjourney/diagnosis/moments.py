"""Moments of truth: touchpoints where a good or a bad experience decides who reaches the goal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.landmarks import BAD, GOOD, Landmarks
from cxjourney.diagnosis.untested import MIN_CUSTOMERS, NO_GOAL
from cxjourney.estimate import Estimate
from cxjourney.inference.multiplicity import fcr_level, q_values
from cxjourney.inference.shrinkage import shrunken
from cxjourney.model.findings import MomentOfTruth, Untested

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.diagnosis.context import Context
    from cxjourney.inference.strata import RiskDifferences
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.model.touchpoint import Touchpoint

    Floats = NDArray[np.float64]

KIND = "moment_of_truth"

MARGIN = 0.05
"""A moment of truth makes a difference of more than this to the share who reach the goal."""

FEW = f"Fewer than {MIN_CUSTOMERS} similar customers with a good and with a bad experience at their first scored visit before the goal."
METHOD = "risk difference after Mantel and Haenszel, drawn towards that of all touchpoints; interval adjusted for the selection"


@dataclass(frozen=True, slots=True)
class Moments:
    """
    What was found out about moments of truth.

    Parameters
    ----------
    moments
        Those declared and those found, in the map's order.
    tested
        Number of hypotheses.
    untested
        What could not be tested.
    """

    moments: tuple[MomentOfTruth, ...]
    tested: int = 0
    untested: tuple[Untested, ...] = ()


def declared_moments(journey_map: JourneyMap) -> tuple[MomentOfTruth, ...]:
    """
    Return the moments of truth that the authors of a map declare.

    Parameters
    ----------
    journey_map
        The map.
    """
    return tuple(_declared(touchpoint) for touchpoint in journey_map.touchpoints if touchpoint.moment_of_truth is not None)


def moments_of_truth(context: Context, *, fdr: float) -> Moments:
    """
    Return the moments of truth of a measured map, those declared and those found.

    Parameters
    ----------
    context
        The map under diagnosis.
    fdr
        Expected share of false ones among those found.

    Notes
    -----
    At each customer's first scored visit before the goal, those with a bad score are compared with those with a good one of the
    same segment and channel and with about as many visits behind them. The one-sided test asks whether the bad ones reach the goal less
    often by more than 5 points; touchpoints are a family of their own (Benjamini and Hochberg). It is an association: whoever is
    unhappy may be so for reasons that also keep him from the goal.
    """
    journey_map, table = context.journey_map, context.statistics.tables["landmark_scores"]
    if not context.statistics.settings.goal:
        asked = len(context.statistics.tables["scores"]) > 0
        return Moments(declared_moments(journey_map), untested=(Untested(kind=KIND, reason=NO_GOAL),) if asked else ())
    landmarks = Landmarks.of(table, context.places, exposed=[BAD], others=[GOOD])
    differences = landmarks.differences(len(context.touchpoints))
    seen = np.isin(np.arange(len(context.touchpoints)), landmarks.place)
    enough = np.minimum(differences.exposed, differences.others) >= MIN_CUSTOMERS
    q = q_values(np.where(enough, differences.below(MARGIN), np.nan))
    tested = int(enough.sum())
    level = fcr_level(context.level, selected=int((q <= fdr).sum()), tested=tested)
    effects = _effects(differences, enough, level=level, shown=context.level)
    by_id = {context.touchpoints[place].id: place for place in np.flatnonzero(enough)}
    found = []
    for touchpoint in journey_map.touchpoints:
        place = by_id.get(touchpoint.id)
        decisive = place is not None and bool(q[place] <= fdr)
        if touchpoint.moment_of_truth is not None or decisive:
            moment = _declared(touchpoint)
            if place is not None:
                basis = "association" if decisive else moment.basis
                moment = moment.replace(effect=effects[place], q_value=float(q[place]), basis=basis)
            found.append(moment)
    thin = tuple(context.location(int(place)) for place in np.flatnonzero(seen & ~enough))
    return Moments(tuple(found), tested, (Untested(kind=KIND, reason=FEW, locations=thin),) if thin else ())


def _declared(touchpoint: Touchpoint) -> MomentOfTruth:
    return MomentOfTruth(touchpoint=touchpoint.name, touchpoint_id=touchpoint.id, kind=touchpoint.moment_of_truth)


def _effects(differences: RiskDifferences, known: NDArray[np.bool_], *, level: float, shown: float) -> list[Estimate]:
    """Return by how much more often those with a good experience reach the goal, by place."""
    low, high = differences.interval(level)
    value = -shrunken(np.where(known, differences.value, np.nan), differences.variance)
    return [
        Estimate.missing("share")
        if not certain
        else Estimate(value=middle, low=min(-b, middle), high=max(-a, middle), level=shown, n=round(n), unit="share", method=METHOD)
        for middle, a, b, n, certain in zip(
            value.tolist(), low.tolist(), high.tolist(), differences.customers.tolist(), known.tolist(), strict=True
        )
    ]
