"""The journey map as a picture."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from cxjourney.errors import CxJourneyWarning
from cxjourney.render.arguments import check_arguments, picture_direction
from cxjourney.render.describe import description, plain
from cxjourney.render.document import SvgDocument
from cxjourney.render.lanes import cards, channels, emotion, header, legend, metrics, stages, touchpoints
from cxjourney.render.layout import LANE_GAP, LIMIT, MARGIN, RULE_ABOVE, grid
from cxjourney.render.marks import Command, Mark, Paint, Path, Rect, Text, flat
from cxjourney.render.page import Drawn, Page
from cxjourney.render.svg import Heading, Painter, svg_text
from cxjourney.render.text import Font
from cxjourney.render.theme import ThemeChoice, palette
from cxjourney.render.views.build import map_view
from cxjourney.render.views.source import Source
from cxjourney.render.words import Direction, words

if TYPE_CHECKING:
    from cxjourney.model.findings import Diagnosis
    from cxjourney.model.journey_map import JourneyMap

MIN_ANSWERS = 5

Lane = Callable[[Page, float], Drawn]


def render_map(
    journey_map: JourneyMap,
    *,
    diagnosis: Diagnosis | None = None,
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
        If the theme, the locale or the direction is not known, or the diagnosis is of another map.

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
    light, dark = palette(theme)
    language = words("en" if locale is None else locale)
    way = picture_direction(journey_map, direction, language if locale else None)
    view = map_view(Source(journey_map, diagnosis, language, min_n), title)
    page = Page(view, grid([len(stage.touchpoints) for stage in view.stages]), language)
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
    for lane, ruled in _lanes(page):
        if ruled:
            rules.append(y - RULE_ABOVE)
        drawn = lane(page, y)
        front += drawn.marks
        y += drawn.height + (LANE_GAP if lane is not stages.draw_friction else 10)
    panel_bottom = y - 2
    if not page.view.touchpoints:
        front.append(Text(MARGIN, y + 20, page.words("empty"), Font(13), "ink2"))
        y += 34
    foot = legend.draw(page, y + 10)
    height = y + 10 + foot.height + 24
    back: list[Mark] = [Rect(0, 0, page.grid.width, height, Paint("bg")), *_panels(page, panel_top, panel_bottom), *_rules(page, rules)]
    return [*back, *front, *foot.marks], height


def _lanes(page: Page) -> Iterator[tuple[Lane, bool]]:
    """Return the lanes that have something to show, and whether a rule stands above each."""
    if stages.has_friction(page):
        yield stages.draw_friction, False
    if stages.has_goals(page):
        yield stages.draw_goals, False
    if page.view.touchpoints:
        yield touchpoints.draw, True
    for name in touchpoints.note_lanes(page):
        yield lambda page, top, name=name: touchpoints.draw_notes(page, top, name), True  # type: ignore[misc]
    if channels.has_channels(page):
        yield channels.draw, True
    if emotion.has_emotion(page):
        yield emotion.draw, True
    if page.view.metrics:
        yield metrics.draw, True
    if page.view.is_diagnosed and page.view.stages:
        yield cards.draw_pains, True
    if cards.has_opportunities(page):
        yield cards.draw_opportunities, True


def _panels(page: Page, top: float, bottom: float) -> list[Mark]:
    columns = enumerate(page.grid.columns if bottom - top > stages.CHEVRON_HEIGHT else ())
    return [Rect(column.x, top, column.width, bottom - top, Paint(page.ground(index)), 12) for index, column in columns]


def _rules(page: Page, rules: list[float]) -> list[Mark]:
    commands: list[Command] = [command for y in rules for command in (("M", MARGIN, y), ("H", page.grid.right))]
    return [Path(tuple(commands), Paint(None, "line"))] if commands else []
