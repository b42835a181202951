"""The head of the map: the claim, what the map is about, its main figures and its persona."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cxjourney.render.characters import clean, clusters, isolate
from cxjourney.render.views.metrics import metric_views, written
from cxjourney.render.views.pains import is_stated_feeling, pain_title
from cxjourney.render.views.plan_fit import plan_claim
from cxjourney.render.views.source import SEPARATOR, Source, label, prose
from cxjourney.render.views.stakes import shown_stake, summed
from cxjourney.render.views.values import PersonaView

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxjourney.estimate import Estimate
    from cxjourney.model.customer import Persona
    from cxjourney.model.findings import PainPoint
    from cxjourney.model.journey_map import JourneyMap

_COUNTS = ("customers", "journeys", "visits", "answers")


def eyebrow(source: Source) -> str:
    """Return what kind of map it is: its state and where it comes from."""
    words, journey_map = source.words, source.journey_map
    return SEPARATOR.join((words("eyebrow"), words(journey_map.state), words(journey_map.origin)))


def claim(source: Source) -> str:
    """Return the title: what is wrong, in one sentence, or the name of the journey when nobody looked."""
    name = label(source.journey_map.title)
    if not source.was_judged:
        return plan_claim(source) or name
    if not source.pains:
        return source.words("claim.none", title=name)
    pain = source.pains[0]
    text = _claim(source, pain)
    amount = source.amount(shown_stake(pain))
    return source.words("claim.at_stake", claim=text, amount=amount) if amount else text


def _claim(source: Source, pain: PainPoint) -> str:
    key = "claim.stated_feeling" if is_stated_feeling(pain) else f"claim.{pain.kind}"
    stage, touchpoint = pain.stage, pain.touchpoint
    if (
        not source.words.has(key)
        or stage is None
        or touchpoint is None
        or pain.channel
        or pain.segment
        or pain.estimate.value is None
        or pain.reference.value is None
    ):
        return pain_title(source, pain)
    value, reference = source.figure(pain.estimate), source.figure(pain.reference)
    return source.words(key, stage=label(stage), touchpoint=label(touchpoint), value=value, reference=reference)


def subtitle(source: Source, title: str) -> str:
    """Return what the map is about: its name unless that is the title, how much stands behind it, and when."""
    journey_map = source.journey_map
    name = label(journey_map.title)
    about = [name] if name != title else []
    about += [text for text in (prose(journey_map.scenario) or prose(journey_map.goal),) if text and text not in name]
    totals = {key: round(total.value) for key in _COUNTS if (total := journey_map.total(key)) is not None and total.value is not None}
    if totals.get("journeys") == totals.get("customers"):
        totals.pop("journeys", None)
    counts = source.words.listed(source.words.count(key, n) for key, n in totals.items())
    parts = [isolate(text, source.words.direction) for text in about]
    return SEPARATOR.join(part for part in (*parts, counts, _period(source)) if part)


def _period(source: Source) -> str:
    period = source.journey_map.period
    if period is None:
        return ""
    return source.words.period(period.start, period.end)


def figures(source: Source) -> tuple[tuple[str, str], ...]:
    """Return the main figures under the title, each with its label; those that the other map has, too, with what they are there."""
    words, journey_map = source.words, source.journey_map
    found: list[tuple[str, str]] = []
    for key in ("customers", "journeys"):
        total = journey_map.total(key)
        if total is not None and total.value is not None and not found:
            found.append((words.numerals.fixed(total.value), words(f"kpi.{key}")))
    rate = journey_map.total("goal_rate")
    if rate is not None and rate.value is not None:
        other = source.target if _aims_alike(source) else None
        found.append((_beside(source, other, "goal_rate", lambda value: words.numerals.percent(value, 1)), words("kpi.goal_rate")))
    if source.conformance is not None and source.conformance.fitness.value is not None:
        found.append((words.numerals.percent(source.conformance.fitness.value, 1), words("kpi.plan")))
    for metric in metric_views(source):
        total = journey_map.total(metric.key)
        if total is not None and total.value is not None:
            other = source.target if _asked_alike(source, metric.key) else None
            found.append((_beside(source, other, metric.key, partial(written, words.numerals, metric)), metric.name))
    stake = total_at_stake(source)
    if stake is not None:
        found.append((source.amount(stake) or "", words("kpi.at_stake")))
    return tuple(found)


def _beside(source: Source, other: JourneyMap | None, key: str, print_value: Callable[[float], str]) -> str:
    """Return a figure of the whole journey, with the one of the other map after it where that reads otherwise."""
    own, total = source.journey_map.total(key), None if other is None else other.total(key)
    text = print_value(own.value) if own is not None and own.value is not None else ""
    then = text if total is None or total.value is None else print_value(total.value)
    return text if then == text else source.words("trend.change", before=text, during=then)


def _aims_alike(source: Source) -> bool:
    """Return whether the other map has the same goal."""
    target = source.target
    return target is not None and set(source.journey_map.goal_touchpoints) == set(target.goal_touchpoints)


def _asked_alike(source: Source, name: str) -> bool:
    """Return whether the other map has a score on the same scale."""
    maps = (source.journey_map, source.target or source.journey_map)
    own, other = (next((each for each in one.metrics if each.name == name), None) for one in maps)
    return source.target is not None and own == other


def total_at_stake(source: Source) -> Estimate | None:
    """Return the sum of what the pain points put at stake, when all are in one unit."""
    return summed(source.pains)


def persona_view(source: Source) -> PersonaView | None:
    """Return the card of the first persona, if there is one."""
    personas = source.journey_map.personas
    if not personas:
        return None
    persona, words = personas[0], source.words
    share = words("persona.share", share=words.numerals.percent(persona.share)) if persona.share is not None else None
    description = prose(persona.description)
    about = tuple(part for part in (isolate(description, words.direction) if description else None, share) if part)
    quote = prose(persona.quote)
    goal = prose((persona.goals or persona.frustrations or ("",))[0])
    spoken = words.listed(part for part in (label(persona.name), *about, goal, quote) if part)
    return PersonaView(
        name=label(persona.name),
        initial=_initial(persona),
        about=about,
        goal=goal,
        quote=words("quote", text=quote) if quote else None,
        more=words.count("persona.more", len(personas) - 1) if len(personas) > 1 else None,
        spoken=words("persona", name=spoken),
    )


def _initial(persona: Persona) -> str:
    parts = clusters(clean(persona.name)) or ["?"]
    return parts[0].upper()
