"""The kinds of pain points that are looked for; adding one is a file and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.diagnosis.drop_off import DropOff
from cxjourney.diagnosis.long_wait import LongWait
from cxjourney.diagnosis.low_score import LowScore
from cxjourney.diagnosis.protocol import Detector
from cxjourney.diagnosis.rework import Rework
from cxjourney.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Iterable

DETECTORS: tuple[Detector, ...] = (
    DropOff(),
    LongWait(),
    Rework(),
    LowScore(),
)
"""Detectors in the order in which equal findings are listed."""


def chosen(kinds: Iterable[str | Detector] | None) -> tuple[Detector, ...]:
    """
    Return the detectors that were asked for.

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
        return DETECTORS
    by_kind = {detector.kind: detector for detector in DETECTORS}
    found: dict[str, Detector] = {}
    for kind in [kinds] if isinstance(kinds, str) else kinds:
        if isinstance(kind, str):
            if kind not in by_kind:
                raise OptionError.for_choice("kinds", kind, list(by_kind))
            found[kind] = by_kind[kind]
        elif isinstance(kind, Detector):
            found[kind.kind] = kind
        else:
            message = f"kinds takes names or detectors, found {type(kind).__name__}."
            raise TypeError(message)
    return tuple(found.values())
