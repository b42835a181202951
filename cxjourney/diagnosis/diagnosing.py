"""Diagnose a journey map."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cxjourney.arguments import check_mapping, items_of
from cxjourney.diagnosis.causes import causes_of_reasons, with_causes
from cxjourney.diagnosis.context import Context, without_statistics
from cxjourney.diagnosis.disagreements import disagreements
from cxjourney.diagnosis.earlier_period import earlier_context, period_notes
from cxjourney.diagnosis.friction import measured_friction, stated_friction
from cxjourney.diagnosis.margins import Margins
from cxjourney.diagnosis.measured_pains import measured_pains
from cxjourney.diagnosis.moments import declared_moments, moments_of_truth
from cxjourney.diagnosis.ranking import by_stake, with_attention
from cxjourney.diagnosis.registry import chosen
from cxjourney.diagnosis.segment_friction import friction_by_segment
from cxjourney.diagnosis.stakes import with_stakes
from cxjourney.diagnosis.stated_pains import KINDS, stated_pains
from cxjourney.diagnosis.untested import ending_notes, unseen_notes
from cxjourney.model.findings import Diagnosis, Untested
from cxjourney.model.journey_map import JourneyMap
from cxjourney.statistics import JourneyStatistics
from cxjourney.statistics.resolve import check_rate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cxjourney.diagnosis.measured_pains import Measured
    from cxjourney.diagnosis.protocol import Detector
    from cxjourney.diagnosis.stakes import Stakes
    from cxjourney.model.findings import PainPoint
    from cxjourney.model.friction import StageFriction

BY_HAND = "The map was written by hand: what it states is compared with the margins, and nothing can be tested."


def diagnose(
    journey_map: JourneyMap,
    *,
    fdr: float = 0.05,
    level: float = 0.95,
    margins: Margins | Mapping[str, float] | None = None,
    kinds: Iterable[str | Detector] | None = None,
    earlier: JourneyMap | JourneyStatistics | None = None,
    causes: Mapping[str, str] | None = None,
) -> Diagnosis:
    """
    Find the pain points and the friction stages of a map.

    Parameters
    ----------
    journey_map
        A map discovered from events, or one written by hand.
    fdr
        Expected share of false findings among the reported pain points, at most.
    level
        Confidence level of the intervals.
    margins
        The smallest effects that count; a mapping changes some of them.
    kinds
        Kinds of pain points to look for, by name, or detectors of your own; None for all that are built in.
    earlier
        The same journey in an earlier period: a map with its statistics, or statistics. Touchpoints without a plan are compared with
        themselves then, where at least 30 customers were seen, instead of with their peers.
    causes
        Cause that each reason in the data is a sign of, such as ``{"impolite": "rude_staff"}``; reasons named like a cause count by
        themselves. A cause is set where most of the reasons given at a touchpoint point to it.

    Returns
    -------
    Diagnosis
        Pain points ranked by what they put at stake, else by severity, the friction of each stage, moments of truth, and what could not
        be tested.

    Raises
    ------
    StatisticsError
        If the map, or the earlier one, holds measured figures but its statistics are not beside it.
    OptionError
        If a rate, the level, a kind, a reason or a cause cannot be used.
    ModelError
        If a margin is out of range.

    See Also
    --------
    discover_map : makes a map from events.
    render_map : draws the map with its pain points.

    Notes
    -----
    Each touchpoint is compared with its plan, else with itself in the earlier period, else with the median of its peers; each channel and
    each segment of it with the rest of the touchpoint, net of what sets that channel or segment apart elsewhere. One-sided tests ask
    whether the effect is larger than a margin; touchpoints and gaps are two families, each corrected at half of the rate (Benjamini and
    Hochberg). A pain is reported once: in the channel or segment that explains it, else at the touchpoint. Reported effects carry
    intervals adjusted for the selection. The page on calibration shows how often all that errs.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=3_000)
    >>> diagnosis = cx.diagnose(cx.discover_map(shop.events, goal=shop.goal))
    >>> diagnosis.pain_points[0].touchpoint
    'Card payment'
    """
    check_rate("fdr", fdr)
    check_rate("level", level)
    limits, wanted = _asked(journey_map, margins, kinds)
    if journey_map.statistics is None:
        return _by_hand(journey_map, limits, fdr=fdr, level=level, kinds=wanted)
    context = _context(journey_map, limits, level, earlier)
    found, staked, pains = _pains(context, wanted, causes, fdr=fdr)
    moments = moments_of_truth(context, fdr=fdr)
    return Diagnosis(
        title=journey_map.title,
        fdr=fdr,
        level=level,
        pain_points=pains,
        friction_stages=with_attention(measured_friction(context, pains, fdr=fdr), pains),
        friction_by_segment=friction_by_segment(context, fdr=fdr),
        moments_of_truth=moments.moments,
        disagreements=disagreements(context, pains, fdr=fdr),
        fit=staked.fit,
        tested=found.tested + moments.tested,
        untested=(*found.untested, *moments.untested),
        notes=(*ending_notes(context), *unseen_notes(context), *period_notes(context), *staked.notes),
    )


def pain_points(
    journey_map: JourneyMap,
    *,
    fdr: float = 0.05,
    level: float = 0.95,
    margins: Margins | Mapping[str, float] | None = None,
    kinds: Iterable[str | Detector] | None = None,
    earlier: JourneyMap | JourneyStatistics | None = None,
    causes: Mapping[str, str] | None = None,
) -> tuple[PainPoint, ...]:
    """
    Find the pain points of a map, the worst first.

    Parameters
    ----------
    journey_map, fdr, level, margins, kinds, earlier, causes
        As for `diagnose`.

    Raises
    ------
    StatisticsError
        If the map holds measured figures but its statistics are not beside it.

    See Also
    --------
    diagnose : also says what could not be tested.

    Examples
    --------
    >>> import cxjourney as cx
    >>> cx.pain_points(cx.datasets.sample_map())[0].touchpoint
    'Card payment'
    """
    check_rate("fdr", fdr)
    check_rate("level", level)
    limits, wanted = _asked(journey_map, margins, kinds)
    if journey_map.statistics is None:
        return _by_hand(journey_map, limits, fdr=fdr, level=level, kinds=wanted).pain_points
    return _pains(_context(journey_map, limits, level, earlier), wanted, causes, fdr=fdr)[2]


def _asked(
    journey_map: JourneyMap, margins: Margins | Mapping[str, float] | None, kinds: Iterable[str | Detector] | None
) -> tuple[Margins, tuple[str | Detector, ...] | None]:
    """Return the margins and the kinds that were asked for; refuse what is no map."""
    if not isinstance(journey_map, JourneyMap):
        message = f"diagnose takes a JourneyMap, found {type(journey_map).__name__}; make one with discover_map()."
        raise TypeError(message)
    return _margins(margins), None if kinds is None else items_of("kinds", kinds, "names or detectors")


def _margins(given: Margins | Mapping[str, float] | None) -> Margins:
    if isinstance(given, Margins):
        return given
    check_mapping("margins", given, meaning="names of margins to numbers")
    return Margins(**{str(name): value for name, value in (given or {}).items()})


def _context(journey_map: JourneyMap, limits: Margins, level: float, earlier: JourneyMap | JourneyStatistics | None) -> Context:
    if not isinstance(journey_map.statistics, JourneyStatistics):
        message = f"journey_map.statistics must be JourneyStatistics, found {type(journey_map.statistics).__name__}."
        raise TypeError(message)
    context = Context(journey_map, journey_map.statistics, limits, level)
    return context if earlier is None else replace(context, earlier=earlier_context(context, earlier))


def _pains(
    context: Context, wanted: tuple[str | Detector, ...] | None, causes: Mapping[str, str] | None, *, fdr: float
) -> tuple[Measured, Stakes, tuple[PainPoint, ...]]:
    """Return what was found, what it puts at stake, and the pain points in order."""
    signs = causes_of_reasons(context, causes)
    found = measured_pains(context, chosen(wanted), fdr=fdr)
    staked = with_stakes(context, with_causes(context, found.pain_points, signs), tested=found.tested)
    return found, staked, (*by_stake(staked.pain_points), *_assumed(context, found.pain_points, wanted))


def friction_stages(
    journey_map: JourneyMap,
    *,
    fdr: float = 0.05,
    level: float = 0.95,
    margins: Margins | Mapping[str, float] | None = None,
    kinds: Iterable[str | Detector] | None = None,
    earlier: JourneyMap | JourneyStatistics | None = None,
    causes: Mapping[str, str] | None = None,
) -> tuple[StageFriction, ...]:
    """
    Measure the friction of each stage of a map, in stage order.

    Parameters
    ----------
    journey_map, fdr, level, margins, kinds, earlier, causes
        As for `diagnose`.

    Raises
    ------
    StatisticsError
        If the map holds measured figures but its statistics are not beside it.

    Examples
    --------
    >>> import cxjourney as cx
    >>> [stage.stage for stage in cx.friction_stages(cx.datasets.sample_map()) if stage.flagged][:1]
    ['Explore']
    """
    return diagnose(journey_map, fdr=fdr, level=level, margins=margins, kinds=kinds, earlier=earlier, causes=causes).friction_stages


def _by_hand(journey_map: JourneyMap, margins: Margins, *, fdr: float, level: float, kinds: tuple[str | Detector, ...] | None) -> Diagnosis:
    """Return the diagnosis of a map that nobody measured."""
    if journey_map.origin != "hypothesis":
        raise without_statistics(journey_map)
    pains = stated_pains(journey_map, margins, _stated_kinds(kinds))
    looked_for = tuple(kind for kind in kinds if kind not in KINDS) if kinds is not None else None
    return Diagnosis(
        title=journey_map.title,
        fdr=fdr,
        level=level,
        pain_points=pains,
        friction_stages=with_attention(stated_friction(journey_map.stages, pains), pains),
        moments_of_truth=declared_moments(journey_map),
        untested=tuple(Untested(kind=detector.kind, reason=BY_HAND) for detector in chosen(looked_for).detectors),
        notes=(BY_HAND,),
    )


def _stated_kinds(kinds: tuple[str | Detector, ...] | None) -> frozenset[str] | None:
    """Return the kinds of stated pains that were asked for; low scores were asked for as feelings, too."""
    if kinds is None:
        return None
    names = {kind if isinstance(kind, str) else kind.kind for kind in kinds}
    return frozenset(names | ({"negative_emotion"} if "low_score" in names else set()))


def _assumed(context: Context, found: tuple[PainPoint, ...], kinds: tuple[str | Detector, ...] | None) -> tuple[PainPoint, ...]:
    """Return the pains that a filled plan states and that nothing was measured about, after those that were measured."""
    if context.journey_map.origin != "blended":
        return ()
    observed = {touchpoint.id: touchpoint for touchpoint in context.touchpoints}
    hurting = {pain.touchpoint_id for pain in found}

    def unmeasured(pain: PainPoint) -> bool:
        touchpoint = observed.get(pain.touchpoint_id or "")
        if touchpoint is None:
            return True
        asked = any(measure.name == "valence" and measure.estimate.n for measure in touchpoint.measures)
        return (pain.kind == "negative_emotion" and not asked) or (pain.kind == "stated" and touchpoint.id not in hurting)

    stated = [pain for pain in stated_pains(context.journey_map, context.margins, _stated_kinds(kinds)) if unmeasured(pain)]
    return tuple(pain.replace(rank=rank) for rank, pain in enumerate(stated, len(found) + 1))
