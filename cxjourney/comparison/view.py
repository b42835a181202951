"""The sums of one side, lined up with those of the other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.discovery.matching import channel_codes, segment_codes, stage_codes
from cxjourney.statistics.answer_sums import AnswerSums, answer_squares
from cxjourney.statistics.settings import LIFE_BINS
from cxjourney.statistics.table import FOLDS, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxjourney.comparison.elements import Pairing, Pairs
    from cxjourney.comparison.sides import Side
    from cxjourney.statistics import JourneyStatistics
    from cxjourney.statistics.answer_sums import Place
    from cxjourney.statistics.table import Integers


@dataclass(frozen=True, eq=False)
class View:
    """
    One side, whose arrays have the elements of both sides as their axes, in the same order on either side.

    Parameters
    ----------
    statistics
        What was measured.
    codes
        For each key the code of each element, -1 where the side does not have it.
    metrics
        Codes of the metrics that both sides have.
    """

    statistics: JourneyStatistics
    codes: Mapping[str, Integers]
    metrics: tuple[int, ...]

    def size(self, key: str) -> int:
        """
        Return how many elements both sides have together.

        Parameters
        ----------
        key
            ``"touchpoint"``, ``"stage"``, ``"channel"``, ``"segment"``, ``"metric"``, ``"bin"`` or ``"fold"``.
        """
        return {"fold": FOLDS, "bin": LIFE_BINS, "metric": len(self.metrics)}.get(key) or len(self.codes[key])

    def sums(self, table: str, column: str, *keys: str) -> Integers:
        """
        Return a sum over elements, with the folds as the last axis where the table has them; 0 for what the side does not have.

        Parameters
        ----------
        table, column
            Name of the table and of the sum.
        *keys
            Key of each axis.
        """
        asked = table, column, keys
        if asked not in self._held:
            found = self.statistics.tables[table]
            array = self.dense(found, column, (*keys, "fold") if "fold" in found.keys else keys)
            array.flags.writeable = False
            self._held[asked] = array
        return self._held[asked]

    def answers(self, *keys: str, divided: str = "") -> AnswerSums:
        """
        Return the sums of scores over elements.

        Parameters
        ----------
        *keys
            Key of each axis.
        divided
            What divides the touchpoints: ``"channel"``, ``"segment"``, or nothing.
        """
        return AnswerSums.read(self.statistics.settings, lambda table, column: self.sums(table, column, *keys), divided)

    def answer_squares(self, place: Place) -> Integers | None:
        """
        Return the squares of answers over all touchpoints of a place, 0 for what the side does not have; None where they are not held.

        Parameters
        ----------
        place
            ``"total"`` for the one place that is everywhere, or ``"stage"``.
        """
        found = answer_squares(self.statistics, place)
        if found is None or place == "total":
            return found if found is None else found[:, list(self.metrics)]
        known = self.codes[place] >= 0
        return np.asarray(found[self.codes[place]][:, list(self.metrics)] * known[:, None])

    def dense(self, table: Table, column: str, axes: Sequence[str]) -> Integers:
        """
        Return a sum of a table as an array over elements of both sides.

        Parameters
        ----------
        table
            The table, with the codes of the statistics.
        column
            Name of the sum.
        axes
            Key of each axis.
        """
        shape = [self.size(axis) if axis != "metric" else len(self.metrics) for axis in axes]
        return table.dense(column, shape, axes, {axis: self._places[axis] for axis in axes if axis in self._places})

    def leaving(self, column: str) -> Integers:
        """
        Return a sum over the moves away from each touchpoint, by touchpoint and fold.

        Parameters
        ----------
        column
            Name of the sum.
        """
        moves = self.statistics.tables["transitions"]
        columns = {"fold": moves["fold"], "touchpoint": moves["source"], column: moves[column]}
        return self.dense(Table.grouped(("fold", "touchpoint"), columns), column, ("touchpoint", "fold"))

    @cached_property
    def _held(self) -> dict[tuple[str, str, tuple[str, ...]], Integers]:
        """Sums that were asked for: many figures ask for the same."""
        return {}

    @cached_property
    def _places(self) -> dict[str, Integers]:
        """Place of each code of the statistics by key, -1 for what is not compared; one entry more at the end for the code -1."""
        found = {}
        for key, codes in (*self.codes.items(), ("metric", np.array(self.metrics, dtype=np.int64))):
            places = np.full(self.statistics.axis(key) + 1, -1, dtype=np.int64)
            known = codes >= 0
            places[codes[known]] = np.flatnonzero(known)
            found[key] = places
        return found


def views(before: Side, after: Side, pairing: Pairing, metrics: Sequence[tuple[int, int]]) -> tuple[View, View]:
    """
    Return the sums of both sides, lined up.

    Parameters
    ----------
    before, after
        Two measured sides.
    pairing
        Which element is which.
    metrics
        Codes of each metric that both sides have, on either side.
    """
    made = []
    for index, side in enumerate((before, after)):
        statistics = side.statistics
        if statistics is None:  # pragma: no cover - only measured sides are compared by their sums
            raise AssertionError
        known = {
            "touchpoint": side.codes,
            "stage": stage_codes(side.journey_map, statistics),
            "channel": channel_codes(side.journey_map, statistics),
            "segment": segment_codes(side.journey_map, statistics),
        }
        parts = {"touchpoint": pairing.touchpoints, "stage": pairing.stages, "channel": pairing.channels, "segment": pairing.segments}
        codes = {key: _codes(parts[key], known[key], index) for key in parts}
        codes |= {key: _with_unshown(codes[key], parts[key], names) for key, names in side.unshown.items()}
        made.append(View(statistics, codes, tuple(pair[index] for pair in metrics)))
    return made[0], made[1]


def _with_unshown(codes: Integers, pairs: Pairs, names: Mapping[str, int]) -> Integers:
    """Return codes with those of elements that the map of this side does not show, and the other side does."""
    found = codes.copy()
    for place in np.flatnonzero(codes < 0).tolist():
        found[place] = max(names.get(each.name, -1) for each in pairs[place] if each is not None)
    return found


def _codes(pairs: Pairs, known: Mapping[str, int], side: int) -> Integers:
    return np.array([-1 if (each := pair[side]) is None else known.get(each.id, -1) for pair in pairs], dtype=np.int64)
