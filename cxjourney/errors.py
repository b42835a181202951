"""
The exceptions and warnings of cxjourney, one tree.

::

    CxJourneyError
    ├── DataError (ValueError)            events, surveys and files that cannot be read as asked
    │   ├── EmptyDataError                nothing to work on
    │   ├── MissingColumnError            a role has no column
    │   ├── BadRowsError                  rows that break a rule, named
    │   ├── FileFormatError               encoding, quoting, compression, document structure
    │   └── LimitError                    a limit was crossed
    ├── StatisticsError (ValueError)      statistics that cannot be added or used together
    ├── ModelError (ValueError)           a map that contradicts itself
    ├── OptionError (ValueError)          an argument whose value cannot be used
    ├── RenderError (RuntimeError)        a picture that cannot be drawn
    └── MissingDependencyError (ImportError)

    CxJourneyWarning (UserWarning)        something accepted that deserves a look

Raise the most specific class that names *what the user must change*: the data, the map, the argument
or the installation. Every error carries its facts as attributes, so programs need not parse messages.
"""

from __future__ import annotations

import difflib
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MESSAGE_LIMIT = 2_000
VALUE_LIMIT = 80
PLACES_LIMIT = 5
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Problem:
    """
    One kind of trouble, how often it occurred and where it was seen first.

    Parameters
    ----------
    kind
        Stable identifier such as ``"missing_time"``.
    message
        One sentence for people.
    count
        Number of occurrences.
    places
        The first few places: ``"line 3"``, ``"stages[2].touchpoints[0].emotion"``.

    Examples
    --------
    >>> Problem("missing_time", "the time is missing", count=2, places=("line 3", "line 9")).places
    ('line 3', 'line 9')
    """

    kind: str
    message: str
    count: int = 1
    places: tuple[str, ...] = ()


def show_value(value: object, limit: int = VALUE_LIMIT) -> str:
    r"""
    Return ``repr(value)`` for a message: short, printable, in one line and without control characters.

    Examples
    --------
    >>> show_value("a\tb")
    "'a\\tb'"
    """
    try:
        text = clean(repr(value[: 2 * limit] if isinstance(value, (str, bytes)) else value))
        text = " ".join(text.split()) if "\n" in text else text
    except Exception:  # noqa: BLE001 - the caller's object; what is wrong with the argument is said without it
        text = f"<{type(value).__name__}>"
    return text if len(text) <= limit else text[: limit - 1] + "…"


def clean(text: str) -> str:
    """Return the text with control, direction-changing and surrogate characters escaped."""
    return "".join(f"\\u{ord(char):04x}" if _is_hidden(char) else char for char in text)


def counted(count: int, noun: str, plural: str = "") -> str:
    """
    Return a number of things in words.

    Parameters
    ----------
    count
        How many.
    noun
        One of them.
    plural
        Several of them, if that is not the noun with an s.

    Examples
    --------
    >>> counted(1, "name"), counted(2_000, "name mixes", "names mix")
    ('1 name', '2,000 names mix')
    """
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def _is_hidden(char: str) -> bool:
    """Whether a character would act on a terminal instead of being seen there."""
    return char != "\n" and (unicodedata.category(char) in {"Cc", "Cs", "Co", "Cn"} or char in _DIRECTIONS)


def closest(name: str, candidates: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """
    Return the candidates that look most like ``name``, the best first.

    Examples
    --------
    >>> closest("Checkuot", ["Checkout", "Cart"])
    ('Checkout',)
    """
    by_folded: dict[str, str] = {}
    for candidate in candidates:
        by_folded.setdefault(candidate.casefold(), candidate)
    found = difflib.get_close_matches(name.casefold(), list(by_folded), n=count, cutoff=0.6)
    return tuple(by_folded[key] for key in found)


class CxJourneyError(Exception):
    """
    Base of every error that cxjourney raises on purpose.

    Parameters
    ----------
    message
        What was expected and what was found.
    code
        Stable identifier of the kind of error.
    hint
        What to do about it.
    source
        File or object the trouble is in, as the caller named it.
    line
        Line as an editor counts it, the header being line 1.
    column
        Column name.
    path
        Place inside a model, such as ``stages[2].touchpoints[0].emotion``.
    value
        The offending value, shortened.
    problems
        All problems found, when there are several.
    """

    default_code = "error"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        hint: str | None = None,
        source: str | None = None,
        line: int | None = None,
        column: str | None = None,
        path: str | None = None,
        value: str | None = None,
        problems: Sequence[Problem] = (),
    ) -> None:
        self.message = message
        self.code = code or self.default_code
        self.hint = hint
        self.source = source
        self.line = line
        self.column = column
        self.path = path
        self.value = value
        self.problems = tuple(problems)
        super().__init__(self._text())

    def _text(self) -> str:
        hint = clean(f"\nHint: {self.hint}") if self.hint else ""
        body = clean("\n".join([self.message, *(_problem_line(problem) for problem in self.problems)]))
        room = MESSAGE_LIMIT - len(hint)
        return (body if len(body) <= room else body[: room - 1] + "…") + hint

    def __str__(self) -> str:
        return self._text()

    def __reduce__(self) -> tuple[Any, ...]:
        facts = {name: getattr(self, name) for name in _FACTS}
        return (_rebuild, (type(self), self.message, facts))


