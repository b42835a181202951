"""A comparison as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from cxjourney.cli.figures import difference, figure, measure_name
from cxjourney.errors import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from cxjourney.model.comparison import Comparison
    from cxjourney.model.differences import Difference, TotalChange

_SIDES = {True: ("better", "green"), False: ("worse", "red"), None: ("", "")}


def comparison_parts(comparison: Comparison) -> list[RenderableType]:
    """
    Return a comparison as headings, tables and sentences.

    Parameters
    ----------
    comparison
        What was compared.
    """
    flagged = comparison.flagged
    parts: list[RenderableType] = [f"{len(flagged):,} of {comparison.tested:,} differences stand out"]
    shown = flagged or (comparison.differences if not comparison.tested else ())
    if shown:
        parts.append(_differences(shown))
    if comparison.totals:
        parts += [_heading("Totals: changed within, and by the mix"), _totals(comparison.totals)]
    pains = (*comparison.solved, *comparison.new, *comparison.unclear, *comparison.remaining)
    if pains:
        parts += [_heading("Pain points"), _table(("Status", "What"), [(each.status, each.summary) for each in pains])]
    elements = (*comparison.added, *comparison.removed, *comparison.moved, *comparison.renamed)
    splits = [split.note for _, total in comparison.totals for split in total.splits if split.note]
    said = [*(each.summary for each in elements), *(str(each) for each in comparison.suggestions), *splits]
    said += [f"Not tested: {measure_name(item.kind)}: {item.reason}" for item in comparison.untested]
    said += [f"Note: {note}" for note in comparison.notes]
    return [*parts, *(["", *said] if said else [])]


def _differences(differences: Sequence[Difference]) -> Table:
    table = _columns("Measure", "Where", "Before", "After", "Difference", "")
    for each in differences:
        word, style = _SIDES[each.better]
        figures = (figure(each.before), figure(each.after), difference(each.difference))
        table.add_row(*_cells((measure_name(each.measure), str(each.location), *figures)), Text(word, style=style))
    return table


def _totals(totals: Iterable[tuple[str, TotalChange]]) -> Table:
    rows = [
        (measure_name(measure), split.by, *(difference(each) for each in (split.total, split.rate, split.mix)))
        for measure, total in totals
        for split in total.splits
    ]
    return _table(("Measure", "Split by", "Change", "Within", "By the mix"), rows)


def _heading(text: str) -> Text:
    return Text(f"\n{text}", style="bold")


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    table = _columns(*columns)
    for row in rows:
        table.add_row(*_cells(row))
    return table


def _columns(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _cells(texts: Iterable[str]) -> list[Text]:
    """Return texts that are shown as they are, on one line and without control characters."""
    return [Text(clean(text).replace("\n", " ")) for text in texts]
