"""Cells: single channels and single segments of touchpoints, each with the rest of its touchpoint beside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from cxjourney.diagnosis.usual_gaps import Layout
from cxjourney.discovery.matching import channel_codes, segment_codes
from cxjourney.estimate import Location
from cxjourney.inference.ratios import effective_customers, thinned_customers
from cxjourney.model.slugs import unique_slugs
from cxjourney.statistics.answer_sums import AnswerSums, table_name
from cxjourney.statistics.table import FOLDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from cxjourney.diagnosis.context import Context
    from cxjourney.model.entity import Entity
    from cxjourney.statistics.table import Table

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

Axis = Literal["channel", "segment"]
AXES: tuple[Axis, ...] = ("channel", "segment")
_SCORES = ("scores", "score_squares")

SEEN = 30
"""Cells that fewer customers were seen in cannot hold 30 effective ones, and are counted only."""


class Member(NamedTuple):
    """
    A channel or a segment.

    Parameters
    ----------
    axis
        Which of the two it is.
    column
        Column of the log that it is a value of; empty for channels.
    name, id
        Its name, as the data spell it, and its identifier in the map.
    """

    axis: Axis
    column: str
    name: str
    id: str


class Sides(NamedTuple):
    """
    A sum in the cells and in the rest of their touchpoints.

    Parameters
    ----------
    own, rest
        One entry a cell; the rest is all other channels, or all other segments of the same column.
    """

    own: Integers
    rest: Integers


@dataclass(frozen=True, eq=False)
class Cells:
    """
    The cells of a map under diagnosis in which enough customers were seen; arrays have them as their first axis.

    Parameters
    ----------
    context
        The map under diagnosis.
    """

    context: Context

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """All channels, then all segments."""
        statistics, journey_map = self.context.statistics, self.context.journey_map
        channels = _identified(statistics.channels, channel_codes(journey_map, statistics), journey_map.channels)
        segments = _identified(statistics.segments, segment_codes(journey_map, statistics), journey_map.segments)
        columns = statistics.segment_columns
        return (
            *(Member("channel", "", name, identifier) for name, identifier in channels),
            *(Member("segment", column, *found) for column, found in zip(columns, segments, strict=True)),
        )

    @cached_property
    def places(self) -> Integers:
        """Place of the touchpoint of each cell."""
        return self._pairs[self._kept] // len(self.members)

    @cached_property
    def codes(self) -> Integers:
        """Which member each cell is of."""
        return self._pairs[self._kept] % len(self.members)

    @cached_property
    def dimensions(self) -> Integers:
        """Number of the dimension of each cell: 0 for channels, then one a column of segments."""
        return self._dimension_of[self.codes]

    @cached_property
    def layout(self) -> Layout:
        """Which cells belong together."""
        return Layout(self.codes, self._groups[self._kept])

    @cached_property
    def few(self) -> dict[Axis, int]:
        """How many cells too few customers were seen in, by axis."""
        alone = self._customers[self._groups] == self._own_customers
        small = ~self._kept & ~alone
        axes = np.array([AXES.index(member.axis) for member in self.members], dtype=np.int64)[self._pairs % max(len(self.members), 1)]
        return {axis: int((small & (axes == number)).sum()) for number, axis in enumerate(AXES)}

    def __len__(self) -> int:
        return int(self._kept.sum())

    def know(self, *columns: str) -> bool:
        """
        Return whether sums are kept by cell.

        Parameters
        ----------
        *columns
            Names of the sums.
        """
        return all(column in self.context.statistics.tables["channel_cells"].sums for column in columns)

    def sums(self, column: str) -> Sides:
        """
        Return a sum by cell and fold.

        Parameters
        ----------
        column
            Name of the sum.
        """
        return self._sides(self._collected("cells", column, {"fold": FOLDS}))

    @cached_property
    def answers(self) -> tuple[AnswerSums, AnswerSums]:
        """Sums of the scores by metric and fold, in the cells and in the rest; an answer stands as many times as it counts."""
        settings, sizes = self.context.statistics.settings, {"metric": len(self.context.statistics.metrics), "fold": FOLDS}

        def read(table: str, column: str) -> Integers:
            return self._collected(table, column, sizes if table.endswith("scores") else {"metric": sizes["metric"]})

        every = AnswerSums.read(settings, read)
        return every.changed(lambda sums: self._sides(sums).own), every.changed(lambda sums: self._sides(sums).rest)

    def effective_customers(self, column: str) -> tuple[Floats, Floats]:
        """
        Return the effective number of customers behind a count, in the cells and in the rest.

        Parameters
        ----------
        column
            Which counts.

        Notes
        -----
        Squares are kept of all visits and of contacts; other counts are taken to be spread over the customers as their visits are. Squares
        do not add across the channels of one customer; the rest therefore counts for no more customers than the touchpoint.
        """
        known = column if column == "contacts" else "visits"
        counts, visits, squares = self.sums(column), self.sums(known), self._sides(self._collected("cell_squares", known, {}))
        most = self.context.effective_customers("visits")[self.places]
        own, rest = (
            thinned_customers(count.sum(axis=-1), every.sum(axis=-1), square)
            for count, every, square in zip(counts, visits, squares, strict=True)
        )
        return own, np.minimum(rest, most)

    def score_customers(self) -> tuple[Floats, Floats]:
        """Return the same for answers, by metric."""
        most = self.context.effective_customers("visits")[self.places][:, None]
        own, rest = (effective_customers(each["n"].sum(axis=-1), each.squares) for each in self.answers)
        return own, np.minimum(rest, most)

    @cached_property
    def customers(self) -> Integers:
        """Customers of each cell by fold."""
        return self._collected("cells", "customers", {"fold": FOLDS})[self._kept]

    def member(self, row: int) -> Member:
        """
        Return the channel or segment of a cell.

        Parameters
        ----------
        row
            Which cell.
        """
        return self.members[int(self.codes[row])]

    def location(self, row: int) -> Location:
        """
        Return where a cell is.

        Parameters
        ----------
        row
            Which cell.
        """
        place, member = self.context.location(int(self.places[row])), self.member(row)
        return Location(stage=place.stage, touchpoint=place.touchpoint, **{member.axis: member.name})

    @cached_property
    def _dimension_of(self) -> Integers:
        columns = list(dict.fromkeys(member.column for member in self.members if member.axis == "segment"))
        return np.array([0 if each.axis == "channel" else 1 + columns.index(each.column) for each in self.members], dtype=np.int64)

    @cached_property
    def _pairs(self) -> Integers:
        """Touchpoint and member of every cell that was seen, as one number, sorted."""
        found = [self._numbers(axis, name) for axis in AXES for name in ("cells", "scores")]
        return np.unique(np.concatenate([numbers[numbers >= 0] for numbers in found]))

    @cached_property
    def _groups(self) -> Integers:
        """Which cells share touchpoint and dimension, as numbers from 0."""
        count = len(self.members)
        dimensions = int(self._dimension_of.max(initial=0)) + 1
        keys = self._pairs // max(count, 1) * dimensions + self._dimension_of[self._pairs % max(count, 1)] if count else self._pairs
        return np.asarray(np.unique(keys, return_inverse=True)[1], dtype=np.int64)

    @cached_property
    def _own_customers(self) -> Integers:
        return np.asarray(self._collected("cells", "customers", {"fold": FOLDS}).sum(axis=-1))

    @cached_property
    def _customers(self) -> Integers:
        return self._totals(self._own_customers)

    @cached_property
    def _kept(self) -> NDArray[np.bool_]:
        """Cells with enough customers in them, and any in the rest."""
        return (self._own_customers >= SEEN) & (self._customers[self._groups] > self._own_customers)

    def _sides(self, sums: Integers) -> Sides:
        totals = self._totals(sums)[self._groups]
        return Sides(sums[self._kept], (totals - sums)[self._kept])

    def _totals(self, sums: Integers) -> Integers:
        """Return sums over the cells that share touchpoint and dimension."""
        totals = np.zeros((int(self._groups.max(initial=-1)) + 1, *sums.shape[1:]), dtype=np.int64)
        np.add.at(totals, self._groups, sums)
        return totals

    def _numbers(self, axis: Axis, name: str) -> Integers:
        """Return touchpoint and member of the rows of a table as one number, -1 for touchpoints outside the map."""
        table = self._table(axis, name)
        if not len(table):
            return np.empty(0, dtype=np.int64)
        offset = 0 if axis == "channel" else len(self.context.statistics.channels)
        places = self.context.places[table["touchpoint"]]
        return np.where(places >= 0, places * len(self.members) + table[axis] + offset, -1)

    @cached_property
    def _rows(self) -> dict[str, tuple[NDArray[np.bool_], Integers]]:
        """Which rows of each table belong to the map, and the cell of each of these."""
        result = {}
        for axis in AXES:
            for name in ("cells", "cell_squares", *(table_name(self.context.statistics.settings, each) for each in _SCORES)):
                numbers = self._numbers(axis, name)
                inside = numbers >= 0
                result[f"{axis}_{name}"] = inside, np.searchsorted(self._pairs, numbers[inside])
        return result

    def _table(self, axis: Axis, name: str) -> Table:
        weighted = name.startswith("weighted_")
        return self.context.statistics.tables[f"weighted_{axis}_{name.removeprefix('weighted_')}" if weighted else f"{axis}_{name}"]

    def _collected(self, name: str, column: str, axes: Mapping[str, int]) -> Integers:
        """Return a sum over all cells that were seen and further keys, which are unique in the table."""
        result = np.zeros((len(self._pairs), *axes.values()), dtype=np.int64)
        for axis in AXES:
            table = self._table(axis, name)
            inside, rows = self._rows[f"{axis}_{name}"]
            result[(rows, *(table[key][inside] for key in axes))] = table[column][inside]
        return result


def _identified(names: Sequence[str], codes: Mapping[str, int], entities: Sequence[Entity]) -> list[tuple[str, str]]:
    """Return name and identifier of each code, as the map has them where it knows them."""
    known = {codes[entity.id]: (entity.name, entity.id) for entity in entities if entity.id in codes}
    return [known.get(code, (name, identifier)) for code, (name, identifier) in enumerate(zip(names, unique_slugs(names), strict=True))]
