"""The small exact tables that everything after reading is computed from."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.errors import StatisticsError
from cxjourney.statistics.settings import LIFE_BINS, UNPLANNED_STAGE, MeasureSettings
from cxjourney.statistics.table import FOLDS, Table

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from cxjourney.model.metric import Metric
    from cxjourney.statistics.table import Integers

SKETCH_SIZE = 1_024
_DICTIONARIES = ("touchpoints", "channels", "segments", "reasons")
_CODED = {
    **dict.fromkeys(("touchpoint", "source", "target", "previous", "next"), "touchpoints"),
    "channel": "channels",
    "segment": "segments",
    "reason": "reasons",
}


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

    def axis(self, key: str) -> int:
        """
        Return how many codes a key has.

        Parameters
        ----------
        key
            Name of a key column, such as ``"touchpoint"``, ``"fold"`` or the ``"bin"`` of the life tables.
        """
        if key in _CODED:
            return len(getattr(self, _CODED[key]))
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
        used = {name: _used(self, name) for name in _DICTIONARIES}
        names = {name: tuple(sorted(getattr(self, name)[code] for code in used[name])) for name in _DICTIONARIES}
        metrics = tuple(sorted(self.metrics, key=lambda metric: metric.name))
        return replace(
            self,
            touchpoints=names["touchpoints"],
            channels=names["channels"],
            segments=names["segments"],
            segment_columns=_columns_of(names["segments"], self),
            reasons=names["reasons"],
            metrics=metrics,
            tables=_recoded(self, names, metrics),
        )

    def __add__(self, other: JourneyStatistics) -> JourneyStatistics:
        if not isinstance(other, JourneyStatistics):
            return NotImplemented
        _check_addable(self, other)
        names = {name: tuple(sorted({*getattr(self, name), *getattr(other, name)})) for name in _DICTIONARIES}
        metrics = tuple(sorted({*self.metrics, *other.metrics}, key=lambda metric: metric.name))
        left, right = (_recoded(each, names, metrics) for each in (self, other))
        return JourneyStatistics(
            settings=self.settings,
            touchpoints=names["touchpoints"],
            channels=names["channels"],
            segments=names["segments"],
            segment_columns=_columns_of(names["segments"], self, other),
            reasons=names["reasons"],
            metrics=metrics,
            tables={name: table + right[name] for name, table in left.items()},
            period=(min(self.period[0], other.period[0]), max(self.period[1], other.period[1])),
            parts=tuple(sorted({*self.parts, *other.parts})),
            sketch=np.unique(np.concatenate([self.sketch, other.sketch]))[:SKETCH_SIZE],
            notes=tuple(dict.fromkeys((*self.notes, *other.notes))),
        )

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

    def save(self, folder: str | os.PathLike[str]) -> None:
        """
        Write the statistics into a folder, all files or none.

        Parameters
        ----------
        folder
            A new folder, or one written by `save` before, which is replaced.

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


def _span(microseconds: int) -> str:
    """Return a time in the largest unit of which it holds one and a half, such as 3.4 days."""
    units = ((86_400, "days"), (3_600, "hours"), (60, "minutes"))
    size, name = next(((size, name) for size, name in units if microseconds >= 1.5e6 * size), (1, "seconds"))
    return f"{microseconds / (1e6 * size):.3g} {name}"


def _check_addable(left: JourneyStatistics, right: JourneyStatistics) -> None:
    """Refuse statistics with different settings or the same customers, by name."""
    for name in MeasureSettings.model_fields:
        values = getattr(left.settings, name), getattr(right.settings, name)
        if values[0] != values[1]:
            raise StatisticsError(
                f"the settings differ in {name!r}: {_short(values[0])} and {_short(values[1])}.",
                hint="measure every part with settings=first.settings.",
            )
    for index, number in left.parts:
        for other, others in right.parts:
            if (index - other) % math.gcd(number, others) == 0:
                raise StatisticsError(
                    f"part {index} of {number} and part {other} of {others} hold the same customers.",
                    hint="add each part once, all from the same split.",
                )
    shared = np.intersect1d(left.sketch, right.sketch)
    if len(shared):
        raise StatisticsError(
            f"both statistics hold some of the same customers (at least {len(shared):,}).",
            hint="split logs by customer with part=(i, n), never by day.",
        )


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 120 else text[:119] + "…"


def _used(statistics: JourneyStatistics, dictionary: str) -> list[int]:
    """Return the codes of a dictionary that occur in a table."""
    name, key = {
        "touchpoints": ("visits", "touchpoint"),
        "channels": ("channel_cells", "channel"),
        "segments": ("segment_cells", "segment"),
        "reasons": ("reasons", "reason"),
    }[dictionary]
    return [int(code) for code in np.unique(statistics.tables[name][key])]


def _columns_of(segments: Sequence[str], *sources: JourneyStatistics) -> tuple[str, ...]:
    """Return the column that each segment's name comes from."""
    columns = {name: column for each in sources for name, column in zip(each.segments, each.segment_columns, strict=True)}
    return tuple(columns[name] for name in segments)


def _recoded(statistics: JourneyStatistics, names: Mapping[str, Sequence[str]], metrics: Sequence[Metric]) -> dict[str, Table]:
    """Return the tables with the codes of wider dictionaries."""
    codes: dict[str, Integers] = {}
    for key, dictionary in _CODED.items():
        place = {name: index for index, name in enumerate(names[dictionary])}
        codes[key] = np.array([place.get(name, 0) for name in getattr(statistics, dictionary)], dtype=np.int64)
    order = {metric: index for index, metric in enumerate(metrics)}
    codes["metric"] = np.array([order[metric] for metric in statistics.metrics], dtype=np.int64)
    if all(np.array_equal(code, np.arange(len(code))) for code in codes.values()):
        return dict(statistics.tables)
    return {name: table.recoded(codes) for name, table in statistics.tables.items()}
