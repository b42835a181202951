"""The list of deviations: what, where, in how many journeys."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from cxjourney.comparison.plan_fit.coding import MOST
from cxjourney.comparison.plan_fit.sentences import sentence
from cxjourney.model.conformance import Deviation
from cxjourney.model.slugs import unique_slugs
from cxjourney.statistics.table import FOLDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from cxjourney.comparison.plan_fit.assembling import Assembly
    from cxjourney.estimate import Estimate
    from cxjourney.model.conformance import DeviationKind, DeviationType
    from cxjourney.statistics.table import Table

    Integers = NDArray[np.int64]

_AT_PLACES: tuple[tuple[DeviationType, DeviationKind, str, str, str], ...] = (
    ("content", "skipped", "missing", "missing", "came"),
    ("timing", "late", "late", "late_visits", "settled"),
    ("timing", "unanswered", "unanswered", "unanswered_visits", "settled"),
)
"""Type and kind, and the sums that hold the journeys, the visits, and the journeys they are a share of."""

_OF_ALL = frozenset({"unplanned", "start"})


@dataclass(frozen=True, slots=True)
class _Found:
    type: DeviationType
    kind: DeviationKind
    place: int
    journeys: Integers
    visits: int
    there: Integers
    where: dict[str, Any] = field(default_factory=dict)

    @property
    def order(self) -> tuple[int, str, str, int, str]:
        return -int(self.journeys.sum()), self.type, self.kind, self.place, str(self.where)


def deviations(assembly: Assembly) -> tuple[tuple[Deviation, ...], int]:
    """
    Return the deviations, the most common first, and how many rarer ones are left out.

    Parameters
    ----------
    assembly
        What was counted.
    """
    moves, strange = _cells(assembly, "moves", "previous"), _cells(assembly, "channels", "channel")
    found = [*_at_places(assembly), *_moves(assembly, moves.cells), *_strange(assembly, strange.cells)]
    kept = sorted(found, key=lambda each: each.order)[:MOST]
    if not kept:
        return (), 0
    journeys, there = np.stack([each.journeys for each in kept]), np.stack([each.there for each in kept])
    everywhere, local = assembly.shares(journeys, assembly.journeys), assembly.shares(journeys, there)
    made = tuple(_deviation(assembly, each, *shares) for each, *shares in zip(kept, everywhere, local, strict=True))
    return made, len(found) - len(kept) + moves.rarer + strange.rarer


def _deviation(assembly: Assembly, found: _Found, share: Estimate, there: Estimate) -> Deviation:
    at, journeys = assembly.at(found.place), int(found.journeys.sum())
    told = share if found.kind in _OF_ALL else there
    names = {"source": found.where.get("source"), "channel": found.where.get("channel")}
    return Deviation(
        type=found.type,
        kind=found.kind,
        **at,
        **found.where,
        journeys=journeys,
        visits=found.visits,
        share=share,
        share_there=there,
        summary=sentence(found.kind, at["touchpoint"], journeys, told, **names),
    )


def _folds(table: Table, column: str, places: int) -> Integers:
    return table.dense(column, (places, FOLDS), ("place", "fold"))


def _at_places(assembly: Assembly) -> Iterator[_Found]:
    """List what is told by touchpoint alone."""
    planned, table = assembly.n_planned, assembly.counts.tables["places"]
    inside = table.where(table["place"] < planned)
    for type_, kind, journeys, visits, there in _AT_PLACES:
        counts, totals, of = (_folds(inside, column, planned) for column in (journeys, visits, there))
        for place in np.flatnonzero(counts.sum(axis=1)).tolist():
            yield _Found(type_, kind, place, counts[place], int(totals[place].sum()), of[place])
    places = assembly.unplanned_places()
    others = table.picked("place", places) if places else table
    counts, totals = (_folds(others, column, len(places)) if places else np.zeros((0, FOLDS), int) for column in ("journeys", "visits"))
    for row, place in enumerate(places):
        yield _Found("content", "unplanned", place, counts[row], int(totals[row].sum()), counts[row])


_Cell = tuple[int, int, "Integers", int, "Integers"]
"""Place, what it is paired with, journeys by fold, visits, and the journeys that came there at all."""


@dataclass(frozen=True, slots=True)
class _Cells:
    cells: tuple[_Cell, ...] = ()
    rarer: int = 0


def _cells(assembly: Assembly, name: str, key: str) -> _Cells:
    """Return the pairs of a place and something else that most journeys meet, and how many rarer ones there are."""
    table = assembly.counts.tables[name]
    if not len(table):
        return _Cells()
    came = _folds(_inside(assembly), "journeys", assembly.n_planned)
    rows = np.lexsort((table["fold"], table[key], table["place"]))
    pairs = np.stack([table["place"][rows], table[key][rows]], axis=1)
    first = np.flatnonzero(np.r_[True, np.any(pairs[1:] != pairs[:-1], axis=1)])
    totals = np.add.reduceat(table["journeys"][rows], first)
    ends = np.r_[first[1:], len(rows)]
    found = []
    for cell in np.argsort(-totals, kind="stable")[:MOST].tolist():
        own = rows[first[cell] : ends[cell]]
        folds = np.zeros(FOLDS, dtype=np.int64)
        folds[table["fold"][own]] = table["journeys"][own]
        place, other = pairs[first[cell]].tolist()
        found.append((place, other, folds, int(table["visits"][own].sum()), came[place]))
    return _Cells(tuple(found), len(totals) - len(found))


def _inside(assembly: Assembly) -> Table:
    table = assembly.counts.tables["places"]
    return table.where(table["place"] < assembly.n_planned)


def _moves(assembly: Assembly, cells: Sequence[_Cell]) -> Iterator[_Found]:
    for place, before, journeys, visits, there in cells:
        kind = assembly.order.judged(before, place)
        if kind is not None:
            source = assembly.plan.touchpoints[before] if before >= 0 else None
            where = {} if source is None else {"source": source.name, "source_id": source.id}
            yield _Found("sequence", kind, place, journeys, visits, there, where)


def _strange(assembly: Assembly, cells: Sequence[_Cell]) -> Iterator[_Found]:
    known = {channel.name: channel.id for channel in assembly.plan.channels}
    identifiers = dict(zip(assembly.channels, unique_slugs(assembly.channels), strict=True)) | known
    for place, code, journeys, visits, there in cells:
        name = assembly.channels[code]
        yield _Found("content", "channel", place, journeys, visits, there, {"channel": name, "channel_id": identifiers[name]})
