"""Satisfaction indices and touchpoints in order as rows of plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxjourney.interchange.estimate_columns import estimate_columns, estimate_values

if TYPE_CHECKING:
    from cxjourney.model.satisfaction import SatisfactionIndex, TouchpointRanking

_ATTRIBUTE = ("name", "metric", "low", "high", "weight")
_RANK = ("rank", "rank_low", "rank_high", "touchpoint", "stage")

INDEX_COLUMNS = (*_ATTRIBUTE, *estimate_columns("score"), "n")
"""Columns of the rows of an index."""

RANKING_COLUMNS = (*_RANK, *estimate_columns("raw", "shrunken"), "n", "unit", "touchpoint_id")
"""Columns of the rows of touchpoints in order."""


def index_rows(index: SatisfactionIndex) -> list[dict[str, Any]]:
    """
    Return one row an attribute, in the order of the map.

    Parameters
    ----------
    index
        The index.

    Examples
    --------
    >>> from cxjourney.model.satisfaction import SatisfactionIndex
    >>> index_rows(SatisfactionIndex(value=70))
    []
    """
    return [
        {**{fact: getattr(each, fact) for fact in _ATTRIBUTE}, **estimate_values(score=each.score), "n": each.score.n}
        for each in index.attributes
    ]


def ranking_rows(ranking: TouchpointRanking) -> list[dict[str, Any]]:
    """
    Return one row a touchpoint, the worst first.

    Parameters
    ----------
    ranking
        The touchpoints.

    Examples
    --------
    >>> from cxjourney.model.satisfaction import TouchpointRanking
    >>> ranking_rows(TouchpointRanking(by="valence"))
    []
    """
    return [
        {
            **{fact: getattr(row, fact) for fact in _RANK},
            **estimate_values(raw=row.raw, shrunken=row.shrunken),
            "n": row.raw.n,
            "unit": row.raw.unit,
            "touchpoint_id": row.touchpoint_id,
        }
        for row in ranking.rows
    ]
