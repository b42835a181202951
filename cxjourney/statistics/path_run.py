"""One run over the rows for paths: journeys, their variants, and what is counted of those that are looked at."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from cxjourney.statistics import path_sums, sums
from cxjourney.statistics.horizon import horizon_of
from cxjourney.statistics.layout import fetch_columns
from cxjourney.statistics.measurement import check_observed
from cxjourney.statistics.parts import roles
from cxjourney.statistics.resolve import Declared, dictionary
from cxjourney.statistics.table import FOLDS, Table
from cxjourney.statistics.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cxjourney.ingest.event_log import EventLog
    from cxjourney.statistics.table import Integers

PLACES = 100
"""Steps of a path whose waits are looked at."""

WHOLE = 1 << 30
"""Characters of a path that is not cut; of one that is, eight are enough for a step."""

SUMS = ("journeys", "weight", "goal", "visits", "distance", "near")

WEIGHT = 1_000
"""What a journey counts for that was certain to be followed to its end."""

HEAVIEST = 20
"""A journey counts for so many at most, so that few cannot decide for all."""

_BINS = 256

_EVERY = -2


@dataclass(frozen=True, slots=True)
class Variant:
    """
    A path and how often it was taken.

    Parameters
    ----------
    code
        Its number among all variants.
    path
        Codes of its touchpoints; cut where only the start was asked for.
    journeys, customers
        How many journeys, and of how many customers.
    weight
        What its journeys count for, in thousandths.
    """

    code: int
    path: tuple[int, ...]
    journeys: int
    customers: int
    weight: int


@dataclass(frozen=True, slots=True, eq=False)
class PathCounts:
    """
    What was counted of journeys, by code; the last code is that of the rest.

    Parameters
    ----------
    journeys
        Numbers by code and fold.
    weight
        The same with their weights, in thousandths.
    goal, visits, distance, near
        Weighted sums by code and fold.
    customers, squares
        Customers and Σn² over them, by code.
    every_square
        Σn² over all customers.
    times, timed
        Histogram of times by code and bin, weighted and plain.
    waits
        Histogram of the times between the steps, by code, place and bin.
    """

    journeys: Integers
    weight: Integers
    goal: Integers
    visits: Integers
    distance: Integers
    near: Integers
    customers: Integers
    squares: Integers
    every_square: int
    times: Integers
    timed: Integers
    waits: Integers

    def by_share(self) -> tuple[list[int], Self]:
        """Return the codes in the order of their weights, and the same counts in that order; the rest stays last."""
        weights = self.weight[:-1].sum(axis=-1)
        order = sorted(range(len(weights)), key=lambda code: (-int(weights[code]), code))
        with_rest = [*order, len(order)]
        moved = {
            name: value[order if name == "waits" else with_rest]
            for name in ("journeys", "weight", "goal", "visits", "distance", "near", "customers", "squares", "times", "timed", "waits")
            for value in (getattr(self, name),)
        }
        return order, replace(self, **moved)


@dataclass(slots=True)
class PathRun:
    """
    Relations of one run.

    Parameters
    ----------
    work
        Where relations are made; its visits are made.
    horizon
        Silence after which a journey is over, in microseconds.
    until
        End of the observation.
    merge
        Whether visits to the same touchpoint in a row are one step.
    journeys
        SQL of one row a journey.
    variants
        Name of the relation of variants.
    weights
        Name of the relation of what journeys count for.
    width
        Width of its bins, in microseconds.
    """

    work: Workspace
    horizon: int
    until: int
    merge: bool
    journeys: str = ""
    variants: str = ""
    weights: str = ""
    width: int = 1

    @property
    def names(self) -> tuple[str, ...]:
        """Touchpoints by code."""
        return self.work.known.names

    def count_variants(self, *, seed: int = 0, longest: int = WHOLE) -> tuple[int, int, int]:
        """Make journeys and variants; return the numbers of journeys that are over, of those that are not, and of variants."""
        parts = [self.work.make("journeys", path_sums.journeys_sql(visits, self.horizon, merge=self.merge)) for visits in self.work.visits]
        self.journeys = f"({' UNION ALL '.join(f'SELECT * FROM {name}' for name in parts)})"
        engine = self.work.events.engine
        every, longest_start = engine.rows(f"SELECT count(*), max(start) FROM {self.journeys} AS j")[0]
        self._weigh(int(longest_start))
        sql = path_sums.variants_sql(self.journeys, self.weights, (self.horizon, self.width), seed, longest)
        self.variants = self.work.make("variants", sql)
        over, found = engine.rows(f"SELECT coalesce(sum(journeys), 0), count(*) FROM {self.variants}")[0]
        return int(over), int(every - over), int(found)

    def _weigh(self, longest: int) -> None:
        """Find what a journey counts for: one over the share of journeys that were followed long enough to see one like it end."""
        self.width = max(-(-longest // _BINS), 1)
        found = fetch_columns(self.work.events.engine, path_sums.starts_sql(self.journeys, self.width))
        starts = np.bincount(found["bin"], found["n"], _BINS + 1)
        # A journey of a bin is seen to end by those that start before it, and by half of those that start in it.
        share = (np.cumsum(starts[::-1])[::-1] - starts / 2) / starts.sum()
        weights = np.round(WEIGHT / np.maximum(share, 1 / HEAVIEST))
        self.weights = self.work.table("weights", {"bin": range(len(weights)), "weight": [int(weight) for weight in weights]})

    def common(self, limit: int, *, least: int = 1, longest: int = WHOLE) -> tuple[Variant, ...]:
        """Return the variants with the largest shares, those of at least so many customers."""
        rows = self.work.events.engine.rows(f"""
            SELECT code, start, journeys, customers, weight FROM {self.variants}
            WHERE customers >= {int(least)} ORDER BY code LIMIT {int(limit)}""")
        return tuple(Variant(code, _steps(start, longest), *counts) for code, start, *counts in rows)

    def code(self, codes: Mapping[str, Sequence[int]]) -> str:
        """
        Give the journeys that are over codes by their variants; return the name of their relation.

        Parameters
        ----------
        codes
            Columns ``code`` (of a variant), ``new_code``, ``distance`` and ``near``, by name; the last two may be left out.
        """
        size = len(codes["code"])
        columns = {"distance": [0] * size, "near": [0] * size, **codes}
        given = self.work.table("codes", columns if size else {name: [_EVERY] for name in columns})
        return self.work.make("coded", path_sums.coded_sql(self.journeys, self.variants, given, self.weights, (self.horizon, self.width)))

    def count(self, coded: str, size: int, pairs: Mapping[str, Sequence[int]] | None = None) -> PathCounts:
        """
        Count journeys by code.

        Parameters
        ----------
        coded
            What `code` returned.
        size
            Number of codes.
        pairs
            Columns ``code``, ``place``, ``source`` and ``target`` of the moves whose waits are looked at; when not given, those from each
            step, for codes whose journeys all take the same path.
        """
        engine = self.work.events.engine
        found = Table.grouped(("fold", "code"), _moved(fetch_columns(engine, path_sums.sums_sql(coded)), size))
        people = fetch_columns(engine, path_sums.customers_sql(coded))
        own = people["code"] != _EVERY
        by_code = {name: _by_code(people["code"][own], people[name][own], size) for name in ("customers", "squares")}
        times = _moved(fetch_columns(engine, path_sums.times_sql(coded)), size)
        dense = {name: found.dense(name, [size + 1, FOLDS], ["code", "fold"]) for name in SUMS}
        return PathCounts(
            **dense,
            **by_code,
            every_square=int(people["squares"][~own].sum()),
            times=_histogram(times, [size + 1], ["code"], "weight"),
            timed=_histogram(times, [size + 1], ["code"]),
            waits=self._waits(coded, size, pairs),
        )

    def _waits(self, coded: str, size: int, pairs: Mapping[str, Sequence[int]] | None) -> Integers:
        """Return the histogram of the times between steps by code, place (from 0) and bin."""
        if size == 0 or (pairs is not None and not len(pairs["code"])):
            return np.zeros((size, PLACES, 1), dtype=np.int64)
        moves = path_sums.moves_sql(self.work.every_visit, coded, merge=self.merge)
        if pairs is None:
            chosen = f"SELECT code, CAST(number - 1 AS INTEGER) AS place, wait FROM ({moves}) AS m WHERE number <= {PLACES}"
        else:
            wanted = self.work.table("pairs", pairs)
            chosen = f"""SELECT p.code, p.place, m.wait FROM ({moves}) AS m
                JOIN {wanted} p ON p.code = m.code AND p.source = m.touchpoint AND p.target = m.target"""
        return _histogram(fetch_columns(self.work.events.engine, path_sums.waits_sql(chosen)), [size, PLACES], ["code", "place"])


@contextmanager
def path_run(events: EventLog, said: Declared, *, gap: int | None, until: int | None, merge: bool = False) -> Iterator[PathRun]:
    """
    Open a run over the rows of a log and drop its relations at the end.

    Parameters
    ----------
    events
        Checked event log.
    said
        What the user declared.
    gap
        Silence that ends a journey, in microseconds.
    until
        End of the observation, in microseconds; None for the last event.
    merge
        Whether visits to the same touchpoint in a row are one step.

    Raises
    ------
    OptionError
        If the observation ends before the last event.
    """
    known = dictionary(events, ())
    with Workspace.of(events, known, roles(events, known, said), None) as work:
        last = work.period()[1]
        until = last if until is None else until
        check_observed(until, last)
        work.make_visits(gap=gap, until=until)
        gaps = Table.summed([work.fetch("gap_times", sums.gap_times_sql(visits)) for visits in work.visits])
        yield PathRun(work, horizon_of(gaps, limit=gap), until, merge)


def _moved(found: dict[str, Integers], size: int) -> dict[str, Integers]:
    """Return columns in which the rest has the last code."""
    return found | {"code": np.where(found["code"] < 0, size, found["code"])}


def _by_code(codes: Integers, values: Integers, size: int) -> Integers:
    result = np.zeros(size + 1, dtype=np.int64)
    result[np.where(codes < 0, size, codes)] = values
    return result


def _histogram(found: dict[str, Integers], shape: Sequence[int], keys: Sequence[str], name: str = "n") -> Integers:
    """Return numbers by keys and bin."""
    table = Table.grouped((*keys, "bin"), found)
    return table.dense(name, [*shape, int(found["bin"].max(initial=0)) + 1], [*keys, "bin"])


def _steps(start: str, longest: int) -> tuple[int, ...]:
    """Return the steps of a path; of one that was cut at most one for every eight characters, so that none is half a number."""
    return tuple(map(int, start.split()[: longest // 8]))
