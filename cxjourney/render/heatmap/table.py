"""A heat map drawn as a table: headings, one card a cell, its figure printed on its tint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.render.icons import badge
from cxjourney.render.layout import MARGIN
from cxjourney.render.marks import Mark, Paint, Rect, Text
from cxjourney.render.page import SMALL, Drawn, Style, group, line, paragraph
from cxjourney.render.text import Font, fit, measure, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxjourney.estimate import Estimate
    from cxjourney.render.heatmap.cells import Cell, Row, Table
    from cxjourney.render.heatmap.scales import Scale
    from cxjourney.render.words import Words

LABEL = 208
FEW = 50
_GAP, _ROW_GAP, _TOTAL_GAP = 6, 12, 18
_LEAST, _MOST = 96, 170
_VALUE = Font(14, 700)
_NAME = Font(12, 600)
_GROUP = Font(12, 700)
_HEADING_STEP, _NAME_STEP = 16, 16
_HEADINGS = 44
_GROUP_HEIGHT = 34
_BADGE_STEP = 20
_PALE = 0.3
_PER_VISIT = frozenset({"drop_off_rate", "rework_rate", "escalation_rate"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    What a heat map is drawn from.

    Parameters
    ----------
    table
        Its cells.
    scale
        Its tints.
    words
        The language.
    min_n
        Fewer observations than this are treated as missing.
    """

    table: Table
    scale: Scale
    words: Words
    min_n: int

    def facts(self, estimate: Estimate) -> list[str]:
        """Return what stands under a figure: its interval, and how many observations there are."""
        words, how = self.words, self.table.how
        parts: list[str] = []
        if estimate.low is not None and estimate.high is not None:
            parts.append(words("heat.interval", low=how.written(words, estimate.low), high=how.written(words, estimate.high)))
        if estimate.method != "count":
            parts.append(words("stated") if estimate.n is None else words.numerals.count(estimate.n))
        return parts

    def missing(self, cell: Cell) -> str:
        """Return why there is no figure."""
        if cell.estimate is not None and cell.estimate.value is not None and cell.estimate.n:
            return self.words("few_answers", n=self.words.numerals.fixed(self.min_n))
        return self.words("no_answers" if self.table.how.form in {"score", "valence"} else "heat.no_data")

    def row_name(self, row: Row) -> str:
        """Return what a row is called: that of the whole journey says what its rate is a share of."""
        key = "heat.total.row.visit" if self.table.how.name in _PER_VISIT else "heat.total.row"
        return row.name or self.words(key)

    def written(self, value: float) -> str:
        """Return a figure as it is printed."""
        return self.table.how.written(self.words, value)


@dataclass(frozen=True, slots=True)
class Grid:
    """
    Where cells stand.

    Parameters
    ----------
    width, height
        Of one cell.
    columns
        Left edges.
    total
        Left edge of the column without restriction, if there is one.
    right
        Trailing edge of the table.
    on_one_line
        Whether interval and count stand side by side.
    """

    width: float
    height: float
    columns: tuple[float, ...]
    total: float | None
    right: float
    on_one_line: bool


def grid(sheet: Sheet) -> Grid:
    """
    Return where cells stand: wide enough for what they say, as equal as a table should be.

    Parameters
    ----------
    sheet
        What to draw from.
    """
    facts = [sheet.facts(cell.estimate) for cell in _cells(sheet) if cell.estimate is not None and cell.value(sheet.min_n) is not None]
    joined = max((measure(" · ".join(parts), SMALL) for parts in facts), default=0)
    apart = max((measure(part, SMALL) for parts in facts for part in parts), default=0)
    on_one_line = joined + 20 <= (_MOST if len(sheet.table.columns) <= 5 else _LEAST + 20)
    width = min(max((joined if on_one_line else apart) + 20, _LEAST), _MOST)
    left = MARGIN + LABEL + 12
    columns = tuple(left + (width + _GAP) * index for index in range(len(sheet.table.columns)))
    right = columns[-1] + width
    total = right + _TOTAL_GAP if sheet.table.has_total else None
    return Grid(width, 48 if on_one_line else 62, columns, total, right if total is None else total + width, on_one_line)


def _cells(sheet: Sheet) -> Iterator[Cell]:
    for row in (*sheet.table.rows, *([sheet.table.totals] if sheet.table.totals else [])):
        yield from (*row.cells, row.total)


def draw(sheet: Sheet, where: Grid, top: float) -> Drawn:
    """
    Return the table.

    Parameters
    ----------
    sheet
        What to draw from.
    where
        Where cells stand.
    top
        Upper edge.
    """
    marks = _headings(sheet, where, top)
    y = top + _HEADINGS
    above: str | None = None
    for row in sheet.table.rows:
        if row.group is not None and row.group != above:
            marks += _group_heading(row.group, where, y)
            y += _GROUP_HEIGHT
        above = row.group
        marks += _row(sheet, where, row, y)
        y += where.height + _ROW_GAP
    if sheet.table.totals:
        marks.append(line([(MARGIN, y), (where.right, y)], Paint(None, "line2")))
        y += 14
        marks += _row(sheet, where, sheet.table.totals, y)
        y += where.height + _ROW_GAP
    return Drawn(y - top, tuple(marks))


