"""A comparison as rows of plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cxjourney.model.comparison import Comparison
    from cxjourney.model.differences import Difference

_INTERVAL = (("", "value"), ("_low", "low"), ("_high", "high"))
_FIGURES = ("before", "after", "difference")

COLUMNS = (
    "measure", "stage", "touchpoint", "channel", "segment",
    *(f"{figure}{end}" for figure in _FIGURES for end, _ in _INTERVAL),
    "unit", "difference_unit", "n_before", "n_after", "better", "q_value", "flagged", "summary",
    "stage_id", "touchpoint_id", "channel_id", "segment_id",
)  # fmt: skip
"""Columns of the rows of differences."""


def comparison_rows(comparison: Comparison) -> list[dict[str, Any]]:
    """
    Return one row a difference, in the order of the comparison.

    Parameters
    ----------
    comparison
        What was compared.

    Examples
    --------
    >>> from cxjourney.model.comparison import Comparison
    >>> rows = comparison_rows(Comparison(differences=[{"measure": "nps", "before": 53.3, "after": 19.0, "difference": -34.3}]))
    >>> rows[0]["measure"], rows[0]["difference"]
    ('nps', -34.3)
    """
    return [_row(difference) for difference in comparison.differences]


def _row(difference: Difference) -> dict[str, Any]:
    figures: dict[str, Any] = {
        f"{figure}{end}": getattr(getattr(difference, figure), field) for figure in _FIGURES for end, field in _INTERVAL
    }
    figures |= {
        "unit": difference.before.unit,
        "difference_unit": difference.difference.unit,
        "n_before": difference.before.n,
        "n_after": difference.after.n,
    }
    return {name: figures[name] if name in figures else getattr(difference, name) for name in COLUMNS}
