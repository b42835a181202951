"""
The notes of a map in the reader's language.

A map keeps its notes as English sentences. Those that the package itself writes are known here by their form, so that their names
and figures can be said again in another language; a note that somebody wrote is drawn as it stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cxjourney.render.characters import isolate
from cxjourney.render.views.source import prose

if TYPE_CHECKING:
    from cxjourney.render.words import Words

_NAME = r"(?:'[^']*'|\"[^\"]*\")"
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (key, re.compile(form))
    for key, form in (
        ("note.summed", rf"(?P<n>[\d,]+) rarely visited touchpoints are summed as (?P<name>{_NAME})\."),
        ("note.stages_found", r"The stages were found from the order of visits\."),
        ("note.parts", r"Only these parts of the customers were measured: (?P<parts>[\d, of]+)\."),
        ("note.missing_parts", r"These parts of the customers were not measured: (?P<parts>[\d, of]+)\."),
        ("note.endings", r"Nearly all visits to (?P<names>.+) end the journey: if that is natural, .*"),
        ("note.weights", r"Scores count answers by their weights: (?P<n>[\d,]+) answers are worth (?P<number>[\d,]+) equal ones\."),
        ("note.moves", r"(?P<n>[\d,]+) rarer kinds of move, (?P<share><?[\d.]+%) of all moves, are not listed in the map; .*"),
        ("note.several", rf"(?P<name>{_NAME}) was visited (?P<n>[\d,]+) times outside its main stage (?P<stage>{_NAME}); .*"),
        ("note.unused", r"Planned touchpoints that were never observed \((?P<n>[\d,]+)\): (?P<names>.+)\."),
        ("note.unplanned", r"Observed touchpoints that are not in the plan \((?P<n>[\d,]+)\): (?P<names>.+)\."),
    )
)
_ENDING = re.compile(rf"(?P<name>{_NAME}) \((?P<share><?[\d.]+%)\)")
_PART = re.compile(r"(?P<index>[\d,]+) of (?P<number>[\d,]+)")


def said_note(words: Words, note: str) -> str | None:
    """
    Return a note as it is drawn, or None when there is nothing to draw.

    Parameters
    ----------
    words
        The language.
    note
        A note of a map.
    """
    text = prose(note)
    if text is None:
        return None
    for key, form in _FORMS:
        match = form.fullmatch(text)
        if match is not None and words.locale != "en":
            return words(key, **{name: _said(words, name, value) for name, value in match.groupdict().items()})
    return isolate(text, words.direction)


def _said(words: Words, name: str, value: str) -> str:
    """Return one value of a note: a figure in the figures of the language, a name without its quotation marks."""
    numerals = words.numerals
    if name in {"n", "index", "number"}:
        return numerals.fixed(int(value.replace(",", "")))
    if name == "share":
        share = float(value.strip("<%")) / 100
        return numerals.percent(share / 10 if "<" in value else share, 1 if "." in value else 0)
    if name == "parts":
        return words.listed(words("note.part", **_all(words, match)) for match in _PART.finditer(value))
    if name == "names" and _ENDING.search(value):
        return words.listed(words("note.ending", **_all(words, match)) for match in _ENDING.finditer(value))
    return value[1:-1] if re.fullmatch(_NAME, value) else value


def _all(words: Words, match: re.Match[str]) -> dict[str, str]:
    return {name: _said(words, name, value) for name, value in match.groupdict().items()}
