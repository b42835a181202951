"""Local time as pieces of constant offset, with the hours that do not exist and those that come twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

REGULAR, NONEXISTENT, AMBIGUOUS = 0, 1, 2

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 86_400_000_000
EARLIEST = -62_135_596_800_000_000
LATEST = 253_402_300_799_999_999
_FAR = 2**62
_STEP = timedelta(days=1)
_COARSE_STEP = timedelta(days=28)
_RULES_FROM, _RULES_TO = datetime(1880, 1, 1, tzinfo=UTC), datetime(2101, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Piece:
    """
    A span of local time.

    Parameters
    ----------
    start, end
        Local microseconds since 1970, the end excluded.
    offset
        Microseconds to subtract to get UTC.
    kind
        `REGULAR`, `NONEXISTENT` or `AMBIGUOUS`.
    """

    start: int
    end: int
    offset: int
    kind: int


def local_pieces(zone: ZoneInfo, first: int, last: int) -> tuple[Piece, ...]:
    """
    Return the pieces of local time that cover a span, and everything before and after it.

    Parameters
    ----------
    zone
        The zone.
    first, last
        Local microseconds since 1970.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> pieces = local_pieces(ZoneInfo("Europe/Berlin"), 1_767_225_600_000_000, 1_798_675_200_000_000)
    >>> [piece.kind for piece in pieces]
    [0, 1, 0, 2, 0]
    """
    changes = _changes(zone, _moment(first), _moment(last))
    pieces = []
    start = -_FAR
    for at, before, after in changes:
        earlier, later = sorted((at + before, at + after))
        pieces.append(Piece(start, earlier, before, REGULAR))
        pieces.append(Piece(earlier, later, before, NONEXISTENT if after > before else AMBIGUOUS))
        start = later
    pieces.append(Piece(start, _FAR, changes[-1][2] if changes else _offset(zone, _moment(first)), REGULAR))
    return tuple(piece for piece in pieces if piece.start < piece.end)


def to_microseconds(moment: datetime) -> int:
    """
    Return an aware datetime as microseconds since 1970.

    Parameters
    ----------
    moment
        An aware datetime.
    """
    return (moment - EPOCH) // timedelta(microseconds=1)


def from_microseconds(microseconds: int) -> datetime:
    """
    Return microseconds since 1970 as a datetime in UTC.

    Parameters
    ----------
    microseconds
        Microseconds since 1970.
    """
    return EPOCH + timedelta(microseconds=microseconds)


def _moment(microseconds: int) -> datetime:
    # Two days inside the range of datetime, so that any offset can be added.
    return from_microseconds(min(max(microseconds, EARLIEST + 2 * DAY), LATEST - 2 * DAY))


def _offset(zone: ZoneInfo, moment: datetime) -> int:
    return (moment.astimezone(zone).utcoffset() or timedelta()) // timedelta(microseconds=1)


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> list[tuple[int, int, int]]:
    """Return the changes of offset from a day before the first to a day after the last: instant, offset before, offset after."""
    days = _days(max(first, _moment(EARLIEST) + _STEP) - _STEP, min(last, _moment(LATEST) - _STEP) + _STEP)
    offsets = [(day, _offset(zone, day)) for day in days]
    found = []
    for (day, before), (following, after) in pairwise(offsets):
        if before != after:
            found.append((_instant(zone, day, following), before, after))
    return found


def _days(first: datetime, last: datetime) -> list[datetime]:
    """Return moments a day apart, and four weeks apart where only yearly rules or none are in force."""
    moments = [first]
    while moments[-1] < last:
        step = _STEP if _RULES_FROM <= moments[-1] <= _RULES_TO else _COARSE_STEP
        moments.append(moments[-1] + min(step, last - moments[-1]))
    return moments


def _instant(zone: ZoneInfo, before: datetime, after: datetime) -> int:
    """Return the first second of the new offset, by halving."""
    low, high = to_microseconds(before) // 1_000_000, to_microseconds(after) // 1_000_000
    old = _offset(zone, before)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, from_microseconds(middle * 1_000_000)) == old:
            low = middle
        else:
            high = middle
    return high * 1_000_000