_FACTS = ("code", "hint", "source", "line", "column", "path", "value", "problems")


def _rebuild(kind: type[CxJourneyError], message: str, facts: dict[str, Any]) -> CxJourneyError:
    return kind(message, **facts)


def _problem_line(problem: Problem) -> str:
    places = ", ".join(problem.places[:PLACES_LIMIT])
    more = ", …" if problem.count > len(problem.places[:PLACES_LIMIT]) and places else ""
    count = f" ({problem.count:,} times)" if problem.count > 1 else ""
    return f"- {problem.message}{count}" + (f": {places}{more}" if places else "")


class DataError(CxJourneyError, ValueError):
    """Events, surveys or a file cannot be read as asked."""

    default_code = "data"


class EmptyDataError(DataError):
    """There is nothing to work on."""

    default_code = "empty"


class MissingColumnError(DataError):
    """No column plays a role that is needed."""

    default_code = "missing_column"

    @classmethod
    def for_role(cls, role: str, wanted: str | None, present: Sequence[str], *, source: str | None = None) -> Self:
        """
        Describe a role without a column.

        Parameters
        ----------
        role
            The role, such as ``"customer"``.
        wanted
            The column name the caller gave, or None when the usual names were tried.
        present
            The columns that are there.
        source
            File or object they were read from.
        """
        names = ", ".join(show_value(name) for name in present[:20]) + (", …" if len(present) > 20 else "")
        asked = f"column {show_value(wanted)} for the {role}" if wanted else f"a column for the {role}"
        near = closest(wanted or role, present, 1)
        guess = f"did you mean {near[0]!r}? " if near else ""
        return cls(
            f"{source or 'The data'}: expected {asked}, found the columns {names or '(none)'}.",
            hint=f"{guess}pass {role}=<column name>.",
            source=source,
            column=wanted,
        )


class BadRowsError(DataError):
    """Rows break a rule; the first of each kind are named in ``problems``."""

    default_code = "bad_rows"


class FileFormatError(DataError):
    """A file is not what its name or its first bytes promise."""

    default_code = "file_format"


class LimitError(DataError):
    """A limit was crossed; the message names it, its value and how to raise it."""

    default_code = "limit"


class StatisticsError(CxJourneyError, ValueError):
    """Statistics that cannot be added, loaded or used together."""

    default_code = "statistics"


class ModelError(CxJourneyError, ValueError):
    """A map or another model contradicts itself."""

    default_code = "model"


class OptionError(CxJourneyError, ValueError):
    """An argument has a value that cannot be used."""

    default_code = "option"

    @classmethod
    def for_choice(cls, name: str, value: object, choices: Sequence[str]) -> Self:
        """
        Describe a value outside the allowed choices.

        Parameters
        ----------
        name
            The argument.
        value
            What was given.
        choices
            What is allowed.
        """
        near = closest(value, choices, 1) if isinstance(value, str) else ()
        listed = ", ".join(show_value(choice) for choice in choices[:20]) + (", …" if len(choices) > 20 else "")
        hint = f"did you mean {near[0]!r}?" if near else f"use one of: {listed}." if choices else "there is none to choose from here."
        return cls(f"{name}={show_value(value)} is not one of {listed or '(none)'}.", hint=hint, value=show_value(value))


class RenderError(CxJourneyError, RuntimeError):
    """A picture cannot be drawn or written."""

    default_code = "render"


class MissingDependencyError(CxJourneyError, ImportError):
    """An optional package is not installed."""

    default_code = "missing_dependency"

    @classmethod
    def for_package(cls, package: str, extra: str, purpose: str) -> Self:
        """
        Describe an optional package that is missing.

        Parameters
        ----------
        package
            Name on the package index.
        extra
            The extra of cxjourney that installs it.
        purpose
            What it is needed for.
        """
        return cls(f"{purpose} needs the package {package!r}, which is not installed.", hint=f'run: pip install "cxjourney[{extra}]"')


class CxJourneyWarning(UserWarning):
    """Something was accepted that deserves a look; the returned object says the same."""
