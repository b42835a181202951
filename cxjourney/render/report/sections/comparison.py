"""The section of a comparison: what differs, which elements, what the totals changed by, and what became of the pain points."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cxjourney.estimate import Location
from cxjourney.model.comparison import Comparison
from cxjourney.render.report.differences import change, picture, signed, tone
from cxjourney.render.report.figures import measure_name, whole
from cxjourney.render.report.html import folded, folded_table, table, tag
from cxjourney.render.report.section import Context, Section
from cxjourney.render.report.sections.overlay import overlay
from cxjourney.render.report.untested import untested_rows
from cxjourney.render.views.source import SEPARATOR, label, prose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.model.comparison import PainChange
    from cxjourney.model.differences import Difference, ElementChange, Split
    from cxjourney.render.markup import Markup

_SHOWN = 30
_LARGEST = 3
_STATUS = ("solved", "new", "unclear", "remaining")


def heading(context: Context, comparison: Comparison) -> str:
    """
    Return the heading of a comparison.

    Parameters
    ----------
    context
        What the report is written with.
    comparison
        What was compared.
    """
    return context.words("report.comparison", before=label(comparison.before), after=label(comparison.after))


def write(context: Context, comparison: Comparison) -> list[Markup]:
    """
    Return what a comparison says.

    Parameters
    ----------
    context
        What the report is written with.
    comparison
        What was compared.
    """
    return [
        tag("p", _lead(context, comparison)),
        *_overlay(context, comparison),
        *_differences(context, comparison),
        *_elements(context, comparison),
        *_totals(context, comparison),
        *_pains(context, comparison),
        *_untested(context, comparison),
        *context.notes(comparison.notes),
    ]


def _lead(context: Context, comparison: Comparison) -> str:
    words = context.words
    if not comparison.tested:
        return words("report.comparison.untested")
    tests = words.numerals.fixed(comparison.tested)
    if not comparison.flagged:
        return words("report.comparison.nothing", tests=tests)
    found = words.count("report.comparison.count", len(comparison.flagged))
    return words("report.comparison.lead", found=found, tests=tests, fdr=words.numerals.percent(comparison.fdr))


def _overlay(context: Context, comparison: Comparison) -> list[Markup]:
    """Return both maps in one picture, where the comparison kept them and they can be drawn."""
    before, after = comparison.before_map, comparison.after_map
    if before is None or after is None or not before.touchpoints:
        return []
    return overlay(context, before, after)


def _differences(context: Context, comparison: Comparison) -> list[Markup]:
    """Return what stands out, or where nothing does what was found of the whole journey."""
    flagged = comparison.flagged
    cells = [each for each in flagged if each.channel or each.segment]
    if len(cells) < len(flagged):
        main = [each for each in flagged if each not in cells]
        found = _table(context, "report.comparison.flagged", main)
        heading = context.words("report.comparison.cells")
        return [*found, *([folded(heading, *_table(context, "report.comparison.cells", cells, is_headed=True))] if cells else [])]
    rows: Sequence[Difference] = flagged
    if not rows:
        whole_journey = [each for each in comparison.differences if each.location == Location()]
        rows = whole_journey if comparison.tested else comparison.differences
    return _table(context, "report.comparison.flagged" if flagged else "report.comparison.all", rows) if rows else []


def _table(context: Context, caption: str, rows: Sequence[Difference], *, is_headed: bool = False) -> list[Markup]:
    words = context.words
    columns = [words(f"report.{key}") for key in ("measure", "places", "apart", "before", "after", "effect", "certainty", "direction")]
    shown = table(words(caption), columns, [_difference(context, each) for each in rows[:_SHOWN]], is_headed=is_headed)
    return [shown, *context.unlisted(len(rows) - _SHOWN)]


def _difference(context: Context, difference: Difference) -> tuple[str, ...]:
    words, source = context.words, context.source
    none = words("report.none")
    way = {True: words("report.better"), False: words("report.worse"), None: none}[difference.better]
    return (
        measure_name(source, difference.measure),
        place(context, difference),
        picture(source, [(difference.difference, tone(difference.better, flagged=difference.flagged))]),
        whole(source, difference.before),
        whole(source, difference.after),
        change(source, difference.difference),
        none if difference.q_value is None else words.numerals.q_value(difference.q_value),
        way,
    )


def place(context: Context, found: Difference | PainChange) -> str:
    """
    Return where something is, in names.

    Parameters
    ----------
    context
        What the report is written with.
    found
        What has a place.
    """
    names = [label(name) for name in (found.stage, found.touchpoint, found.channel, found.segment) if name]
    return SEPARATOR.join(names) or context.words("report.journey")


def _elements(context: Context, comparison: Comparison) -> list[Markup]:
    words = context.words
    found = (*comparison.added, *comparison.removed, *comparison.moved, *comparison.renamed)
    parts: list[Markup] = []
    if found:
        columns = [words(f"report.{key}") for key in ("name", "element", "change", "before", "after")]
        parts.append(table(words("report.elements"), columns, [_element(context, each) for each in found]))
    if comparison.suggestions:
        told = [words("report.renamed.perhaps", before=label(each.before), after=label(each.after)) for each in comparison.suggestions]
        parts.append(tag("ul", *(tag("li", text) for text in told), class_="cxj-list"))
    return parts


def _element(context: Context, found: ElementChange) -> tuple[str, ...]:
    words = context.words
    none = words("report.none")
    home = label(found.stage) if found.stage else words("report.yes")
    sides = {
        "added": (none, home),
        "removed": (home, none),
        "moved": (label(found.before or ""), label(found.after or "")),
        "renamed": (label(found.before or ""), label(found.after or "")),
    }
    seen = ".seen" if found.observed and found.change in {"added", "removed"} else ""
    return label(found.name), words(f"report.element.{found.element}"), words(f"report.{found.change}{seen}"), *sides[found.change]


def _totals(context: Context, comparison: Comparison) -> list[Markup]:
    words = context.words
    rows = [row for name, total in comparison.totals for split in total.splits for row in [_split(context, name, split)]]
    if not rows:
        return []
    columns = [words(f"report.{key}") for key in ("measure", "split.by", "split", "split.total", "split.rate", "split.mix", "split.most")]
    notes = [split.note for _, total in comparison.totals for split in total.splits if split.note]
    return [
        tag("p", words("report.totals.lead")),
        table(words("report.totals"), columns, rows),
        *context.notes(notes),
    ]


def _split(context: Context, measure: str, split: Split) -> tuple[str, ...]:
    source = context.source
    parts = (split.total, split.rate, split.mix)
    shown = picture(source, [(split.total, "loud"), (split.rate, "loud"), (split.mix, "quiet")])
    by = context.words(f"report.element.{split.by}") if split.by in {"channel", "touchpoint"} else label(split.by)
    largest = sorted(split.members, key=lambda each: (-abs(each.rate + each.mix), each.name))[:_LARGEST]
    told = (f"{label(each.name)} {signed(source, split.total, each.rate + each.mix)}" for each in largest)
    return measure_name(source, measure), by, shown, *(change(source, part) for part in parts), context.words.listed(told, "semicolon")


def _pains(context: Context, comparison: Comparison) -> list[Markup]:
    words = context.words
    rows = [_pain(context, each) for status in _STATUS for each in getattr(comparison, status)]
    if not rows:
        return []
    columns = [words(f"report.{key}") for key in ("places", "change", "before", "after", "effect", "says")]
    return [table(words("report.became"), columns, rows)]


def _pain(context: Context, found: PainChange) -> tuple[str, ...]:
    source = context.source
    sides = (whole(source, pain.estimate, with_n=False) if pain else context.words("report.none") for pain in (found.before, found.after))
    apart = change(source, found.difference.difference) if found.difference else context.words("report.none")
    return place(context, found), context.words(f"report.became.{found.status}"), *sides, apart, prose(found.summary) or ""


def _untested(context: Context, comparison: Comparison) -> list[Markup]:
    if not comparison.untested:
        return []
    words = context.words
    columns = [words(f"report.{key}") for key in ("measure", "reason", "places")]
    return [
        folded_table(words("report.untested"), columns, untested_rows(words, comparison.untested, partial(measure_name, context.source)))
    ]


SECTION = Section("comparison", Comparison, heading, write, wide=True)
