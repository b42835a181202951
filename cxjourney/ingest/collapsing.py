"""Runs of the same touchpoint within a short time as one visit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from cxjourney.errors import OptionError
from cxjourney.ingest.content import FLAGS
from cxjourney.ingest.dictionary import NONE
from cxjourney.ingest.selection import name_codes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxjourney.ingest.content import Content

_MICROSECOND = timedelta(microseconds=1)
_FIRST = "(time, position)"


@dataclass(frozen=True)
class Collapsed:
    """
    A log whose runs are one visit each.

    Parameters
    ----------
    content
        The log.
    merged
        Events that became part of another one.
    visits
        Visits that were several events.
    lost_scores
        Scores left out because their visit had one of that metric.
    """

    content: Content
    merged: int
    visits: int
    lost_scores: int


def collapsed(content: Content, within: timedelta, touchpoints: str | Iterable[str] | None) -> Collapsed:
    """
    Return a log in which events of one customer that follow each other at one touchpoint are one visit.

    A run ends where another event comes between, the channel, a group or the journey changes, or the silence is
    longer than ``within``. The visit has the time of its first event, the sum of the money, and of each other
    fact the first that is known; a flag is a yes if any event says so.

    Parameters
    ----------
    content
        The log.
    within
        Longest time between two events of a run.
    touchpoints
        Touchpoints whose runs to collapse; None is all.

    Raises
    ------
    OptionError
        If a touchpoint is not in the log, or the time is not positive.
    """
    if not isinstance(within, timedelta):
        message = f"within must be a timedelta, not {type(within).__name__}"
        raise TypeError(message)
    if within <= timedelta(0):
        raise OptionError(f"within={within!r} is not positive.", hint="say how long a run may pause: timedelta(minutes=1).")
    engine, columns = content.engine, content.stored()
    runs, store = engine.unique_name("runs"), engine.unique_name("store")
    engine.execute(f"CREATE TABLE {runs} AS {_runs(content, within // _MICROSECOND, touchpoints)}")
    keys = ["customer", *(["journey"] if content.journeys else [])]
    fields = ", ".join(column if column in keys else f"{_merged(column)} AS {column}" for column in columns)
    engine.execute(f"CREATE TABLE {store} AS SELECT {fields} FROM {runs} GROUP BY {', '.join(keys)}, run")
    before, after = (engine.rows(f"SELECT count(*) FROM {table}")[0][0] for table in (runs, store))
    visits = engine.rows(f"SELECT count(*) FROM (SELECT 1 FROM {runs} GROUP BY {', '.join(keys)}, run HAVING count(*) > 1)")[0][0]
    scores = " + ".join([*(f"count(score_{number})" for number in range(len(content.metrics))), "0"])
    given, kept = (engine.rows(f"SELECT {scores} FROM {table}")[0][0] for table in (runs, store))
    other = replace(content, store=store, verbatims=_verbatims(content, runs, keys))
    engine.execute(f"DROP TABLE {runs}")
    return Collapsed(other, before - after, visits, given - kept)


def _runs(content: Content, within: int, touchpoints: str | Iterable[str] | None) -> str:
    """Return SQL of the events with the number of their run among those of the customer."""
    journey = ", journey" if content.journeys else ""
    order = f"OVER (PARTITION BY customer{journey} ORDER BY time, position)"
    divides = [column for column in content.stored() if column in {"touchpoint", "channel"} or column.startswith("group_")]
    same = " AND ".join(f"{column} = lag({column}) {order}" for column in divides)
    chosen = "" if touchpoints is None else f" AND touchpoint IN ({name_codes(content, 'touchpoint', touchpoints)})"
    follows = f"COALESCE({same} AND time - lag(time) {order} <= {within}{chosen}, FALSE)"
    marked = f"SELECT *, CASE WHEN {follows} THEN 0 ELSE 1 END AS opens FROM {content.store}"
    number = f"sum(opens) OVER (PARTITION BY customer{journey} ORDER BY time, position ROWS UNBOUNDED PRECEDING)"
    return f"SELECT * EXCLUDE (opens), {number} AS run FROM ({marked})"


def _merged(column: str) -> str:
    if column == "time":
        return "min(time)"
    if column == "position":
        return f"arg_min(position, {_FIRST})"
    if column == "value":
        return "CAST(sum(value) AS BIGINT)"
    if column in FLAGS:
        return f"max({column})"
    if column == "weight" or column.startswith("score_"):
        return f"arg_min({column}, {_FIRST}) FILTER (WHERE {column} IS NOT NULL)"
    return f"COALESCE(arg_min({column}, {_FIRST}) FILTER (WHERE {column} >= 0), {NONE})"


def _verbatims(content: Content, runs: str, keys: list[str]) -> str:
    """Return the table of texts at the visits that their events became."""
    if not content.verbatims:
        return ""
    name = content.engine.unique_name("verbatims")
    first = f"arg_min(position, {_FIRST}) OVER (PARTITION BY {', '.join(keys)}, run)"
    content.engine.execute(
        f"CREATE TABLE {name} AS SELECT r.first AS position, t.time, t.text FROM {content.verbatims} AS t "
        f"JOIN (SELECT position, {first} AS first FROM {runs}) AS r USING (position)"
    )
    return name
