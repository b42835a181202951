"""Which metric each column of scores holds, where its values must tell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cxjourney.errors import DataError
from cxjourney.ingest.numbers import number_column
from cxjourney.ingest.scales import Scale

if TYPE_CHECKING:
    from cxjourney.ingest.parsing import Parsing
    from cxjourney.ingest.raw_table import RawColumn, RawTable
    from cxjourney.ingest.roles import Roles
    from cxjourney.model.metric import Metric


def resolved_scales(table: RawTable, roles: Roles, parsing: Parsing) -> tuple[Roles, tuple[Metric, ...]]:
    """
    Return the roles with every scale decided, and the metrics; a column without any score may lose its role.

    Parameters
    ----------
    table
        The source.
    roles
        Its columns by role.
    parsing
        Options.

    Raises
    ------
    DataError
        If a scale cannot be told, or two columns hold the same metric.
    """
    scores: list[tuple[Scale, RawColumn]] = []
    metrics: list[Metric] = []
    notes = list(roles.notes)
    for scale, column in roles.scores:
        greatest = None
        if scale.metric is None:
            number = number_column(column, parsing, scale.name).number
            greatest = table.engine.rows(f"SELECT CAST(max({number}) AS DOUBLE) FROM {table.relation}")[0][0]
        metric = scale.resolve(greatest, column.name, table.source)
        if metric is None:
            notes.append(f"The column {column.name!r} holds no score and was not used.")
            continue
        if metric.name in {known.name for known in metrics}:
            raise _same_metric(table, metric, column.name)
        scores.append((Scale(metric.name, metric), column))
        metrics.append(metric)
    return replace(roles, scores=tuple(scores), notes=tuple(notes)), tuple(metrics)


def _same_metric(table: RawTable, metric: Metric, column: str) -> DataError:
    return DataError(
        f"{table.source}: a second column, {column!r}, holds {metric.name}.",
        hint=f'say which one: scores={{"{metric.name}": {column!r}}}.',
        source=table.source,
        column=column,
    )
