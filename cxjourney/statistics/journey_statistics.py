"""The small exact tables that everything after reading is computed from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.arguments import check_flag, items_of
from cxjourney.errors import StatisticsError
from cxjourney.ingest.zones import from_microseconds
from cxjourney.statistics.adding import SKETCH_SIZE, check_whole, joined, missing_parts
from cxjourney.statistics.dictionaries import CODED, DICTIONARIES, columns_of, recoded, used_codes
from cxjourney.statistics.replacing import replaced
from cxjourney.statistics.settings import LIFE_BINS, UNPLANNED_STAGE, MeasureSettings
from cxjourney.statistics.table import FOLDS, Table

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from cxjourney.model.metric import Metric
    from cxjourney.statistics.table import Integers

__all__ = ["SKETCH_SIZE", "JourneyStatistics"]


@dataclass(frozen=True, eq=False)
class JourneyStatistics:
    """
    Sums, counts and histograms of a log, kept as integers per fold of customers.

    Statistics of different customers add exactly; the sum equals measuring the joined log.

    Parameters
    ----------
    settings
        What the measurement was told and resolved.
    touchpoints, channels, segments, reasons
        Names by code.
    segment_columns
        What each segment is of: the column its name comes from.
    metrics
        Scales of the scores by code.
    tables
        The tables by name; the module `cxjourney.statistics.tables` says what each holds.
    period
        First and last event, in microseconds since 1970 (UTC).
    parts
        Which parts of a split by customer are in it, as pairs (index, number of parts).
    sketch
        The smallest customer hashes, to notice logs that share customers.

    See Also
    --------
    measure : makes them.
    discover_map : turns them into a map.

    Examples
    --------
    >>> import cxjourney as cx
    >>> events = cx.datasets.sample_shop(customers=300).events
    >>> whole = cx.measure(events)
    >>> first, second = (cx.measure(events, settings=whole.settings, part=(part, 2)) for part in range(2))
    >>> first + second == whole
    True
    """

    settings: MeasureSettings
    touchpoints: tuple[str, ...]
    channels: tuple[str, ...]
    segments: tuple[str, ...]
    metrics: tuple[Metric, ...]
    tables: Mapping[str, Table]
    period: tuple[int, int]
    parts: tuple[tuple[int, int], ...] = ()
    sketch: Integers = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    notes: tuple[str, ...] = ()
    segment_columns: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "tables", MappingProxyType(dict(self.tables)))

    @cached_property
    def stages(self) -> tuple[str, ...]:
        """Names of the stages in order."""
        names = tuple(name for name, _ in self.settings.stages)
        return (*names, self._unplanned) if len(names) in self.touchpoint_stage else names

    @property
    def _unplanned(self) -> str:
        names = {name for name, _ in self.settings.stages}
        return next(name for name in (UNPLANNED_STAGE, f"{UNPLANNED_STAGE} (unplanned)", "—") if name not in names)

    @cached_property
    def touchpoint_stage(self) -> tuple[int, ...]:
        """Code of the stage of each touchpoint."""
        place = {name: index for index, (_, inside) in enumerate(self.settings.stages) for name in inside}
        return tuple(place.get(name, len(self.settings.stages)) for name in self.touchpoints)

    @property
    def customers(self) -> int:
        """Number of customers."""
        return self.tables["totals"].total("customers")

    @property
    def settled(self) -> bool:
        """Whether every customer was followed for so long that no later `observed_until` changes any of the sums."""
        return not self.customers or self.period[1] + self.settings.follow_up <= self.settings.observed_until

    @property
    def open_since(self) -> datetime:
        """The time since which customers must have been seen for a later `observed_until` to change what they add."""
        return from_microseconds(self.settings.observed_until - self.settings.follow_up)

    @property
    def missing_parts(self) -> tuple[tuple[int, int], ...]:
        """Parts of the customers that are missing to the whole, as pairs (index, number of parts)."""
        return missing_parts(self.parts)

    def axis(self, key: str) -> int:
        """
        Return how many codes a key has.

        Parameters
        ----------
        key
            Name of a key column, such as ``"touchpoint"``, ``"fold"`` or the ``"bin"`` of the life tables.
        """
        if key in CODED:
            return len(getattr(self, CODED[key]))
        return {"fold": FOLDS, "stage": len(self.stages), "metric": len(self.metrics), "bin": LIFE_BINS}[key]

    def dense(self, table: str, column: str, *keys: str, touchpoints: Sequence[int] | None = None) -> Integers:
        """
        Return a sum as an array over the given keys, with the folds as its last axis where the table has them.

        Parameters
        ----------
        table, column
            Name of the table and of one of its sums.
        *keys
            Key of each axis.
        touchpoints
            Codes of the touchpoints the axis ``"touchpoint"`` holds; by default all.

        Examples
        --------
        >>> import cxjourney as cx
        >>> statistics = cx.measure(cx.datasets.sample_shop(customers=300).events)
        >>> statistics.dense("visits", "visits", "touchpoint").shape[1]
        50
        """
        found = self.tables[table]
        axes = (*keys, "fold") if "fold" in found.keys else keys
        sizes = {key: self.axis(key) for key in axes}
        if touchpoints is not None:
            found, sizes["touchpoint"] = found.picked("touchpoint", touchpoints), len(touchpoints)
        return found.dense(column, [sizes[key] for key in axes], axes)

    def in_order(self) -> JourneyStatistics:
        """Return the same statistics with dictionaries that hold only what occurs, sorted, so that equal content is equal."""
        used = {name: used_codes(self, name) for name in DICTIONARIES}
        names = {name: tuple(sorted(getattr(self, name)[code] for code in used[name])) for name in DICTIONARIES}
        metrics = tuple(sorted(self.metrics, key=lambda metric: metric.name))
        return replace(
            self,
            touchpoints=names["touchpoints"],
            channels=names["channels"],
            segments=names["segments"],
            segment_columns=columns_of(names["segments"], self),
            reasons=names["reasons"],
            metrics=metrics,
            tables={name: table.without_zeros() for name, table in recoded(self, names, metrics).items()},
        )

    def __add__(self, other: JourneyStatistics) -> JourneyStatistics:
        if not isinstance(other, JourneyStatistics):
            return NotImplemented
        return joined([self, other])

    def __radd__(self, other: object) -> JourneyStatistics:
        if other == 0:  # where sum() starts
            return self
        return NotImplemented

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, JourneyStatistics):
            return NotImplemented
        names = ("settings", "touchpoints", "channels", "segments", "segment_columns", "reasons", "metrics", "period")
        return (
            all(getattr(self, name) == getattr(other, name) for name in names)
            and dict(self.tables) == dict(other.tables)
            and np.array_equal(self.sketch, other.sketch)
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        totals = self.tables["totals"]
        counts = f"{totals.total('visits'):,} visits, {self.customers:,} customers, {len(self.touchpoints):,} touchpoints"
        parts = f", parts {', '.join(f'{index} of {number}' for index, number in self.parts)}" if self.parts else ""
        gone = f", gone after {_span(self.settings.horizon)}"
        return f"<JourneyStatistics {counts}, {len(self.stages)} stages{gone}{parts}>"

    @classmethod
    def join(cls, parts: Iterable[JourneyStatistics], *, whole: bool = True) -> JourneyStatistics:
        """
        Return the sum of statistics of different customers, and see that no part is missing.

        Parts whose customers were all followed long enough (`settled`) may have been measured as of an earlier time than the others.

        Parameters
        ----------
        parts
            Statistics measured with the same settings.
        whole
            Whether parts must make up all customers.

        Raises
        ------
        StatisticsError
            If a part is missing, overlaps another one, was measured with other settings, or too early.
        """
        check_flag("whole", whole)
        sides = items_of("parts", parts, "statistics that measure() returned")
        for side in sides:
            _check(side, "parts")
        if not sides:
            raise StatisticsError("there are no statistics to join.", hint="load at least one part.")
        found = joined(sides)
        if whole:
            check_whole(found)
        return found

    def replaced(self, old: JourneyStatistics, new: JourneyStatistics, *, as_counted: bool = False) -> JourneyStatistics:
        """
        Return statistics in which some customers add what they do now instead of what they did before.

        The result equals measuring everything, if ``old`` is what was counted, and ``old`` and ``new`` were measured from all events of
        every customer who was seen after `open_since` or of whom an event or answer arrived since; those of others are allowed.

        Parameters
        ----------
        old
            Measured from the events until ``observed_until``, with the settings of these statistics.
        new
            Measured from all events, with the same settings and a later ``observed_until``.
        as_counted
            Whether ``old`` was measured from the log as it was when these statistics were measured, so that nothing in it arrived later.
            Answers, invitations and money are often told of a visit afterwards: with any of them this must be so.

        Raises
        ------
        StatisticsError
            If settings differ, customers are missing in one of both, or events have arrived that were not counted then; or if answers may
            have and nobody says that ``old`` is what was counted.
        """
        check_flag("as_counted", as_counted)
        _check(old, "old")
        _check(new, "new")
        return replaced(self, old, new, as_counted=as_counted)

    def save(self, folder: str | os.PathLike[str]) -> None:
        """
        Write the statistics into a folder, all files or none.

        Parameters
        ----------
        folder
            A new folder, or one written by `save` before, whose statistics are replaced; other files in it stay.

        Raises
        ------
        StatisticsError
            If the folder exists and holds something else.
        """
        from cxjourney.statistics.storage import save  # noqa: PLC0415

        save(self, folder)

    @classmethod
    def load(cls, folder: str | os.PathLike[str]) -> JourneyStatistics:
        """
        Read statistics from a folder.

        Parameters
        ----------
        folder
            A folder written by `save`.

        Raises
        ------
        StatisticsError
            If the folder holds no statistics, or they are damaged.
        """
        from cxjourney.statistics.storage import load  # noqa: PLC0415

        return load(folder)


def _check(given: object, role: str) -> None:
    if not isinstance(given, JourneyStatistics):
        message = f"{role} takes statistics that measure() returned, found {type(given).__name__}"
        raise TypeError(message)


def _span(microseconds: int) -> str:
    """Return a time in the largest unit of which it holds one and a half, such as 3.4 days."""
    units = ((86_400, "days"), (3_600, "hours"), (60, "minutes"))
    size, name = next(((size, name) for size, name in units if microseconds >= 1.5e6 * size), (1, "seconds"))
    return f"{microseconds / (1e6 * size):.3g} {name}"
