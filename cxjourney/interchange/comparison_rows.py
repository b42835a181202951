"""A comparison as rows of plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxjourney.interchange.estimate_columns import estimate_columns, estimate_values

if TYPE_CHECKING:
    from cxjourney.model.comparison import Comparison
    from cxjourney.model.differences import Difference

_FIGURES = ("before", "after", "difference")

COLUMNS = (
    "measure", "stage", "touchpoint", "channel", "segment",
    *estimate_columns(*_FIGURES),
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
    figures = {
        **estimate_values(**{name: getattr(difference, name) for name in _FIGURES}),
        "unit": difference.before.unit,
        "difference_unit": difference.difference.unit,
        "n_before": difference.before.n,
        "n_after": difference.after.n,
    }
    return {name: figures[name] if name in figures else getattr(difference, name) for name in COLUMNS}
