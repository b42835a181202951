"""The columns of the map: what stands in each stage and each card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.views.pains import drawn_ranks, more_pains, opportunity_views, pain_view
from cxjourney.render.views.plan_fit import stage_plan, touchpoint_plan
from cxjourney.render.views.source import Source, label, prose
from cxjourney.render.views.strength import strength
from cxjourney.render.views.values import NOTE_LANES, Badge, StageView, TouchpointView

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate
    from cxjourney.model.friction import StageFriction
    from cxjourney.model.stage import Stage
    from cxjourney.model.touchpoint import Touchpoint
    from cxjourney.render.views.curves import Curve


def known(estimate: Estimate | None) -> float | None:
    """Return the value of an estimate, or None when there is none."""
    return None if estimate is None else estimate.value


def stage_view(source: Source, stage: Stage, cards: tuple[TouchpointView, ...], *, hot: str | None, metrics: tuple[str, ...]) -> StageView:
    """
    Return a column.

    Parameters
    ----------
    source
        What the picture is made from.
    stage
        The stage.
    cards
        Its touchpoints as they are drawn.
    hot
        Identifier of the stage that needs attention most, if any.
    metrics
        Names of the scores in the metric lane.
    """
    friction = _friction(source, stage)
    inside = tuple(pain for pain in source.pains if source.stage_of(pain) == stage.id)
    drawn = drawn_ranks(source)
    emotions = tuple(line.stage(stage) for line in source.lines)
    scores = tuple((name, estimate) for name in metrics if (estimate := stage.measure(name)) is not None)
    return StageView(
        name=label(stage.name),
        facts=_facts(source, stage, spoken=False),
        spoken=source.words.listed((*_facts(source, stage, spoken=True), *_friction_words(source, friction))),
        goal=prose(stage.goal),
        friction=friction.rate if friction else stage.measure("friction_rate"),
        plan=stage_plan(source, stage),
        is_flagged=friction.flagged if friction else False,
        is_hot=stage.id == hot,
        emotion=emotions[0],
        others=emotions[1:],
        delta=_delta(source.lines, emotions),
        also=_also(source, stage, cards),
        metrics=scores,
        touchpoints=cards,
        pains=tuple(pain_view(source, pain) for pain in inside if pain.rank in drawn),
        more_pains=more_pains(source, tuple(pain for pain in inside if pain.rank not in drawn)),
        opportunities=opportunity_views(source, stage),
    )


def _delta(lines: tuple[Curve, ...], emotions: tuple[Estimate | None, ...]) -> float | None:
    """Return how much better a stage feels in the other map; None when that cannot be said."""
    target = next((known(emotion) for line, emotion in zip(lines, emotions, strict=True) if line.is_target), None)
    base = known(emotions[0])
    return None if target is None or base is None else target - base


def _also(source: Source, stage: Stage, cards: tuple[TouchpointView, ...]) -> str | None:
    """Return the names that have no card, the most visited first, where one card stands for several touchpoints."""
    if not any(card.hidden for card in cards):
        return None
    shown = {card.id for card in cards}
    rest = [touchpoint for touchpoint in stage.touchpoints if touchpoint.id not in shown]
    rest.sort(key=lambda touchpoint: -(known(touchpoint.measure("customers")) or known(touchpoint.measure("visits")) or 0))
    return source.words("overview.also", names=source.words.listed(label(touchpoint.name) for touchpoint in rest))


def _friction(source: Source, stage: Stage) -> StageFriction | None:
    rows = source.diagnosis.friction_stages if source.diagnosis else ()
    return next((row for row in rows if row.stage_id == stage.id and row.segment is None), None)


def _friction_words(source: Source, friction: StageFriction | None) -> tuple[str, ...]:
    if friction is None or friction.rate.value is None:
        return ()
    share = source.words("friction.label", share=source.words.numerals.percent(friction.rate.value))
    return (share, source.words("flagged")) if friction.flagged else (share,)


def _facts(source: Source, stage: Stage, *, spoken: bool) -> tuple[str, ...]:
    words = source.words
    facts: list[str] = []
    customers = known(stage.measure("customers"))
    journeys = known(stage.measure("journeys"))
    if customers is not None:
        facts.append(words.count("customers", round(customers)) if spoken else words.numerals.fixed(customers))
    elif journeys is not None:
        facts.append(words.count("journeys", round(journeys)) if spoken else words.numerals.fixed(journeys))
    seconds = known(stage.measure("time_spent"))
    if seconds is not None:
        time = words.numerals.duration(seconds)
        facts.append(words("median", time=time) if spoken else time)
    share = known(stage.measure("going_on_rate"))
    if share is not None:
        facts.append(words("going_on", share=words.numerals.percent(share)))
    return tuple(facts)


def hot_stage(source: Source) -> str | None:
    """Return the flagged stage of the first pain point, which the title names; else the one that needs attention most, if any."""
    rows = [row for row in source.diagnosis.friction_stages if row.flagged and row.segment is None] if source.diagnosis else []
    order = sorted(rows, key=lambda row: row.attention or len(rows) + 1)
    known_stages = {stage.id for stage in source.journey_map.stages}
    flagged = [row.stage_id for row in order if row.stage_id in known_stages]
    painful = [stage for pain in source.pains if (stage := source.stage_of(pain)) in flagged]
    return next(iter([*painful, *flagged]), None)


def card(source: Source, touchpoint: Touchpoint, channels: dict[str, int]) -> TouchpointView:
    """
    Return the card of a touchpoint.

    Parameters
    ----------
    source
        What the picture is made from.
    touchpoint
        The touchpoint.
    channels
        Row of each channel by identifier.
    """
    customers = known(touchpoint.measure("customers"))
    emotions = tuple(line.reading(touchpoint) for line in source.lines)
    notes = tuple((lane, text) for lane in NOTE_LANES if (text := prose(getattr(touchpoint, lane))))
    drawn = drawn_ranks(source)
    pains = [pain for pain in source.pains if pain.touchpoint_id == touchpoint.id and pain.rank in drawn]
    return TouchpointView(
        id=touchpoint.id,
        name=label(touchpoint.name),
        caption=None if customers is None else source.words.numerals.compact(customers),
        spoken=None if customers is None else source.words.count("customers", round(customers)),
        emotion=emotions[0],
        others=emotions[1:],
        arousal=_arousal(touchpoint),
        evidence=strength(touchpoint),
        plan=touchpoint_plan(source, touchpoint),
        shares=shares(touchpoint, channels),
        is_moment=touchpoint.moment_of_truth is not None or _is_found_moment(source, touchpoint.id),
        quote=_quote(source, touchpoint),
        badges=tuple(Badge(rank=pain.rank, level=pain.severity_level) for pain in pains),
        notes=notes,
    )


def _arousal(touchpoint: Touchpoint) -> float | None:
    """Return the mean arousal of the readings of everybody, else of all readings; None when nobody said."""
    said = [reading for reading in touchpoint.emotions if reading.arousal is not None]
    of_all = [reading for reading in said if reading.persona is reading.segment is reading.channel is None]
    levels = [reading.arousal for reading in of_all or said if reading.arousal is not None]
    return sum(levels) / len(levels) if levels else None


def shares(touchpoint: Touchpoint, channels: dict[str, int]) -> tuple[tuple[int, float | None], ...]:
    """Return the share of visits by row of the channel lane, the largest first; None where only the channel is stated."""
    measured: dict[int, float] = {}
    for channel, row in channels.items():
        share = known(touchpoint.measure("channel_share", channel=channel))
        if share is not None and share > 0:
            measured[row] = measured.get(row, 0) + share
    if measured:
        return tuple(sorted(measured.items(), key=lambda item: (-item[1], item[0])))
    rows = dict.fromkeys(channels[channel] for channel in touchpoint.channels if channel in channels)
    return tuple((row, None) for row in rows)


def _is_found_moment(source: Source, touchpoint: str) -> bool:
    return source.diagnosis is not None and any(moment.touchpoint_id == touchpoint for moment in source.diagnosis.moments_of_truth)


def _quote(source: Source, touchpoint: Touchpoint) -> str | None:
    texts = [reading.quote for reading in touchpoint.emotions] + [evidence.quote for evidence in touchpoint.evidence]
    quote = next((text for text in texts if text), None)
    text = prose(quote)
    return source.words("quote", text=text) if text else None
