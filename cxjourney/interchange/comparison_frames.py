"""The tables of a comparison as data frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxjourney.interchange import comparison_rows, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.model.comparison import Comparison

_ELEMENTS = ("change", "element", "name", "before", "after", "stage", "observed", "id")
_TOTALS = ("measure", "by", "member", "before", "after", "share_before", "share_after", "total", "rate", "mix")
_PAINS = ("status", "kind", "stage", "touchpoint", "channel", "segment", "before", "after", "confirmed", "summary")
_UNTESTED = ("measure", "reason", "place")


def comparison_frames(comparison: Comparison) -> dict[str, object]:
    """
    Return the tables of a comparison as data frames: differences, elements, totals, pain points, and what was not tested.

    Parameters
    ----------
    comparison
        What was compared.

    Examples
    --------
    >>> from cxjourney.model.comparison import Comparison
    >>> sorted(comparison_frames(Comparison()))
    ['differences', 'elements', 'pains', 'totals', 'untested']
    """
    changed = (*comparison.added, *comparison.removed, *comparison.moved, *comparison.renamed)
    became = (*comparison.solved, *comparison.new, *comparison.unclear, *comparison.remaining)
    tables: dict[str, tuple[Sequence[dict[str, Any]], Sequence[str]]] = {
        "differences": (comparison_rows.comparison_rows(comparison), comparison_rows.COLUMNS),
        "elements": ([{name: getattr(each, name) for name in _ELEMENTS} for each in changed], _ELEMENTS),
        "totals": (_totals(comparison), _TOTALS),
        "pains": ([_pain(each) for each in became], _PAINS),
        "untested": (_untested(comparison), _UNTESTED),
    }
    return {name: rows.frame(found, columns) for name, (found, columns) in tables.items()}


def _untested(comparison: Comparison) -> list[dict[str, Any]]:
    """Return a row a measure and place; one without a place where a measure could be tested nowhere."""
    found: list[dict[str, Any]] = []
    for each in comparison.untested:
        places: list[str | None] = [str(where) for where in each.locations]
        found += [{"measure": each.kind, "reason": each.reason, "place": place} for place in places or [None]]
    return found


def _totals(comparison: Comparison) -> list[dict[str, Any]]:
    """Return a row a split, named by no member, and one a member of it."""
    found: list[dict[str, Any]] = []
    for measure, change in comparison.totals:
        for split in change.splits:
            whole = {"before": change.before.value, "after": change.after.value, "share_before": 1.0, "share_after": 1.0}
            parts = {name: getattr(split, name).value for name in ("total", "rate", "mix")}
            found.append({"measure": measure, "by": split.by, "member": None, **whole, **parts})
            for each in split.members:
                own = {name: getattr(each, name) for name in ("before", "after", "share_before", "share_after", "rate", "mix")}
                found.append({"measure": measure, "by": split.by, "member": each.name, **own, "total": each.rate + each.mix})
    return found


def _pain(each: Any) -> dict[str, Any]:
    sides = {side: None if (pain := getattr(each, side)) is None else pain.estimate.value for side in ("before", "after")}
    return {**{name: getattr(each, name) for name in _PAINS if name not in sides}, **sides}
