"""How journeys kept to a plan as rows of plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxjourney.interchange import rows
from cxjourney.interchange.estimate_columns import estimate_columns, estimate_values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxjourney.model.conformance import Conformance, Deviation, PlanFit

_SHARES = ("share", "share_there")
_FITS = ("deviating", "content", "sequence", "timing")

COLUMNS = (
    "type", "kind", "stage", "touchpoint", "channel", "source", "journeys", "visits",
    *estimate_columns(*_SHARES),
    "n", "n_there", "summary", "stage_id", "touchpoint_id", "channel_id", "source_id",
)  # fmt: skip
"""Columns of the rows of deviations."""

FIT_COLUMNS = (
    "stage", "touchpoint", "is_planned", "is_required", "journeys", "came",
    *estimate_columns(*_FITS), "stage_id", "touchpoint_id",
)  # fmt: skip
"""Columns of the rows of touchpoints and stages."""


def conformance_rows(found: Conformance) -> list[dict[str, Any]]:
    """
    Return one row a deviation, the most common first.

    Parameters
    ----------
    found
        How journeys kept to a plan.
    """
    return [_deviation(each) for each in found.deviations]


def fit_rows(fits: Iterable[PlanFit]) -> list[dict[str, Any]]:
    """
    Return one row a touchpoint or stage.

    Parameters
    ----------
    fits
        How journeys kept to the plan at each.

    Examples
    --------
    >>> from cxjourney.model.conformance import PlanFit
    >>> fit = PlanFit(stage="Pay", stage_id="pay", journeys=90, came=100, deviating=0.1, content=0.1, sequence=0, timing=0)
    >>> fit_rows([fit])[0]["deviating"]
    0.1
    """
    return [_fit(each) for each in fits]


def conformance_frames(found: Conformance) -> dict[str, object]:
    """
    Return the deviations, touchpoints and stages as data frames.

    Parameters
    ----------
    found
        How journeys kept to a plan.
    """
    return {
        "deviations": rows.frame(conformance_rows(found), COLUMNS),
        "touchpoints": rows.frame(fit_rows(found.touchpoints), FIT_COLUMNS),
        "stages": rows.frame(fit_rows(found.stages), FIT_COLUMNS),
    }


def _deviation(deviation: Deviation) -> dict[str, Any]:
    figures = {
        **estimate_values(**{name: getattr(deviation, name) for name in _SHARES}),
        "n": deviation.share.n,
        "n_there": deviation.share_there.n,
    }
    return {name: figures[name] if name in figures else getattr(deviation, name) for name in COLUMNS}


def _fit(fit: PlanFit) -> dict[str, Any]:
    figures = estimate_values(**{name: getattr(fit, name) for name in _FITS})
    return {name: figures[name] if name in figures else getattr(fit, name) for name in FIT_COLUMNS}
