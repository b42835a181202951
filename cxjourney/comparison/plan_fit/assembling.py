"""From sums to a conformance: every share with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cxjourney.comparison.plan_fit.coding import planned_ends, required
from cxjourney.comparison.renaming import suggestions
from cxjourney.estimate import Estimate
from cxjourney.inference.ratios import means, shares, thinned_squares
from cxjourney.model.conformance import PlanFit
from cxjourney.model.journey_map import JourneyMap
from cxjourney.model.slugs import fingerprint, unique_slugs
from cxjourney.model.touchpoint import Touchpoint
from cxjourney.statistics.plan_sums import MICRO
from cxjourney.statistics.table import FOLDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from cxjourney.comparison.plan_fit.order import PlannedOrder
    from cxjourney.model.differences import RenameSuggestion
    from cxjourney.statistics.plan_run import PlanCounts

    Integers = NDArray[np.int64]

OVERALL = ("fitness", "content", "sequence", "timing", "completion")
"""Shares of journeys."""


@dataclass(frozen=True, slots=True)
class Assembly:
    """
    What was counted, and what the numbers mean.

    Parameters
    ----------
    plan, order
        The plan, and the order that it states.
    unplanned, unplanned_ids
        Names and identifiers of the touchpoints that are not planned, by their place after the planned ones.
    channels
        Names of the channels of the log.
    counts
        What was counted.
    level
        Confidence level.
    """

    plan: JourneyMap
    order: PlannedOrder
    unplanned: tuple[str, ...]
    unplanned_ids: tuple[str, ...]
    channels: tuple[str, ...]
    counts: PlanCounts
    level: float

    @property
    def n_planned(self) -> int:
        """How many touchpoints are planned."""
        return len(self.plan.touchpoints)

    @property
    def ends(self) -> frozenset[int]:
        """Places where a journey is complete."""
        return planned_ends(self.plan, self.order)

    @property
    def open(self) -> int:
        """How many journeys were not followed for long enough to say whether they come to the end."""
        return int(self.journeys.sum()) - self.counts.ended.total("journeys")

    @property
    def journeys(self) -> Integers:
        """Journeys by fold."""
        return self.counts.tables["journeys"].dense("journeys", (FOLDS,), ("fold",))

    def shares(self, numerator: Integers, denominator: Integers) -> tuple[Estimate, ...]:
        """
        Return shares of journeys as estimates.

        Parameters
        ----------
        numerator, denominator
            Journeys with the folds as the last axis.
        """
        numerator, denominator = np.broadcast_arrays(numerator, denominator)
        n, squares = denominator.sum(axis=-1), None
        journeys = int(self.journeys.sum())
        if self.counts.squares != journeys:
            squares = thinned_squares(n, journeys, self.counts.squares)
        return shares(numerator, denominator, squares=squares).estimates(level=self.level)

    def overall(self) -> dict[str, Estimate]:
        """Return the figures of whole journeys."""
        table = self.counts.tables["journeys"]
        folds = {name: table.dense(name, (FOLDS,), ("fold",)) for name in table.sums}
        ended = {name: self.counts.ended.dense(name, (FOLDS,), ("fold",)) for name in ("journeys", "complete")}
        of = folds | {"fitness": folds["journeys"] - folds["deviating"], "completion": ended["complete"]}
        rest = {"timing": folds["settled"], "completion": ended["journeys"]}
        numerators = np.stack([of[name] for name in OVERALL])
        denominators = np.stack([rest.get(name, folds["journeys"]) for name in OVERALL])
        found = dict(zip(OVERALL, self.shares(numerators, denominators), strict=True))
        squares = None if self.counts.squares == folds["journeys"].sum() else np.array([self.counts.squares])
        graded = means(folds["fit_sum"][None] / MICRO, folds["journeys"][None], bounds=(0.0, 1.0), squares=squares)
        method = "mean share of a journey's steps that are as planned, Wilson interval on the scale"
        unsaid = {name: Estimate.missing("share") for name in self._unsaid()}
        return found | {"graded_fitness": graded.estimates(level=self.level, unit="share", method=method)[0]} | unsaid

    def _unsaid(self) -> Iterator[str]:
        """List the figures of which the plan says nothing."""
        if not self.ends:
            yield "completion"
        if not any(self.order.on_path):
            yield "sequence"

    def stages(self) -> tuple[PlanFit, ...]:
        """Return how journeys kept to the plan in each stage."""
        table, stages = self.counts.tables["stages"], self.plan.stages
        folds = {name: table.dense(name, (len(stages), FOLDS), ("stage", "fold")) for name in table.sums}
        fits = self._fits(folds)
        return tuple(PlanFit(stage=stage.name, stage_id=stage.id, **fit) for stage, fit in zip(stages, fits, strict=True))

    def touchpoints(self) -> tuple[PlanFit, ...]:
        """Return how journeys kept to the plan at each touchpoint, those that are not planned the most common first."""
        places = [*range(self.n_planned), *self.unplanned_places()]
        fits = self._fits(self._folds(places))
        always = required(self.order, self.ends)
        found = []
        for place, fit in zip(places, fits, strict=True):
            is_planned = place < self.n_planned
            found.append(PlanFit(**self.at(place), is_planned=is_planned, is_required=place in always if is_planned else None, **fit))
        return tuple(found)

    def suggestions(self, touchpoints: Sequence[PlanFit]) -> tuple[RenameSuggestion, ...]:
        """
        Return planned touchpoints that may only have another name in the log.

        Parameters
        ----------
        touchpoints
            How journeys kept to the plan at each.
        """
        unused = {each.touchpoint_id for each in touchpoints if each.is_planned and not each.journeys}
        pairs: list[Any] = [(each, None) for each in self.plan.touchpoints if each.id in unused]
        pairs += [(None, Touchpoint(name=each.touchpoint)) for each in touchpoints if not each.is_planned and each.touchpoint]
        return suggestions(self.plan, JourneyMap(), pairs)

    def unplanned_places(self) -> list[int]:
        """Return the places that are not planned, the most common first."""
        table = self.counts.tables["places"]
        totals = np.bincount(table["place"], weights=table["came"], minlength=self.n_planned + len(self.unplanned))
        others = range(self.n_planned, self.n_planned + len(self.unplanned))
        return sorted((place for place in others if totals[place]), key=lambda place: (-totals[place], place))

    def _folds(self, places: Sequence[int]) -> dict[str, Integers]:
        table = self.counts.tables["places"].picked("place", places)
        folds = {name: table.dense(name, (len(places), FOLDS), ("place", "fold")) for name in table.sums}
        is_planned = np.array([place < self.n_planned for place in places])[:, None]
        folds["content"] = np.where(is_planned, folds["missing"] + folds["strange"], folds["came"])
        return folds | {"sequence": folds["moved"], "timing": folds["overdue"]}

    def _fits(self, folds: dict[str, Integers]) -> Iterator[dict[str, Any]]:
        """List the shares of places or stages."""
        content, sequence, timing = (folds[name] for name in ("content", "sequence", "timing"))
        pairs = {
            "deviating": (folds["deviating"], folds["came"]),
            "content": (content, folds["came"]),
            "sequence": (sequence, folds["came"]),
            "timing": (timing, folds["settled"]),
        }
        estimates = {name: self.shares(*pair) for name, pair in pairs.items()}
        came, journeys = folds["came"].sum(axis=-1), folds["journeys"].sum(axis=-1)
        for row in range(len(came)):
            yield {"came": int(came[row]), "journeys": int(journeys[row])} | {name: found[row] for name, found in estimates.items()}

    def at(self, place: int) -> dict[str, Any]:
        """
        Return the names and identifiers of a place.

        Parameters
        ----------
        place
            A place of the plan, or after its last one that of a touchpoint that is not planned.
        """
        if place < self.n_planned:
            touchpoint = self.plan.touchpoints[place]
            stage = None if touchpoint.stage is None else self.plan.stage(touchpoint.stage)
            where = {} if stage is None else {"stage": stage.name, "stage_id": stage.id}
            return {**where, "touchpoint": touchpoint.name, "touchpoint_id": touchpoint.id}
        index = place - self.n_planned
        return {"touchpoint": self.unplanned[index], "touchpoint_id": self.unplanned_ids[index]}


def identifiers(plan: JourneyMap, unplanned: Sequence[str]) -> tuple[str, ...]:
    """
    Return identifiers of touchpoints that are not planned, none of them one of the plan.

    Parameters
    ----------
    plan
        The plan.
    unplanned
        Their names.
    """
    taken = {touchpoint.id for touchpoint in plan.touchpoints}
    found = zip(unplanned, unique_slugs(unplanned), strict=True)
    return tuple(f"{identifier}-{fingerprint(name)}" if identifier in taken else identifier for name, identifier in found)
