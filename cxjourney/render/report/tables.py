"""The tables of a report: friction, moments of truth, what was not tested, and every figure of the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.report.differences import change
from cxjourney.render.report.figures import measure_name, of_measure, whole
from cxjourney.render.report.html import bullets, folded, folded_table, table, tag
from cxjourney.render.report.untested import untested_rows
from cxjourney.render.views.source import SEPARATOR, label, prose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.model.friction import StageFriction
    from cxjourney.model.measure import Measure
    from cxjourney.render.markup import Markup
    from cxjourney.render.views.source import Source

_PLACES = 8
_MOVES = 60


def friction(source: Source) -> list[Markup]:
    """
    Return the friction of the stages and what it is made of.

    Parameters
    ----------
    source
        The map, its diagnosis and the language.
    """
    words = source.words
    rows = source.diagnosis.friction_stages if source.diagnosis else ()
    seen = [row for row in rows if row.rate.value is not None]
    if not seen:
        return []
    parts = _parts(seen)
    columns = [words("report.stage"), words("lane.friction"), *(_part_name(source, name) for name in parts), words("report.friction.flag")]
    lines = [
        (
            SEPARATOR.join(label(name) for name in (row.stage, row.segment) if name),
            whole(source, row.rate),
            *(whole(source, row.part(name), with_n=False) for name in parts),
            words("report.yes") if row.flagged else words("report.none"),
        )
        for row in seen
    ]
    told = [text for row in seen if row.flagged and (text := prose(row.summary))]
    whole_table = table(words("report.friction"), columns, lines, is_headed=True)
    return [tag("p", words("report.friction.lead")), *([bullets(told)] if told else []), whole_table]


def _parts(rows: Sequence[StageFriction]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name, _ in row.parts))


def _part_name(source: Source, name: str) -> str:
    key = f"report.friction.part.{name}"
    return source.words(key) if source.words.has(key) else name.replace("_", " ")


def moments(source: Source) -> list[Markup]:
    """
    Return the touchpoints that decide.

    Parameters
    ----------
    source
        The map, its diagnosis and the language.
    """
    words = source.words
    found = [(label(item.touchpoint), item.kind, item.effect) for item in (source.diagnosis.moments_of_truth if source.diagnosis else ())]
    known = {name for name, _, _ in found}
    found += [
        (label(place.name), place.moment_of_truth, None)
        for place in source.journey_map.touchpoints
        if place.moment_of_truth and label(place.name) not in known
    ]
    if not found:
        return []
    columns = (words("report.touchpoint"), words("report.moment.kind"), words("report.moment.effect"))
    none = words("report.none")
    rows = [(name, _moment_kind(kind) or none, change(source, effect) if effect is not None else none) for name, kind, effect in found]
    return [table(words("report.moments"), columns, rows, is_headed=True)]


def _moment_kind(kind: str | None) -> str | None:
    return kind if kind is None or kind == "declared" else kind.upper()


def untested(source: Source) -> list[Markup]:
    """
    Return what could not be tested, and why.

    Parameters
    ----------
    source
        The map, its diagnosis and the language.
    """
    words = source.words
    items = source.diagnosis.untested if source.diagnosis else ()
    if not items:
        return []
    rows = untested_rows(words, items, lambda kind: kind.replace("_", " "), shown=_PLACES)
    columns = (words("report.kind"), words("report.reason"), words("report.places"))
    return [table(words("report.untested"), columns, rows, is_headed=True)]


def figures(source: Source) -> list[Markup]:
    """
    Return every figure of the map, folded.

    Parameters
    ----------
    source
        The map and the language.
    """
    words, journey_map = source.words, source.journey_map
    folds: list[Markup] = []
    totals = [(measure_name(source, item.name), of_measure(source, item)) for item in journey_map.totals if not _is_restricted(item)]
    if totals:
        heading = words("report.figures.totals")
        folds.append(folded_table(heading, (words("report.measure"), words("report.value")), totals))
    places = [("stages", [(label(stage.name), stage.measures) for stage in journey_map.stages])]
    places.append(("touchpoints", [(label(place.name), place.measures) for place in journey_map.touchpoints]))
    for key, rows in places:
        heading = words(f"report.figures.{key}")
        whole_table = _measures(source, heading, words(f"report.{key[:-1]}"), rows)
        folds += [folded(heading, whole_table)] if whole_table else []
    return [*folds, *_transitions(source)]


def _is_restricted(item: Measure) -> bool:
    return bool(item.channel or item.segment or item.period)


def _measures(source: Source, heading: str, first: str, rows: Sequence[tuple[str, Sequence[Measure]]]) -> Markup | None:
    names = list(dict.fromkeys(item.name for _, measures in rows for item in measures if not _is_restricted(item)))
    if not names:
        return None
    lines = []
    for name, measures in rows:
        found = {item.name: item for item in measures if not _is_restricted(item)}
        lines.append((name, *(of_measure(source, found[key]) if key in found else source.words("report.none") for key in names)))
    return table(heading, [first, *(measure_name(source, name) for name in names)], lines, is_headed=True)


def _transitions(source: Source) -> list[Markup]:
    words, journey_map = source.words, source.journey_map
    names = {place.id: label(place.name) for place in journey_map.touchpoints}
    moves = sorted(
        (move for move in journey_map.transitions if move.source in names and move.target in names),
        key=lambda move: (-(move.count or 0), move.source, move.target),
    )
    if not moves:
        return []
    none = words("report.none")
    rows = [
        (
            names[move.source],
            names[move.target],
            words.numerals.fixed(move.count) if move.count is not None else none,
            whole(source, move.time),
        )
        for move in moves[:_MOVES]
    ]
    heading = words("report.figures.transitions")
    columns = [words(f"report.{key}") for key in ("from", "to", "visits", "wait")]
    whole_table = table(heading, columns, rows, is_headed=True)
    hidden = len(moves) - len(rows)
    note = [tag("p", words("report.figures.hidden", n=words.numerals.fixed(hidden)), class_="cxj-note")] if hidden else []
    return [folded(heading, whole_table, *note)]
