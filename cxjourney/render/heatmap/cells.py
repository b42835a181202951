"""What a heat map shows: rows, columns and cells as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cxjourney.arguments import check_choice
from cxjourney.errors import RenderError
from cxjourney.render.heatmap.scales import SENSES, Reading, known_metric, reading
from cxjourney.render.views.metrics import metric_row
from cxjourney.render.views.source import Source, label
from cxjourney.render.views.values import Badge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.estimate import Estimate
    from cxjourney.model.findings import PainPoint
    from cxjourney.model.measure import Measure
    from cxjourney.model.stage import Stage
    from cxjourney.model.touchpoint import Touchpoint

Rows = Literal["stage", "touchpoint"]
Columns = Literal["channel", "segment"]

COLUMN_LIMIT = 12
ROW_LIMIT = 60

KINDS = {
    "drop_off_rate": frozenset({"drop_off"}),
    "rework_rate": frozenset({"rework"}),
    "escalation_rate": frozenset({"escalation"}),
    "repeat_contact_rate": frozenset({"repeat_contact"}),
    "reopened_rate": frozenset({"reopened"}),
    "handoff_rate": frozenset({"handoff"}),
    "transition_time": frozenset({"long_wait"}),
    "transition_time_p90": frozenset({"long_wait"}),
    "valence": frozenset({"low_score", "high_effort", "negative_emotion", "stated"}),
    "channel_share": frozenset[str](),
    "customers": frozenset[str](),
    "visits": frozenset[str](),
}
"""The pain points that a measure shows; any for measures that are not named."""

_GAPS = frozenset({"channel_gap", "segment_gap"})


@dataclass(frozen=True, slots=True)
class Cell:
    """
    One figure, or its absence.

    Parameters
    ----------
    estimate
        The figure, None when there is none.
    badges
        The pain points found there.
    """

    estimate: Estimate | None
    badges: tuple[Badge, ...] = ()

    @property
    def is_observed(self) -> bool:
        """Whether there is a figure at all, perhaps of too few."""
        return self.estimate is not None and self.estimate.value is not None

    def value(self, min_n: int) -> float | None:
        """Return the figure when enough observations stand behind it."""
        if self.estimate is None or (self.estimate.n is not None and self.estimate.n < max(min_n, 1)):
            return None
        return self.estimate.value


@dataclass(frozen=True, slots=True)
class Row:
    """
    A row of the table.

    Parameters
    ----------
    name
        The stage or touchpoint.
    group
        The stage of a touchpoint.
    cells
        One a column.
    total
        The same without restriction.
    """

    name: str
    group: str | None
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True, slots=True)
class Table:
    """
    Everything a heat map shows.

    Parameters
    ----------
    how
        How its measure is read.
    columns
        Names of the columns.
    rows
        The rows, in the order of the journey.
    totals
        The row of the whole journey, if the map has one.
    hidden
        How many rows and columns are left out because there are too many.
    unmeasured
        Names of the rows that have no figure at all.
    """

    how: Reading
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: Row | None
    hidden: int
    unmeasured: tuple[str, ...]

    @property
    def has_total(self) -> bool:
        """Whether there is a column without restriction."""
        return any(row.total.estimate is not None for row in (*self.rows, *([self.totals] if self.totals else [])))

    def values(self, min_n: int) -> list[float]:
        """Return every figure that is shown."""
        rows = [*self.rows, *([self.totals] if self.totals else [])]
        found = [cell.value(min_n) for row in rows for cell in (*row.cells, row.total)]
        return [value for value in found if value is not None]


def table(source: Source, rows: Rows, columns: Columns, measure: str | None) -> Table:
    """
    Return the cells of a map.

    Parameters
    ----------
    source
        The map, its diagnosis and the language.
    rows, columns
        What the table is made of.
    measure
        Name of the measure; None takes the first one the map has.

    Raises
    ------
    RenderError
        If the map has no figure of that kind at all.
    OptionError
        If it has others, but not this one.
    """
    places: Sequence[Stage | Touchpoint] = source.journey_map.stages if rows == "stage" else source.journey_map.touchpoints
    name = _chosen(source, places, columns, measure)
    entities = source.journey_map.channels if columns == "channel" else source.journey_map.segments
    weights = {entity.id: _weight(source, places, columns, name, entity.id) for entity in entities}
    used = [entity for entity in entities if weights[entity.id] >= 0]
    kept = sorted(used, key=lambda entity: (-weights[entity.id], entity.id))[:COLUMN_LIMIT]
    shown = [entity for entity in used if entity in kept]
    ids = [entity.id for entity in shown]
    every = [_row(source, place, columns, name, ids) for place in places]
    measured = [row for row in every if any(cell.is_observed for cell in (*row.cells, row.total))]
    heavy = sorted(range(len(measured)), key=lambda index: (-_observations(measured[index]), index))[:ROW_LIMIT]
    estimates = [cell.estimate for row in measured for cell in (*row.cells, row.total) if cell.estimate is not None]
    metric = known_metric(name, source.journey_map.metrics)
    how = reading(name, estimates[0].unit, metric_row(metric, estimates) if metric else None)
    return Table(
        how=how,
        columns=tuple(label(entity.name) for entity in shown),
        rows=tuple(measured[index] for index in sorted(heavy)),
        totals=_totals(source, columns, name, ids),
        hidden=len(measured) - len(heavy) + len(used) - len(shown),
        unmeasured=tuple(row.name for row in every if row not in measured),
    )


def available(source: Source, rows: Rows, columns: Columns) -> list[str]:
    """
    Return the measures that have cells of this kind, those that say most first.

    Parameters
    ----------
    source
        The map and its diagnosis.
    rows, columns
        What the table would be made of.
    """
    places: Sequence[Stage | Touchpoint] = source.journey_map.stages if rows == "stage" else source.journey_map.touchpoints
    names = {item.name for place in places for item in place.measures if _restriction(item, columns) and not item.period}
    if rows == "stage" and columns == "segment" and source.diagnosis and any(row.segment for row in source.diagnosis.friction_stages):
        names.add("friction_rate")
    order = list(SENSES)
    return sorted(names, key=lambda name: (order.index(name) if name in order else len(order), name))


def _restriction(item: Measure, columns: Columns) -> str | None:
    """Return the one thing a figure is restricted to, when that is what columns stand for."""
    wanted, other = (item.channel, item.segment) if columns == "channel" else (item.segment, item.channel)
    return wanted if other is None else None


def _chosen(source: Source, places: Sequence[Stage | Touchpoint], columns: Columns, measure: str | None) -> str:
    rows: Rows = "stage" if places is source.journey_map.stages else "touchpoint"
    names = available(source, rows, columns)
    if not names:
        message = f"the map has no figure of a {rows} in one {columns} alone, so there is nothing to put into the cells."
        raise RenderError(message, hint=_hint(source, rows, columns))
    if measure is None:
        return names[0]
    check_choice("measure", measure, names)
    return measure


def _hint(source: Source, rows: Rows, columns: Columns) -> str:
    combinations: list[tuple[Rows, Columns]] = [
        ("stage", "channel"),
        ("stage", "segment"),
        ("touchpoint", "channel"),
        ("touchpoint", "segment"),
    ]
    others = [
        f"rows={one!r}, columns={other!r}"
        for one, other in combinations
        if (one, other) != (rows, columns) and available(source, one, other)
    ]
    if others:
        return f"this map has figures for {' and '.join(others)}."
    return f"read events with a {columns} column, or state figures by hand with Measure(name, estimate, {columns}=…)."


def _find(source: Source, place: Stage | Touchpoint, columns: Columns, name: str, identifier: str) -> Estimate | None:
    found = place.measure(name, channel=identifier) if columns == "channel" else place.measure(name, segment=identifier)
    if found is None and name == "friction_rate" and columns == "segment" and source.diagnosis:
        segment = next((item.name for item in source.journey_map.segments if item.id == identifier), None)
        rates = [row.rate for row in source.diagnosis.friction_stages if row.stage_id == place.id and row.segment == segment]
        return rates[0] if rates else None
    return found


def _total(source: Source, place: Stage | Touchpoint, name: str) -> Estimate | None:
    if name == "channel_share":
        return None
    if name == "valence" and (emotion := getattr(place, "emotion", None)) is not None:
        return emotion  # type: ignore[no-any-return]
    found = place.measure(name)
    if found is None and name == "friction_rate" and source.diagnosis:
        return next((row.rate for row in source.diagnosis.friction_stages if row.stage_id == place.id and row.segment is None), None)
    return found


def _weight(source: Source, places: Sequence[Stage | Touchpoint], columns: Columns, name: str, identifier: str) -> float:
    """Return how many observations a column has, −1 when it has no figure."""
    found = [_find(source, place, columns, name, identifier) for place in places]
    return max((float(estimate.n or 0) for estimate in found if estimate is not None), default=-1.0)


def _observations(row: Row) -> int:
    return max(((cell.estimate.n or 0) for cell in (*row.cells, row.total) if cell.estimate is not None), default=0)


def _row(source: Source, place: Stage | Touchpoint, columns: Columns, name: str, ids: Sequence[str]) -> Row:
    stages = {touchpoint.id: stage.name for stage in source.journey_map.stages for touchpoint in stage.touchpoints}
    is_stage = any(place is stage for stage in source.journey_map.stages)
    pains = [
        pain for pain in source.pains if (source.stage_of(pain) if is_stage else pain.touchpoint_id) == place.id and _shows(name, pain)
    ]
    cells = tuple(Cell(_find(source, place, columns, name, identifier), _badges(pains, columns, identifier)) for identifier in ids)
    total = Cell(_total(source, place, name), _badges(pains, columns, None))
    return Row(label(place.name), None if is_stage else label(stages[place.id]), cells, total)


def _shows(name: str, pain: PainPoint) -> bool:
    """Return whether a measure shows what was found: gaps between channels or segments by the unit they were found in."""
    kinds = KINDS.get(name)
    if kinds is None or pain.kind in kinds:
        return True
    unit = {"valence": "valence", "transition_time": "seconds", "transition_time_p90": "seconds"}.get(name, "share")
    return pain.kind in _GAPS and bool(kinds) and pain.estimate.unit == unit


def _badges(pains: Sequence[PainPoint], columns: Columns, identifier: str | None) -> tuple[Badge, ...]:
    return tuple(Badge(rank=pain.rank, level=pain.severity_level) for pain in pains if _inside(pain, columns, identifier))


def _inside(pain: PainPoint, columns: Columns, identifier: str | None) -> bool:
    restricted = (pain.channel_id, pain.segment_id) if columns == "channel" else (pain.segment_id, pain.channel_id)
    return restricted == (identifier, None)


def _totals(source: Source, columns: Columns, name: str, ids: Sequence[str]) -> Row | None:
    """Return the figures of the whole journey, as the map states them: rates and medians cannot be summed here."""

    def stated(identifier: str | None) -> Estimate | None:
        for item in source.journey_map.totals:
            restricted = (item.channel, item.segment) if columns == "channel" else (item.segment, item.channel)
            if (item.name, item.period) == (name, None) and restricted == (identifier, None):
                return item.estimate
        return None

    row = Row("", None, tuple(Cell(stated(identifier)) for identifier in ids), Cell(stated(None)))
    return row if any(cell.is_observed for cell in row.cells) else None
