"""Statistics made by hand, so that every sum behind a test is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pytest

from cxjourney.diagnosis.context import Context
from cxjourney.diagnosis.margins import Margins
from cxjourney.discovery import discover_map
from cxjourney.model.metric import Metric
from cxjourney.statistics import JourneyStatistics
from cxjourney.statistics.layout import LAYOUT
from cxjourney.statistics.settings import MeasureSettings
from cxjourney.statistics.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxjourney.model.journey_map import JourneyMap

HOUR = 3_600_000_000
CHANNELS, SEGMENTS = ("App", "Phone", "Web"), ("New", "Old")
HORIZON = 100 * HOUR


@dataclass
class Cell:
    """A channel or segment of a touchpoint: its share of the visits, and where it differs from the whole."""

    name: str
    share: float
    leave: float | None = None
    rework: float | None = None
    hours: float | None = None
    valence: float | None = None
    late: float = 0.0


@dataclass
class Place:
    """A touchpoint of hand-made statistics: one visit a customer, spread evenly over the folds unless said otherwise."""

    name: str
    stage: str = "Pay"
    visits: int = 4_000
    leave: float = 0.08
    rework: float = 0.05
    hours: float = 1.0
    valence: float | None = None
    at_risk: bool = True
    visits_per_customer: int = 1
    cut_off: float = 0.0
    late: float = 0.0
    folds: int = 50
    escalable: int = 0
    phase: int | None = None
    rates: tuple[tuple[str, str, float], ...] = ()
    cells: tuple[Cell, ...] = ()
    reasons: tuple[int, ...] = ()


@dataclass
class Sums:
    """Rows of the tables, collected place by place."""

    rows: dict[str, list[dict[str, int]]] = field(default_factory=lambda: {name: [] for name in LAYOUT})

    def add(self, table: str, **values: int) -> None:
        """Add a row; sums that are not given are 0."""
        keys, sums = LAYOUT[table]
        self.rows[table].append({name: int(values.get(name, 0)) for name in (*keys, *sums)})

    def tables(self) -> dict[str, Table]:
        """Return all tables."""
        return {
            name: Table.grouped(
                keys, {column: np.array([row[column] for row in self.rows[name]], dtype=np.int64) for column in (*keys, *sums)}
            )
            for name, (keys, sums) in LAYOUT.items()
        }


def _spread(total: int, folds: int) -> list[int]:
    """Return a total spread over folds, with a small wave so that folds differ."""
    base = np.diff(np.round(np.linspace(0, total, folds + 1))).astype(int)
    wave = np.where(base > 4, np.rint(0.1 * base * np.sin(np.arange(folds) * 2.4)).astype(int), 0)
    wave[-1] -= wave.sum()
    return [int(count) for count in base + wave]


def _add_place(sums: Sums, code: int, stage: int, place: Place) -> None:
    phase = code if place.phase is None else place.phase
    customers = place.visits // place.visits_per_customer
    for fold, (visits, people) in enumerate(zip(_spread(place.visits, place.folds), _spread(customers, place.folds), strict=True)):
        wave = 1 + 0.15 * np.sin(fold * 1.7 + phase)
        leaving = round(visits * place.leave * wave)
        cut, late = round(visits * place.cut_off), round(visits * place.late)
        moves = visits - leaving - cut - late
        reworked = min(round(visits * place.rework * (1 + 0.15 * np.cos(fold * 1.3 + phase))), moves)
        sums.add(
            "visits",
            fold=fold,
            touchpoint=code,
            visits=visits,
            customers=people,
            journeys=people,
            at_risk=visits * place.at_risk,
            followed=moves + late,
            rework=reworked,
            escalable=place.escalable,
        )
        log = round(np.log(place.hours * HOUR / 1_000 * np.exp(0.05 * np.sin(fold + phase))) * 1e6)
        end = int(np.searchsorted(EDGES, place.hours * HOUR))
        sums.add("life", fold=fold, touchpoint=code, bin=end, at_risk_moves=moves * place.at_risk, moves=moves, log_sum=moves * log)
        logs = moves * log + late * round(np.log(2 * HORIZON / 1_000) * 1e6)
        sums.add("transitions", fold=fold, source=code, target=0, moves=moves + late, log_sum=logs)
        sums.add("life", fold=fold, touchpoint=code, bin=46, at_risk_censored=cut * place.at_risk, censored=cut)
        sums.add("stage_friction", fold=fold, stage=stage, mask=0, journeys=people - leaving)
        sums.add("stage_friction", fold=fold, stage=stage, mask=1, journeys=leaving)
        if place.valence is not None:
            answers = people // 2
            valence = round(answers * (place.valence + 0.1 * np.sin(fold + phase)) * 1e6)
            sums.add("scores", fold=fold, touchpoint=code, metric=0, n=answers, valence_sum=valence, unfavourable=answers // 4)
            sums.add("score_squares", touchpoint=code, metric=0, n=answers)
    _add_rates(sums, code, place)
    for number, cell in enumerate(place.cells):
        _add_cell(sums, code, place, cell, 3 * number + phase)
    for reason, visits in enumerate(place.reasons):
        sums.add("reasons", fold=0, touchpoint=code, reason=reason, visits=visits)
    each = place.visits_per_customer
    squares = dict.fromkeys(("visits", "at_risk", "followed", "moves"), place.visits * each)
    sums.add("squares", touchpoint=code, **squares)
    sums.add("stage_squares", stage=stage, journeys=customers)
    sums.add("gap_times", touchpoint=code, bin=int(np.log(place.hours * HOUR / 1_000) / np.log(1.02)), moves=place.visits)


def _add_rates(sums: Sums, code: int, place: Place) -> None:
    """Add further rates: sums of hits, of all visits, and how large their share is."""
    for fold, visits in enumerate(_spread(place.visits, place.folds)):
        for hits, of, rate in place.rates:
            wave = 1 + 0.15 * np.sin(fold * 1.1 + code)
            sums.add("visits", fold=fold, touchpoint=code, **{hits: round(visits * rate * wave), of: visits})
    for _, of, _ in place.rates:
        sums.add("squares", touchpoint=code, **{of: place.visits})


def _add_cell(sums: Sums, code: int, place: Place, cell: Cell, phase: int) -> None:
    """Add a channel or segment with one visit a customer, all followed for long enough."""
    axis = "channel" if cell.name in CHANNELS else "segment"
    where = {"touchpoint": code, axis: (CHANNELS if axis == "channel" else SEGMENTS).index(cell.name)}
    leave, rework, hours, valence = (
        getattr(place, name) if getattr(cell, name) is None else getattr(cell, name) for name in ("leave", "rework", "hours", "valence")
    )
    for fold, visits in enumerate(_spread(round(place.visits * cell.share), place.folds)):
        late = round(visits * cell.late)
        lost = round(visits * leave * (1 + 0.15 * np.sin(fold * 1.7 + phase))) + late
        log = round(np.log(hours * HOUR / 1_000 * np.exp(0.05 * np.sin(fold + phase))) * 1e6)
        moved = {
            "followed": visits - lost + late,
            "rework": round(visits * rework),
            "timed": visits - lost,
            "log_sum": (visits - lost) * log,
        }
        sums.add(f"{axis}_cells", fold=fold, **where, visits=visits, customers=visits, settled=visits, lost=lost, late=late, **moved)
        sums.add(f"{axis}_cell_squares", **where, visits=visits)
        if valence is not None:
            total = round(visits // 2 * (valence + 0.1 * np.sin(fold + phase)) * 1e6)
            answers = {"n": visits // 2, "unfavourable": visits // 8}
            sums.add(f"{axis}_scores", fold=fold, **where, metric=0, valence_sum=total, **answers)
            sums.add(f"{axis}_score_squares", **where, metric=0, n=visits // 2)


EDGES = np.array(MeasureSettings(horizon=HORIZON).life_edges)


def make_statistics(*places: Place, goal: str | None = "Done", customers: int = 10_000, period: int = 100 * HORIZON) -> JourneyStatistics:
    """Return statistics with these places; a touchpoint ``Done`` in the last stage is the goal."""
    every = [*places, Place("Done", stage="Done", at_risk=False, visits=2_000)]
    stages = list(dict.fromkeys(place.stage for place in every))
    sums = Sums()
    for code, place in enumerate(every):
        _add_place(sums, code, stages.index(place.stage), place)
    for fold, count in enumerate(_spread(customers, 50)):
        sums.add("totals", fold=fold, customers=count, journeys=count)
    return JourneyStatistics(
        settings=MeasureSettings(
            goal=(goal,) if goal else (),
            stages=tuple((stage, tuple(place.name for place in every if place.stage == stage)) for stage in stages),
            horizon=HORIZON,
            observed_until=period,
        ),
        touchpoints=tuple(place.name for place in every),
        channels=CHANNELS,
        segments=SEGMENTS,
        segment_columns=("tenure",) * len(SEGMENTS),
        reasons=("Impolite", "not_personalised", "Parcel"),
        metrics=(Metric.named("csat"),),
        tables=sums.tables(),
        period=(0, period),
    )


@pytest.fixture
def place() -> type[Place]:
    """Return the class of a touchpoint of hand-made statistics."""
    return Place


@pytest.fixture
def cell() -> type[Cell]:
    """Return the class of a channel or segment of a touchpoint."""
    return Cell


@pytest.fixture
def statistics_of() -> Callable[..., JourneyStatistics]:
    """Return the function that makes statistics by hand."""
    return make_statistics


@pytest.fixture
def map_of() -> Callable[..., JourneyMap]:
    """Return the function that makes a discovered map from places."""

    def make(*places: Place, **options: object) -> JourneyMap:
        return discover_map(make_statistics(*places, **options))  # type: ignore[arg-type]

    return make


@pytest.fixture
def peers() -> tuple[Place, ...]:
    """Return five ordinary touchpoints of one stage."""
    return tuple(Place(name, valence=0.5) for name in ("Basket", "Address", "Delivery", "Sign in", "Review"))


@pytest.fixture
def context_of(map_of: Callable[..., JourneyMap]) -> Callable[..., Context]:
    """Return the function that makes the context of a map of places."""

    def make(*places: Place, **options: object) -> Context:
        journey_map = map_of(*places, **options)
        return Context(journey_map, journey_map.statistics, Margins(), 0.95)

    return make
