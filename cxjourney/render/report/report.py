"""The whole report: what hurts, where, how sure that is, and every figure behind it, on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.arguments import check_arguments, names_of, picture_title, picture_words
from cxjourney.render.flow import render_flow
from cxjourney.render.map import render_map
from cxjourney.render.report import pains, tables
from cxjourney.render.report.belonging import check_results
from cxjourney.render.report.document import HtmlDocument
from cxjourney.render.report.heat import heat_maps
from cxjourney.render.report.html import bullets, section, tag, whole_page
from cxjourney.render.report.picture import figure
from cxjourney.render.report.section import Context, placed
from cxjourney.render.report.sections import SECTIONS
from cxjourney.render.views.header import claim, subtitle
from cxjourney.render.views.header import figures as main_figures
from cxjourney.render.views.source import Source, label, prose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cxjourney.model.findings import Diagnosis
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.render.markup import Markup
    from cxjourney.render.report.section import Placed
    from cxjourney.render.theme import ThemeChoice
    from cxjourney.render.words import Direction

MIN_ANSWERS = 5


def render_report(
    journey_map: JourneyMap,
    *,
    diagnosis: Diagnosis | None = None,
    results: Iterable[object] = (),
    theme: ThemeChoice = "auto",
    locale: str | None = None,
    direction: Direction | None = None,
    title: str | None = None,
    min_n: int = MIN_ANSWERS,
) -> HtmlDocument:
    """
    Write a report: the claim, the map, the pain points with their evidence, friction, the flow, results, and all figures.

    The page is one file that asks for nothing. Pictures can be walked through by keyboard and read as tables; it prints.

    Parameters
    ----------
    journey_map
        The map.
    diagnosis
        What `diagnose` found in it.
    results
        What else to show: what `compare`, `what_if`, `rank_fixes` and others gave, in any order. Each gets a section of its own; several of
        one type stand one after the other.
    theme
        ``"light"``, ``"dark"``, ``"auto"`` (light, and dark on a dark screen), colours of your own by token, or a `Theme`.
    locale
        Language of the fixed words and figures; English when not given.
    direction
        Which way the pictures run, ``"ltr"`` or ``"rtl"``; as for `render_map` when not given.
    title
        The claim at the top; written from the diagnosis when not given.
    min_n
        Fewer answers than this are treated as missing.

    Returns
    -------
    HtmlDocument
        The same input always gives the same bytes.

    Raises
    ------
    RenderError
        If the map has more than 12 stages.
    OptionError
        If the theme, the locale or the direction is not known, or the diagnosis or a result is of another map.
    TypeError
        If something in the results has no section.

    Examples
    --------
    >>> import cxjourney as cx
    >>> journey_map = cx.datasets.sample_map()
    >>> report = cx.render_report(journey_map, diagnosis=cx.diagnose(journey_map))
    >>> "Content-Security-Policy" in report.text, "http://" in report.text.replace("http://www.w3.org/2000/svg", "")
    (True, False)
    """
    check_arguments("render_report", journey_map, diagnosis, min_n)
    language = picture_words(names_of(journey_map), locale, direction)
    source = Source(journey_map, diagnosis, language, min_n)
    asked = picture_title(title)
    heading = asked or claim(source)
    sections = placed(results, SECTIONS)
    check_results(journey_map, (each.result for each in sections))
    writer = _Writer(Context(source, theme, locale, language.direction), sections, heading, is_given=asked is not None)
    parts = [(key, text, children, wide) for key, text, children, wide in writer.sections() if children]
    body = tag(
        "div",
        writer.head([(key, text) for key, text, _, _ in parts]),
        tag("main", *(section(key, text, *children, wide=wide) for key, text, children, wide in parts)),
        tag("footer", tag("p", language("report.footer"))),
        class_="cxj-page",
    )
    text = whole_page(heading, body, theme=theme, language=language.locale, direction=language.direction)
    return HtmlDocument(text=text, title=heading, plain=writer.plain, language=language.locale)


class _Writer:
    """Writes the sections of one report."""

    def __init__(self, context: Context, results: tuple[Placed, ...], heading: str, *, is_given: bool) -> None:
        self.context = context
        self.results = results
        self.source = context.source
        self.theme = context.theme
        self.locale = context.locale
        self.direction = context.direction
        self.heading = heading
        self.is_given = is_given
        self.plain = heading

    def head(self, contents: list[tuple[str, str]]) -> Markup:
        """Return the head of the page with its menu."""
        language = self.source.words
        facts = [tag("li", tag("strong", value), tag("span", name)) for value, name in main_figures(self.source)]
        menu = [tag("li", tag("a", text, href=f"#{key}")) for key, text in contents]
        return tag(
            "header",
            tag("div", class_="cxj-bar"),
            tag("p", language("report.eyebrow"), class_="cxj-eyebrow"),
            tag("h1", self.heading, dir="auto" if self.is_given else None),
            tag("p", subtitle(self.source, self.heading), class_="cxj-note"),
            *([tag("ul", *facts, class_="cxj-facts")] if facts else []),
            *pains.first_pains(self.source, self.theme),
            tag("nav", tag("ul", *menu), aria_label=language("report.contents")),
        )

    def sections(self) -> Iterator[tuple[str, str, list[Markup], bool]]:
        """Return each section: what links to it, its heading, what it holds, and whether it is printed across."""
        language, source = self.source.words, self.source
        yield "map", language("report.map"), self._map(), True
        yield "pains", language("report.pains"), pains.pain_list(source, self.theme), False
        yield "friction", language("report.friction"), tables.friction(source), False
        yield "moments", language("report.moments"), tables.moments(source), False
        yield "flow", language("report.flow"), self._flow(), True
        yield "heat", language("report.heat"), heat_maps(source, self.theme, self.locale), False
        for each in self.results:
            heading = each.section.heading(self.context, each.result)
            yield each.key, heading, list(each.section.write(self.context, each.result)), each.section.wide
        yield "untested", language("report.untested"), tables.untested(source), False
        yield "tables", language("report.tables"), tables.figures(source), True
        yield "methods", language("report.methods"), self._methods(), False

    def _map(self) -> list[Markup]:
        source = self.source
        picture = render_map(
            source.journey_map,
            diagnosis=source.diagnosis,
            theme=self.theme,
            locale=self.locale,
            direction=self.direction,
            title=label(source.journey_map.title),
            min_n=source.min_n,
        )
        self.plain = "\n".join([self.heading, *picture.plain.splitlines()[1:]])
        return [tag("p", source.words("report.keys"), class_="cxj-note"), figure(picture, source.words)]

    def _flow(self) -> list[Markup]:
        source = self.source
        if not source.journey_map.transitions:
            return []
        picture = render_flow(
            source.journey_map,
            diagnosis=source.diagnosis,
            theme=self.theme,
            locale=self.locale,
            direction=self.direction,
            title=label(source.journey_map.title),
            min_n=source.min_n,
        )
        return [figure(picture, source.words)]

    def _methods(self) -> list[Markup]:
        language, diagnosis = self.source.words, self.source.diagnosis
        level = language.numerals.percent(diagnosis.level if diagnosis else 0.95)
        told = [language("report.method.interval", level=level), language("report.method.missing")]
        if diagnosis is not None and diagnosis.tested:
            told += [language(f"report.method.{key}") for key in ("pain", "q", "peers")]
        if diagnosis is not None and diagnosis.friction_stages:
            told.append(language("report.method.friction"))
        notes = tuple(dict.fromkeys((*(diagnosis.notes if diagnosis else ()), *self.source.journey_map.notes)))
        return [bullets([*told, *(text for note in notes if (text := prose(note)))])]
