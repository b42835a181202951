"""
The fixed words of all pictures, and how each language counts and writes figures.

One module a language and picture: ``fa.py`` holds the map and what all pictures share, ``fa_flow.py`` the flow graph, and so
on for each name in `PICTURES`. A picture that has no module in a language, or a message that is missing, is said in English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal

from cxjourney.errors import OptionError, show_value
from cxjourney.render.calendars import gregorian
from cxjourney.render.characters import isolate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from cxjourney.numerals import Numerals
    from cxjourney.render.calendars import Day

Message = str | tuple[str, ...]
Direction = Literal["ltr", "rtl"]

if TYPE_CHECKING:
    Calendar = Callable[[date], Day]

LANGUAGES = ("en", "fa", "hu", "ru", "vi")
PICTURES = ("changes", "conformance", "flow", "heatmap", "journey", "paths", "report", "trend")
"""Pictures that may have messages in a module of their own, such as ``en_flow``."""


@dataclass(frozen=True, slots=True)
class Words:
    """
    The words and figures of one language.

    Parameters
    ----------
    locale
        Language code.
    numerals
        How it writes figures.
    messages
        Sentences by key; a tuple holds the plural forms.
    direction
        Which way the picture runs that it is written in.
    calendar
        The calendar its readers use.
    english
        Says what is missing here; None for English itself.
    own_direction
        Which way the language itself is read.
    """

    locale: str
    numerals: Numerals
    messages: Mapping[str, Message]
    direction: Direction = "ltr"
    calendar: Calendar = gregorian
    english: Words | None = None
    own_direction: Direction = "ltr"

    def __call__(self, key: str, **values: str) -> str:
        """Return a sentence with values filled in, each isolated from its neighbours."""
        message = self._home(key).messages[key]
        template = message if isinstance(message, str) else message[-1]
        return template.format(**{name: isolate(value, self.direction) for name, value in values.items()})

    def _home(self, key: str) -> Words:
        return self if key in self.messages or self.english is None else self.english

    def has(self, key: str) -> bool:
        """Return whether there is a message of this key."""
        return key in self._home(key).messages

    def count(self, key: str, n: int) -> str:
        """Return a counted noun: ``1 stage``, ``6 stages``."""
        home = self._home(key)
        message = home.messages[key]
        forms = (message,) if isinstance(message, str) else message
        form = home.numerals.plural(Decimal(n)) if len(forms) > 1 else 0
        return forms[form].format(n=self.numerals.fixed(n))

    def series(self, key: str) -> tuple[str, ...]:
        """Return a list of words, such as the names of the months."""
        message = self._home(key).messages[key]
        return (message,) if isinstance(message, str) else message

    def listed(self, parts: Iterable[str], mark: Literal["comma", "semicolon"] = "comma") -> str:
        """Return facts one after the other, with the commas of this language."""
        return self(mark).join(parts)

    def period(self, start: date, end: date) -> str:
        """Return a span of days in the calendar of this language, the year said once where that is enough, a single day once."""
        first, last = self.calendar(start), self.calendar(end)
        if first == last:
            return self._dated("date", **self._day(first))
        if first.year != last.year:
            return self._dated("period", start=self._dated("date", **self._day(first)), end=self._dated("date", **self._day(last)))
        ends = {f"end_{name}": text for name, text in self._day(last).items()}
        return self._dated("period.same_year", **self._day(first), **ends)

    def _dated(self, key: str, **values: str) -> str:
        """Return a date, all of whose parts run as its language: in a picture that runs the other way it is a run of its own."""
        return self(key, **values) if self.own_direction == "rtl" else replace(self, direction="ltr")(key, **values)

    def _day(self, day: Day) -> dict[str, str]:
        numbers = {"day": self.numerals.localized(str(day.day)), "year": self.numerals.localized(str(day.year))}
        return {**numbers, "month": self.series("months")[day.month - 1]}


def words(locale: str) -> Words:
    """
    Return the words of a language.

    Parameters
    ----------
    locale
        Language code, with or without a region: ``"ru"``, ``"ru-RU"``, ``"fa_IR"``.

    Raises
    ------
    OptionError
        If the language is not known.

    Examples
    --------
    >>> words("en").count("stages", 1)
    '1 stage'
    >>> words("ru-RU").count("stages", 3)
    '3 этапа'
    """
    if not isinstance(locale, str):
        message = f'locale takes the code of a language, such as "en", found {show_value(locale)}'
        raise TypeError(message)
    language = re.split(r"[-_.@]", locale.strip(), maxsplit=1)[0].lower()
    if language not in LANGUAGES:
        raise OptionError.for_choice("locale", locale, list(LANGUAGES))
    return _loaded(language)


@lru_cache
def _loaded(language: str) -> Words:
    home = import_module(f"{__name__}.{language}")
    messages: dict[str, Message] = dict(home.MESSAGES)
    for picture in PICTURES:
        name = f"{__name__}.{language}_{picture}"
        if find_spec(name) is not None:
            messages.update(import_module(name).MESSAGES)
    return Words(
        language, home.NUMERALS, messages, home.DIRECTION, home.CALENDAR, None if language == "en" else _loaded("en"), home.DIRECTION
    )
