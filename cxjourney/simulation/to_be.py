"""The map of the changed journey."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxjourney.estimate import Estimate
from cxjourney.model.measure import Measure
from cxjourney.model.stage import Stage
from cxjourney.model.touchpoint import Touchpoint
from cxjourney.model.transition import Transition

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxjourney.model.changes import Add, AnyChange
    from cxjourney.model.channel import Channel
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.simulation.flow import Flow

Measures = dict[str, dict[str, Estimate]]

RATES = frozenset(
    "drop_off_rate rework_rate escalation_rate repeat_contact_rate reopened_rate handoff_rate response_rate transition_time "
    "transition_time_p90 valence valence_direct valence_inferred".split()
)
"""Figures of a touchpoint that stay as they are where nothing changes them: what happens there does not depend on how many come."""

LEAST = 1e-9


def to_be_map(
    journey_map: JourneyMap,
    flow: Flow,
    changes: Sequence[AnyChange],
    measures: Measures,
    *,
    totals: Mapping[str, Estimate],
    new_channels: Sequence[Channel],
) -> JourneyMap:
    """
    Return the map of the changed journey.

    Parameters
    ----------
    journey_map
        The map as it is.
    flow
        The flow as it would be.
    changes
        What is changed.
    measures
        Figures of touchpoints that are new, by identifier and name.
    totals
        Figures of the whole journey.
    new_channels
        Channels that the changes bring.
    """
    gone = {journey_map.touchpoint(change.touchpoint).id for change in changes if change.action == "remove"}
    new = [change for change in changes if change.action == "add" and not change.is_channel]
    asked = {metric.name for metric in journey_map.metrics} | {f"{metric.name}_easy_share" for metric in journey_map.metrics}
    stages = []
    for stage in journey_map.stages:
        inside: list[Touchpoint] = []
        for touchpoint in stage.touchpoints:
            if touchpoint.id not in gone:
                inside.append(_changed(touchpoint, measures.get(touchpoint.id, {}), asked))
            inside += [_new(change, measures, journey_map) for change in new if _source(change, journey_map) == touchpoint.id]
        if inside or not stage.touchpoints:
            stages.append(Stage(**{**_fields(stage), "touchpoints": tuple(inside), "measures": (), "order": None}))
    return journey_map.replace(
        state="to_be",
        origin="hypothesis" if journey_map.origin == "hypothesis" else "blended",
        channels=(*journey_map.channels, *new_channels),
        stages=tuple(stages),
        transitions=_moves(journey_map, flow, gone),
        totals=tuple(Measure(name=name, estimate=estimate) for name, estimate in totals.items() if estimate.value is not None),
        insights=tuple(each for each in journey_map.insights if each.touchpoint not in gone),
        opportunities=tuple(each for each in journey_map.opportunities if each.touchpoint not in gone),
        end_touchpoints=tuple(each for each in journey_map.end_touchpoints if each not in gone),
        support_touchpoints=tuple(each for each in journey_map.support_touchpoints if each not in gone),
        notes=("A forecast: figures say in their method where they come from.", *(f"Changed: {change}." for change in changes)),
    ).with_statistics(None)


def _fields(value: Stage | Touchpoint) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.model_fields_set}


def _changed(touchpoint: Touchpoint, found: dict[str, Estimate], asked: set[str]) -> Touchpoint:
    """Return a touchpoint with its new figures; those of single channels and segments hold no more where it is changed."""
    shares = {name.partition(" ")[2]: each for name, each in found.items() if name.startswith("channel_share ")}
    is_changed = bool(set(found) - {"visits", "customers"})
    kept = [
        measure
        for measure in touchpoint.measures
        if measure.name not in found
        and (measure.name in RATES or measure.name in asked or (measure.name == "channel_share" and not shares))
        and not (is_changed and measure.name != "channel_share" and (measure.channel or measure.segment))
    ]
    new = [Measure(name=name, estimate=each) for name, each in found.items() if not name.startswith("channel_share ")]
    new += [Measure(name="channel_share", channel=channel, estimate=each) for channel, each in shares.items()]
    fields = {**_fields(touchpoint), "measures": (*new, *kept), "channels": tuple(dict.fromkeys((*touchpoint.channels, *shares)))}
    if "valence" in found:
        fields["emotions"] = tuple(each for each in touchpoint.emotions if each.channel or each.persona or each.segment)
    return Touchpoint(**fields)


def _source(change: Add, journey_map: JourneyMap) -> str:
    return journey_map.touchpoint((change.between or (change.after or "",))[0]).id


def _new(change: Add, measures: Measures, journey_map: JourneyMap) -> Touchpoint:
    found = dict(next((each for identifier, each in measures.items() if identifier == Touchpoint(name=change.touchpoint).id), {}))
    found["drop_off_rate"] = Estimate.stated(change.drop_off or 0.0, unit="share")
    if change.wait is not None:
        found["transition_time"] = Estimate.stated(change.wait.total_seconds(), unit="seconds")
    known = {name: channel.id for channel in journey_map.channels for name in (channel.name, channel.id)}
    return Touchpoint(
        name=change.touchpoint,
        channels=(known.get(change.channel, change.channel),) if change.channel else (),
        measures=tuple(Measure(name=name, estimate=estimate) for name, estimate in found.items()),
    )


def _moves(journey_map: JourneyMap, flow: Flow, gone: set[str]) -> tuple[Transition, ...]:
    """Return the moves up to the goal with their shares then, and those after it as they are, without counts: nobody made them yet."""
    ids = [identifier for identifier in flow.ids if identifier]
    state = {identifier: flow.ids.index(identifier) for identifier in ids}
    row_sums = flow.onward[0].sum(axis=-1)
    before = {(move.source, move.target): move for move in journey_map.transitions}
    found = []
    goals = set(journey_map.goal_touchpoints)
    for source in (each for each in ids if each not in goals and each not in gone and row_sums[state[each]] > 0):
        for target in (each for each in ids if each not in gone and flow.onward[0, state[source], state[each]] > LEAST):
            share = Estimate(
                value=min(float(flow.onward[0, state[source], state[target]] / row_sums[state[source]]), 1.0),
                unit="share",
                method="what-if: share of the moves from there before the goal",
            )
            known = before.get((source, target))
            found.append(Transition(source=source, target=target, share=share, time=known.time if known is not None else None))
    made = {(move.source, move.target) for move in found}
    sources = {move.source for move in found}
    kept = [
        Transition(source=move.source, target=move.target, share=move.share, time=move.time)
        for move in journey_map.transitions
        if not {move.source, move.target} & gone and (move.source, move.target) not in made and move.source not in sources
    ]
    return (*found, *kept)
