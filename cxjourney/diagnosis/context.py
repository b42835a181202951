"""What every detector may look at: the map, its sums, the margins."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.cells import Cells
from cxjourney.discovery.matching import touchpoint_codes
from cxjourney.errors import StatisticsError, show_value
from cxjourney.estimate import Location
from cxjourney.inference.ratios import effective_customers, shares
from cxjourney.statistics.answer_sums import AnswerSums
from cxjourney.statistics.settings import LIFE_BINS
from cxjourney.statistics.table import FOLDS, Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.diagnosis.margins import Margins
    from cxjourney.estimate import Estimate
    from cxjourney.inference.ratios import Ratios
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.model.stage import Stage
    from cxjourney.model.touchpoint import Touchpoint
    from cxjourney.statistics import JourneyStatistics

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Context:
    """
    A map under diagnosis; all arrays have its observed touchpoints as their first axis, in the map's order.

    Parameters
    ----------
    journey_map
        The map.
    statistics
        What it was discovered from.
    margins
        The smallest effects that count.
    level
        Confidence level of the intervals.
    earlier
        The same map in an earlier period, or None.
    before
        Figures of the kind under test in that period, NaN where there are none.
    """

    journey_map: JourneyMap
    statistics: JourneyStatistics
    margins: Margins
    level: float
    earlier: Context | None = None
    before: Ratios | None = None

    @cached_property
    def touchpoints(self) -> tuple[Touchpoint, ...]:
        """The touchpoints of the map that were observed."""
        return tuple(touchpoint for touchpoint in self.journey_map.touchpoints if touchpoint.id in self._codes)

    @cached_property
    def stages(self) -> Integers:
        """Place in the map of the stage of each touchpoint."""
        place = {stage.id: index for index, stage in enumerate(self.journey_map.stages)}
        return np.array([place[touchpoint.stage or ""] for touchpoint in self.touchpoints], dtype=np.int64)

    def stage(self, place: int) -> Stage:
        """
        Return the stage of a touchpoint.

        Parameters
        ----------
        place
            Place of the touchpoint.
        """
        return self.journey_map.stages[int(self.stages[place])]

    def location(self, place: int) -> Location:
        """
        Return where a touchpoint is.

        Parameters
        ----------
        place
            Place of the touchpoint.
        """
        return Location(stage=self.stage(place).name, touchpoint=self.touchpoints[place].name)

    @cached_property
    def complete(self) -> Flags:
        """Where a journey is complete: goals and declared ends, after which nothing has to follow."""
        settings = self.statistics.settings
        identifiers = {*self.journey_map.goal_touchpoints, *self.journey_map.end_touchpoints}
        names = {*settings.goal, *settings.ends}
        return np.array([each.id in identifiers or each.name in names for each in self.touchpoints], dtype=bool)

    @cached_property
    def places(self) -> Integers:
        """Place of each code of the statistics, -1 for those outside the map."""
        places = np.full(len(self.statistics.touchpoints), -1, dtype=np.int64)
        places[[self._codes[touchpoint.id] for touchpoint in self.touchpoints]] = np.arange(len(self.touchpoints))
        return places

    @cached_property
    def cells(self) -> Cells:
        """The single channels and segments of each touchpoint."""
        return Cells(self)

    @cached_property
    def customers(self) -> Integers:
        """Number of customers at each touchpoint."""
        return np.asarray(self.sums("visits", "customers").sum(axis=-1))

    @cached_property
    def reach(self) -> Ratios:
        """Share of all customers who get to each touchpoint."""
        everybody = np.broadcast_to(self.statistics.dense("totals", "customers"), (len(self.touchpoints), FOLDS))
        return shares(self.sums("visits", "customers"), everybody)

    @cached_property
    def reach_estimates(self) -> tuple[Estimate, ...]:
        """The same as estimates."""
        return self.reach.estimates(level=self.level)

    def sums(self, table: str, column: str) -> Integers:
        """
        Return a sum by touchpoint and fold.

        Parameters
        ----------
        table, column
            Name of the table and of the sum.
        """
        return self._held(table, column, {"fold": FOLDS})

    def leaving(self, column: str) -> Integers:
        """
        Return a sum over the moves away from each touchpoint, by touchpoint and fold.

        Parameters
        ----------
        column
            Name of the sum.
        """
        table = self.statistics.tables["transitions"]
        columns = {"fold": table["fold"], "touchpoint": table["source"], column: table[column]}
        return self._dense(Table.grouped(("fold", "touchpoint"), columns), column, {"fold": FOLDS})

    def life(self, column: str) -> Integers:
        """
        Return a sum of the life tables by touchpoint, bin and fold.

        Parameters
        ----------
        column
            Name of the sum.
        """
        return self._held("life", column, {"bin": LIFE_BINS, "fold": FOLDS})

    @cached_property
    def answers(self) -> AnswerSums:
        """Sums of the scores by touchpoint, metric and fold; an answer stands as many times as it counts."""
        return AnswerSums.read(self.statistics.settings, self._scores)

    @cached_property
    def scores(self) -> AnswerSums:
        """The same, each touchpoint and metric as if as many equal answers had been given as they are worth."""
        return self.answers.effective()

    def _scores(self, table: str, column: str) -> Integers:
        found = self.statistics.tables[table]
        sizes = {"metric": len(self.statistics.metrics), "fold": FOLDS}
        return self._dense(found, column, {key: size for key, size in sizes.items() if key in found.keys})

    def squares(self, column: str) -> Integers:
        """
        Return Σn² over customers by touchpoint.

        Parameters
        ----------
        column
            Which counts.
        """
        return self._dense(self.statistics.tables["squares"], column, {})

    def gap_times(self) -> Integers:
        """Return the histogram of times to the next step by touchpoint and bin."""
        table = self.statistics.tables["gap_times"]
        return self._dense(table, "moves", {"bin": int(table["bin"].max()) + 1 if len(table) else 1})

    def effective_customers(self, column: str) -> Floats:
        """
        Return the effective number of customers behind a count, by touchpoint.

        Parameters
        ----------
        column
            Which counts, such as ``visits``, ``at_risk`` or ``followed``.
        """
        return effective_customers(self.sums("visits", column).sum(axis=-1), self.squares(column))

    def targets(self, *names: str) -> Floats:
        """
        Return the planned value of a measure by touchpoint, NaN where there is none.

        Parameters
        ----------
        *names
            Names of the measure, the most specific first.
        """
        found = [next((value for name in names if (value := each.target(name)) is not None), np.nan) for each in self.touchpoints]
        return np.array(found, dtype=np.float64)

    @cached_property
    def _codes(self) -> dict[str, int]:
        return touchpoint_codes(self.journey_map, self.statistics)

    @cached_property
    def _arrays(self) -> dict[tuple[str, str], Integers]:
        return {}

    def _held(self, table: str, column: str, axes: dict[str, int]) -> Integers:
        """Return a sum over touchpoints and other keys that many detectors and findings ask for: made once, and not to be changed."""
        if (table, column) not in self._arrays:
            found = self._dense(self.statistics.tables[table], column, axes)
            found.flags.writeable = False
            self._arrays[table, column] = found
        return self._arrays[table, column]

    def _dense(self, table: Table, column: str, axes: dict[str, int]) -> Integers:
        """Return a sum over touchpoints and other keys; a log with very many touchpoints never becomes an array of all of them."""
        shape = len(self.touchpoints), *axes.values()
        return table.dense(column, shape, ("touchpoint", *axes), {"touchpoint": self.places})


def without_statistics(journey_map: JourneyMap) -> StatisticsError:
    """
    Return the error for a map that holds measured figures and no statistics beside them.

    Parameters
    ----------
    journey_map
        The map.
    """
    message = f"{show_value(journey_map.title)} holds measured figures, but the statistics they come from are not beside it."
    hint = "save measured maps with save(path, statistics=True), or discover the map again."
    if journey_map.state == "to_be":
        hint = (
            "what a forecast changes stands in the Forecast itself, and render_map(..., compare_with=) draws it over the map it came from."
        )
    return StatisticsError(message, hint=hint)
