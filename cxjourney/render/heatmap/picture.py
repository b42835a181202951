"""The heat map as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from cxjourney.arguments import check_choice
from cxjourney.render.arguments import check_arguments, names_of, picture_words
from cxjourney.render.characters import clean, shorten
from cxjourney.render.frame import Foot, Head, Key, Telling, draw_foot, draw_head, finish
from cxjourney.render.heatmap.cells import Cell, Columns, Row, Rows, table
from cxjourney.render.heatmap.scales import scale
from cxjourney.render.heatmap.table import FEW, Sheet, draw, grid
from cxjourney.render.icons import badge
from cxjourney.render.layout import MARGIN
from cxjourney.render.marks import Mark, Paint, Rect
from cxjourney.render.views.header import subtitle
from cxjourney.render.views.source import PROSE_LIMIT, Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxjourney.model.findings import Diagnosis
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.render.document import SvgDocument
    from cxjourney.render.theme import ThemeChoice

MIN_ANSWERS = 5
_WIDTH = 720
_DESCRIPTION = 600


def render_heatmap(
    journey_map: JourneyMap,
    *,
    rows: Rows = "touchpoint",
    columns: Columns = "channel",
    measure: str | None = None,
    diagnosis: Diagnosis | None = None,
    theme: ThemeChoice = "auto",
    locale: str | None = None,
    min_n: int = MIN_ANSWERS,
) -> SvgDocument:
    """
    Draw one measure for every stage or touchpoint in every channel or segment.

    Each cell prints its figure, its interval and the number of observations; the tint only repeats the figure.
    A cell without enough observations says so. Where the diagnosis found a pain point, its rank stands on the cell.

    Parameters
    ----------
    journey_map
        The map.
    rows, columns
        What the table is made of.
    measure
        Name of the measure, such as ``"drop_off_rate"``, ``"valence"`` or ``"transition_time"``; None takes the first
        one that the map has.
    diagnosis
        What `diagnose` found in the map.
    theme
        ``"light"``, ``"dark"``, ``"auto"`` (light, and dark on a dark screen), colours of your own by token, or a `Theme`.
    locale
        Language of the fixed words and figures; English, in the direction of most names, when not given.
    min_n
        Fewer observations than this are treated as missing.

    Returns
    -------
    SvgDocument
        The same input always gives the same bytes.

    Raises
    ------
    RenderError
        If the map has no figure of that kind in any cell.
    OptionError
        If the map has others but not this measure, or another argument has a value that is not known.

    Examples
    --------
    >>> import cxjourney as cx
    >>> def leave(share, n, channel):
    ...     return cx.Measure(name="drop_off_rate", estimate=cx.Estimate(value=share, n=n, unit="share"), channel=channel)
    >>> pay = cx.Touchpoint(name="Checkout", channels=["Web", "App"], measures=[leave(0.21, 840, "Web"), leave(0.09, 310, "App")])
    >>> cx.render_heatmap(cx.JourneyMap(stages={"Pay": [pay]}), theme="light")
    <SvgDocument 'Drop-off is highest at Checkout in Web: 21%', 720 × 328>
    """
    check_arguments("render_heatmap", journey_map, diagnosis, min_n)
    for name, value, choices in (("rows", rows, get_args(Rows)), ("columns", columns, get_args(Columns))):
        check_choice(name, value, choices)
    language = picture_words(names_of(journey_map), locale, None)
    source = Source(journey_map, diagnosis, language, min_n)
    cells = table(source, rows, columns, measure)
    sheet = Sheet(cells, scale(cells.how, cells.values(min_n), language), language, min_n)
    where = grid(sheet)
    width = max(_WIDTH, where.right + MARGIN)
    head = _head(source, sheet, rows, columns)
    top = draw_head(head, language, width, MARGIN)
    y = MARGIN + top.height
    body = draw(sheet, where, y)
    foot = draw_foot(_foot(sheet), language, width, y + body.height + 6)
    height = y + body.height + 6 + foot.height + 24
    telling = Telling(title=head.title, description=_description(sheet), kind=language("heat"), plain=_plain(head.title, sheet))
    return finish([*top.marks, *body.marks, *foot.marks], (width, height), telling, language, theme)


def measure_name(sheet: Sheet) -> str:
    """
    Return what the measure of a heat map is called.

    Parameters
    ----------
    sheet
        What is drawn.
    """
    how = sheet.table.how
    if how.metric is not None:
        return how.metric.name
    key = f"heat.measure.{how.name}"
    text = how.name.replace("_", " ")
    return sheet.words(key) if sheet.words.has(key) else clean(text[:1].upper() + text[1:])


def _head(source: Source, sheet: Sheet, rows: Rows, columns: Columns) -> Head:
    language = source.words
    eyebrow = language("heat.eyebrow", rows=language(f"heat.rows.{rows}"), columns=language(f"heat.columns.{columns}"))
    title = shorten(_claim(sheet, columns), PROSE_LIMIT)
    return Head(eyebrow=eyebrow, title=title, subtitle=subtitle(source, title))


def _every(sheet: Sheet) -> list[tuple[float, Row, str, Cell]]:
    """Return the cells that have a figure, the highest first."""
    every = [
        (value, row, column, cell)
        for row in sheet.table.rows
        for column, cell in zip(sheet.table.columns, row.cells, strict=True)
        if (value := cell.value(sheet.min_n)) is not None
    ]
    return sorted(every, key=lambda entry: -entry[0])


def _ranked(sheet: Sheet) -> list[tuple[float, Row, str, Cell]]:
    """Return the cells that can be ranked, the highest figure first: those with enough observations, if there are such."""
    every = _every(sheet)
    return [entry for entry in every if entry[3].estimate is not None and (entry[3].estimate.n or FEW) >= FEW] or every


def _claim(sheet: Sheet, columns: Columns) -> str:
    language, how, ranked = sheet.words, sheet.table.how, _ranked(sheet)
    if how.sense == "plain" or len(ranked) < 2 or ranked[0][0] == ranked[-1][0]:
        return language("heat.claim.none", measure=measure_name(sheet), columns=language(f"heat.by.{columns}"))
    falls = how.metric is not None and how.metric.low > how.metric.high
    is_highest = how.sense == "bad" or falls
    place = 0 if is_highest else -1
    value, row, column, _ = ranked[place]
    alike = [entry for entry in ranked if sheet.written(entry[0]) == sheet.written(value)]
    if len(alike) == len(ranked) or len({id(entry[1]) for entry in alike}) > 1:  # no place of its own, as far as the reader can see
        return language("heat.claim.none", measure=measure_name(sheet), columns=language(f"heat.by.{columns}"))
    claim = language(
        "heat.claim.row" if len(alike) > 1 else "heat.claim" if columns == "channel" else "heat.claim.segment",
        measure=measure_name(sheet),
        extreme=language("heat.longest" if how.form == "seconds" else "heat.highest" if is_highest else "heat.lowest"),
        row=row.name,
        column=column,
        value=sheet.written(value),
    )
    if sheet.written(_every(sheet)[place][0]) == sheet.written(value):
        return claim
    # The reader sees the other cell, too: the title says why it is not named.
    return language("heat.claim.firm", claim=claim, n=language.numerals.fixed(FEW))


def _foot(sheet: Sheet) -> Foot:
    has_total = sheet.table.has_total
    language, cells = sheet.words, [cell for row in sheet.table.rows for cell in (*row.cells, *([row.total] if has_total else []))]
    keys: list[Key] = [(22, step.label, _swatch(step.token, step.opacity)) for step in sheet.scale.steps]
    shown = [cell.estimate for cell in cells if cell.value(sheet.min_n) is not None and cell.estimate is not None]
    if any(estimate.n is not None and estimate.n < FEW for estimate in shown):
        keys.append((22, language("heat.few", n=language.numerals.fixed(FEW)), _weak))
    if any(cell.badges for cell in cells):
        keys.append((18, language("heat.mark"), lambda x, y: badge(language.numerals.fixed(1), "critical", x + 9, y)))
    levels = {estimate.level for estimate in shown if estimate.low is not None}
    notes = [language("heat.note.interval", level=language.numerals.percent(level)) for level in sorted(levels)[:1]]
    if any(cell.estimate is not None and cell.value(sheet.min_n) is None and cell.estimate.n for cell in cells):
        notes.append(language("heat.note.missing", n=language.numerals.fixed(sheet.min_n)))
    if any(row.total.value(sheet.min_n) is not None and _is_life_table(row.total) for row in sheet.table.rows):
        notes.append(language("heat.note.total"))
    if sheet.table.hidden:
        notes.append(language("heat.note.hidden", n=language.numerals.fixed(sheet.table.hidden)))
    if sheet.table.unmeasured:
        notes.append(language("heat.note.unmeasured", names=", ".join(sheet.table.unmeasured)))
    return Foot(name=measure_name(sheet), keys=keys, notes=notes)


def _is_life_table(cell: Cell) -> bool:
    return cell.estimate is not None and cell.estimate.method.startswith("life table")


def _swatch(token: str | None, opacity: float) -> Callable[[float, float], list[Mark]]:
    def sign(x: float, y: float) -> list[Mark]:
        ground: list[Mark] = [Rect(x, y - 6, 22, 12, Paint("card", "line2"), 3)]
        return [*ground, Rect(x, y - 6, 22, 12, Paint(token, fill_opacity=opacity), 3)] if token else ground

    return sign


def _weak(x: float, y: float) -> list[Mark]:
    return [Rect(x, y - 6, 22, 12, Paint("card", "line2", dash="4 3"), 3)]


def _description(sheet: Sheet) -> str:
    language, cells, ranked = sheet.words, sheet.table, _ranked(sheet)
    if not ranked:
        return measure_name(sheet)
    high, low = (f"{row.name}, {column} {sheet.written(value)}" for value, row, column, _ in (ranked[0], ranked[-1]))
    counts = [language.numerals.fixed(len(items)) for items in (cells.rows, cells.columns)]
    return shorten(language("heat.describe", rows=counts[0], columns=counts[1], high=high, low=low), _DESCRIPTION)


def _plain(title: str, sheet: Sheet) -> str:
    lines = [title]
    for row in (*sheet.table.rows, *([sheet.table.totals] if sheet.table.totals else [])):
        pairs = [*zip(sheet.table.columns, row.cells, strict=True), (sheet.words("heat.total"), row.total)]
        facts = [f"{column} {sheet.written(value)}" for column, cell in pairs if (value := cell.value(sheet.min_n)) is not None]
        lines.append(f"{sheet.row_name(row)}: {', '.join(facts) or '–'}")
    return "\n".join(lines)
