"""Differences of figures that somebody stated: between two hand-written maps, or between a plan and what was observed."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from cxjourney.comparison.sentences import sentence
from cxjourney.estimate import Estimate, Location
from cxjourney.model.differences import Difference
from cxjourney.model.findings import Untested

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cxjourney.comparison.elements import Pairing, Pairs
    from cxjourney.comparison.sides import Side
    from cxjourney.model.measure import Measure
    from cxjourney.model.stage import Stage
    from cxjourney.model.touchpoint import Touchpoint

_LESS = frozenset({
    "drop_off_rate", "friction_rate", "rework_rate", "escalation_rate", "repeat_contact_rate", "reopened_rate", "handoff_rate",
})  # fmt: skip
_MORE = frozenset({"goal_rate", "going_on_rate", "nps", "csat", "ces2", "rating", "sentiment", "valence", "response_rate"})
_SCALE = re.compile(r"(?P<low>-?\d+(?:\.\d+)?)–(?P<high>-?\d+(?:\.\d+)?)")
_METHOD = "difference of stated figures"
_PLAN_METHOD = "difference from a stated figure"

_Figures = dict[tuple[str, str | None, str | None], Estimate]


def stated_differences(before: Side, after: Side, pairing: Pairing) -> tuple[tuple[Difference, ...], tuple[Untested, ...]]:
    """
    Return the differences of all figures that both maps show at the same place, and what is stated in another unit than it was measured.

    Nothing is tested: a stated figure has no uncertainty. Where the other side was measured, the difference has its interval.

    Parameters
    ----------
    before, after
        The two sides, at least one of them written by hand.
    pairing
        Which element is which.
    """
    unlike: dict[tuple[str, str], list[Location]] = defaultdict(list)
    found = tuple(_all(before, after, pairing, unlike))
    return found, tuple(Untested(kind=measure, reason=why, locations=tuple(places)) for (measure, why), places in unlike.items())


def _all(before: Side, after: Side, pairing: Pairing, unlike: dict[tuple[str, str], list[Location]]) -> Iterator[Difference]:
    members = _members(pairing.channels), _members(pairing.segments)
    names = {
        key: {each.id: each.name for pair in pairs for each in pair[::-1] if each is not None}
        for key, pairs in (("channel", pairing.channels), ("segment", pairing.segments))
    }

    def compared(left: _Figures, right: _Figures, where: Mapping[str, str]) -> Iterator[Difference]:
        for (measure, channel, segment), estimate in left.items():
            key = measure, members[0].get(channel or "", channel), members[1].get(segment or "", segment)
            other = right.get(key)
            if other is None or estimate.value is None or other.value is None:
                continue
            place = {**where, **_member_names({"channel": key[1], "segment": key[2]}, names)}
            alike = _in_one_unit(estimate, other)
            if alike is None:
                unlike[measure, _why_unlike(estimate, other)].append(_location(place))
            else:
                yield _difference(measure, place, *alike)

    left, right = before.journey_map, after.journey_map
    yield from compared(_figures(left.totals), _figures(right.totals), {})
    stages = {each.id: each.name for each in right.stages}
    for one, other in pairing.stages:
        if one is not None and other is not None:
            yield from compared(_of_stage(one), _of_stage(other), {"stage": other.name, "stage_id": other.id})
    for one, other in pairing.touchpoints:
        if one is not None and other is not None:
            home = getattr(other, "stage", None) or ""
            where = {"touchpoint": other.name, "touchpoint_id": other.id} | (
                {"stage": stages[home], "stage_id": home} if home in stages else {}
            )
            yield from compared(_of_touchpoint(one), _of_touchpoint(other), where)


def _member_names(members: Mapping[str, str | None], names: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return names and identifiers of the channel and the segment that a figure is of."""
    found: dict[str, str] = {}
    for part, member in members.items():
        if member is not None:
            found |= {part: names[part].get(member, member), f"{part}_id": member}
    return found


def _in_one_unit(left: Estimate, right: Estimate) -> tuple[Estimate, Estimate] | None:
    """Return both figures in one unit, None where they have none in common; a stated figure without a unit is meant in the other's."""
    if left.unit == right.unit:
        return left, right
    sides = [left, right]
    for index, (one, other) in enumerate(((left, right), (right, left))):
        if not one.unit and one.n is None and _fits(one.value or 0.0, other.unit):
            sides[index] = one.replace(unit=other.unit)
            return sides[0], sides[1]
    return None


def _fits(value: float, unit: str) -> bool:
    """Return whether a number can be meant in a unit: a share is no percentage, a score lies on its scale."""
    if unit == "share":
        return 0 <= value <= 1
    scale = _SCALE.fullmatch(unit)
    return scale is None or float(scale["low"]) <= value <= float(scale["high"])


def _why_unlike(left: Estimate, right: Estimate) -> str:
    units = [f"{each.value:g} {each.unit}".strip() for each in (left, right)]
    return f"It is given in different units: {units[0]} before, {units[1]} after."


def _members(pairs: Pairs) -> dict[str, str]:
    return {left.id: right.id for left, right in pairs if left is not None and right is not None}


def _figures(measures: Iterable[Measure]) -> _Figures:
    return {(each.name, each.channel, each.segment): _with_unit(each.name, each.estimate) for each in measures if each.period is None}


def _with_unit(name: str, estimate: Estimate) -> Estimate:
    """Return a stated figure with the unit its name says."""
    if estimate.unit or not name.endswith(("_rate", "_share")):
        return estimate
    return estimate.replace(unit="share")


def _of_stage(stage: Stage | object) -> _Figures:
    return _figures(getattr(stage, "measures", ()))


def _of_touchpoint(touchpoint: Touchpoint | object) -> _Figures:
    """Return the figures of a touchpoint, with its emotion and its expected wait."""
    found = _figures(getattr(touchpoint, "measures", ()))
    emotion = getattr(touchpoint, "emotion", None)
    if emotion is not None and emotion.value is not None:
        found.setdefault(("valence", None, None), emotion.replace(unit="valence"))
    wait = getattr(touchpoint, "expected_wait", None)
    if wait is not None:
        found.setdefault(("transition_time", None, None), Estimate.stated(wait.total_seconds(), unit="seconds"))
    return found


def _difference(measure: str, place: Mapping[str, str], before: Estimate, after: Estimate) -> Difference:
    apart = _apart(before, after)
    sign = (apart.value or 0.0) * (1 if measure in _MORE else -1 if measure in _LESS else 0)
    return Difference(
        measure=measure,
        **place,
        before=before,
        after=after,
        difference=apart,
        better=None if sign == 0 else sign > 0,
        summary=sentence(measure, str(_location(place)), before, after, apart=apart),
    )


def _location(place: Mapping[str, str]) -> Location:
    return Location(**{key: name for key, name in place.items() if not key.endswith("_id")})


def _apart(before: Estimate, after: Estimate) -> Estimate:
    """Return after minus before; the interval is that of the side that was measured."""
    first, second = before.value or 0.0, after.value or 0.0
    plain = Estimate(value=second - first, unit=before.unit, method=_METHOD)
    if before.n is None and after.low is not None and after.high is not None:
        return plain.replace(low=after.low - first, high=after.high - first, level=after.level, n=after.n, method=_PLAN_METHOD)
    if after.n is None and before.low is not None and before.high is not None:
        return plain.replace(low=second - before.high, high=second - before.low, level=before.level, n=before.n, method=_PLAN_METHOD)
    return plain
