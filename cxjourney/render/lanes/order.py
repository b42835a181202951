"""The lanes of the map in their fixed order: when each is drawn, and what separates it from the one above."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Literal, get_args

from cxjourney.arguments import check_choice, texts_of
from cxjourney.render.lanes import arc, cards, channels, emotion, evidence, metrics, plan_fit, stages, touchpoints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cxjourney.render.page import Drawn, Page

LaneName = Literal[
    "friction",
    "goals",
    "touchpoints",
    "conformance",
    "customer_actions",
    "thoughts",
    "front_stage",
    "back_stage",
    "owners",
    "evidence",
    "channels",
    "emotion",
    "dramatic_arc",
    "metrics",
    "pain_points",
    "opportunities",
]


@dataclass(frozen=True, slots=True)
class Lane:
    """
    One lane.

    Parameters
    ----------
    name
        What users call it.
    draw
        Draws it below a top.
    has
        Whether a map has anything to show in it.
    ruled
        Whether a rule stands above it.
    border
        Message that names the line of a service blueprint above it, if any.
    beyond
        The lane that this line parts it from, when it is not the customer's side.
    """

    name: LaneName
    draw: Callable[[Page, float], Drawn]
    has: Callable[[Page], bool]
    ruled: bool = True
    border: str | None = None
    beyond: LaneName | None = None


def _note(name: LaneName, field: str, border: str | None = None, beyond: LaneName | None = None) -> Lane:
    draw = partial(touchpoints.draw_notes, lane=field)
    return Lane(name, draw, lambda page: field in touchpoints.note_lanes(page), border=border, beyond=beyond)


_LANES = (
    Lane("friction", stages.draw_friction, stages.has_friction, ruled=False),
    Lane("goals", stages.draw_goals, stages.has_goals, ruled=False),
    Lane("touchpoints", touchpoints.draw, lambda page: bool(page.view.touchpoints)),
    Lane("conformance", plan_fit.draw, plan_fit.has_plan),
    _note("customer_actions", "customer_action"),
    _note("thoughts", "thought"),
    _note("front_stage", "front_stage", "line.interaction"),
    _note("back_stage", "back_stage", "line.visibility"),
    _note("owners", "owner", "line.internal", "back_stage"),
    Lane("evidence", evidence.draw, evidence.has_evidence),
    Lane("channels", channels.draw, channels.has_channels),
    Lane("emotion", emotion.draw, emotion.has_emotion),
    Lane("dramatic_arc", arc.draw, arc.has_arc),
    Lane("metrics", metrics.draw, lambda page: bool(page.view.metrics)),
    Lane("pain_points", cards.draw_pains, lambda page: page.view.is_diagnosed and bool(page.view.stages)),
    Lane("opportunities", cards.draw_opportunities, cards.has_opportunities),
)


def chosen_lanes(lanes: Iterable[str] | None) -> frozenset[str] | None:
    """
    Return the lanes that were asked for, or None for all.

    Parameters
    ----------
    lanes
        Names in any order; one may be given as it is.

    Raises
    ------
    OptionError
        If there is no lane of a name.
    """
    if lanes is None:
        return None
    known = get_args(LaneName)
    names = texts_of("lanes", lanes, "names of lanes")
    for name in names:
        check_choice("lanes", name, known)
    return frozenset(names)


def drawn_lanes(page: Page) -> tuple[Lane, ...]:
    """
    Return the lanes of a page that have something to show, in their order.

    Parameters
    ----------
    page
        What to draw from.
    """
    found = tuple(lane for lane in _LANES if page.shows(lane.name) and lane.has(page))
    names = {lane.name for lane in found}
    return tuple(replace(lane, border=None) if lane.beyond and lane.beyond not in names else lane for lane in found)
