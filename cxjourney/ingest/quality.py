"""What was read, what was left out, and what deserves a look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import AwareDatetime, Field

from cxjourney.errors import counted
from cxjourney.ingest.ties import count_ties
from cxjourney.ingest.zones import from_microseconds
from cxjourney.types import Probability
from cxjourney.value import Value
from cxjourney.wording import number

if TYPE_CHECKING:
    from datetime import datetime

    from cxjourney.ingest.content import Content

UNMATCHED_ANSWERS = "Survey answers without their visit:"
"""How the note starts on answers about a touchpoint that their customers did not visit."""

USUAL_YEARS = (631_152_000_000_000, 4_133_980_800_000_000)


class EventQuality(Value):
    """
    The report on an event log.

    ``rows`` and ``added`` together are always the sum of ``kept``, all counts in ``dropped``, ``blank`` and ``merged``.

    Parameters
    ----------
    rows
        Rows of the source, blank ones included.
    kept
        Events of the log.
    dropped
        Rows left out: reason and number.
    blank
        Blank lines.
    merged
        Rows that became part of another event (the start and the completion of one visit; an answer about a visit).
    added
        Events beyond the first that one row became (a row of milestones, of scores of several touchpoints).
    first_time, last_time
        Time span of the events.
    tied_events
        Events at the same instant as another event of the same journey.
    tie_share
        Their share.
    duplicates
        Events equal to an earlier one in everything the log holds; they are kept.
    timezone
        Zone that times without one were read in.
    columns
        Role and column.
    notes
        Sentences on what was decided and what looks odd.

    Examples
    --------
    >>> quality = EventQuality(rows=12, kept=9, dropped=(("missing_time", 2),), blank=1)
    >>> quality.rows == quality.kept + quality.dropped_rows + quality.blank + quality.merged
    True
    """

    rows: int = Field(ge=0)
    kept: int = Field(ge=0)
    dropped: tuple[tuple[str, int], ...] = ()
    blank: int = Field(default=0, ge=0)
    merged: int = Field(default=0, ge=0)
    added: int = Field(default=0, ge=0)
    first_time: AwareDatetime | None = None
    last_time: AwareDatetime | None = None
    tied_events: int = Field(default=0, ge=0)
    tie_share: Probability = 0.0
    duplicates: int = Field(default=0, ge=0)
    timezone: str = "UTC"
    columns: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def dropped_rows(self) -> int:
        """Number of rows left out, blank ones not counted."""
        return sum(count for _, count in self.dropped)

    def map_notes(self) -> tuple[str, ...]:
        """Return the notes that change what a map says, which therefore stand on the map too."""
        return tuple(note for note in self.notes if note.startswith(UNMATCHED_ANSWERS))

    def facts(self) -> tuple[tuple[str, str], ...]:
        """Return the report as pairs of a caption and a text."""
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in self.dropped)
        span = f"{_clock(self.first_time)} to {_clock(self.last_time)} UTC"
        return (
            ("rows read", f"{self.rows:,}"),
            ("events kept", f"{self.kept:,}"),
            ("rows dropped", f"{self.dropped_rows:,}" + (f" ({reasons})" if reasons else "")),
            ("blank lines", f"{self.blank:,}"),
            ("rows merged into visits", f"{self.merged:,}"),
            *((("further visits of rows", f"{self.added:,}"),) if self.added else ()),
            ("time span", span),
            ("tied events", f"{self.tied_events:,} ({number(self.tie_share, 'share')})"),
            ("exact duplicates", f"{self.duplicates:,}"),
            ("columns", ", ".join(f"{role} = {column}" for role, column in self.columns)),
        )

    def __str__(self) -> str:
        lines = [f"{caption}: {text}" for caption, text in self.facts()]
        return "\n".join([*lines, *(f"- {note}" for note in self.notes)])


def _clock(moment: datetime | None) -> str:
    return moment.isoformat(" ", "seconds")[:19] if moment else "none"


@dataclass(frozen=True)
class Measured:
    """
    What the events themselves say about their quality.

    Parameters
    ----------
    rows
        Number of events.
    first, last
        Microseconds since 1970 of the first and the last one.
    odd_years
        Events before 1990 or after 2100.
    tied
        Events at the same instant as another one of the same journey.
    duplicates
        Events equal to an earlier one.
    """

    rows: int
    first: int
    last: int
    odd_years: int
    tied: int
    duplicates: int

    def fields(self) -> dict[str, object]:
        """Return the fields of `EventQuality` that these are."""
        return {
            "kept": self.rows,
            "first_time": from_microseconds(self.first),
            "last_time": from_microseconds(self.last),
            "tied_events": self.tied,
            "tie_share": self.tied / self.rows,
            "duplicates": self.duplicates,
        }


def measure_quality(content: Content) -> Measured:
    """
    Return what the events of a log say about their quality.

    Parameters
    ----------
    content
        A log that is not empty.
    """
    low, high = USUAL_YEARS
    query = f"SELECT count(*), min(time), max(time), count(*) FILTER (WHERE time NOT BETWEEN {low} AND {high}) FROM {content.store}"
    rows, first, last, odd_years = content.engine.rows(query)[0]
    tied, copies = count_ties(content, rows)
    return Measured(rows, first, last, odd_years, tied, copies)


def log_notes(measured: Measured, cut: int) -> tuple[str, ...]:
    """
    Return sentences on times that deserve a look.

    Parameters
    ----------
    measured
        What the events say.
    cut
        Times finer than a microsecond.
    """
    notes = []
    if measured.odd_years:
        lie = counted(measured.odd_years, "event lies", "events lie")
        notes.append(f"{lie} before 1990 or after 2100; such years often stand for an unknown date.")
    if cut:
        ties = "; some of the ties may come from that" if measured.tied else ""
        notes.append(f"{counted(cut, 'time is', 'times are')} finer than a microsecond and lost the rest{ties}.")
    return tuple(notes)
