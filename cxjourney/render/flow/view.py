"""From the model to the flow graph: every figure chosen, written and cleaned before anything is placed."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from cxjourney.errors import RenderError
from cxjourney.model.reading_order import reading_order
from cxjourney.render.arguments import picture_title
from cxjourney.render.characters import isolate
from cxjourney.render.flow.selection import Selection, select
from cxjourney.render.flow.values import FlowView, Move, MoveKind, Node, Stage
from cxjourney.render.text import Font, fit, is_ambiguous, measure, wrap_ends
from cxjourney.render.views.build import STAGE_LIMIT
from cxjourney.render.views.header import claim, subtitle
from cxjourney.render.views.source import SEPARATOR, Source, label, prose
from cxjourney.render.views.stages import hot_stage, known

if TYPE_CHECKING:
    from cxjourney.model import stage as model
    from cxjourney.model.touchpoint import Touchpoint
    from cxjourney.model.transition import Transition

NAME = Font(13, 600)
CAPTION = Font(11)

_NAME_ROOM = 190
_PADDING = 28
_LEAST_WIDTH = 92
_LEAST_HEIGHT, _MORE_HEIGHT = 34, 30
_PLAIN_HEIGHT = 44
_FEELING = 0.25


def flow_view(source: Source, *, title: str | None = None) -> FlowView:
    """
    Return everything a flow graph shows.

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
            f"a flow graph draws at most {STAGE_LIMIT} stages, this map has {len(journey_map.stages)}.",
            hint="put stages together, or draw parts of the journey as maps of their own.",
        )
    heading = picture_title(title) or claim(source)
    selection = select(journey_map.transitions, len(journey_map.touchpoints))
    nodes = _nodes(source)
    return FlowView(
        eyebrow=SEPARATOR.join((source.words("flow.eyebrow"), source.words(journey_map.state), source.words(journey_map.origin))),
        title=heading,
        subtitle=subtitle(source, heading),
        stages=tuple(_stage(source, stage) for stage in journey_map.stages),
        nodes=nodes,
        moves=_moves(source, selection),
        notes=_notes(source, selection, nodes),
        is_counted=any(move.count is not None for move in selection.shown),
    )


def _stage(source: Source, stage: model.Stage) -> Stage:
    rows = source.diagnosis.friction_stages if source.diagnosis else ()
    row = next((row for row in rows if row.stage_id == stage.id and row.segment is None), None)
    rate = known(row.rate if row else stage.measure("friction_rate"))
    share = source.words.numerals.percent(rate) if rate is not None else None
    is_flagged = row.flagged if row else False
    facts = [source.words("friction.label", share=share)] if share else []
    facts += [source.words("flagged")] if is_flagged else []
    name = label(stage.name)
    return Stage(
        name=name,
        friction=share,
        is_flagged=is_flagged,
        is_hot=stage.id == hot_stage(source),
        spoken=f"{name}: {', '.join(facts)}" if facts else name,
    )


def _nodes(source: Source) -> tuple[Node, ...]:
    visits = [known(touchpoint.measure("visits")) or 0 for touchpoint in source.journey_map.touchpoints]
    most = max(visits, default=0)
    stages = [index for index, stage in enumerate(source.journey_map.stages) for _ in stage.touchpoints]
    rows = zip(source.journey_map.touchpoints, stages, visits, strict=True)
    return tuple(_node(source, touchpoint, stage, share=count / most if most else None) for touchpoint, stage, count in rows)


def _node(source: Source, touchpoint: Touchpoint, stage: int, *, share: float | None) -> Node:
    words, full = source.words, label(touchpoint.name)
    visits = known(touchpoint.measure("visits"))
    valence = _valence(source, touchpoint)
    tone = None if valence is None else "pos" if valence > _FEELING else "neg" if valence < -_FEELING else "neu"
    facts = [(words.numerals.fixed(visits), "ink3")] if visits is not None else []
    spoken = [words.count("visits", round(visits))] if visits is not None else []
    if valence is not None and tone is not None:
        facts.append((words.numerals.signed(valence), "ink3" if tone == "neu" else tone))
        spoken.append(words("emotion.label", value=words.numerals.signed(valence)))
    leaving, is_moment = _leaving(source, touchpoint.id), _is_moment(source, touchpoint)
    spoken += [leaving] if leaving else []
    spoken += [words("moment.label")] if is_moment else []
    name = fit(full, _NAME_ROOM, NAME)
    if is_ambiguous(name, (label(other.name) for other in source.journey_map.touchpoints)):
        name = wrap_ends(full, _NAME_ROOM, NAME, lines=1)
    needed = max(measure(name.lines[0], NAME), measure(SEPARATOR.join(fact for fact, _ in facts), CAPTION) + 4)
    return Node(
        id=touchpoint.id,
        name=name,
        stage=stage,
        facts=tuple(facts),
        tone=tone,
        is_moment=is_moment,
        leaving=leaving,
        spoken=f"{full}: {', '.join(spoken)}" if spoken else full,
        width=max(_LEAST_WIDTH, round(needed + _PADDING, 1)),
        height=_PLAIN_HEIGHT if share is None else round(_LEAST_HEIGHT + _MORE_HEIGHT * sqrt(share), 1),
    )


