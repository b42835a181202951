"""The fixed words of a picture, one table per language, and how each language counts and writes figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.errors import OptionError
from cxjourney.render.characters import isolate
from cxjourney.render.numbers import ENGLISH, Numerals
from cxjourney.render.words import en

if TYPE_CHECKING:
    from collections.abc import Mapping

Message = str | tuple[str, ...]


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
    """

    locale: str
    numerals: Numerals
    messages: Mapping[str, Message]

    def __call__(self, key: str, **values: str) -> str:
        """Return a sentence with values filled in, each isolated from its neighbours."""
        message = self.messages[key]
        template = message if isinstance(message, str) else message[-1]
        return template.format(**{name: isolate(value) for name, value in values.items()})

    def has(self, key: str) -> bool:
        """Return whether there is a message of this key."""
        return key in self.messages

    def count(self, key: str, n: int) -> str:
        """Return a counted noun: ``1 stage``, ``6 stages``."""
        message = self.messages[key]
        template = message if isinstance(message, str) else message[0 if n == 1 else -1]
        return template.format(n=self.numerals.fixed(n))


_LANGUAGES: dict[str, Words] = {"en": Words("en", ENGLISH, en.MESSAGES)}


def words(locale: str) -> Words:
    """
    Return the words of a language.

    Parameters
    ----------
    locale
        Language code, such as ``"en"``.

    Raises
    ------
    OptionError
        If the language is not known.

    Examples
    --------
    >>> words("en").count("stages", 1)
    '1 stage'
    """
    if locale not in _LANGUAGES:
        raise OptionError.for_choice("locale", locale, sorted(_LANGUAGES))
    return _LANGUAGES[locale]
