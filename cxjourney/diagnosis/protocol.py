"""What a detector of pain points is: it measures, finds references and tests; everything else is done for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cxjourney.diagnosis.cells import Cells
    from cxjourney.diagnosis.context import Context
    from cxjourney.diagnosis.references import References
    from cxjourney.inference.ratios import Ratios
    from cxjourney.model.findings import Cause
    from cxjourney.statistics import JourneyStatistics

    Floats = NDArray[np.float64]

Scale = Literal["difference", "ratio"]


@dataclass(frozen=True, slots=True)
class Wording:
    """
    How a kind of pain point is put into words.

    Parameters
    ----------
    claim
        Start of the sentence with ``{place}`` in it, such as ``"Customers leave at {place} more"``.
    test
        What was tested with ``{reference}`` in it, such as ``"leaving exceeds {reference} by more than 2 points"``.
    counted
        What the observations are: ``"visits at risk"``, ``"answers"``.
    """

    claim: str
    test: str
    counted: str


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """
    What a detector says about every observed touchpoint of a map, in the map's order.

    Parameters
    ----------
    measured
        The figures. On the scale ``"ratio"`` they are logarithms.
    references
        What they are compared with, on the same scale.
    p_values
        Of the hypothesis that the effect is no larger than the margin; NaN where nothing was tested.
    affected
        Share of the customers there whom the pain touches; None for rates, where it is the effect itself.
    untested
        Why a touchpoint was not tested; empty where it was, or where there is nothing to test.
    whole_map
        Why nothing could be tested anywhere; empty otherwise.
    counts
        Further counts to show as evidence, as pairs of name and numbers.
    beyond
        Smallest effect that counts at each place, where that is not the margin everywhere.
    most
        The most severe that a finding at each place may be, where not all of them go up to 100.
    part
        Share of the customers there whom the figures are about, as those who moved on at all; severity counts only them. None for all.
    remarks
        What to add to the sentence about each place; nothing where it is empty.
    """

    measured: Ratios
    references: References
    p_values: Floats
    affected: Ratios | None = None
    untested: tuple[str, ...] = ()
    whole_map: str = ""
    counts: tuple[tuple[str, NDArray[np.int64]], ...] = ()
    beyond: Floats | None = None
    most: Floats | None = None
    part: Floats | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Gaps:
    """
    What a detector says about every cell: one channel or segment of a touchpoint, compared with the rest of it.

    Parameters
    ----------
    candidates
        Figures, references and tests of the cells, in the order of `Cells`.
    whole
        Figure of the whole touchpoint on the same basis.
    share
        Share of its observations that lie in the cell.
    usual
        How far the channel or segment lies from the rest elsewhere, which the reference already holds.
    margin, factor
        The smallest difference that counts, on the scale of the candidates and without a sign, and the smallest ratio.
    """

    candidates: Candidates
    whole: Floats
    share: Floats
    usual: Floats
    margin: float
    factor: float = 1.0


@runtime_checkable
class Detector(Protocol):
    """One kind of pain point; write a class like this, and pass an instance to ``diagnose(..., kinds=[...])``."""

    @property
    def kind(self) -> str:
        """Name of the kind."""
        ...

    @property
    def unit(self) -> str:
        """Unit of its figures."""
        ...

    @property
    def scale(self) -> Scale:
        """Whether effects are differences or ratios."""
        ...

    @property
    def worse(self) -> int:
        """1 if larger figures are worse, -1 if smaller ones are."""
        ...

    @property
    def cap(self) -> float:
        """Effect from which on a pain is as bad as can be."""
        ...

    @property
    def cause(self) -> Cause | None:
        """Cause it is evidence of, if any."""
        ...

    def margin(self, context: Context) -> float:
        """Return the smallest effect that counts, in the unit of the effect."""
        ...

    def wording(self, context: Context) -> Wording:
        """Return how its findings are put into words."""
        ...

    def candidates(self, statistics: JourneyStatistics, context: Context) -> Candidates:
        """Measure and test every touchpoint."""
        ...


@runtime_checkable
class GapDetector(Detector, Protocol):
    """A detector that also compares single channels and segments with the rest of their touchpoint."""

    def gaps(self, cells: Cells, context: Context) -> Gaps | None:
        """Measure and test every cell, or return None; ``rate_gaps`` does it for shares of visits."""
        ...
