"""The journey map as a picture."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from cxjourney.errors import CxJourneyWarning
from cxjourney.render.arguments import check_arguments, names_of, picture_direction
from cxjourney.render.describe import description, plain
from cxjourney.render.document import SvgDocument
from cxjourney.render.lanes import header, legend, stages
from cxjourney.render.lanes.order import LaneName, chosen_lanes, drawn_lanes
from cxjourney.render.layout import LANE_GAP, LIMIT, MARGIN, RULE_ABOVE, grid
from cxjourney.render.marks import Command, Mark, Paint, Path, Rect, Text, flat
from cxjourney.render.page import SMALL, Page, Style, paragraph
from cxjourney.render.svg import Heading, Painter, svg_text
from cxjourney.render.text import Font, fit
from cxjourney.render.theme import ThemeChoice, palette
from cxjourney.render.views.build import map_view
from cxjourney.render.views.groups import chosen_groups
from cxjourney.render.views.plan_fit import check_conformance
from cxjourney.render.views.source import Source
from cxjourney.render.words import Direction, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxjourney.model.conformance import Conformance
    from cxjourney.model.findings import Diagnosis
    from cxjourney.model.journey_map import JourneyMap

MIN_ANSWERS = 5
BORDER = 14
"""Room for the name of a line of a service blueprint."""


def render_map(
    journey_map: JourneyMap,
    *,
    diagnosis: Diagnosis | None = None,
    compare_with: JourneyMap | None = None,
    conformance: Conformance | None = None,
    groups: str | Iterable[str] = (),
    lanes: Iterable[LaneName] | None = None,
    theme: ThemeChoice = "auto",
    locale: str | None = None,
    direction: Direction | None = None,
    title: str | None = None,
    min_n: int = MIN_ANSWERS,
) -> SvgDocument:
    """
    Draw a journey map: stages, friction, touchpoints, channels, emotion, scores, pain points and opportunities.

    Lanes without data are left out. Without a diagnosis there is no pain lane: the map never judges by itself.

    Parameters
    ----------
    journey_map
        The map to draw.
    diagnosis
        What `diagnose` found in it: ranked pain points and friction stages.
    compare_with
        Another map of the journey, such as its TO-BE: its emotion curve is drawn beside this one's, a badge per stage says how much
        better it feels, and the goal rate and scores under the title are those of both. Touchpoints and stages belong together by
        identifier, else by name.
    conformance
        What `conformance` found for the plan that the map shows, by itself or filled by ``discover_map(events, plan=plan)``: how many
        journeys deviate from it in each stage and at each touchpoint, what was visited but not planned, and what nobody used.
    groups
        Personas and segments, by name or identifier, whose emotion has a curve of its own; at most 3.
    lanes
        Which lanes to draw: any of ``"friction"``, ``"goals"``, ``"touchpoints"``, ``"conformance"``, ``"customer_actions"``,
        ``"thoughts"``, ``"front_stage"``, ``"back_stage"``, ``"owners"``, ``"evidence"``, ``"channels"``, ``"emotion"``,
        ``"dramatic_arc"``, ``"metrics"``, ``"pain_points"`` and ``"opportunities"``. Their order is fixed. All that have something to
        show when not given.
    theme
        ``"light"``, ``"dark"`` or ``"auto"`` (light, and dark on a dark screen); colours of your own by token, such as
        ``{"stage": "#004488"}``, for the light look or ``{"light": {…}, "dark": {…}}`` for both; or a `Theme`.
    locale
        Language of the fixed words and figures: ``"en"``, ``"fa"``, ``"hu"``, ``"ru"`` or ``"vi"``, with or without a region.
        English when not given; the map's own texts are never translated.
    direction
        Which way the map runs, ``"ltr"`` or ``"rtl"``. When not given: the direction of the locale, and where that is not
        given either, right to left if most names on the map are in Arabic, Hebrew or another right-to-left script.
    title
        The claim at the top; written from the diagnosis when not given.
    min_n
        Fewer answers than this are treated as missing.

    Returns
    -------
    SvgDocument
        The same input always gives the same bytes.

    Raises
    ------
    RenderError
        If the map has more than 12 stages.
    OptionError
        If the theme, the locale, the direction, a group or a lane is not known, or the diagnosis or the
        conformance is of another map.

    Warns
    -----
    CxJourneyWarning
        If the picture is larger than 4,000 × 4,000, or colours of yours are too faint to read.

    Examples
    --------
    >>> import cxjourney as cx
    >>> plan = cx.JourneyMap(title="First order", stages={"Find": ["Search"], "Pay": ["Checkout"]})
    >>> cx.render_map(plan, theme="light").text.count("Checkout")
    2
    """
    check_arguments("render_map", journey_map, diagnosis, min_n)
    if compare_with is not None:
        check_arguments("compare_with", compare_with, None, min_n)
    check_conformance(journey_map, conformance)
    light, dark = palette(theme)
    language = words("en" if locale is None else locale)
    way = picture_direction(names_of(journey_map), direction, language if locale else None)
    source = Source(journey_map, diagnosis, language, min_n, chosen_groups(journey_map, groups), compare_with, conformance)
    view = map_view(source, title)
    page = Page(view, grid([len(stage.touchpoints) for stage in view.stages]), language, chosen_lanes(lanes))
    marks, height = _draw(page)
    if max(page.grid.width, height) > LIMIT:
        size = f"{page.grid.width:.0f} × {height:.0f}"
        message = f"the map is {size} units, larger than {LIMIT:,} × {LIMIT:,}; draw parts of the journey as maps of their own."
        warnings.warn(message, CxJourneyWarning, stacklevel=2)
    heading = Heading(view.title, description(view, language), language("map"), language.locale)
    return SvgDocument(
        text=svg_text(marks, (page.grid.width, height), heading, Painter(light, dark, way)),
        title=view.title,
        plain=plain(view, language),
        language=language.locale,
        width=page.grid.width,
        height=height,
        truncated=tuple(mark.full for mark in flat(marks) if isinstance(mark, Text) and mark.full),
        direction=way,
    )


def _draw(page: Page) -> tuple[list[Mark], float]:
    """Return all marks, back to front, and the height of the page."""
    head = header.draw(page, MARGIN)
    y = MARGIN + head.height + 4
    front: list[Mark] = [*head.marks]
    rules: list[float] = []
    panel_top = y
    if page.view.stages:
        row = stages.draw_chevrons(page, y)
        front += row.marks
        panel_top, y = y + row.height / 2 + 10, y + row.height + (6 if stages.has_friction(page) else 10)
    for lane in drawn_lanes(page):
        if lane.border:
            y += BORDER
            front += _border(page, lane.border, y - RULE_ABOVE)
        elif lane.ruled:
            rules.append(y - RULE_ABOVE)
        drawn = lane.draw(page, y)
        front += drawn.marks
        y += drawn.height + (LANE_GAP if lane.name != "friction" else 10)
    panel_bottom = y - 2
    if not page.view.touchpoints:
        front.append(Text(MARGIN, y + 20, page.words("empty"), Font(13), "ink2"))
        y += 34
    foot = legend.draw(page, y + 10)
    height = y + 10 + foot.height + 24
    back: list[Mark] = [Rect(0, 0, page.grid.width, height, Paint("bg")), *_panels(page, panel_top, panel_bottom), *_rules(page, rules)]
    return [*back, *front, *foot.marks], height


def _panels(page: Page, top: float, bottom: float) -> list[Mark]:
    columns = enumerate(page.grid.columns if bottom - top > stages.CHEVRON_HEIGHT else ())
    return [Rect(column.x, top, column.width, bottom - top, Paint(page.ground(index)), 12) for index, column in columns]


def _border(page: Page, key: str, y: float) -> list[Mark]:
    """Return a line of a service blueprint and its name, which stands over it at the leading side."""
    name = fit(page.words(key), page.grid.left - MARGIN - 8, SMALL)
    line = Path((("M", MARGIN, y), ("H", page.grid.right)), Paint(None, "ink3", 1.2, dash="8 4"))
    return [line, *paragraph(name, MARGIN, y - 5, Style(SMALL, "ink3"))]


def _rules(page: Page, rules: list[float]) -> list[Mark]:
    commands: list[Command] = [command for y in rules for command in (("M", MARGIN, y), ("H", page.grid.right))]
    return [Path(tuple(commands), Paint(None, "line"))] if commands else []
