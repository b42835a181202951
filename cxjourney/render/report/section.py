"""What a section of a report about a result is: which type it writes, under which heading, and how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cxjourney.arguments import items_of
from cxjourney.errors import show_value
from cxjourney.render.report.html import bullets, tag, text_direction
from cxjourney.render.views.source import prose
from cxjourney.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cxjourney.model.chain_fit import ChainFit
    from cxjourney.render.markup import Markup
    from cxjourney.render.theme import ThemeChoice
    from cxjourney.render.views.source import Source
    from cxjourney.render.words import Direction, Words


@dataclass(frozen=True, slots=True)
class Context:
    """
    What every section of a report is written with.

    Parameters
    ----------
    source
        The map of the report, its diagnosis and the language.
    theme
        The colours.
    locale
        Language that was asked for, for pictures.
    direction
        Which way pictures run.
    """

    source: Source
    theme: ThemeChoice
    locale: str | None
    direction: Direction

    @property
    def words(self) -> Words:
        """The words of the report's language."""
        return self.source.words

    def told(self, text: str | None) -> list[Markup]:
        """Return a sentence of a result as a paragraph, nothing when it is empty."""
        said = prose(text)
        return [tag("p", said, dir=text_direction(said))] if said else []

    def trust(self, fit: ChainFit | None) -> list[Markup]:
        """Return how far a forecast can be trusted, loudly where that is not far."""
        if fit is None:
            return []
        said = tag("p", tag("strong", self.words(f"report.fit.{fit.level}")), class_="cxj-warning" if fit.level == "poor" else None)
        summary = prose(fit.summary) or ""
        return [said, tag("p", summary, class_="cxj-note", dir=text_direction(summary))]

    def unlisted(self, rows: int) -> list[Markup]:
        """Return how many rows a table leaves out, nothing when it has all."""
        return [tag("p", self.words("report.unlisted", n=self.words.numerals.fixed(rows)), class_="cxj-note")] if rows > 0 else []

    def notes(self, texts: Sequence[str]) -> list[Markup]:
        """Return what else to know as a list in small print."""
        said = [text for note in dict.fromkeys(texts) if (text := prose(note))]
        return [bullets(said)] if said else []


@dataclass(frozen=True, slots=True)
class Section:
    """
    How a report shows the results of one type.

    Parameters
    ----------
    key
        What the menu links to; a second result of the type gets a number behind it.
    result
        The type.
    heading
        Makes the heading of a result.
    write
        Makes what stands below it.
    wide
        Whether it is printed on a page across.
    """

    key: str
    result: type
    heading: Callable[[Context, Any], str]
    write: Callable[[Context, Any], Sequence[Markup]]
    wide: bool = False


def same_heading(key: str) -> Callable[[Context, object], str]:
    """
    Return what makes the same heading for every result.

    Parameters
    ----------
    key
        Words of the heading.
    """
    return lambda context, _result: context.words(key)


@dataclass(frozen=True, slots=True)
class Placed:
    """
    A result with the section it belongs to.

    Parameters
    ----------
    key
        What the menu links to.
    section
        How it is shown.
    result
        What is shown.
    """

    key: str
    section: Section
    result: object


def placed(results: object, sections: Sequence[Section]) -> tuple[Placed, ...]:
    """
    Return results with their sections, in the order of the sections and, within one, as they were given.

    Parameters
    ----------
    results
        Results, or a single one.
    sections
        All sections there are, in the order of the report.

    Raises
    ------
    TypeError
        If something is no result that a section shows.
    """
    given = _listed(results, sections)
    homes = [next((section for section in sections if isinstance(result, section.result)), None) for result in given]
    for place, (result, home) in enumerate(zip(given, homes, strict=True)):
        if home is None:
            raise _unknown(f"results[{place}]", result, sections)
    found = []
    for section in sections:
        inside = [result for result, home in zip(given, homes, strict=True) if home is section]
        keys = [section.key if number == 1 else f"{section.key}-{number}" for number in range(1, len(inside) + 1)]
        found += [Placed(key, section, result) for key, result in zip(keys, inside, strict=True)]
    return tuple(found)


def _listed(results: object, sections: Sequence[Section]) -> list[object]:
    """Return results as a list; a value of a known type is one, although models can be iterated over, too."""
    if any(isinstance(results, section.result) for section in sections):
        return [results]
    if isinstance(results, str | dict | Value) or not isinstance(results, Iterable):
        raise _unknown("results", results, sections)
    return list(items_of("results", results, "results that a report has sections for"))


def _unknown(place: str, found: object, sections: Sequence[Section]) -> TypeError:
    known = ", ".join(section.result.__name__ for section in sections)
    message = f"{place} must be a result that a report has a section for ({known}), found {type(found).__name__} {show_value(found)}"
    return TypeError(message)
