"""What any function asks of its arguments, so that the same mistake gets the same message everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar, cast

from cxjourney.errors import OptionError, show_value

if TYPE_CHECKING:
    from collections.abc import Sequence

Item = TypeVar("Item")


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
