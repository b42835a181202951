"""How bad a pain is: how many customers get there times how large the effect is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.effects import Figures
from cxjourney.inference.intervals import product

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.diagnosis.protocol import Detector
    from cxjourney.inference.ratios import Ratios
    from cxjourney.types import SeverityLevel

    Floats = NDArray[np.float64]

LEVELS: tuple[tuple[float, SeverityLevel], ...] = ((30, "critical"), (15, "major"), (5, "moderate"), (0, "minor"))

MODERATE, MINOR = 14.9, 4.9
"""The most severe that a finding can be which is moderate, or minor, at most."""


def severity_figures(
    effect: Figures, reach: Ratios, detector: Detector, level: float, *, most: Floats | None = None, part: Floats | None = None
) -> Figures:
    """
    Return severities from 0 to 100: 100 · reach · min(1, effect / cap).

    Parameters
    ----------
    effect
        Effects on the scale of the candidates, logarithms for ratios.
    reach
        Shares of all customers who get there.
    detector
        The kind, with its cap.
    level
        Confidence level.
    most
        The most severe that a finding at each place may be; None for 100.
    part
        Share of the customers who get there that the figures are about; None for all.
    """
    cap = float(np.log(detector.cap)) if detector.scale == "ratio" else detector.cap
    ends = (effect.low, effect.high) if detector.worse > 0 else (-effect.high, -effect.low)
    size = (effect.value * detector.worse, *ends)
    shares = tuple(np.clip(each / cap, 0, 1) for each in size)
    low, high = product((reach.value, *reach.interval(level)), (shares[0], shares[1], shares[2]))
    limit, counted = (100.0 if most is None else most), (1.0 if part is None else part)
    return Figures(*(np.minimum(100 * each * counted, limit) for each in (reach.value * shares[0], low, high)))


def severity_level(severity: float) -> SeverityLevel:
    """
    Return the word for a severity.

    Parameters
    ----------
    severity
        From 0 to 100.

    Examples
    --------
    >>> severity_level(31), severity_level(4.9)
    ('critical', 'minor')
    """
    return next(name for threshold, name in LEVELS if severity >= threshold)
