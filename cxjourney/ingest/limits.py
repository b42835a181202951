"""How much of everything is read before an input is refused."""

from __future__ import annotations

from dataclasses import dataclass, fields
from numbers import Integral

from cxjourney.errors import OptionError, show_value

GIB = 1 << 30
MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    Sizes past which an input is refused; each one can be raised.

    Parameters
    ----------
    bytes
        Bytes a compressed file may unpack to.
    ratio
        How many times larger than the file they may be.
    columns
        Columns of a table.
    label_length
        Characters of a name.
    record_bytes
        Bytes of one row of a text file; a quote that is never closed ends here.
    json_depth
        Nesting of a JSON document.
    xml_depth
        Nesting of an XML document.
    memory
        Bytes the engine holds before it writes to disk; None is four fifths of the machine's memory.

    Raises
    ------
    OptionError
        If a limit is not a positive number.

    Examples
    --------
    >>> Limits(ratio=1_000).ratio
    1000
    """

    bytes: int = 4 * GIB
    ratio: int = 200
    columns: int = 2_000
    label_length: int = 2_000
    record_bytes: int = 16 * MIB
    json_depth: int = 200
    xml_depth: int = 64
    memory: int | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value: object = getattr(self, field.name)
            if value is None and field.name == "memory":
                continue
            if isinstance(value, bool) or not isinstance(value, Integral) or value <= 0:
                message = f"Limits({field.name}={show_value(value)}): expected a positive whole number."
                raise OptionError(message, hint=f"leave {field.name} out for its default.", value=show_value(value))


def limits_of(given: Limits | None) -> Limits:
    """
    Return the limits of a call: as given, else the usual ones.

    Parameters
    ----------
    given
        What the caller gave.

    Raises
    ------
    TypeError
        If it is something else.
    """
    limits: object = Limits() if given is None else given
    if not isinstance(limits, Limits):
        message = f"limits takes Limits, such as Limits(ratio=1_000), found {type(limits).__name__}"
        raise TypeError(message)
    return limits
