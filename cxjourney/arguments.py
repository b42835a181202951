"""What any function asks of its arguments, so that the same mistake gets the same message everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from cxjourney.errors import OptionError, show_value

if TYPE_CHECKING:
    from collections.abc import Sequence

Item = TypeVar("Item")

_ENDLESS = 1e300

LARGEST = 2**31 - 1
"""The largest number that any database takes where one says how many."""


def check_choice(name: str, given: object, choices: Sequence[str]) -> None:
    """
    Refuse what is not one of a few words.

    Parameters
    ----------
    name
        The argument.
    given
        What was given, of whatever type.
    choices
        What is allowed.

    Raises
    ------
    OptionError
        If it is none of them.

    Examples
    --------
    >>> check_choice("direction", "rtl", ["ltr", "rtl"])
    """
    # Tables cannot be hashed, and compare with anything element by element.
    if not isinstance(given, str) or given not in choices:
        raise OptionError.for_choice(name, given, choices)


def check_text(name: str, given: object, *, meaning: str = "text") -> None:
    """
    Refuse what is no text; nothing at all will do.

    Parameters
    ----------
    name
        The argument.
    given
        What was given.
    meaning
        What the text is, for the message.

    Raises
    ------
    TypeError
        If it is of another type.
    """
    if given is not None and not isinstance(given, str):
        message = f"{name} takes {meaning}, found {_shown(given)}"
        raise TypeError(message)


def check_texts(**given: object) -> None:
    """
    Refuse arguments that are no text; nothing at all will do.

    Parameters
    ----------
    **given
        What was given, by argument.

    Raises
    ------
    TypeError
        If one is of another type.
    """
    for name, value in given.items():
        check_text(name, value)


def check_flag(name: str, given: object) -> None:
    """
    Refuse what is neither True nor False.

    Parameters
    ----------
    name
        The argument.
    given
        What was given.

    Raises
    ------
    TypeError
        If it is of another type.
    """
    if not isinstance(given, bool):
        message = f"{name} takes True or False, found {_shown(given)}"
        raise TypeError(message)


def whole_number(name: str, given: object, least: int, *, most: int | None = None) -> int:
    """
    Return a whole number, as Python's own type also where it comes from an array.

    Parameters
    ----------
    name
        The argument.
    given
        What was given.
    least, most
        The smallest and the largest that will do, if there is one.

    Raises
    ------
    TypeError
        If it is no whole number.
    OptionError
        If it is too small or too large.
    """
    if isinstance(given, bool) or not isinstance(given, Integral):
        message = f"{name} takes a whole number, found {_shown(given)}"
        raise TypeError(message)
    number = int(given)
    if number < least or (most is not None and number > most):
        bound = f"at most {most:,}" if most is not None and number > most else f"at least {least:,}"
        raise OptionError(f"{name}={show_value(number)} must be {bound}.", hint=f"for example {name}={max(least, 5)}.")
    return number


def is_number(given: object) -> bool:
    """
    Return whether something is a finite number; True is none.

    Parameters
    ----------
    given
        What was given.

    Examples
    --------
    >>> is_number(0.5), is_number(True), is_number(float("nan")), is_number("1")
    (True, False, False, False)
    """
    is_real = isinstance(given, Real) and not isinstance(given, bool)
    return is_real and abs(cast("float", given)) < _ENDLESS


def path_of(name: str, given: object) -> Path:
    """
    Return a path.

    Parameters
    ----------
    name
        The argument.
    given
        What was given.

    Raises
    ------
    TypeError
        If it is no path.
    """
    if not isinstance(given, (str, PathLike)):
        message = f"{name} takes a path as text or a Path, found {_shown(given)}"
        raise TypeError(message)
    return Path(given)


def check_mapping(name: str, given: object, *, meaning: str, optional: bool = True) -> None:
    """
    Refuse what is no mapping.

    Parameters
    ----------
    name
        The argument.
    given
        What was given.
    meaning
        What is mapped to what, for the message.
    optional
        Whether None will do, too.

    Raises
    ------
    TypeError
        If it is of another type.
    """
    if not (isinstance(given, Mapping) or (optional and given is None)):
        message = f"{name} takes a mapping of {meaning}, found {_shown(given)}"
        raise TypeError(message)


def items_of(name: str, given: Iterable[Item], meaning: str) -> tuple[Item, ...]:
    """
    Return the items of a collection; text is one item, as a table is.

    Parameters
    ----------
    name
        The argument.
    given
        What was given, of whatever type.
    meaning
        What the items are, for the message.

    Raises
    ------
    TypeError
        If there are no items, or they are keys or columns.

    Examples
    --------
    >>> items_of("goal", "Paid", "names of touchpoints"), items_of("goal", iter(["Paid", 1]), "names of touchpoints")
    (('Paid',), ('Paid', 1))
    """
    found: object = given
    if isinstance(found, str):
        return (cast("Item", found),)
    # Whoever iterates over a mapping or a table gets what nobody meant: its keys, or the names of its columns.
    is_odd = isinstance(found, (bytes, bytearray, Mapping, type)) or hasattr(found, "columns") or hasattr(type(found), "model_fields")
    if is_odd or not isinstance(found, Iterable) or getattr(found, "ndim", 1) == 0:
        raise _no_list(name, found, meaning)
    return tuple(found)


def texts_of(name: str, given: str | Iterable[str], meaning: str) -> tuple[str, ...]:
    """
    Return one text or several as a tuple.

    Parameters
    ----------
    name
        The argument.
    given
        What was given, of whatever type.
    meaning
        What the texts are, for the message.

    Raises
    ------
    TypeError
        If it is neither a text nor a collection of texts.

    Examples
    --------
    >>> texts_of("goal", "Paid", "names of touchpoints"), texts_of("goal", ["Paid", "Sent"], "names of touchpoints")
    (('Paid',), ('Paid', 'Sent'))
    """
    found = items_of(name, given, meaning)
    items: tuple[object, ...] = found
    for item in items:
        if not isinstance(item, str):
            raise _no_list(name, item, meaning)
    return found


def _no_list(name: str, found: object, meaning: str) -> TypeError:
    return TypeError(f"{name} takes {meaning}, found {_shown(found)}; give one by itself, or several in a list")


def _shown(found: object) -> str:
    return show_value(found) if found is None or isinstance(found, (str, bool)) else f"{type(found).__name__} {show_value(found)}"
