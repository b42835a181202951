"""The flow graph as a picture."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING

from cxjourney.errors import CxJourneyWarning
from cxjourney.model.reading_order import reading_order
from cxjourney.render.arguments import check_arguments, names_of, picture_direction
from cxjourney.render.flow import engines
from cxjourney.render.flow.columns import place
from cxjourney.render.flow.describe import description, plain
from cxjourney.render.flow.drawing import Canvas, draw, head_room
from cxjourney.render.flow.engines import FlowEngine, program
from cxjourney.render.flow.legend import keys
from cxjourney.render.flow.view import flow_view
from cxjourney.render.frame import Foot, Head, Telling, draw_foot, draw_head, finish
from cxjourney.render.layout import LIMIT, MARGIN
from cxjourney.render.marks import Box, Mark
from cxjourney.render.page import Style, paragraph
from cxjourney.render.text import Font, wrap
from cxjourney.render.views.source import Source
from cxjourney.render.words import Direction, Words, words

if TYPE_CHECKING:
    from cxjourney.model.findings import Diagnosis
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.render.document import SvgDocument
    from cxjourney.render.flow.values import FlowView, Layout
    from cxjourney.render.theme import ThemeChoice

MIN_ANSWERS = 5
LEAST_WIDTH = 760

_EMPTY = Font(13)


def render_flow(
    journey_map: JourneyMap,
    *,
    diagnosis: Diagnosis | None = None,
    theme: ThemeChoice = "auto",
    locale: str | None = None,
    direction: Direction | None = None,
    title: str | None = None,
    min_n: int = MIN_ANSWERS,
    engine: FlowEngine = "builtin",
) -> SvgDocument:
    """
    Draw the flow graph of a map: its touchpoints as boxes, and the moves between them as wide as they are frequent.

    Each stage is a column. Going back, trying again and steps that the diagnosis found to be slow are coloured and
    labelled. With more than 60 touchpoints or 120 transitions the most travelled moves are drawn, and those that connect
    every touchpoint; with more than 30 transitions, rare ones are left out too. The footnote says how many are not shown.

    Parameters
    ----------
    journey_map
        The map to draw.
    diagnosis
        What `diagnose` found in it: friction of the stages, touchpoints that customers leave, slow steps.
    theme
        ``"light"``, ``"dark"``, ``"auto"`` (light, and dark on a dark screen), colours of your own by token, or a `Theme`.
    locale
        Language of the fixed words and figures; English when not given.
    direction
        Which way the picture runs, ``"ltr"`` or ``"rtl"``; as for `render_map` when not given.
    title
        The claim at the top; written from the diagnosis when not given.
    min_n
        An emotion with fewer answers than this is treated as missing.
    engine
        Who places the boxes: the built-in layout, the program ``"dot"`` of Graphviz, the program of the package
        ``"graphviz-pure"``, or ``"auto"``, the first of these programs that is installed.

    Returns
    -------
    SvgDocument
        The same input always gives the same bytes; with another engine, those of the same version of its program.

    Raises
    ------
    RenderError
        If the map has more than 12 stages, or the engine fails.
    OptionError
        If the theme, the locale, the direction or the engine is not known, or the diagnosis is of another map.
    MissingDependencyError
        If the engine is not installed.

    Warns
    -----
    CxJourneyWarning
        If the picture is larger than 4,000 × 4,000.

    See Also
    --------
    to_dot : the same graph in the language of Graphviz.

    Examples
    --------
    >>> import cxjourney as cx
    >>> moves = [{"source": "Search", "target": "Checkout", "count": 80}, {"source": "Checkout", "target": "Search", "count": 9}]
    >>> journey_map = cx.JourneyMap(title="First order", stages={"Find": ["Search"], "Pay": ["Checkout"]}, transitions=moves)
    >>> cx.render_flow(journey_map)
    <SvgDocument 'First order', 760 × 274>
    """
    check_arguments("render_flow", journey_map, diagnosis, min_n)
    command = program(engine)
    language = words("en" if locale is None else locale)
    way = picture_direction(names_of(journey_map), direction, language if locale else None)
    view = flow_view(Source(journey_map, diagnosis, language, min_n), title=title)
    headers = [head_room(stage) for stage in view.stages]
    layout = place(view, reading_order(journey_map), headers) if command is None else engines.place(view, headers, command)
    marks, size = _draw(view, layout, language)
    if max(size) > LIMIT:
        message = f"the flow graph is {size[0]:.0f} × {size[1]:.0f} units, larger than {LIMIT:,} × {LIMIT:,}; draw parts of the journey."
        warnings.warn(message, CxJourneyWarning, stacklevel=2)
    telling = Telling(title=view.title, description=description(view, language), kind=language("flow"), plain=plain(view, language))
    return finish(marks, size, telling, replace(language, direction=way), theme)


def _draw(view: FlowView, layout: Layout, language: Words) -> tuple[list[Mark], tuple[float, float]]:
    """Return all marks, back to front, and the size of the page."""
    width = max(LEAST_WIDTH, round(layout.width + 2 * MARGIN, 1))
    head = draw_head(Head(eyebrow=view.eyebrow, title=view.title, subtitle=view.subtitle), language, width, MARGIN)
    top = MARGIN + head.height
    marks: list[Mark] = [*head.marks]
    bottom = top
    if view.stages:
        bottom = round(top + layout.height, 1)
        marks += draw(Canvas(view, _moved(layout, MARGIN, top), top, bottom, language))
    if not view.nodes:
        lines = wrap(language("empty"), width - 2 * MARGIN, _EMPTY, lines=2)
        marks += paragraph(lines, MARGIN, bottom + 24, Style(_EMPTY, "ink2"))
        bottom += 34
    foot = draw_foot(Foot(keys=keys(view, language), notes=view.notes), language, width, bottom + 14)
    return [*marks, *foot.marks], (width, bottom + 14 + foot.height + 24)


def _moved(layout: Layout, x: float, y: float) -> Layout:
    """Return a layout moved to its place on the page."""
    return replace(
        layout,
        panels=tuple((left + x, right + x) for left, right in layout.panels),
        boxes=tuple(Box(box.left + x, box.top + y, box.right + x, box.bottom + y) for box in layout.boxes),
        routes=tuple(tuple((px + x, py + y) for px, py in route) for route in layout.routes),
    )
