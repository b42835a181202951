"""Which columns hold scores, of which metric, about which touchpoint, and which of their values mean no answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cxjourney.arguments import items_of
from cxjourney.errors import DataError, OptionError, show_value
from cxjourney.ingest.numbers import NumberColumn, literal, number_column
from cxjourney.ingest.scales import SCORE_NAMES, Scale, scale_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cxjourney.ingest.parsing import Parsing
    from cxjourney.ingest.raw_table import RawColumn, RawTable
    from cxjourney.ingest.roles import Finder
    from cxjourney.model.metric import Metric

Given = str | tuple[str, float, float]
"""A column, or a column and the ends of its scale."""

Scores = Mapping[str, Given | Mapping[str, Given]]
"""Column by metric, or columns by touchpoint by metric."""

Missing = float | str | tuple[float | str, ...] | list[float | str]
"""A value, or several, that mean no answer."""


@dataclass(frozen=True)
class ScoreColumn:
    """
    A column of scores.

    Parameters
    ----------
    metric
        What it measures.
    number
        The column, read.
    touchpoint
        The touchpoint it is about; None where that is said elsewhere or not at all.
    """

    metric: Metric
    number: NumberColumn
    touchpoint: str | None = None

    @property
    def rule(self) -> tuple[str, str]:
        """Kind of the rule for its values, and what it expects."""
        kind = "whole number" if self.metric.whole else "number"
        return f"range_{self.metric.name}", f"{self.metric.name} is a {kind} from {self.metric.low:g} to {self.metric.high:g}"


def score_columns(
    table: RawTable, finder: Finder, scores: Scores | None, missing: Missing | Mapping[str, Missing] | None, parsing: Parsing
) -> tuple[ScoreColumn, ...]:
    """
    Return the columns of scores.

    Parameters
    ----------
    table
        The source.
    finder
        Finds columns by name.
    scores
        What the caller said; None looks for the usual names.
    missing
        Values that mean no answer, for all metrics or by metric.
    parsing
        Options.

    Raises
    ------
    MissingColumnError
        If a column is not there.
    DataError
        If a scale cannot be told.
    OptionError
        If a metric has two scales, or a touchpoint two columns of one metric.
    """
    if scores is None:
        scores = {name: column.name for name in SCORE_NAMES if (column := finder.only(name, name))}
    if not isinstance(scores, Mapping):
        message = f"scores takes a mapping of metrics to columns, not {type(scores).__name__}"
        raise TypeError(message)
    found: list[ScoreColumn] = []
    for name, given in scores.items():
        asked: list[tuple[str | None, Given]] = [*given.items()] if isinstance(given, Mapping) else [(None, given)]
        columns = [finder.wanted(name, one[0] if isinstance(one, (tuple, list)) and one else one) for _, one in asked]
        none = missing.get(name, ()) if isinstance(missing, Mapping) else missing
        numbers = [without(number_column(column, parsing, name), none) for column in columns]
        metric = _metric(table, name, [scale_for(name, one) for _, one in asked], numbers)
        found += [ScoreColumn(metric, number, touchpoint) for (touchpoint, _), number in zip(asked, numbers, strict=True) if metric]
    if isinstance(missing, Mapping) and (unknown := sorted(set(missing) - set(scores))):
        raise OptionError.for_choice("missing", unknown[0], sorted(scores))
    _refuse_twice(found)
    return tuple(found)


def without(number: NumberColumn, missing: Missing | None) -> NumberColumn:
    """
    Return a column of numbers some of whose values mean no answer.

    Parameters
    ----------
    number
        The column.
    missing
        The values; texts are compared as they stand, without outer spaces and case.
    """
    values: Sequence[Any] = ()
    if missing is not None:
        values = (missing,) if isinstance(missing, (int, float)) else items_of("missing", missing, "numbers and texts")
    blank = number.blank
    for value in values:
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            message = f"missing takes numbers and texts, not {type(value).__name__}"
            raise TypeError(message)
        if isinstance(value, str):
            same = f"lower(trim(CAST({number.column.sql_name} AS VARCHAR))) = {literal(value.strip().lower())}"
        elif value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 - not a number is not itself
            raise OptionError(f"missing={value!r} is no number.", hint="name the numbers that mean no answer, such as missing=(0, 99).")
        else:
            same = f"{number.number} = {value!r}"
        blank = f"({blank} OR COALESCE({same}, FALSE))"
    return replace(number, blank=blank)


def _metric(table: RawTable, name: str, scales: Iterable[Scale], numbers: Sequence[NumberColumn]) -> Metric | None:
    """Return the metric of all columns of a name; None where no value tells a scale that must be told."""
    different = {scale.metric for scale in scales}
    if len(different) > 1:
        message = f"scores[{name!r}]: the columns are on different scales; a metric has one scale."
        raise OptionError(message, hint="give each scale a metric of its own.", value=name)
    scale = Scale(name, next(iter(different)))
    greatest = None
    if scale.metric is None:
        tops = ", ".join(f"max(CASE WHEN NOT {number.blank} THEN {number.number} END)" for number in numbers)
        query = f"SELECT CAST(greatest({tops}) AS DOUBLE) FROM {table.relation}"
        greatest = table.engine.rows(query)[0][0]
    return scale.resolve(greatest, numbers[0].column.name, table.source)


def _refuse_twice(columns: Iterable[ScoreColumn]) -> None:
    seen: dict[tuple[str, str | None], RawColumn] = {}
    for column in columns:
        place = column.metric.name, column.touchpoint
        if place in seen:
            names = f"{show_value(seen[place].name)} and {show_value(column.number.column.name)}"
            where = f" at {show_value(column.touchpoint)}" if column.touchpoint else ""
            raise DataError(
                f"The columns {names} both hold {column.metric.name}{where}.", hint="name one of them in scores=.", column=place[0]
            )
        seen[place] = column.number.column
