"""How many tables a measurement takes, so that it can be told how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.statistics.layout import LAYOUT

if TYPE_CHECKING:
    from cxjourney.ingest.event_log import EventLog
    from cxjourney.statistics.settings import MeasureSettings

_ONCE = ("responses", "gap_times", "life", "transitions", "second_order", "reasons")
"""Tables that are taken from all visits at once."""


def expected_tables(events: EventLog, settings: MeasureSettings, blocks: int) -> int:
    """
    Return about how many tables are taken of a log; only what is shown depends on it.

    Parameters
    ----------
    events
        Checked event log.
    settings
        What is measured.
    blocks
        From how many blocks of customers most of the tables are taken.

    Examples
    --------
    >>> import cxjourney as cx
    >>> events = cx.datasets.sample_shop(customers=50).events
    >>> settings = cx.measure(events).settings
    >>> expected_tables(events, settings, 2) < 2 * expected_tables(events, settings, 1)
    True
    """
    absent = {
        "channel_": not events.channels,
        "segment_": not events.segments,
        "reasons": not events.reasons,
        "responses": "invited" not in events.flags,
        "experience": not events.metrics,
        "landmark_scores": not events.metrics or not settings.goal,
        "landmark_waits": not settings.landmark_waits or not settings.goal,
        "goal_times": not settings.goal,
        "weighted_": settings.weight_unit is None,
    }
    hidden = tuple(start for start, never in absent.items() if never)
    names = [name for name in LAYOUT if not name.startswith(hidden) and "squares" not in name]
    scores = [name for name in names if "score" in name and not name.startswith("landmark")]
    once = [name for name in names if name in _ONCE]
    first = [name for name in names if name.endswith("_cells")]  # visits are counted once, their customers in every block
    money = 1  # it is added to the totals, which are taken of every block
    return (len(names) - len(scores) - len(once)) * blocks + len(once) + len(first) + (len(scores) if events.metrics else 0) + money
