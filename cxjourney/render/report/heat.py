"""The heat maps of a report: those that say most, and a line on those that would say nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from cxjourney.render.heatmap.cells import Columns, Rows, available, table
from cxjourney.render.heatmap.picture import render_heatmap
from cxjourney.render.report.figures import measure_name
from cxjourney.render.report.html import tag
from cxjourney.render.report.picture import figure

if TYPE_CHECKING:
    from cxjourney.render.markup import Markup
    from cxjourney.render.theme import ThemeChoice
    from cxjourney.render.views.source import Source

_FIRST = ("friction_rate", "drop_off_rate", "valence", "transition_time", "rework_rate")
_MOST = {"channel": 2, "segment": 1}
_COUNTS = frozenset({"channel_share", "customers", "visits", "journeys"})
_FROM_NOTHING = frozenset({"share", "seconds", "count"})
"""Forms whose zero means that nothing was seen; a score or an emotion of zero is a finding."""

Shown = tuple[Rows, Columns, str]


def heat_maps(source: Source, theme: ThemeChoice, locale: str | None) -> list[Markup]:
    """
    Return one or two measures by channel, and one by segment.

    Parameters
    ----------
    source
        The map and the language.
    theme
        Its colours.
    locale
        Language of the fixed words.
    """
    chosen: list[Shown] = []
    empty: list[Shown] = []
    for columns in get_args(Columns):
        ranked = _ranked(source, columns)
        zero = [each for each in ranked if _is_zero(source, each)]
        chosen += [each for each in ranked if each not in zero][: _MOST[columns]]
        empty += [each for each in ranked[: _MOST[columns]] if each in zero]
    pictures = [
        render_heatmap(
            source.journey_map,
            rows=rows,
            columns=columns,
            measure=name,
            diagnosis=source.diagnosis,
            theme=theme,
            locale=locale,
            min_n=source.min_n,
        )
        for rows, columns, name in chosen
    ]
    return [*(figure(picture, source.words) for picture in pictures), *_left_out(source, empty)]


def _ranked(source: Source, columns: Columns) -> list[Shown]:
    """Return the measures of these columns, each in its first kind of rows, those that say most first."""
    names = [(rows, name) for rows in get_args(Rows) for name in available(source, rows, columns) if name not in _COUNTS]
    ranked = sorted(names, key=lambda item: _FIRST.index(item[1]) if item[1] in _FIRST else len(_FIRST))
    distinct = {name: (rows, columns, name) for rows, name in reversed(ranked)}
    return [distinct[name] for name in dict.fromkeys(name for _, name in ranked)]


def _is_zero(source: Source, shown: Shown) -> bool:
    rows, columns, name = shown
    cells = table(source, rows, columns, name)
    values = cells.values(source.min_n)
    return bool(values) and not any(values) and cells.how.metric is None and cells.how.form in _FROM_NOTHING


def _left_out(source: Source, empty: list[Shown]) -> list[Markup]:
    if not empty:
        return []
    words = source.words
    names = [
        words("heat.claim.none", measure=measure_name(source, name), columns=words(f"heat.by.{columns}")) for _, columns, name in empty
    ]
    return [tag("p", words("report.heat.zero", names=words.listed(names, "semicolon")), class_="cxj-note")]
