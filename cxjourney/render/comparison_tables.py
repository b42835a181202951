"""A comparison as HTML tables that read well with any style sheet, or none, or a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.estimate import Estimate, Location
from cxjourney.render.html_figures import NONE, change, figure
from cxjourney.render.html_tables import paragraph, region, table
from cxjourney.render.interval_mark import interval_mark
from cxjourney.wording import chance

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cxjourney.model.comparison import Comparison, PainChange
    from cxjourney.model.differences import Difference, Split, TotalChange
    from cxjourney.model.findings import Untested
    from cxjourney.render.markup import Markup

SHOWN = 40
"""Differences in a table; the rest is counted."""

_DIFFERENCES = ("Measure", "Where", "After (dot) and before (diamond)", "Before", "After", "Difference", "q", "Stands out")
_TOTALS = ("Measure", "Split by", "Change", "Within", "By the mix", "Largest parts")
_STATUS = {"solved": "Solved", "new": "New", "unclear": "Not clear", "remaining": "Still there"}
_LARGEST = 3


def comparison_html(comparison: Comparison) -> str:
    """
    Return a comparison as a fragment of HTML: what stands out, elements, totals, pain points, and what was not compared.

    Parameters
    ----------
    comparison
        What was compared.

    Examples
    --------
    >>> from cxjourney.model.comparison import Comparison
    >>> "No difference stands out" in comparison_html(Comparison(tested=12))
    True
    """
    title = f"{comparison.before} → {comparison.after}"
    parts = [paragraph(f"{title}: {len(comparison.flagged):,} of {comparison.tested:,} differences stand out")]
    parts += _differences(comparison)
    elements = (*comparison.added, *comparison.removed, *comparison.moved, *comparison.renamed)
    if elements:
        found = [(str(each.change), str(each.element), each.summary) for each in elements]
        parts.append(table("Elements that differ", ("Change", "Element", "What"), found, key=2))
    parts += [paragraph(str(each)) for each in comparison.suggestions]
    totals = [row for _, total in comparison.totals for row in _total_rows(total)]
    if totals:
        parts.append(table("What the totals changed by: within the members, and by their shares", _TOTALS, totals))
    pains = [_pain(each) for status in _STATUS for each in getattr(comparison, status)]
    if pains:
        parts.append(table("What became of the pain points", ("Status", "Where", "What"), pains, key=1))
    if comparison.untested:
        parts.append(table("Not tested", ("Measure", "Why", "Where"), [_untested(item) for item in comparison.untested]))
    parts += [paragraph(note) for note in comparison.notes]
    return str(region("cxj-comparison", f"Comparison of {title}", parts))


def _differences(comparison: Comparison) -> list[Markup]:
    """Return what stands out, or where nothing does what was found of the whole journey."""
    if comparison.flagged:
        return _table("Differences that stand out, the clearest first", comparison.flagged)
    whole = [each for each in comparison.differences if each.location == Location()]
    said = paragraph("No difference stands out." if comparison.tested else "Nothing was tested.")
    rows = whole if comparison.tested else comparison.differences
    return [said, *_table("The whole journey" if comparison.tested else "Differences", rows)] if rows else [said]


def _table(caption: str, differences: Sequence[Difference]) -> list[Markup]:
    rows = [_cells(each) for each in differences[:SHOWN]]
    more = len(differences) - SHOWN
    found = [table(caption, _DIFFERENCES, rows)]
    return [*found, paragraph(f"{more:,} more are in to_frame().")] if more > 0 else found


def _cells(difference: Difference) -> tuple[str, ...]:
    before, after = figure(difference.before), figure(difference.after)
    return (
        difference.measure.replace("_", " "),
        str(difference.location),
        interval_mark(difference.after, difference.before, f"{after} after {before}"),
        before,
        after,
        change(difference.difference),
        NONE if difference.q_value is None else chance(difference.q_value, ""),
        {True: "better", False: "worse", None: "yes"}[difference.better] if difference.flagged else NONE,
    )


def _total_rows(total: TotalChange) -> Iterable[tuple[str, ...]]:
    name = total.measure.replace("_", " ")
    for split in total.splits:
        yield (name, split.by, change(split.total), change(split.rate), change(split.mix), _largest(split))
        if split.note:
            yield (name, split.by, split.note, "", "", "")


def _largest(split: Split) -> str:
    members = sorted(split.members, key=lambda each: (-abs(each.rate + each.mix), each.name))[:_LARGEST]
    unit = split.total.unit
    return "; ".join(f"{each.name} {change(Estimate(value=each.rate + each.mix, unit=unit), interval=False)}" for each in members)


def _pain(pain: PainChange) -> tuple[str, ...]:
    return _STATUS[pain.status], str(pain.location), pain.summary


def _untested(item: Untested) -> tuple[str, ...]:
    places = "; ".join(str(place) for place in item.locations[:5])
    more = f"; and {len(item.locations) - 5:,} more" if len(item.locations) > 5 else ""
    return item.kind.replace("_", " "), item.reason, f"{places}{more}" or "everywhere"
