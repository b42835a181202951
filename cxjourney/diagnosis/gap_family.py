"""The second family of tests: single channels and segments, and where a finding belongs that both families make."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cxjourney.diagnosis.gap_reports import GapReport, worst_remark
from cxjourney.diagnosis.gap_untested import gap_untested
from cxjourney.diagnosis.protocol import GapDetector
from cxjourney.diagnosis.untested import FEW_CUSTOMERS, FEW_PEERS, NO_ANSWERS
from cxjourney.inference.multiplicity import conditional_q_values, fcr_level
from cxjourney.inference.ratios import shares
from cxjourney.statistics.table import FOLDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.diagnosis.context import Context
    from cxjourney.diagnosis.protocol import Candidates, Detector, Gaps
    from cxjourney.diagnosis.registry import Chosen
    from cxjourney.model.findings import PainPoint, Untested

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Integers = NDArray[np.int64]

FAMILIES = 2
COMPARABLE = frozenset({"", FEW_PEERS, FEW_CUSTOMERS, NO_ANSWERS})
"""Reasons for which a touchpoint is not tested that say nothing against comparing its parts with each other."""


class Verdict(NamedTuple):
    """
    What becomes of the surviving cells of a kind at a touchpoint.

    Parameters
    ----------
    rows
        The cells that tell it: of one dimension, the worst first.
    moved
        Whether they take the place of the finding at the touchpoint.
    kept
        Whether that finding stays, so that they only add a remark.
    """

    rows: tuple[int, ...]
    moved: bool
    kept: bool


@dataclass(frozen=True, eq=False)
class GapFamily:
    """
    The tests of all cells for all kinds, corrected together, and what they say together with the touchpoints.

    Parameters
    ----------
    context
        The map under diagnosis.
    wanted
        What is looked for.
    found
        What the detectors say about the touchpoints.
    selected
        Which touchpoints are findings, by detector and place.
    fdr
        Expected share of false findings.

    Notes
    -----
    Nearly all cells lie far inside the margins, so those that lie inside it by the data are set aside before the correction.

    A pain is reported once, at the place that explains it. The surviving cells of one dimension (all channels, or all segments of one
    column) replace the finding at their touchpoint if the rest of it without them lies inside the margin of the touchpoint's own reference;
    of two such dimensions the one with the smaller p-value does. Otherwise the finding at the touchpoint stays and names its worst cell.
    Where the touchpoint is no finding, the surviving cells of the dimension with the smallest p-value are gaps of their own.
    """

    context: Context
    wanted: Chosen
    found: tuple[Candidates, ...]
    selected: Flags
    fdr: float

    @cached_property
    def gaps(self) -> tuple[Gaps | None, ...]:
        """What each detector says about the cells; None for those that say nothing."""
        return tuple(self._asked(detector, candidates) for detector, candidates in zip(self.wanted.detectors, self.found, strict=True))

    @cached_property
    def p_values(self) -> Floats:
        """P-values by detector and cell, NaN where nothing was tested."""
        count = len(self.context.cells)
        rows = [np.full(count, np.nan) if each is None else each.candidates.p_values for each in self.gaps]
        return np.stack(rows) if rows else np.empty((0, count))

    @cached_property
    def q_values(self) -> Floats:
        """Q-values by detector and cell."""
        return conditional_q_values(self.p_values.ravel(), families=FAMILIES).reshape(self.p_values.shape)

    @property
    def hypotheses(self) -> int:
        """Number of tests."""
        return int((~np.isnan(self.p_values)).sum())

    @cached_property
    def moved(self) -> Flags:
        """Which findings at touchpoints are told by cells instead, by detector and place."""
        result = np.zeros_like(self.selected)
        for (row, place), verdict in self._verdicts.items():
            result[row, place] = verdict.moved
        return result

    def remarks(self, row: int) -> dict[int, str]:
        """
        Return what cells add to findings that stay at their touchpoint.

        Parameters
        ----------
        row
            Which detector.
        """
        gaps, detector = self.gaps[row], self.wanted.detectors[row]
        return {
            place: worst_remark(self.context, detector, gaps, verdict.rows[0])
            for (other, place), verdict in self._verdicts.items()
            if other == row and verdict.kept and gaps is not None
        }

    def pain_points(self) -> list[PainPoint]:
        """Return the findings in single channels and segments."""
        chosen = [(row, cell, verdict.moved) for (row, _), verdict in self._verdicts.items() for cell in verdict.rows if not verdict.kept]
        chosen = [item for item in chosen if item[2] or f"{self.context.cells.member(item[1]).axis}_gap" in self.wanted.gaps]
        adjusted = fcr_level(self.context.level, selected=len(chosen), tested=self.hypotheses)
        reports: dict[int, GapReport] = {}
        pains = []
        for row, cell, moved in chosen:
            gaps = self.gaps[row]
            if gaps is not None:
                if row not in reports:
                    reports[row] = self._report(self.wanted.detectors[row], gaps, adjusted)
                pains.append(reports[row].finding(cell, float(self.q_values[row, cell]), moved=moved))
        return pains

    def untested(self) -> tuple[Untested, ...]:
        """Return what could not be compared, summed up."""
        return gap_untested(self.context, self.wanted, self.gaps)

    def _report(self, detector: Detector, gaps: Gaps, adjusted: float) -> GapReport:
        customers = self.context.cells.customers
        everybody = np.broadcast_to(self.context.statistics.dense("totals", "customers"), (len(customers), FOLDS))
        return GapReport(self.context, detector, gaps.candidates, adjusted, shares(customers, everybody), gaps=gaps)

    def _asked(self, detector: Detector, candidates: Candidates) -> Gaps | None:
        """Return the tests of a detector, without those at touchpoints about which something else must be said first."""
        cells = self.context.cells
        if not isinstance(detector, GapDetector) or candidates.whole_map or not len(cells):
            return None
        gaps = detector.gaps(cells, self.context)
        if gaps is None:
            return None
        reasons = candidates.untested or ("",) * len(self.context.touchpoints)
        open_question = np.array([reason not in COMPARABLE for reason in reasons], dtype=bool)[cells.places]
        p_values = np.where(open_question, np.nan, gaps.candidates.p_values)
        return replace(gaps, candidates=replace(gaps.candidates, p_values=p_values))

    @cached_property
    def _verdicts(self) -> dict[tuple[int, int], Verdict]:
        """What becomes of the surviving cells, by detector and place."""
        surviving = self.q_values <= self.fdr
        places = self.context.cells.places
        result = {}
        for row, gaps in enumerate(self.gaps):
            for place in np.unique(places[surviving[row]]) if gaps is not None else ():
                result[row, int(place)] = self._verdict(row, int(place), np.flatnonzero(surviving[row] & (places == place)))
        return result

    def _verdict(self, row: int, place: int, cells: Integers) -> Verdict:
        p_values, dimensions = self.p_values[row], self.context.cells.dimensions
        effects = self._effects(row)
        ordered = sorted(cells.tolist(), key=lambda cell: (p_values[cell], -effects[cell], cell))
        groups: dict[int, list[int]] = {}
        for cell in ordered:
            groups.setdefault(int(dimensions[cell]), []).append(cell)
        if not self.selected[row, place]:
            return Verdict(tuple(next(iter(groups.values()))), moved=False, kept=False)
        explaining = next((group for group in groups.values() if self._explains(row, place, group)), None)
        if explaining is None:
            return Verdict(tuple(ordered), moved=False, kept=True)
        return Verdict(tuple(explaining), moved=True, kept=False)

    def _effects(self, row: int) -> Floats:
        gaps = self.gaps[row]
        if gaps is None:
            return np.empty(0)
        return self.wanted.detectors[row].worse * (gaps.candidates.measured.value - gaps.candidates.references.value)

    def _explains(self, row: int, place: int, group: list[int]) -> bool:
        """Return whether the touchpoint without these cells lies inside the margin."""
        gaps, detector, candidates = self.gaps[row], self.wanted.detectors[row], self.found[row]
        if gaps is None:
            return False
        share = gaps.share[group]
        left = 1 - share.sum()
        if left <= 0:
            return False
        shift = -(share * (gaps.candidates.measured.value[group] - gaps.whole[group])).sum() / left
        effect = detector.worse * (candidates.measured.value[place] - candidates.references.value[place] + shift)
        return bool(effect <= self._limit(detector, candidates, place))

    def _limit(self, detector: Detector, candidates: Candidates, place: int) -> float:
        if candidates.beyond is not None:
            return float(candidates.beyond[place])
        margin = abs(detector.margin(self.context))
        return float(np.log(margin)) if detector.scale == "ratio" else margin
