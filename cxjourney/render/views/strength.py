"""How strong the evidence behind a touchpoint is: measured, asked, heard, inferred or assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.views.values import EvidenceView

if TYPE_CHECKING:
    from cxjourney.model.touchpoint import Touchpoint

STRENGTHS = ("assumed", "inferred", "indirect", "direct", "measured")
"""Kinds of evidence, the weakest first."""


def strength(touchpoint: Touchpoint) -> EvidenceView:
    """
    Return the strongest evidence of a touchpoint and how many observations it has.

    Parameters
    ----------
    touchpoint
        The touchpoint.
    """
    counted = [measure.estimate.n for measure in touchpoint.measures if measure.channel is measure.segment is None and measure.estimate.n]
    counted += [reading.estimate.n for reading in touchpoint.emotions if reading.estimate is not None and reading.estimate.n]
    if counted:
        return EvidenceView(kind="measured", steps=len(STRENGTHS) - 1, n=max(counted))
    kinds = [evidence.kind for evidence in touchpoint.evidence] or ["assumed"]
    kind = max(kinds, key=STRENGTHS.index)
    n = sum(evidence.n or 0 for evidence in touchpoint.evidence if evidence.kind == kind)
    return EvidenceView(kind=kind, steps=STRENGTHS.index(kind), n=n or None)
