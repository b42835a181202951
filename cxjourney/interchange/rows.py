"""Maps and findings as rows of plain values, and as data frames of whichever library is installed."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from cxjourney._optional import require
from cxjourney.errors import MissingDependencyError
from cxjourney.interchange.estimate_columns import estimate_columns, estimate_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cxjourney.estimate import Estimate
    from cxjourney.model.findings import Diagnosis, PainPoint
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.model.measure import Measure
    from cxjourney.model.stage import Stage
    from cxjourney.model.touchpoint import Touchpoint

Row = dict[str, Any]

_MEASURE = ("scope", "id", "name", "measure", "channel", "segment", "period", "value", "low", "high", "level", "n", "unit", "method")
_COLUMNS = {
    "stages": ("id", "name", "order", "phase", "goal", "description", "touchpoints"),
    "touchpoints": (
        "id", "name", "stage", "channels", "kind", "ownership", "moment_of_truth", "importance", "pyramid_level", "expected_wait_seconds",
        "owner", "customer_action", "thought", "description", "valence", "pains",
    ),
    "transitions": ("source", "target", "count", *estimate_columns("share", "time_seconds")),
    "measures": _MEASURE,
}  # fmt: skip
_COMPARED = ("estimate", "reference", "effect")
_WEIGHED = ("severity", "at_stake", "money_at_stake")
FINDING_COLUMNS = (
    "rank", "severity_level", "kind", "gap_of", "stage", "touchpoint", "channel", "segment", "cause",
    *estimate_columns(*_COMPARED),
    "unit", "effect_unit", "q_value", "n", "n_customers", "affected_customers", "reach",
    *estimate_columns(*_WEIGHED),
    "at_stake_unit", "at_stake_basis", "basis", "test", "summary", "stage_id", "touchpoint_id", "channel_id", "segment_id",
)  # fmt: skip
"""Columns of the rows of findings."""


def map_rows(journey_map: JourneyMap) -> dict[str, list[Row]]:
    """
    Return the rows of a map's tables: stages, touchpoints, transitions and measures.

    Parameters
    ----------
    journey_map
        The map.

    Returns
    -------
    dict
        One list of rows a table; every row of a table has the same columns. Measures are in long form: one row a
        figure, with the scope ``journey``, ``stage`` or ``touchpoint``.

    Examples
    --------
    >>> from cxjourney.model.journey_map import JourneyMap
    >>> rows = map_rows(JourneyMap(stages={"Pay": [{"name": "Checkout", "measures": {"drop_off_rate": 0.12}}]}))
    >>> [(row["id"], row["measure"], row["value"]) for row in rows["measures"]]
    [('checkout', 'drop_off_rate', 0.12)]
    """
    return {
        "stages": [_stage_row(stage) for stage in journey_map.stages],
        "touchpoints": [_touchpoint_row(touchpoint) for touchpoint in journey_map.touchpoints],
        "transitions": [
            {
                "source": move.source,
                "target": move.target,
                "count": move.count,
                **estimate_values(share=move.share, time_seconds=move.time),
            }
            for move in journey_map.transitions
        ],
        "measures": list(_measure_rows(journey_map)),
    }


def finding_rows(diagnosis: Diagnosis) -> list[Row]:
    """
    Return one row a pain point, the worst first.

    Parameters
    ----------
    diagnosis
        What was found.

    Examples
    --------
    >>> from cxjourney.model.findings import Diagnosis
    >>> finding_rows(Diagnosis())
    []
    """
    return [_finding_row(pain) for pain in diagnosis.pain_points]


def frame(rows: Sequence[Row], columns: Sequence[str]) -> object:
    """
    Return rows as a pandas DataFrame, or a polars one where pandas is not installed.

    Parameters
    ----------
    rows
        Rows that all have these columns.
    columns
        Names of the columns, which an empty frame has too.

    Raises
    ------
    MissingDependencyError
        If neither pandas nor polars is installed.

    Examples
    --------
    >>> frame([{"rank": 1, "kind": "drop_off"}], ["rank", "kind"]).shape
    (1, 2)
    """
    data = {name: [row[name] for row in rows] for name in columns}
    for package in ("pandas", "polars"):
        with contextlib.suppress(MissingDependencyError):
            return require(package, extra="", purpose="A data frame").DataFrame(data)
    raise MissingDependencyError("A data frame needs pandas or polars; neither is installed.", hint="run: pip install pandas")


def frames(journey_map: JourneyMap) -> dict[str, object]:
    """
    Return the tables of a map as data frames.

    Parameters
    ----------
    journey_map
        The map.

    Raises
    ------
    MissingDependencyError
        If neither pandas nor polars is installed.

    Examples
    --------
    >>> from cxjourney.model.journey_map import JourneyMap
    >>> list(frames(JourneyMap()))
    ['stages', 'touchpoints', 'transitions', 'measures']
    """
    return {name: frame(rows, _COLUMNS[name]) for name, rows in map_rows(journey_map).items()}


def _value(estimate: Estimate | None) -> float | None:
    return None if estimate is None else estimate.value


def _stage_row(stage: Stage) -> Row:
    row = {name: getattr(stage, name) for name in _COLUMNS["stages"]}
    return {**row, "touchpoints": len(stage.touchpoints)}


def _touchpoint_row(touchpoint: Touchpoint) -> Row:
    wait = touchpoint.expected_wait
    derived = {
        "channels": ", ".join(touchpoint.channels),
        "expected_wait_seconds": None if wait is None else wait.total_seconds(),
        "valence": _value(touchpoint.emotion),
        "pains": "; ".join(touchpoint.pains),
    }
    return {name: derived[name] if name in derived else getattr(touchpoint, name) for name in _COLUMNS["touchpoints"]}


def _measure_rows(journey_map: JourneyMap) -> Iterator[Row]:
    yield from _figures("journey", None, None, journey_map.totals)
    for stage in journey_map.stages:
        yield from _figures("stage", stage.id, stage.name, stage.measures)
    for touchpoint in journey_map.touchpoints:
        yield from _figures("touchpoint", touchpoint.id, touchpoint.name, touchpoint.measures)


def _figures(scope: str, identifier: str | None, name: str | None, measures: Iterable[Measure]) -> Iterator[Row]:
    for measure in measures:
        place = (scope, identifier, name, measure.name, measure.channel, measure.segment, measure.period)
        figure = measure.estimate
        values = (*place, figure.value, figure.low, figure.high, figure.level, figure.n, figure.unit, figure.method)
        yield dict(zip(_MEASURE, values, strict=True))


def _finding_row(pain: PainPoint) -> Row:
    figures: Row = {
        "unit": pain.estimate.unit,
        "effect_unit": pain.effect.unit,
        "n": pain.estimate.n,
        "affected_customers": _value(pain.affected_customers),
        "reach": _value(pain.reach),
        "at_stake_unit": pain.at_stake.unit if pain.at_stake else None,
        "test": pain.evidence.test,
    }
    figures |= estimate_values(**{name: getattr(pain, name) for name in (*_COMPARED, *_WEIGHED)})
    return {name: figures[name] if name in figures else getattr(pain, name) for name in FINDING_COLUMNS}
