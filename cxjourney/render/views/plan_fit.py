"""How journeys kept to the plan, as the map shows it: by touchpoint, by stage, and as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.errors import OptionError
from cxjourney.model.conformance import Conformance
from cxjourney.render.arguments import check_result
from cxjourney.render.views.source import label
from cxjourney.render.views.values import PlanView

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate
    from cxjourney.model.conformance import PlanFit
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.model.stage import Stage
    from cxjourney.model.touchpoint import Touchpoint
    from cxjourney.render.views.source import Source

LEAST = 0.005
"""Shares below this are not worth a word."""

NAMED = 8
"""Touchpoints that the footnote names."""


def check_conformance(journey_map: JourneyMap, conformance: Conformance | None) -> None:
    """
    Refuse what is no conformance, or one to another plan.

    Parameters
    ----------
    journey_map
        The map to draw.
    conformance
        What it was given with.

    Raises
    ------
    TypeError
        If it is of another type.
    OptionError
        If the map has none of its touchpoints.
    """
    if conformance is None:
        return
    check_result("conformance", conformance, Conformance, "conformance()")
    known = {touchpoint.id for touchpoint in journey_map.touchpoints} | {touchpoint.name for touchpoint in journey_map.touchpoints}
    if not any(known & {each.touchpoint_id, each.touchpoint} for each in conformance.touchpoints if each.is_planned):
        raise OptionError(
            f"the conformance is to another plan: {journey_map.title!r} has none of its touchpoints.",
            hint="draw the plan itself, or the one that discover_map(events, plan=plan) filled.",
        )


def touchpoint_plan(source: Source, touchpoint: Touchpoint) -> PlanView | None:
    """
    Return how journeys kept to the plan at a touchpoint, None where nobody looked.

    Parameters
    ----------
    source
        What the picture is made from.
    touchpoint
        One of the map.
    """
    fit = _fit(source, touchpoint)
    if fit is None:
        return None
    words = source.words
    if not fit.is_planned:
        share = _share(source, "unplanned", touchpoint)
        spoken = words("plan.label.unplanned", share=source.figure(share)) if share else words("plan.unplanned")
        return PlanView(status="unplanned", share=share, parts=(words("plan.unplanned"),), spoken=spoken)
    skipped = _share(source, "skipped", touchpoint)
    if not fit.journeys:
        parts = (
            words("plan.unused"),
            *((words("plan.part", what=words("plan.skipped"), share=source.figure(skipped)),) if skipped else ()),
        )
        return PlanView(status="unused", parts=parts, spoken=words.listed(parts))
    parts = _parts(source, fit, skipped)
    spoken = words("plan.label", share=source.figure(fit.deviating))
    return PlanView(status="planned", share=fit.deviating, parts=parts, spoken=words.listed((spoken, *parts)))


def stage_plan(source: Source, stage: Stage) -> Estimate | None:
    """
    Return the share of journeys that deviate in a stage, None where nobody looked.

    Parameters
    ----------
    source
        What the picture is made from.
    stage
        One of the map.
    """
    rows = source.conformance.stages if source.conformance else ()
    found = next((row for row in rows if row.stage_id == stage.id), None) or next((row for row in rows if row.stage == stage.name), None)
    return found.deviating if found else None


def plan_claim(source: Source) -> str | None:
    """
    Return how many keep to the plan as a claim.

    Parameters
    ----------
    source
        What the picture is made from.
    """
    found = source.conformance
    if found is None or found.fitness.value is None:
        return None
    return source.words("claim.plan", share=source.words.numerals.percent(found.fitness.value))


def plan_sentence(source: Source) -> str | None:
    """
    Return how many keep to the plan, with the interval.

    Parameters
    ----------
    source
        What the picture is made from.
    """
    found, words = source.conformance, source.words
    if found is None or found.fitness.value is None or found.fitness.low is None or found.fitness.high is None:
        return None
    ends = (("share", found.fitness.value), ("low", found.fitness.low), ("high", found.fitness.high))
    figures = {name: words.numerals.percent(value, 1) for name, value in ends}
    return words("note.plan.fitness", journeys=words.count("journeys", found.journeys), **figures)


def plan_notes(source: Source) -> tuple[str, ...]:
    """
    Return what the footnote says about the plan.

    Parameters
    ----------
    source
        What the picture is made from.
    """
    found, words = source.conformance, source.words
    if found is None:
        return ()
    sentence = plan_sentence(source)
    notes = [words("note.plan"), *([sentence] if sentence else [])]
    known = {touchpoint.name for touchpoint in source.journey_map.touchpoints}
    missing = [each for each in found.deviations if each.kind == "unplanned" and each.touchpoint not in known]
    if missing:
        named = [words("plan.part", what=label(each.touchpoint), share=source.figure(each.share)) for each in missing[:NAMED]]
        more = len(missing) - NAMED
        notes.append(words("note.plan.unplanned", names=words.listed([*named, *([words.count("more", more)] if more > 0 else [])])))
    return tuple(notes)


def _fit(source: Source, touchpoint: Touchpoint) -> PlanFit | None:
    rows = source.conformance.touchpoints if source.conformance else ()
    by_id = next((row for row in rows if row.touchpoint_id == touchpoint.id), None)
    return by_id or next((row for row in rows if row.touchpoint == touchpoint.name), None)


def _share(source: Source, kind: str, touchpoint: Touchpoint) -> Estimate | None:
    """Return the share of a deviation at a touchpoint: of all journeys where it is not planned, else of those there."""
    rows = source.conformance.deviations if source.conformance else ()
    found = next((row for row in rows if row.kind == kind and touchpoint.id == row.touchpoint_id), None)
    found = found or next((row for row in rows if row.kind == kind and touchpoint.name == row.touchpoint), None)
    return None if found is None else found.share if kind == "unplanned" else found.share_there


def _parts(source: Source, fit: PlanFit, skipped: Estimate | None) -> tuple[str, ...]:
    """Return what goes otherwise, the most common first; a share is said only where it is not that of the whole."""
    words = source.words
    past = (skipped.value or 0.0) if skipped else 0.0
    found = {
        "skipped": past,
        "channel": (fit.content.value or 0.0) - past,
        "sequence": fit.sequence.value or 0.0,
        "timing": fit.timing.value or 0.0,
    }
    kinds = sorted((kind for kind, share in found.items() if share >= LEAST), key=lambda kind: -found[kind])
    if not kinds:
        return (words("plan.none"),) if (fit.deviating.value or 0.0) < LEAST else ()
    if len(kinds) == 1 and kinds[0] != "timing":
        return (words(f"plan.{kinds[0]}"),)
    numerals = words.numerals
    return tuple(words("plan.part", what=words(f"plan.{kind}"), share=numerals.percent(found[kind])) for kind in kinds)
