"""The check that every detector of pain points passes, built-in or your own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.errors import CxJourneyError

if TYPE_CHECKING:
    from cxjourney.diagnosis import Detector
    from cxjourney.model.findings import Diagnosis, PainPoint
    from cxjourney.model.journey_map import JourneyMap

MANY, FEW = 2_000, 20
"""Customers of the sample shop that are enough for findings, and too few for any."""


def check_detector(detector: Detector, *, journey_map: JourneyMap | None = None) -> None:
    """
    Check that a detector keeps the promises a diagnosis makes.

    It finds the same twice, reports only its own kind, and gaps of it where they are asked for, stays within the false discovery rate,
    names places that are in the map, states figures with intervals and numbers of observations, says nothing on a handful of customers,
    survives a map without data, and changes nothing.

    Parameters
    ----------
    detector
        An instance of your class.
    journey_map
        A discovered map to try it on; the sample shop's when not given.

    Raises
    ------
    AssertionError
        If a promise is broken; the message says which.

    Examples
    --------
    >>> from cxjourney.diagnosis.drop_off import DropOff
    >>> check_detector(DropOff())
    """
    _check_facts(detector)
    found_on = journey_map if journey_map is not None else _shop_map(MANY)
    before = found_on.to_json()
    diagnosis = _diagnosed(found_on, detector)
    _expect(_diagnosed(found_on, detector) == diagnosis, "finds something else the second time")
    _expect(found_on.to_json() == before, "changes the map")
    for rank, pain in enumerate(diagnosis.pain_points, start=1):
        _expect(pain.rank == rank, "ranks are not 1, 2, 3, …")
        _check_pain(pain, detector, found_on, diagnosis.fdr)
    for pain in _diagnosed(found_on, detector, "channel_gap", "segment_gap").pain_points:
        _check_pain(pain, detector, found_on, diagnosis.fdr)
    few = _diagnosed(_shop_map(FEW), detector)
    _expect(not few.pain_points, f"finds something in {FEW} customers")
    _expect(bool(few.untested), "does not say that a handful of customers cannot be tested")
    _diagnosed(_written_map(), detector)


def _shop_map(customers: int) -> JourneyMap:
    from cxjourney.datasets import sample_shop  # noqa: PLC0415 - the other checks need no data
    from cxjourney.discovery import discover_map  # noqa: PLC0415

    shop = sample_shop(customers=customers)
    return discover_map(shop.events, goal=shop.goal)


def _written_map() -> JourneyMap:
    from cxjourney.datasets import sample_map  # noqa: PLC0415

    return sample_map()


def _diagnosed(journey_map: JourneyMap, detector: Detector, *gaps: str) -> Diagnosis:
    from cxjourney.diagnosis import diagnose  # noqa: PLC0415

    try:
        return diagnose(journey_map, kinds=[detector, *gaps])
    except CxJourneyError as cause:
        raise AssertionError(f"the detector {detector.kind!r} fails on {journey_map!r}: {cause}") from cause


def _check_facts(detector: Detector) -> None:
    _expect(bool(detector.kind), "its kind is not a name")
    _expect(detector.scale in {"difference", "ratio"}, "its scale is neither difference nor ratio")
    _expect(detector.worse in {1, -1}, "worse is neither 1 nor -1")
    _expect(detector.cap > 0, "its cap is not above 0")


def _check_pain(pain: PainPoint, detector: Detector, journey_map: JourneyMap, fdr: float) -> None:
    _expect((pain.gap_of or pain.kind) == detector.kind, f"reports the kind {pain.kind!r}")
    _expect(pain.channel in {None, *(each.name for each in journey_map.channels)}, f"names {pain.channel!r}, no channel of the map")
    _expect(pain.segment in {None, *(each.name for each in journey_map.segments)}, f"names {pain.segment!r}, no segment of the map")
    _expect(pain.q_value is not None and pain.q_value <= fdr, f"reports a q-value of {pain.q_value}")
    _expect(pain.touchpoint in {touchpoint.name for touchpoint in journey_map.touchpoints}, f"names {pain.touchpoint!r}, not in the map")
    _expect(pain.summary.endswith("."), "its summary is no sentence")
    _expect(0 <= (pain.severity.value or 0) <= 100, "its severity lies outside 0 to 100")
    for name in ("estimate", "effect"):
        figure = getattr(pain, name)
        _expect(figure.low is not None and figure.low <= figure.value <= figure.high, f"its {name} has no interval around it")
    _expect(bool(pain.estimate.n), "its estimate does not say how many observations it rests on")


def _expect(ok: bool, message: str) -> None:  # noqa: FBT001 - a condition
    if not ok:
        raise AssertionError(f"the detector {message}")
