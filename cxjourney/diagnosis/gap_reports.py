"""Findings in single channels and segments of a touchpoint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.effects import Figures, natural
from cxjourney.diagnosis.reports import Report
from cxjourney.estimate import Estimate
from cxjourney.wording import change, number

if TYPE_CHECKING:
    from cxjourney.diagnosis.cells import Member
    from cxjourney.diagnosis.context import Context
    from cxjourney.diagnosis.protocol import Detector, Gaps
    from cxjourney.model.findings import PainPoint

NOTABLE = 0.25
"""A usual gap of at least this part of the margin is said in the sentence."""


@dataclass(frozen=True, eq=False)
class GapReport(Report):
    """
    Everything needed to write the findings of one kind in cells.

    Parameters
    ----------
    gaps
        What the detector said about the cells.
    """

    gaps: Gaps | None = None

    def finding(self, row: int, q_value: float, *, moved: bool) -> PainPoint:
        """
        Return the finding in a cell.

        Parameters
        ----------
        row
            Which cell.
        q_value
            Its q-value.
        moved
            Whether it explains a finding at the touchpoint, whose kind it then keeps.
        """
        pain = self.pain_point(row, q_value)
        return pain if moved else pain.replace(kind=f"{self._member(row).axis}_gap", gap_of=self.detector.kind)

    def place(self, row: int) -> int:
        """Return the place of the touchpoint."""
        return int(self.context.cells.places[row])

    def where(self, row: int) -> dict[str, str | None]:
        """Return the kind and the channel or segment."""
        member = self._member(row)
        return {"kind": self.detector.kind, member.axis: member.name, f"{member.axis}_id": member.id}

    def named(self, row: int) -> str:
        """Return the place in words."""
        return in_words(self.context.touchpoints[self.place(row)].name, self._member(row))

    def customers(self, row: int) -> int:
        """Return how many customers got there."""
        return int(self.context.cells.customers[row].sum())

    def reach_estimate(self, row: int) -> Estimate:
        """Return the share of all customers who got there."""
        reached = Figures(self.reach.value, *self.reach.interval(self.context.level))
        n, method = round(float(self.reach.n[row])), "Wilson interval on the effective n"
        return reached.estimate(row, level=self.context.level, n=n, unit="share", method=method)

    def reference_estimate(self, row: int) -> Estimate:
        """Return the rest of the touchpoint as an estimate."""
        n = round(float(self.candidates.references.n[row]))
        method = "the rest of the touchpoint and the usual gap, jackknife interval"
        return self.reference.estimate(row, level=self.context.level, n=n, unit=self.detector.unit, method=method)

    def against(self, row: int) -> tuple[str, str]:
        """Return what it is compared with."""
        rest, usual = _rest(self._member(row)), self._usual(row)
        return rest, f"{rest} of {self.context.touchpoints[self.place(row)].name}{f', and {usual}' if usual else ''}"

    def compared(self, row: int) -> tuple[str, str]:
        """Return the words after "than", and the figure after "against"."""
        usual, value = self._usual(row), number(float(self.reference.value[row]), self.detector.unit)
        if not usual:
            return f"in {_rest(self._member(row))}", value
        references = self.candidates.references
        beside = natural(Figures(references.low, references.low, references.high), self.detector)
        return f"in {_rest(self._member(row))}", f"{value} ({number(float(beside.value[row]), self.detector.unit)} there, and {usual})"

    def tested(self, row: int, sentence: str) -> str:
        """Return what was tested, in one sentence."""
        del sentence
        member, gaps = self._member(row), self.gaps
        factor = f" and is more than {gaps.factor:g} times as large" if gaps is not None and gaps.factor > 1 else ""
        axis = "channel" if member.axis == "channel" else "segment"
        return (
            f"It is worse than {_rest(member)} by more than {_margin(abs(self.margin()), self.detector)}{factor}, "
            f"beyond what sets the {axis} apart at other touchpoints."
        )

    def margin(self) -> float:
        """Return the smallest effect that counts."""
        margin = 0.0 if self.gaps is None else self.gaps.margin
        return float(np.exp(margin)) if self.detector.scale == "ratio" else self.detector.worse * margin

    def _member(self, row: int) -> Member:
        return self.context.cells.member(row)

    def _usual(self, row: int) -> str:
        """Return the usual gap in words, where it matters."""
        gaps, member = self.gaps, self._member(row)
        if gaps is None or abs(gaps.usual[row]) < NOTABLE * gaps.margin:
            return ""
        usual = float(gaps.usual[row])
        is_ratio = self.detector.scale == "ratio"
        amount = Estimate.stated(float(np.exp(usual)), unit="ratio") if is_ratio else Estimate.stated(usual, unit=self.detector.unit)
        return f"{change(amount)} usual {'on' if member.axis == 'channel' else 'for'} {member.name}"


def worst_remark(context: Context, detector: Detector, gaps: Gaps | None, cell: int) -> str:
    """
    Return which cell of a touchpoint is worst, as a sentence to add.

    Parameters
    ----------
    context
        The map under diagnosis.
    detector
        The kind.
    gaps
        What it said about the cells.
    cell
        The cell.
    """
    if gaps is None:
        return ""
    member, value = context.cells.member(cell), gaps.candidates.measured.value
    shown = natural(Figures(value, value, value), detector).value[cell]
    return f" It is worst {'on' if member.axis == 'channel' else 'for'} {member.name}: {number(float(shown), detector.unit)}."


def in_words(touchpoint: str, member: Member) -> str:
    """
    Return a cell in words.

    Parameters
    ----------
    touchpoint
        Name of the touchpoint.
    member
        The channel or segment.

    Examples
    --------
    >>> from cxjourney.diagnosis.cells import Member
    >>> in_words("Card payment", Member("channel", "", "Mobile app", "mobile-app"))
    'Card payment on Mobile app'
    """
    return f"{touchpoint} {'on' if member.axis == 'channel' else 'for'} {member.name}"


def _rest(member: Member) -> str:
    if member.axis == "channel":
        return "the other channels"
    return "the other segments" if member.column.casefold() in {"segment", "segments"} else f"the others by {member.column}"


def _margin(margin: float, detector: Detector) -> str:
    if detector.scale == "ratio":
        return f"a factor of {margin:g}"
    return f"{100 * margin:g} points" if detector.unit == "share" else f"{margin:g} points of {detector.unit}"