def _valence(source: Source, touchpoint: Touchpoint) -> float | None:
    emotion = touchpoint.emotion
    if emotion is None or (emotion.n is not None and emotion.n < max(source.min_n, 1)):
        return None
    return emotion.value


def _leaving(source: Source, identifier: str) -> str | None:
    """Return what the chip of a touchpoint says whose customers leave too often."""
    for pain in source.pains:
        plain = pain.kind == "drop_off" and pain.touchpoint_id == identifier and not pain.channel and not pain.segment
        if plain and pain.estimate.value is not None and pain.estimate.unit == "share":
            return source.words("flow.leave", share=source.words.numerals.percent(pain.estimate.value))
    return None


def _is_moment(source: Source, touchpoint: Touchpoint) -> bool:
    found = source.diagnosis.moments_of_truth if source.diagnosis else ()
    return touchpoint.moment_of_truth is not None or any(moment.touchpoint_id == touchpoint.id for moment in found)


def _moves(source: Source, selection: Selection) -> tuple[Move, ...]:
    indices = {touchpoint.id: index for index, touchpoint in enumerate(source.journey_map.touchpoints)}
    places = reading_order(source.journey_map)
    most = max((move.count or 0 for move in selection.shown), default=0)
    slow = _slow_moves(source, selection, places)
    moves: list[Move] = []
    for move in selection.shown:
        kind: MoveKind = "slow" if (move.source, move.target) in slow else _kind(move, places)
        moves.append(
            Move(
                source=indices[move.source],
                target=indices[move.target],
                kind=kind,
                count=move.count,
                weight=sqrt((move.count or 0) / most) if most else 0.5,
                label=_label(source, move, kind, slow),
                spoken=_spoken(source, move, kind),
            )
        )
    return tuple(moves)


def _kind(move: Transition, places: dict[str, tuple[int, int]]) -> MoveKind:
    if move.source == move.target:
        return "again"
    return "back" if places[move.target] < places[move.source] else "on"


def _slow_moves(source: Source, selection: Selection, places: dict[str, tuple[int, int]]) -> dict[tuple[str, str], str]:
    """Return the most travelled next step after each touchpoint where that step takes too long, with the time it takes."""
    slow: dict[tuple[str, str], str] = {}
    for pain in source.pains:
        steps = [move for move in selection.shown if move.source == pain.touchpoint_id and _kind(move, places) == "on"]
        if pain.kind == "long_wait" and steps and pain.estimate.value is not None and not pain.channel and not pain.segment:
            step = max(steps, key=lambda move: move.count or 0)
            slow.setdefault((step.source, step.target), source.figure(pain.estimate))
    return slow


def _label(source: Source, move: Transition, kind: MoveKind, slow: dict[tuple[str, str], str]) -> str | None:
    if kind == "on":
        return None
    if kind == "slow":
        return source.words("flow.slow", time=slow[move.source, move.target])
    share = known(move.share)
    if share is None:
        return source.words(f"flow.{kind}.stated")
    return source.words(f"flow.{kind}", share=source.words.numerals.percent(share))


def _spoken(source: Source, move: Transition, kind: MoveKind) -> str:
    words = source.words
    start, end = (label(source.journey_map.touchpoint(identifier).name) for identifier in (move.source, move.target))
    facts = [words.count("flow.count", move.count) if move.count is not None else words("flow.stated")]
    share = known(move.share)
    if share is not None:
        facts.append(words("flow.of_visits", share=words.numerals.percent(share), source=start))
    facts += [words(f"flow.is_{kind}")] if kind != "on" else []
    return f"{words('flow.to', source=start, target=end)}: {', '.join(facts)}"


def _notes(source: Source, selection: Selection, nodes: tuple[Node, ...]) -> tuple[str, ...]:
    words, journey_map = source.words, source.journey_map
    notes: list[str] = []
    if any(move.count is None for move in selection.shown):
        notes.append(words("note.hypothesis"))
    if any(touchpoint.measure("visits") is not None for touchpoint in journey_map.touchpoints):
        notes.append(words("flow.note.figures" if any(node.tone for node in nodes) else "flow.note.visits"))
    if any(known(move.share) is not None for move in selection.shown):
        notes.append(words("flow.note.label"))
    if source.diagnosis and any(row.rate.value is not None for row in source.diagnosis.friction_stages):
        notes.append(words("note.friction"))
    if journey_map.touchpoints and not journey_map.transitions:
        notes.append(words("flow.note.none"))
    if selection.n_hidden:
        figures = {"n": words.numerals.fixed(selection.n_hidden), "all": words.numerals.fixed(len(journey_map.transitions))}
        share = selection.hidden_share
        if share is None:
            notes.append(words("flow.note.hidden.stated", **figures))
        else:
            notes.append(words("flow.note.hidden", **figures, share=words.numerals.percent(share, 1)))
    notes += [isolate(text) for note in journey_map.notes if (text := prose(note))]
    return tuple(notes)
