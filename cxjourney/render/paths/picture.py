"""The most common paths, or groups of similar journeys, as a picture."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cxjourney.model.journey_groups import JourneyGroups
from cxjourney.model.paths import Variants
from cxjourney.render.arguments import check_result, picture_title, picture_words
from cxjourney.render.characters import shorten
from cxjourney.render.frame import Foot, Head, Key, Telling, draw_foot, draw_head, finish
from cxjourney.render.icons import check
from cxjourney.render.layout import MARGIN
from cxjourney.render.marks import Paint, Rect
from cxjourney.render.paths.draw import WIDTH, arrow, draw_rows, place_chips, spoken
from cxjourney.render.paths.view import path_view

if TYPE_CHECKING:
    from cxjourney.render.document import SvgDocument
    from cxjourney.render.marks import Mark
    from cxjourney.render.paths.view import PathView
    from cxjourney.render.theme import ThemeChoice
    from cxjourney.render.words import Direction, Words

ROWS = 40
"""Rows drawn at most; how many are left out is said."""

_DESCRIPTION = 600


def render_paths(
    found: Variants | JourneyGroups,
    *,
    theme: ThemeChoice = "auto",
    locale: str | None = None,
    direction: Direction | None = None,
    title: str | None = None,
) -> SvgDocument:
    """
    Draw the most common paths, or the journeys that stand for groups, one row each: share, steps with typical times, goal rate.

    Parameters
    ----------
    found
        What `variants` or `journey_groups` found.
    theme
        ``"light"``, ``"dark"``, ``"auto"`` (light, and dark on a dark screen), colours of your own by token, or a `Theme`.
    locale
        Language of the fixed words and figures; English when not given.
    direction
        Which way the picture runs, ``"ltr"`` or ``"rtl"``. When not given: the direction of the locale, and where that is not
        given either, right to left if most touchpoints have names in a right-to-left script.
    title
        The claim at the top; written from the figures when not given.

    Returns
    -------
    SvgDocument
        The same input always gives the same bytes.

    Raises
    ------
    OptionError
        If the theme, the locale or the direction is not known.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=2_000)
    >>> cx.render_paths(cx.variants(shop.events, goal=shop.goal, top=3)).title
    'The 3 most common paths: 14% of all journeys'
    """
    check_result("render_paths", found, Variants | JourneyGroups, "variants() or journey_groups()")
    paths = found.variants if isinstance(found, Variants) else found.groups
    language = picture_words({name for path in paths for name in path.touchpoints}, locale, direction)
    view = path_view(found, language)
    shown = replace(view, rows=view.rows[:ROWS])
    head = Head(
        eyebrow=language("paths.eyebrow" if isinstance(found, Variants) else "paths.groups.eyebrow"),
        title=picture_title(title) or view.title,
        subtitle=view.about,
    )
    top = draw_head(head, language, WIDTH, MARGIN)
    y = MARGIN + top.height
    body = draw_rows(shown, language, y)
    foot = draw_foot(_foot(view, shown, language), language, WIDTH, y + body.height + 6)
    lines = [spoken(row, language) for row in shown.rows]
    telling = Telling(
        title=head.title,
        description=shorten(" ".join([f"{head.title}.", *lines[:5]]), _DESCRIPTION),
        kind=language(view.kind),
        plain="\n".join([head.title, *lines]),
    )
    size = (WIDTH, y + body.height + 6 + foot.height + 24)
    return finish([*top.marks, *body.marks, *foot.marks], size, telling, language, theme)


def _goal(x: float, y: float) -> list[Mark]:
    return [Rect(x, y - 7, 30, 14, Paint("oppfill", "oppline"), 7), check(x + 15, y)]


def _foot(view: PathView, shown: PathView, language: Words) -> Foot:
    keys: list[Key] = []
    if any(row.share.value is not None and row.steps for row in shown.rows):
        keys.append((24, language("paths.legend.bar"), lambda x, y: [Rect(x, y - 2.5, 24, 5, Paint("dot"), 2.5)]))
    if any(step.wait for row in shown.rows for step in row.steps):
        keys.append((12, language("paths.legend.wait"), lambda x, y: [arrow(x + 6, y)]))
    if any(chip.kind == "goal" for row in shown.rows for chip in place_chips(row.steps, view, language)):
        keys.append((30, language("paths.legend.goal"), _goal))
    notes = list(view.notes)
    if len(view.rows) > len(shown.rows):
        notes.append(language("paths.note.hidden", n=language.numerals.fixed(len(view.rows) - len(shown.rows))))
    return Foot(keys=keys, notes=notes)
