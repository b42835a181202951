"""The sums of friction by stage of the map, of everybody or of one segment."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.discovery.matching import stage_codes
from cxjourney.inference.ratios import shares
from cxjourney.statistics.table import FOLDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.diagnosis.context import Context
    from cxjourney.inference.ratios import Ratios

    Integers = NDArray[np.int64]

PARTS = {"ended": 1, "rework": 2, "escalated": 4, "waited": 8, "bad_score": 16}
"""The parts of friction and their bits in the table ``stage_friction``."""

EVERYTHING = 31
"""All of the bits."""


@dataclass(frozen=True)
class StageSums:
    """
    Sums by stage of the map, in its order; stages that were never seen hold zeros.

    Parameters
    ----------
    context
        The map under diagnosis.
    segments
        Codes of the segments whose journeys are counted; None counts everybody's.
    """

    context: Context
    segments: tuple[int, ...] | None = None

    def share(self, bits: int) -> Ratios:
        """
        Return the shares of journeys with at least one of the bits.

        Parameters
        ----------
        bits
            Parts of friction.
        """
        met = np.array([bool(mask & bits) for mask in range(EVERYTHING + 1)])
        return shares(self._by_mask[:, met].sum(axis=1), self._by_mask.sum(axis=1), squares=self._squares)

    def per_touchpoint(self, values: Integers) -> Integers:
        """
        Return values by touchpoint of the map, summed by stage.

        Parameters
        ----------
        values
            One row a touchpoint.
        """
        result = np.zeros((len(self._codes), *values.shape[1:]), dtype=np.int64)
        np.add.at(result, self.context.stages, values)
        return result

    def observed(self, part: str) -> NDArray[np.bool_]:
        """
        Return in which stages a part of friction could be seen at all.

        Parameters
        ----------
        part
            Name of the part.
        """
        return self._observed[part]

    @cached_property
    def _observed(self) -> dict[str, NDArray[np.bool_]]:
        context = self.context
        waits = dict(context.statistics.settings.expected_waits)
        declared = np.array([touchpoint.name in waits for touchpoint in context.touchpoints], dtype=np.int64)
        seen = {
            "ended": self.per_touchpoint(context.sums("visits", "at_risk").sum(axis=-1)),
            "rework": self._by_mask.sum(axis=(1, 2)),
            "escalated": self.per_touchpoint(context.sums("visits", "escalable").sum(axis=-1)),
            "waited": self.per_touchpoint(declared),
            "bad_score": self.per_touchpoint(context.answers["n"].sum(axis=(1, 2))),
        }
        return {name: counts > 0 for name, counts in seen.items()}

    @cached_property
    def _codes(self) -> list[int | None]:
        codes = stage_codes(self.context.journey_map, self.context.statistics)
        return [codes.get(stage.id) for stage in self.context.journey_map.stages]

    @cached_property
    def _by_mask(self) -> Integers:
        statistics, axes = self.context.statistics, ("stage", "mask", "fold")
        shape = (len(statistics.stages), EVERYTHING + 1, FOLDS)
        if self.segments is None:
            return self._placed(statistics.tables["stage_friction"].dense("journeys", shape, axes))
        table = statistics.tables["segment_friction"]
        return self._placed(table.where(np.isin(table["segment"], self.segments)).dense("journeys", shape, axes))

    @cached_property
    def _squares(self) -> Integers:
        statistics = self.context.statistics
        if self.segments is None:
            return self._placed(statistics.dense("stage_squares", "journeys", "stage"))
        return self._placed(statistics.dense("segment_stage_squares", "journeys", "stage", "segment")[:, list(self.segments)].sum(axis=-1))

    def _placed(self, values: Integers) -> Integers:
        result = np.zeros((len(self._codes), *values.shape[1:]), dtype=np.int64)
        for place, code in enumerate(self._codes):
            if code is not None:
                result[place] = values[code]
        return result
