"""The sums of a log by period or by day as arrays, at every kind of place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from cxjourney.comparison.incidents.silences import silences
from cxjourney.statistics.settings import UNPLANNED_STAGE
from cxjourney.statistics.table import FOLDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.statistics.period_run import PeriodSums

    Integers = NDArray[np.int64]
    Places = NDArray[np.intp]

Level = Literal["total", "stage", "touchpoint", "channel", "segment"]

TOUCHPOINTS, MEMBERS = 60, 30
"""Touchpoints, and channels or segments, that are followed; the busiest ones."""


@dataclass(frozen=True, eq=False)
class Cells:
    """
    Places of one level that hold data: the name of each part by place.

    Parameters
    ----------
    level
        What kind of place.
    codes
        Codes by place: of the touchpoint, the stage, or the stage and its channel or segment.
    names
        Location fields by place.
    """

    level: Level
    codes: Places
    names: tuple[dict[str, str], ...]


@dataclass(frozen=True, eq=False)
class TrendSums:
    """
    Sums by place, ready for figures.

    Parameters
    ----------
    sums
        What was counted.
    """

    sums: PeriodSums

    @cached_property
    def stage_of(self) -> Places:
        """Code of the stage of each touchpoint."""
        place = {name: index for index, (_, inside) in enumerate(self.sums.settings.stages) for name in inside}
        return np.array([place.get(name, len(self.sums.settings.stages)) for name in self.sums.touchpoints], dtype=np.intp)

    @cached_property
    def stages(self) -> tuple[str, ...]:
        """Names of the stages in order."""
        names = tuple(name for name, _ in self.sums.settings.stages)
        free = next(name for name in (UNPLANNED_STAGE, f"{UNPLANNED_STAGE} (unplanned)", "—") if name not in names)
        return (*names, free)

    @cached_property
    def silences(self) -> tuple[tuple[int, int], ...]:
        """Times in which nothing at all was recorded: first day, and first one after it."""
        table = self.sums.tables["day_visits"]
        visits = np.zeros(self.sums.periods.days, dtype=np.int64)
        np.add.at(visits, table["day"], table["visits"])
        return silences(visits)

    def cells(self, level: Level) -> Cells:
        """
        Return the places of a level, the busiest ones where there are many, in order.

        Parameters
        ----------
        level
            What kind of place.
        """
        if level == "total":
            return Cells(level, np.zeros((1, 0), dtype=np.intp), ({},))
        if level == "touchpoint":
            codes = self._busiest("day_visits", "touchpoint", TOUCHPOINTS)
            codes = codes[np.lexsort([codes, self.stage_of[codes]])]
            names = tuple({"stage": self.stages[self.stage_of[code]], "touchpoint": self.sums.touchpoints[code]} for code in codes)
            return Cells(level, codes[:, None], names)
        if level == "stage":
            seen = np.unique(self.stage_of[np.unique(self.sums.tables["day_visits"]["touchpoint"])])
            return Cells(level, seen[:, None], tuple({"stage": self.stages[code]} for code in seen))
        return self._member_cells(level)

    def _member_cells(self, level: Level) -> Cells:
        table = self.sums.tables.get(f"day_{level}_visits")
        if table is None or not len(table):
            return Cells(level, np.zeros((0, 2), dtype=np.intp), ())
        shown = np.isin(table["member"], self._busiest(f"day_{level}_visits", "member", MEMBERS))
        pairs = np.unique(np.stack([table["stage"][shown], table["member"][shown]], axis=1), axis=0).astype(np.intp)
        known = self.sums.channels if level == "channel" else self.sums.segments
        return Cells(level, pairs, tuple({"stage": self.stages[stage], level: known[member]} for stage, member in pairs))

    def _busiest(self, table: str, key: str, limit: int) -> Places:
        """Return the codes with most visits."""
        found = self.sums.tables[table]
        visits = np.bincount(found[key], weights=found["visits"])
        codes = np.flatnonzero(visits)
        return np.sort(codes[np.lexsort([codes, -visits[codes]])][:limit])

    def column(self, names: dict[str, str]) -> int:
        """
        Return the number of the column that a segment is of.

        Parameters
        ----------
        names
            Location fields of a place.
        """
        columns = dict(zip(self.sums.segments, self.sums.segment_columns, strict=True))
        return sorted({*columns.values()}).index(columns[names["segment"]])

    def left_out(self) -> tuple[int, int]:
        """Return how many touchpoints, and how many channels and segments, are not followed."""
        touchpoints = len(np.unique(self.sums.tables["day_visits"]["touchpoint"]))
        members = [table["member"] for table in (self.sums.tables.get(f"day_{level}_visits") for level in ("channel", "segment")) if table]
        return max(0, touchpoints - TOUCHPOINTS), sum(max(0, len(np.unique(each)) - MEMBERS) for each in members)

    def by_period(self, cells: Cells, table: str, column: str, *, metric: int | None = None) -> Integers:
        """
        Return a sum by place, period and fold.

        Parameters
        ----------
        cells
            The places.
        table, column
            Name of the table of everybody, and of one of its sums.
        metric
            Code of the metric, for scores.
        """
        return self._dense(cells, table, column, {"period": len(self.sums.periods), "fold": FOLDS}, metric)

    def by_day(self, cells: Cells, table: str, column: str, *, metric: int | None = None) -> Integers:
        """
        Return a sum by place and day.

        Parameters
        ----------
        cells, table, column, metric
            As in `by_period`.
        """
        return self._dense(cells, f"day_{table}", column, {"day": self.sums.periods.days}, metric)

    def _dense(self, cells: Cells, table: str, column: str, axes: dict[str, int], metric: int | None) -> Integers:
        member = cells.level in {"channel", "segment"}
        name = table.replace("day_", f"day_{cells.level}_") if table.startswith("day_") else f"{cells.level}_{table}"
        found = self.sums.tables.get(name if member else table)
        result = np.zeros((len(cells.names) + 1, *axes.values()), dtype=np.int64)
        if found is None or not len(found) or column not in found.columns:
            return result[:-1]
        rows = slice(None) if metric is None else found["metric"] == metric
        place = self._places(cells, {key: found[key][rows] for key in ("touchpoint", "stage", "member") if key in found.columns})
        np.add.at(result, (place, *(found[key][rows] for key in axes)), found[column][rows])
        return result[:-1]

    def _places(self, cells: Cells, columns: dict[str, Integers]) -> Places:
        """Return the place of each row; the one after the last for rows of other places."""
        count = len(cells.names)
        if cells.level == "total":
            return np.zeros(len(next(iter(columns.values()))), dtype=np.intp)
        if cells.level in {"channel", "segment"}:
            width = max(len(self.sums.channels), len(self.sums.segments)) + 1
            lookup = np.full((len(self.stages) + 1) * width, count, dtype=np.intp)
            lookup[cells.codes[:, 0] * width + cells.codes[:, 1]] = np.arange(count)
            return np.asarray(lookup[columns["stage"] * width + columns["member"]])
        stages = cells.level == "stage"
        codes = columns.get("stage") if stages and "touchpoint" not in columns else columns["touchpoint"]
        assert codes is not None  # noqa: S101 - the tables of everybody hold one or the other
        codes = self.stage_of[codes] if stages and "touchpoint" in columns else codes
        lookup = np.full(max(len(self.sums.touchpoints), len(self.stages)) + 1, count, dtype=np.intp)
        lookup[cells.codes[:, 0]] = np.arange(count)
        return np.asarray(lookup[codes])
