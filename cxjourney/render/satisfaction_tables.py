"""The satisfaction index and the order of touchpoints as HTML tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.html_figures import figure
from cxjourney.render.html_tables import paragraph, region, table
from cxjourney.wording import number

if TYPE_CHECKING:
    from cxjourney.model.satisfaction import RankedTouchpoint, SatisfactionAttribute, SatisfactionIndex, TouchpointRanking

_ATTRIBUTES = {"touchpoint": "Touchpoint", "metric": "Question"}
_RANKS = ("Rank", "Touchpoint", "Stage", "May be", "Shrunken", "Raw")


def index_html(index: SatisfactionIndex) -> str:
    """
    Return a satisfaction index as a fragment of HTML: the figure, and what it is made of.

    Parameters
    ----------
    index
        The index.

    Examples
    --------
    >>> from cxjourney.model.satisfaction import SatisfactionIndex
    >>> "Customer satisfaction index: 71.0" in index_html(SatisfactionIndex(value=71))
    True
    """
    parts = [paragraph(f"Customer satisfaction index: {figure(index)}, on a scale from 0 to 100")]
    if index.attributes:
        columns = (_ATTRIBUTES[index.over], "Weight", "Satisfaction, 0 to 100", "Question and scale")
        parts.append(table("What it is made of", columns, [_attribute_cells(each) for each in index.attributes]))
    parts += [paragraph(note) for note in index.notes]
    return str(region("cxj-index", "Customer satisfaction index", parts))


def ranking_html(ranking: TouchpointRanking) -> str:
    """
    Return touchpoints in order as a fragment of HTML.

    Parameters
    ----------
    ranking
        The touchpoints.

    Examples
    --------
    >>> from cxjourney.model.satisfaction import TouchpointRanking
    >>> "the worst first" in ranking_html(TouchpointRanking(by="valence"))
    True
    """
    title = f"Touchpoints by {ranking.by.replace('_', ' ')}, the worst first"
    parts = [table(title, _RANKS, [_rank_cells(row) for row in ranking.rows], key=1)] if ranking.rows else [paragraph(title)]
    parts += [paragraph(note) for note in ranking.notes]
    return str(region("cxj-ranking", title, parts))


def _attribute_cells(attribute: SatisfactionAttribute) -> tuple[str, ...]:
    scale = f"{attribute.metric}, {attribute.low:g} to {attribute.high:g}"
    return attribute.name, number(attribute.weight, "share"), figure(attribute.score), scale


def _rank_cells(row: RankedTouchpoint) -> tuple[str, ...]:
    places = f"{row.rank_low}" if row.rank_low == row.rank_high else f"{row.rank_low} to {row.rank_high}"
    return str(row.rank), row.touchpoint, row.stage or "–", places, figure(row.shrunken), figure(row.raw)
