"""What a picture is made from, and how its texts and figures are prepared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.numerals import share_decimals
from cxjourney.render.characters import REPLACEMENT, SEPARATOR, clean, shorten

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate
    from cxjourney.model.conformance import Conformance
    from cxjourney.model.findings import Diagnosis, PainPoint
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.render.views.curves import Curve
    from cxjourney.render.views.groups import Group
    from cxjourney.render.words import Words

__all__ = ["NAME_LIMIT", "PROSE_LIMIT", "SEPARATOR", "Source", "label", "prose"]

NAME_LIMIT = 200
PROSE_LIMIT = 600
_PLAIN_UNITS = frozenset({"", "money"})
_CURRENCY = re.compile(r"[A-Z]{3}")


def label(name: str) -> str:
    """Return a name as it is drawn: cleaned, never empty, at most 200 characters."""
    return shorten(clean(name), NAME_LIMIT) or REPLACEMENT


def prose(text: str | None) -> str | None:
    """Return a longer text as it is drawn, or None when there is nothing to draw."""
    return (shorten(clean(text), PROSE_LIMIT) or None) if text else None


@dataclass(frozen=True, slots=True)
class Source:
    """
    What the picture is made from.

    Parameters
    ----------
    journey_map
        The map.
    diagnosis
        What was found in it, if anybody looked.
    words
        The language.
    min_n
        Fewer answers than this are treated as missing.
    groups
        Personas and segments whose emotion has a curve of its own.
    target
        The map that this one is compared with.
    conformance
        How journeys kept to the plan that the map shows, if anybody looked.
    lines
        The emotion curves that follow from these, the main one first.
    """

    journey_map: JourneyMap
    diagnosis: Diagnosis | None
    words: Words
    min_n: int = 5
    groups: tuple[Group, ...] = ()
    target: JourneyMap | None = None
    conformance: Conformance | None = None
    lines: tuple[Curve, ...] = ()

    @property
    def was_judged(self) -> bool:
        """Whether somebody looked for pain points and could find some: by testing, or in what a map by hand states."""
        return self.diagnosis is not None and bool(
            self.diagnosis.tested or self.diagnosis.pain_points or self.journey_map.origin == "hypothesis"
        )

    @property
    def pains(self) -> tuple[PainPoint, ...]:
        """The pain points in rank order."""
        found = self.diagnosis.pain_points if self.diagnosis else ()
        return tuple(sorted(found, key=lambda pain: pain.rank))

    def stage_of(self, pain: PainPoint) -> str | None:
        """Return the identifier of the stage a pain point lies in, or None when it concerns the whole map."""
        for stage in self.journey_map.stages:
            if pain.stage_id == stage.id or any(touchpoint.id == pain.touchpoint_id for touchpoint in stage.touchpoints):
                return stage.id
        for stage in self.journey_map.stages:
            if pain.stage == stage.name:
                return stage.id
        return None

    def figure(self, estimate: Estimate) -> str:
        """Return an estimate in the form its unit asks for, without its interval."""
        numerals = self.words.numerals
        if estimate.value is None:
            return self.words("no_answers")
        value = estimate.value
        if estimate.unit == "share":
            return numerals.percent(value, share_decimals(value))
        if estimate.unit == "seconds":
            return numerals.duration(value)
        if estimate.unit in {"valence", "points", "nps"}:
            return numerals.signed(value, 0 if estimate.unit == "nps" else 1)
        return numerals.fixed(value, 0 if value == int(value) else 1)

    def amount(self, estimate: Estimate | None) -> str | None:
        """Return what is at stake or gained, as money or as the count its unit names."""
        if estimate is None or estimate.value is None:
            return None
        if self.is_money(estimate):
            return self.words.numerals.money(estimate.value, self.currency(estimate))
        key = f"unit.{estimate.unit}"
        small = abs(estimate.value) < 9.95 and estimate.value != int(estimate.value)
        figure = self.words.numerals.fixed(estimate.value, 1) if small else self.words.numerals.compact(estimate.value)
        return self.words(key, n=figure) if self.words.has(key) else f"{figure}\u00a0{clean(estimate.unit)}"

    def is_money(self, estimate: Estimate) -> bool:
        """Return whether an amount is money: its unit is a currency, or nothing else is said."""
        return estimate.unit in _PLAIN_UNITS or _CURRENCY.fullmatch(estimate.unit) is not None

    def currency(self, estimate: Estimate) -> str | None:
        """Return the currency of an amount of money."""
        return self.journey_map.currency if estimate.unit in _PLAIN_UNITS else estimate.unit
