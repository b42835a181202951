"""Clean the names of a log, and put its events together to visits."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from cxjourney.errors import counted
from cxjourney.ingest.collapsing import collapsed
from cxjourney.ingest.quality import EventQuality, measure_quality
from cxjourney.ingest.spelling import grouped, renamed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxjourney.ingest.content import Content
    from cxjourney.ingest.spelling import Grouping, Renaming, Respelled


class ShapedLog:
    """What an event log can be shaped into; each method returns another log and says in its quality what changed."""

    __slots__ = ()

    _content: Content
    quality: EventQuality
    source: str

    if TYPE_CHECKING:

        def __init__(self, content: Content, quality: EventQuality, source: str) -> None: ...

    def rename(
        self,
        *,
        touchpoints: Renaming | None = None,
        channels: Renaming | None = None,
        stages: Renaming | None = None,
        reasons: Renaming | None = None,
    ) -> Self:
        r"""
        Return the log with other names; names that become the same are one.

        Give a mapping from old names to new ones, or a function from name to name. A key made by ``re.compile``
        replaces the part of each name that it matches, with ``\1`` for what its first group matched. The first
        rule that fits a name counts. ``quality`` says what changed.

        Parameters
        ----------
        touchpoints, channels, stages, reasons
            What to rename.

        Raises
        ------
        OptionError
            If a name is not in the log, a pattern matches none or cannot be used, or a new name is empty.

        Notes
        -----
        Expressions are searched by the engine in time that grows with the length of the name only. It knows no
        look-ahead and no back references.

        Examples
        --------
        >>> import cxjourney as cx
        >>> events = cx.datasets.sample_shop(customers=100).events
        >>> "Web shop" in events.rename(channels={"Web": "Web shop"}).channels
        True
        """
        rules = {"touchpoint": touchpoints, "channel": channels, "stage": stages, "reason": reasons}
        return self._respelled(renamed(self._content, rules))

    def group(
        self,
        *,
        touchpoints: Grouping | None = None,
        channels: Grouping | None = None,
        stages: Grouping | None = None,
        reasons: Grouping | None = None,
    ) -> Self:
        """
        Return the log with several names as one, such as all product pages.

        Give for each new name the names it stands for: one or several, each as it is or as ``re.compile(...)``
        that is searched in every name. A name that several patterns match goes to the first group; names in no
        group stay. ``quality`` says what changed.

        Parameters
        ----------
        touchpoints, channels, stages, reasons
            Groups.

        Raises
        ------
        OptionError
            If a name is not in the log or in two groups, a pattern matches none or cannot be used, or a new name
            is empty.

        Examples
        --------
        >>> import re
        >>> import pandas as pd
        >>> import cxjourney as cx
        >>> pages = ["/product/1", "/product/22", "/cart"]
        >>> frame = pd.DataFrame({"customer": "a", "time": pd.date_range("2026-03-01", periods=3), "touchpoint": pages})
        >>> events = cx.read_events(frame)
        >>> events.group(touchpoints={"Product page": re.compile("^/product/[0-9]+$")}).touchpoints
        ('/cart', 'Product page')
        """
        groups = {"touchpoint": touchpoints, "channel": channels, "stage": stages, "reason": reasons}
        return self._respelled(grouped(self._content, groups))

    def collapse(self, within: timedelta = timedelta(minutes=1), *, touchpoints: str | Iterable[str] | None = None) -> Self:
        """
        Return the log with events that follow each other at one touchpoint within a short time as one visit.

        A run ends where another event comes between, the channel, a group or the journey changes, or the pause
        is longer than ``within``. The visit begins with its first event and has the sum of the money; a flag is a
        yes if any event says so, and of each metric the first score counts. ``quality`` counts the events as
        ``merged``. Use it for reloads and heartbeats; a return after minutes is rework, which a longer time hides.

        Parameters
        ----------
        within
            Longest pause between two events of a visit.
        touchpoints
            Touchpoints whose runs to collapse; None is all.

        Raises
        ------
        OptionError
            If a touchpoint is not in the log, or the time is not positive.
        """
        found = collapsed(self._content, within, touchpoints)
        visits = counted(found.visits, "visit", "visits")
        note = f"collapse: {counted(found.merged, 'event', 'events')} became part of {visits} (pauses of up to {within})."
        if found.lost_scores:
            note = f"{note} {counted(found.lost_scores, 'score was', 'scores were')} left out because the visit had one of that metric."
        return self._shaped(found.content, (note,), merged=found.merged)

    def _respelled(self, found: Respelled) -> Self:
        return self._shaped(found.content, found.notes)

    def _shaped(self, content: Content, notes: tuple[str, ...], *, merged: int = 0) -> Self:
        quality = self.quality.replace(
            **measure_quality(content).fields(), merged=self.quality.merged + merged, notes=(*self.quality.notes, *notes)
        )
        return type(self)(content, quality, self.source)