def _headings(sheet: Sheet, where: Grid, top: float) -> list[Mark]:
    names = [*zip(sheet.table.columns, where.columns, strict=True)]
    if where.total is not None:
        names.append((sheet.words("heat.total"), where.total))
    marks: list[Mark] = []
    for name, x in names:
        lines = wrap(name, where.width, _NAME, lines=2)
        first = top + _HEADINGS - 14 - _HEADING_STEP * (len(lines.lines) - 1)
        marks += paragraph(lines, x + where.width / 2, first, Style(_NAME, "ink2", "middle", leading=_HEADING_STEP))
    return marks


def _group_heading(name: str, where: Grid, y: float) -> list[Mark]:
    rule = line([(MARGIN, y), (where.right, y)], Paint(None, "line"))
    return [rule, *paragraph(fit(name, LABEL, _GROUP), MARGIN, y + 22, Style(_GROUP, "ink2"))]


def _row(sheet: Sheet, where: Grid, row: Row, top: float) -> list[Mark]:
    name = sheet.row_name(row)
    indent = 12 if row.group is not None else 0
    lines = wrap(name, LABEL - indent, _NAME, lines=3 if where.height > 50 else 2)
    first = top + where.height / 2 + 4 - _NAME_STEP * (len(lines.lines) - 1) / 2
    items: list[Mark] = []
    for column, x, cell in zip(sheet.table.columns, where.columns, row.cells, strict=True):
        items += group("listitem", _spoken(sheet, name, column, cell), _cell(sheet, where, cell, (x, top)))
    if where.total is not None and (row.name or row.total.is_observed):
        column = sheet.words("heat.total")
        items += group(
            "listitem", _spoken(sheet, name, column, row.total), _cell(sheet, where, row.total, (where.total, top), is_total=True)
        )
    label = paragraph(lines, MARGIN + indent, first, Style(_NAME, leading=_NAME_STEP))
    return [*label, *group("list", name, items)]


def _spoken(sheet: Sheet, row: str, column: str, cell: Cell) -> str:
    value = cell.value(sheet.min_n)
    facts = [sheet.missing(cell)] if value is None or cell.estimate is None else [sheet.written(value), *sheet.facts(cell.estimate)]
    facts += [sheet.words("heat.pain", rank=str(item.rank)) for item in cell.badges]
    return sheet.words("heat.cell", row=row, column=column, facts=", ".join(facts))


def _cell(sheet: Sheet, where: Grid, cell: Cell, at: tuple[float, float], *, is_total: bool = False) -> list[Mark]:
    x, top = at
    middle = x + where.width / 2
    value = cell.value(sheet.min_n)
    if value is None or cell.estimate is None:
        y = top + where.height / 2
        texts: list[Mark] = [
            Text(middle, y - 2, "–", _VALUE, "ink3", "middle"),
            Text(middle, y + 14, sheet.missing(cell), SMALL, "ink3", "middle"),
        ]
        return [Rect(x, top, where.width, where.height, Paint("panel"), 8), *texts, *_badges(sheet, where, cell, at)]
    marks = _ground(sheet, where, value, at, is_total=is_total, is_weak=cell.estimate.n is not None and cell.estimate.n < FEW)
    facts = sheet.facts(cell.estimate)
    lines = [" · ".join(facts)] if where.on_one_line and facts else facts
    y = top + (where.height - 14 - 15 * len(lines)) / 2 + (14 if len(cell.badges) > 1 else 12)
    marks.append(Text(middle, y, sheet.written(value), _VALUE, "ink", "middle"))
    strong = not is_total and sheet.scale.step(value).opacity > _PALE
    marks += [Text(middle, y + 16 + 15 * index, text, SMALL, "ink" if strong else "ink2", "middle") for index, text in enumerate(lines)]
    return [*marks, *_badges(sheet, where, cell, at)]


def _ground(sheet: Sheet, where: Grid, value: float, at: tuple[float, float], *, is_total: bool, is_weak: bool) -> list[Mark]:
    (x, top), size = at, (where.width, where.height)
    if is_total:
        return [Rect(x, top, *size, Paint("panel", "line"), 8)]
    step = sheet.scale.step(value)
    marks: list[Mark] = [Rect(x, top, *size, Paint("card", "line2" if is_weak else "line", dash="4 3" if is_weak else None), 8)]
    if step.token:
        marks.append(Rect(x, top, *size, Paint(step.token, fill_opacity=step.opacity), 8))
    return marks


def _badges(sheet: Sheet, where: Grid, cell: Cell, at: tuple[float, float]) -> list[Mark]:
    """Return the ranks of the pain points on the upper edge of their cell."""
    x, top = at
    shown = cell.badges[: max(int((where.width - 12) // _BADGE_STEP), 1)]
    start = x + where.width - 14 - _BADGE_STEP * (len(shown) - 1)
    return [
        mark
        for index, item in enumerate(shown)
        for mark in badge(sheet.words.numerals.fixed(item.rank), item.level, start + _BADGE_STEP * index, top, ring=True)
    ]
