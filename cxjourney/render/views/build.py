"""The whole view of a map, put together."""

from __future__ import annotations

from dataclasses import replace

from cxjourney.errors import RenderError
from cxjourney.render.arguments import picture_title
from cxjourney.render.views.curves import curves, only_in
from cxjourney.render.views.header import claim, eyebrow, figures, persona_view, subtitle, total_at_stake
from cxjourney.render.views.metrics import metric_views
from cxjourney.render.views.notes import said_note
from cxjourney.render.views.overview import cards, channel_rows, is_overview
from cxjourney.render.views.plan_fit import plan_notes, plan_sentence
from cxjourney.render.views.source import Source, label, prose
from cxjourney.render.views.stages import hot_stage, stage_view
from cxjourney.render.views.stakes import linked
from cxjourney.render.views.values import CurveView, MapView

STAGE_LIMIT = 12
_NOTHING = 0.005
"""Shares below this are written as 0% or <1%."""


def map_view(source: Source, title: str | None = None) -> MapView:
    """
    Return everything a map shows.

    Parameters
    ----------
    source
        The map, its diagnosis and the language.
    title
        The claim; written from the diagnosis when not given.

    Raises
    ------
    RenderError
        If the map has more than 12 stages.
    """
    journey_map = source.journey_map
    if len(journey_map.stages) > STAGE_LIMIT:
        raise RenderError(
            f"a map draws at most {STAGE_LIMIT} stages, this one has {len(journey_map.stages)}.",
            hint="put stages together, or draw parts of the journey as maps of their own.",
        )
    source = replace(source, lines=curves(source))
    heading = picture_title(title) or claim(source)
    names, rows, merged = channel_rows(source)
    metrics = metric_views(source)
    keys = tuple(metric.key for metric in metrics if any(stage.measure(metric.key) for stage in journey_map.stages))
    hot = hot_stage(source)
    stages = tuple(stage_view(source, stage, cards(source, stage, rows), hot=hot, metrics=keys) for stage in journey_map.stages)
    return MapView(
        title=heading,
        eyebrow=eyebrow(source),
        subtitle=subtitle(source, heading),
        figures=figures(source),
        persona=persona_view(source),
        stages=stages,
        channels=names,
        metrics=tuple(metric for metric in metrics if metric.key in keys),
        is_diagnosed=source.diagnosis is not None,
        none_found=source.words("none_found" if source.was_judged else "not_tested"),
        has_money=any(pain.money is not None for stage in stages for pain in stage.pains),
        has_goals=(total := total_at_stake(source)) is not None and not source.is_money(total),
        has_links=any(linked(source, pain) for pain in source.pains),
        is_hypothesis=_is_hypothesis(source),
        is_overview=is_overview(source),
        has_evidence=any(touchpoint.evidence for touchpoint in journey_map.touchpoints),
        curves=tuple(CurveView(name=curve.name, is_target=curve.is_target) for curve in source.lines),
        n_touchpoints=len(journey_map.touchpoints),
        level=_level(source),
        plan=plan_sentence(source),
        min_n=source.min_n,
        notes=_notes(source, merged, sum(not card.hidden for stage in stages for card in stage.touchpoints)),
    )


def _is_hypothesis(source: Source) -> bool:
    readings = [touchpoint.emotion for touchpoint in source.journey_map.touchpoints]
    return (
        source.journey_map.origin == "hypothesis"
        and bool(readings)
        and not any(reading is not None and reading.is_measured for reading in readings)
    )


def _uncounted(source: Source) -> list[str]:
    """Return the stages that are flagged although their friction is written as nothing: their pain is not part of it."""
    rows = source.diagnosis.friction_stages if source.diagnosis else ()
    return [
        label(row.stage)
        for row in rows
        if row.flagged and row.segment is None and row.pain_points and row.rate.value is not None and row.rate.value < _NOTHING
    ]


def _level(source: Source) -> str:
    estimates = [stage.measure("valence") for stage in source.journey_map.stages]
    estimates += [touchpoint.emotion for touchpoint in source.journey_map.touchpoints]
    level = next((estimate.level for estimate in estimates if estimate is not None and estimate.low is not None), 0.95)
    return source.words.numerals.percent(level)


def _notes(source: Source, merged: int, shown: int) -> tuple[str, ...]:
    words = source.words
    notes: list[str] = []
    if _is_hypothesis(source) and source.conformance is None:
        notes.append(words("note.hypothesis"))
    if total_at_stake(source) is not None:
        notes += [words("note.stake"), words("note.sum")] if len(source.pains) > 1 else [words("note.stake")]
    if any(linked(source, pain) for pain in source.pains):
        notes.append(words("note.linked"))
    if source.diagnosis and source.diagnosis.fit and source.diagnosis.fit.level == "poor" and total_at_stake(source) is not None:
        notes.append(words("note.fit"))
    notes += plan_notes(source)
    if any(pain.q_value is not None for pain in source.pains):
        notes.append(words("note.q"))
    if source.diagnosis and any(row.rate.value is not None for row in source.diagnosis.friction_stages):
        notes.append(words("note.friction"))
    if uncounted := _uncounted(source):
        notes.append(words("note.flag", names=words.listed(uncounted)))
    if is_overview(source):
        count = words.numerals.fixed(len(source.journey_map.touchpoints))
        notes.append(words("note.overview", shown=words.numerals.fixed(shown), all=count))
    notes += only_in(source)
    if merged:
        notes.append(words("note.channels", n=words.numerals.fixed(merged)))
    notes += [words("pain.whole", title=text) for pain in source.pains if source.stage_of(pain) is None and (text := prose(pain.summary))]
    notes += [text for note in source.journey_map.notes if (text := said_note(words, note))]
    return tuple(notes)
