"""Pain points and opportunities as they stand on their cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.views.source import SEPARATOR, Source, label, prose
from cxjourney.render.views.stakes import expected_gain, linked, shown_stake, summed
from cxjourney.render.views.values import OpportunityView, PainView

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate
    from cxjourney.model.evidence import Opportunity
    from cxjourney.model.findings import PainPoint
    from cxjourney.model.stage import Stage

CARDS = 12
"""Pain cards drawn, besides the first of a stage that would have none; the rest are summed in one line per stage."""


def drawn_ranks(source: Source) -> frozenset[int]:
    """Return the ranks of the pain points that have a card: the first ones, and the first of each stage."""
    ranks = {pain.rank for pain in source.pains[:CARDS]}
    for stage in source.journey_map.stages:
        inside = [pain.rank for pain in source.pains if source.stage_of(pain) == stage.id]
        if inside and ranks.isdisjoint(inside):
            ranks.add(min(inside))
    return frozenset(ranks)


def pain_title(source: Source, pain: PainPoint) -> str:
    """Return what is wrong, in a few words; the summary for kinds without words of their own."""
    words = source.words
    # A gap is named by what differs there: its place in brackets says for whom.
    key = f"pain.{pain.gap_of or pain.kind}"
    if pain.touchpoint is None or not words.has(key):
        return prose(pain.summary) or label(pain.kind)
    title = _in_words(source, pain) or words(key, touchpoint=label(pain.touchpoint))
    place = words.listed(label(name) for name in (pain.channel, pain.segment) if name)
    return words("pain.place", title=title, place=place) if place else title


def _in_words(source: Source, pain: PainPoint) -> str | None:
    """Return what the authors of the map say hurts, where they say it in words."""
    if pain.basis != "assumption" or pain.kind not in {"stated", "negative_emotion"} or pain.touchpoint is None:
        return None
    stated = next((touchpoint.pains for touchpoint in source.journey_map.touchpoints if touchpoint.id == pain.touchpoint_id), ())
    text = source.words.listed((prose(text) or "" for text in stated[:3]), "semicolon")
    return source.words("pain.in_words", touchpoint=label(pain.touchpoint), text=text) if text else None


def is_stated_feeling(pain: PainPoint) -> bool:
    """Return whether a pain is a feeling that somebody states, whose reference is nothing but a neutral one."""
    return pain.kind == "negative_emotion" and pain.basis == "assumption"


def pain_evidence(source: Source, pain: PainPoint) -> str:
    """Return the figure, what it is compared with, and how sure that is."""
    words = source.words
    parts: list[str] = []
    if pain.estimate.value is not None:
        value = source.figure(pain.estimate)
        known = pain.reference.value is not None and not is_stated_feeling(pain)
        value = words("emotion.label", value=value) if is_stated_feeling(pain) else value
        parts.append(words("pain.against", value=value, reference=source.figure(pain.reference)) if known else value)
    if pain.basis == "assumption":
        parts.append(words("pain.assumed"))
    if pain.q_value is not None:
        parts.append(words.numerals.q_value(pain.q_value))
    if pain.estimate.n:
        parts.append(words.numerals.count(pain.estimate.n))
    return SEPARATOR.join(parts)


def pain_view(source: Source, pain: PainPoint) -> PainView:
    """Return the card of a pain point."""
    words = source.words
    stake = shown_stake(pain)
    title, evidence, amount = pain_title(source, pain), pain_evidence(source, pain), source.amount(stake)
    level = words(pain.severity_level)
    spoken = words("pain.label", rank=words.numerals.fixed(pain.rank), level=level, title=title, evidence=evidence)
    reach = None
    if pain.reach is not None and pain.reach.value is not None:
        reach = words("pain.reach", share=words.numerals.percent(pain.reach.value))
    reach = linked(source, pain) or reach
    if amount or reach:
        spoken = f"{spoken} {words('pain.at_stake', amount=amount) if amount else reach}"
    return PainView(
        rank=pain.rank,
        level=pain.severity_level,
        title=title,
        evidence=evidence,
        money=stake.value if stake is not None and amount else None,
        amount=amount,
        reach=reach,
        label=spoken,
    )


def more_pains(source: Source, hidden: tuple[PainPoint, ...]) -> str | None:
    """Return the line that stands for pain points without a card, or None when there are none."""
    if not hidden:
        return None
    count = source.words.numerals.fixed(len(hidden))
    total = summed(hidden)
    if total is None:
        return source.words("pain.more", n=count)
    return source.words("pain.more_money", n=count, amount=source.amount(total) or "")


def opportunity_views(source: Source, stage: Stage) -> tuple[OpportunityView, ...]:
    """Return the cards of what could be done in a stage."""
    inside = {touchpoint.id for touchpoint in stage.touchpoints}
    found = [
        chance
        for chance in source.journey_map.opportunities
        if chance.stage == stage.id or (not chance.stage and chance.touchpoint in inside)
    ]
    return tuple(_opportunity(source, chance) for chance in found)


def _opportunity(source: Source, chance: Opportunity) -> OpportunityView:
    name, gain = label(chance.name), source.amount(chance.gain)
    written = f"{source.words.numerals.sign_mark}+{gain}" if gain and chance.gain and (chance.gain.value or 0) > 0 else gain
    interval = _interval(source, chance.gain)
    if chance.gain is None and (most := expected_gain(source, [chance.touchpoint or ""], None if chance.touchpoint else chance.stage)):
        written, interval = source.words("opportunity.most", amount=source.amount(most) or ""), _interval(source, most)
    facts = f"{written} ({interval})" if written and interval else written
    return OpportunityView(name=name, gain=written, interval=interval, label=f"{name}: {facts}" if facts else name)


def _interval(source: Source, gain: Estimate | None) -> str | None:
    if gain is None or gain.low is None or gain.high is None:
        return None
    if source.is_money(gain):
        return source.words.numerals.money_range(gain.low, gain.high, source.currency(gain))
    numerals = source.words.numerals
    return numerals.between(numerals.compact(gain.low), numerals.compact(gain.high))
