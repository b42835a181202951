"""From groups of figures on both sides to a list of differences, corrected for having looked at all of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from math import isfinite, isnan
from typing import TYPE_CHECKING, Any

import numpy as np

from cxjourney.comparison.cell_groups import cell_groups, common_cells
from cxjourney.comparison.channel_mix import channel_shares
from cxjourney.comparison.differencing import MIN_CUSTOMERS, Apart, apart
from cxjourney.comparison.durations import stage_time_groups, step_groups
from cxjourney.comparison.experience import experience_groups
from cxjourney.comparison.figures import stage_groups, total_groups, touchpoint_groups
from cxjourney.comparison.friction_parts import seen_otherwise
from cxjourney.comparison.groups import CELLS, MAIN, QUANTILES
from cxjourney.comparison.sentences import sentence
from cxjourney.comparison.spots import Spots
from cxjourney.comparison.stage_rates import stage_rate_groups
from cxjourney.comparison.view import views
from cxjourney.estimate import Estimate
from cxjourney.inference.multiplicity import q_values
from cxjourney.model.differences import Difference
from cxjourney.model.findings import Untested
from cxjourney.value import trusted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from numpy.typing import NDArray

    from cxjourney.comparison.checks import Alike
    from cxjourney.comparison.elements import Pairing
    from cxjourney.comparison.groups import Group
    from cxjourney.comparison.sides import Side
    from cxjourney.comparison.view import View
    from cxjourney.estimate import Location

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

FEW = f"Fewer than {MIN_CUSTOMERS} effective customers on one side: shown, not tested."
SHORT = "One side was not followed up for long enough."
MOVED = "Touchpoints moved from or to the stage: it does not mean the same on both sides."
OTHERWISE = "A score was asked for, a person could be asked, or a wait was expected there on one side only: friction means something else."
_METHOD = "difference between the two sides"
_RATIO_METHOD = "ratio of the geometric means of both sides"
_QUANTILE_METHOD = "ratio of the quantiles of both sides"


@dataclass(frozen=True, eq=False)
class Assembly:
    """
    Two measured sides whose figures are compared.

    Parameters
    ----------
    before, after
        The sides.
    pairing
        Which element is which.
    alike
        How far they can be compared.
    level
        Confidence level of the intervals.
    """

    before: Side
    after: Side
    pairing: Pairing
    alike: Alike
    level: float

    @cached_property
    def views(self) -> tuple[View, View]:
        """The sums of both sides, lined up."""
        return views(self.before, self.after, self.pairing, self.alike.metrics)

    def measured(self, *, fdr: float) -> Measured:
        """
        Return all differences with what could not be compared.

        Parameters
        ----------
        fdr
            Expected share of false differences among the flagged ones.
        """
        found = [(left, right, self._apart(left, right)) for left, right in self._groups()]
        p_values = [self._testable(left, right, between) for left, right, between in found]
        families = [left.key.family for left, _, _ in found]
        q = _corrected(p_values, families)
        differences = tuple(
            difference
            for (left, right, between), values in zip(found, q, strict=True)
            for difference in self._differences(left, right, between, values, fdr)
        )
        return Measured(differences, sum(int((~np.isnan(each)).sum()) for each in p_values), tuple(self._untested(found, p_values)))

    def _groups(self) -> Iterator[tuple[Group, Group]]:
        """Yield each measure of both sides."""
        left, right = self.views
        cells = common_cells(left, right)
        sides: list[dict[object, Group]] = []
        for view in (left, right):
            groups = [
                *total_groups(view, level=self.level),
                *stage_groups(view, self._homes, level=self.level),
                *stage_rate_groups(view, self._homes, level=self.level),
                *stage_time_groups(view, level=self.level),
                *touchpoint_groups(view, level=self.level),
                *step_groups(view, level=self.level),
                *cell_groups(view, cells, level=self.level),
            ]
            sides.append({(group.key.measure, group.key.places, group.key.family): group for group in groups})
        pairs = [(group, sides[1][key]) for key, group in sides[0].items() if key in sides[1]]
        yield from (pair for pair in pairs if not pair[0].key.places)
        yield from experience_groups(left, right, level=self.level)
        yield from (pair for pair in pairs if pair[0].key.places)
        yield from channel_shares(left, right, level=self.level)

    def _apart(self, left: Group, right: Group) -> Apart:
        return apart(left, right, together=self.alike.shared_customers > 0, level=self.level)

    def _testable(self, left: Group, right: Group, between: Apart) -> Floats:
        """Return p-values, NaN for what is not tested."""
        if not (left.key.tested and right.key.tested) or left.key.measure in dict(self.alike.excluded):
            return np.full(between.p_values.shape, np.nan)
        tested = (between.customers >= MIN_CUSTOMERS) & _known(left, right) & ~self._moved(left) & ~self._seen_otherwise(left)
        return np.where(tested, between.p_values, np.nan)

    def _moved(self, group: Group) -> NDArray[np.bool_]:
        """Return which entries are of stages that touchpoints moved from or to."""
        return _in_stages(group, self._restaged)

    def _seen_otherwise(self, group: Group) -> NDArray[np.bool_]:
        """Return which entries are rates of friction whose parts could be seen on one side only."""
        return _in_stages(group, self._otherwise if group.key.measure == "friction_rate" else ())

    @cached_property
    def _otherwise(self) -> frozenset[int]:
        return seen_otherwise(*self.views, self._homes)

    @cached_property
    def _stage_places(self) -> tuple[dict[str, int], dict[str, int]]:
        return tuple({pair[side].id: place for place, pair in enumerate(self.pairing.stages) if pair[side] is not None} for side in (0, 1))  # type: ignore[union-attr,return-value]

    @cached_property
    def _restaged(self) -> set[int]:
        places = [self._home(pair) for pair in self.pairing.touchpoints]
        return {place for both in places if -1 not in both and both[0] != both[1] for place in both}

    @cached_property
    def _homes(self) -> Integers:
        """Place of the stage of each touchpoint, -1 where the sides do not agree."""
        found = []
        for pair in self.pairing.touchpoints:
            both = {place for place in self._home(pair) if place >= 0}
            found.append(both.pop() if len(both) == 1 else -1)
        return np.array(found, dtype=np.int64)

    def _home(self, pair: tuple[Any, Any]) -> tuple[int, int]:
        before, after = (
            -1 if each is None else places.get(each.stage or "", -1) for each, places in zip(pair, self._stage_places, strict=True)
        )
        return before, after

    def _differences(self, left: Group, right: Group, between: Apart, q: Floats, fdr: float) -> Iterator[Difference]:
        key, columns = left.key, [each.tolist() for each in (between.value, between.low, between.high, q)]
        for place in np.flatnonzero(_known(left, right)).tolist():
            value, low, high, corrected = (column[place] for column in columns)
            before, after, spot = left.estimates[place], right.estimates[place], self.spots.at(key, place)
            difference = self._difference(left, before, after, (value, low, high))
            q_value = None if isnan(corrected) else corrected
            sign = key.better * (value - (1.0 if left.is_time else 0.0))
            # All of it was checked where it was made, and there are thousands: checking again takes longer than computing.
            fields = {
                "measure": key.measure,
                **spot.fields,
                "before": before,
                "after": after,
                "difference": difference,
                "better": None if sign == 0 else sign > 0,
                "q_value": q_value,
                "flagged": q_value is not None and q_value <= fdr,
                "summary": sentence(key.measure, spot.text, before, after, apart=difference, q_value=q_value),
            }
            yield trusted(Difference, fields)

    def _difference(self, group: Group, before: Estimate, after: Estimate, found: tuple[float, float, float]) -> Estimate:
        value, low, high = found
        known = isfinite(low) and isfinite(high)
        if not isfinite(value):  # pragma: no cover - both sides are known, and their difference is
            raise AssertionError
        fields = {
            "value": value,
            "low": min(low, value) if known else None,
            "high": max(high, value) if known else None,
            "level": self.level,
            "n": min(before.n or 0, after.n or 0),
            "unit": "ratio" if group.is_time else before.unit,
            "method": _QUANTILE_METHOD if group.key.measure in QUANTILES else _RATIO_METHOD if group.is_time else _METHOD,
        }
        return trusted(Estimate, fields)

    @cached_property
    def spots(self) -> Spots:
        """Where the figures lie."""
        return Spots(self.before, self.after, self.pairing)

    def _untested(self, found: list[tuple[Group, Group, Apart]], p_values: list[Floats]) -> Iterator[Untested]:
        """Yield what was not tested and why, one entry a measure and reason."""
        reasons: dict[tuple[str, str], list[Location]] = defaultdict(list)
        excluded = dict(self.alike.excluded)
        for (left, right, _), p in zip(found, p_values, strict=True):
            if not left.key.tested or not right.key.tested:
                continue
            if left.key.measure in excluded:
                reasons[left.key.measure, excluded[left.key.measure]] = []
                continue
            seen = (left.ratios.n > 0) & (right.ratios.n > 0)
            known, moved, otherwise = _known(left, right), self._moved(left), self._seen_otherwise(left)
            for place in np.flatnonzero(seen & np.isnan(p)).tolist():
                reason = SHORT if not known[place] else MOVED if moved[place] else OTHERWISE if otherwise[place] else FEW
                reasons[left.key.measure, reason].append(self.spots.at(left.key, place).location)
        for (measure, reason), locations in reasons.items():
            yield Untested(kind=measure, reason=reason, locations=tuple(locations))


@dataclass(frozen=True, slots=True)
class Measured:
    """
    What two measured sides differ in.

    Parameters
    ----------
    differences
        Every shared measure.
    tested
        Number of hypotheses.
    untested
        What could not be compared.
    """

    differences: tuple[Difference, ...]
    tested: int
    untested: tuple[Untested, ...]


def _known(left: Group, right: Group) -> NDArray[np.bool_]:
    return np.array([a.value is not None and b.value is not None for a, b in zip(left.estimates, right.estimates, strict=True)], dtype=bool)


def _in_stages(group: Group, wanted: Collection[int]) -> NDArray[np.bool_]:
    """Return which entries are of some stages."""
    stages = dict(group.key.places).get("stage")
    if stages is None or not wanted:
        return np.zeros(len(group.estimates), dtype=bool)
    return np.isin(np.array(stages), sorted(wanted))


def _corrected(p_values: list[Floats], families: list[int]) -> list[Floats]:
    """Return q-values: each family is corrected on its own at its part of the rate, so that many cells do not hide the whole."""
    result = list(p_values)
    used = [
        family for family in (MAIN, CELLS) if any(f == family and (~np.isnan(p)).any() for p, f in zip(p_values, families, strict=True))
    ]
    for family in used:
        places = [index for index, each in enumerate(families) if each == family]
        q = q_values(np.concatenate([p_values[index] for index in places]), families=len(used))
        sizes = np.cumsum([len(p_values[index]) for index in places])[:-1]
        for index, values in zip(places, np.split(q, sizes), strict=True):
            result[index] = values
    return result
