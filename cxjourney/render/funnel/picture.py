"""A funnel as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.model.funnel import HALF_NOTE, Funnel
from cxjourney.render.arguments import check_result, picture_title, picture_words
from cxjourney.render.characters import shorten
from cxjourney.render.frame import Foot, Head, Key, Telling, brief, draw_foot, draw_head, finish
from cxjourney.render.funnel.draw import PARTS, WIDTH, draw_parts, draw_steps, spoken
from cxjourney.render.layout import MARGIN
from cxjourney.render.marks import Paint, Rect
from cxjourney.render.paths.figures import written
from cxjourney.render.views.source import PROSE_LIMIT, label

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxjourney.render.document import SvgDocument
    from cxjourney.render.theme import ThemeChoice
    from cxjourney.render.words import Direction, Words

STEPS = 40
"""Steps drawn at most."""

_DESCRIPTION = 600


def render_funnel(
    found: Funnel,
    *,
    theme: ThemeChoice = "auto",
    locale: str | None = None,
    direction: Direction | None = None,
    title: str | None = None,
) -> SvgDocument:
    """
    Draw a funnel: a bar a step, who is lost after it and where they went, and the same figures of each segment or channel.

    Parameters
    ----------
    found
        What `funnel` found.
    theme
        ``"light"``, ``"dark"``, ``"auto"`` (light, and dark on a dark screen), colours of your own by token, or a `Theme`.
    locale
        Language of the fixed words and figures; English when not given.
    direction
        Which way the picture runs, ``"ltr"`` or ``"rtl"``. When not given: the direction of the locale, and where that is not
        given either, right to left if most steps have names in a right-to-left script.
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
    >>> cx.render_funnel(cx.funnel(shop.events, ["Basket", "Card payment", "Order confirmed"])).title
    '49% come from Basket to Order confirmed; most are lost after Basket (32%)'
    """
    check_result("render_funnel", found, Funnel, "funnel()")
    language = picture_words({step.name for step in found.steps}, locale, direction)
    asked = picture_title(title)
    shown = found.steps[:STEPS]
    head = Head(
        eyebrow=language("funnel.eyebrow"),
        title=asked or shorten(_claim(found, language), PROSE_LIMIT),
        subtitle=_about(found, language),
        short="" if asked else _claim(found, language, shorten=brief),
    )
    top = draw_head(head, language, WIDTH, MARGIN)
    y = MARGIN + top.height
    body = draw_steps(shown, language, y)
    y += body.height
    parts = draw_parts(found.replace(steps=shown), language, y)
    y += parts.height
    foot = draw_foot(_foot(found, language), language, WIDTH, y + 8)
    lines = [spoken(step, place, language) for place, step in enumerate(shown, start=1)]
    telling = Telling(
        title=head.title,
        description=shorten(" ".join([f"{head.title}.", *lines]), _DESCRIPTION),
        kind=language("funnel"),
        plain="\n".join([head.title, *lines, *_plain(found, language)]),
    )
    return finish([*top.marks, *body.marks, *parts.marks, *foot.marks], (WIDTH, y + 8 + foot.height + 24), telling, language, theme)


def _claim(found: Funnel, language: Words, *, shorten: Callable[[str], str] = str) -> str:
    if not found.steps:
        return language("paths.no_data")
    ends = {"first": shorten(label(found.steps[0].name)), "last": shorten(label(found.steps[-1].name))}
    whole, worst = found.steps[-1].share, found.largest_loss
    if whole.value is None:
        return language("funnel.title.none", **ends)
    if worst is None or worst.loss is None:
        return language("funnel.title.all", share=written(whole, language), **ends)
    after = shorten(label(worst.name))
    return language("funnel.title", share=written(whole, language), step=after, loss=written(worst.loss, language), **ends)


def _about(found: Funnel, language: Words) -> str:
    journeys = language.count("paths.journeys", found.n_entered)
    if found.within is None:
        return journeys
    return language("funnel.about", journeys=journeys, time=language.numerals.duration(found.within.total_seconds()))


def _foot(found: Funnel, language: Words) -> Foot:
    number = language.numerals.fixed
    notes = [language("funnel.note.order"), language("paths.note.interval", level=language.numerals.percent(found.level))]
    if found.n_open:
        notes.append(language("funnel.note.open", n=number(found.n_open)))
    if HALF_NOTE in found.notes:
        notes.append(language("funnel.note.half"))
    if len(found.members) > PARTS:
        notes.append(language("funnel.note.hidden", n=number(len(found.members) - PARTS)))
    keys: list[Key] = [
        (22, language("funnel.legend.going"), lambda x, y: [Rect(x, y - 6, 22, 12, Paint("stage"), 3)]),
        (22, language("funnel.legend.lost"), lambda x, y: [Rect(x, y - 6, 22, 12, Paint("neg", fill_opacity=0.28), 3)]),
    ]
    return Foot(keys=keys, notes=notes)


def _plain(found: Funnel, language: Words) -> list[str]:
    """Return a line for each part."""
    lines, what = [], language("funnel.parts")
    for member in found.members:
        shares = [written(step.conversion, language) for step in member.steps if step.conversion and step.conversion.value is not None]
        lines.append(f"{label(member.name)}, {what}: {language.listed(shares)}")
    return lines
