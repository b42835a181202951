"""The kinds of pain points that are looked for; adding one is a file and a line here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.diagnosis.drop_off import DropOff
from cxjourney.diagnosis.escalation import Escalation
from cxjourney.diagnosis.handoff import Handoff
from cxjourney.diagnosis.high_effort import HighEffort
from cxjourney.diagnosis.long_wait import LongWait
from cxjourney.diagnosis.low_score import LowScore
from cxjourney.diagnosis.negative_emotion import NegativeEmotion
from cxjourney.diagnosis.protocol import Detector
from cxjourney.diagnosis.reopened import Reopened
from cxjourney.diagnosis.repeat_contact import RepeatContact
from cxjourney.diagnosis.rework import Rework
from cxjourney.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Iterable

DETECTORS: tuple[Detector, ...] = (
    DropOff(),
    LongWait(),
    Rework(),
    Escalation(),
    RepeatContact(),
    Reopened(),
    Handoff(),
    LowScore(),
    HighEffort(),
    NegativeEmotion(),
)
"""Detectors in the order in which equal findings are listed."""


GAP_KINDS = ("channel_gap", "segment_gap")
"""Kinds of findings in one channel or segment of a touchpoint that is no finding as a whole."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """
    What is looked for.

    Parameters
    ----------
    detectors
        The kinds.
    touchpoints
        Whether whole touchpoints are looked at.
    gaps
        Which kinds of gaps are reported.
    """

    detectors: tuple[Detector, ...]
    touchpoints: bool = True
    gaps: tuple[str, ...] = GAP_KINDS


def chosen(kinds: Iterable[str | Detector] | None) -> Chosen:
    """
    Return what was asked for.

    Parameters
    ----------
    kinds
        Names of built-in kinds, or detectors of your own; None for all built-in ones.

    Raises
    ------
    OptionError
        If a kind is unknown.
    """
    if kinds is None:
        return Chosen(DETECTORS)
    by_kind = {detector.kind: detector for detector in DETECTORS}
    found: dict[str, Detector] = {}
    gaps = []
    for kind in [kinds] if isinstance(kinds, str) else kinds:
        if isinstance(kind, str):
            if kind not in {*by_kind, *GAP_KINDS}:
                raise OptionError.for_choice("kinds", kind, [*by_kind, *GAP_KINDS])
            if kind in GAP_KINDS:
                gaps.append(kind)
            else:
                found[kind] = by_kind[kind]
        elif isinstance(kind, Detector):
            found[kind.kind] = kind
        else:
            message = f"kinds takes names or detectors, found {type(kind).__name__}."
            raise TypeError(message)
    if gaps and not found:
        return Chosen(DETECTORS, touchpoints=False, gaps=tuple(gaps))
    return Chosen(tuple(found.values()), gaps=tuple(gaps))
