"""A comparison as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from cxjourney.cli.figures import measure_name
from cxjourney.cli.text_tables import heading, table
from cxjourney.wording import change, figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType
    from rich.table import Table

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
        parts += [heading("Totals: changed within, and by the mix"), _totals(comparison.totals)]
    pains = (*comparison.solved, *comparison.new, *comparison.unclear, *comparison.remaining)
    if pains:
        parts += [heading("Pain points"), table(("Status", "What"), [(each.status, each.summary) for each in pains])]
    elements = (*comparison.added, *comparison.removed, *comparison.moved, *comparison.renamed)
    splits = [split.note for _, total in comparison.totals for split in total.splits if split.note]
    said = [*(each.summary for each in elements), *(str(each) for each in comparison.suggestions), *splits]
    said += [f"Not tested: {measure_name(item.kind)}: {item.reason}" for item in comparison.untested]
    said += [f"Note: {note}" for note in comparison.notes]
    return [*parts, *(["", *said] if said else [])]


def _differences(differences: Sequence[Difference]) -> Table:
    rows = [
        (
            measure_name(each.measure),
            str(each.location),
            figure(each.before, n=True),
            figure(each.after, n=True),
            change(each.difference, n=True),
            Text(*_SIDES[each.better]),
        )
        for each in differences
    ]
    return table(("Measure", "Where", "Before", "After", "Difference", ""), rows)


def _totals(totals: Iterable[tuple[str, TotalChange]]) -> Table:
    rows = [
        (measure_name(measure), split.by, *(change(each, n=True) for each in (split.total, split.rate, split.mix)))
        for measure, total in totals
        for split in total.splits
    ]
    return table(("Measure", "Split by", "Change", "Within", "By the mix"), rows)
