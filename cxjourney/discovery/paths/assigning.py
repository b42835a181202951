"""Put the journeys of a log to groups that were found before, in this log or another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.discovery.paths.clustering import nearest
from cxjourney.discovery.paths.grouping import ASSIGNED, CHARACTERS
from cxjourney.errors import OptionError
from cxjourney.ingest.event_log import EventLog
from cxjourney.ingest.visit_groups import check_divisible, divided
from cxjourney.statistics.path_run import path_run
from cxjourney.statistics.resolve import Declared, check_type, instant, microseconds
from cxjourney.statistics.visits import plain_sql, sessions_sql

if TYPE_CHECKING:
    from datetime import datetime

    from cxjourney.model.journey_groups import JourneyGroups


def assign(found: JourneyGroups, events: EventLog, column: str, observed_until: datetime | None) -> EventLog:
    """
    Return a log whose visits belong to the group of their journey.

    Parameters
    ----------
    found
        The groups.
    events
        The log.
    column
        Name of the column.
    observed_until
        End of the observation; None for the last event.

    Raises
    ------
    OptionError
        If there are no groups, the log has the column already, or it knows none of the touchpoints.
    DataError
        If the rows are in another engine.
    """
    check_type("events", events, EventLog)
    check_divisible(events, column)
    place = {name: code for code, name in enumerate(events.touchpoints)}
    if not any(name in place for group in found.groups for name in group.touchpoints):
        raise OptionError(
            "there is no group with a touchpoint of this log." if found.groups else "there are no groups.",
            hint="find groups in it with journey_groups(events).",
        )
    unknown = len(place)
    representatives = [[place.get(name, unknown) for name in group.touchpoints] for group in found.groups]
    gap = microseconds(found.journey_gap, "journey_gap")
    with path_run(events, Declared(), gap=gap, until=instant(observed_until, "observed_until"), merge=found.merged_repeats) as run:
        run.count_variants(seed=found.seed, longest=CHARACTERS)
        variants = run.common(ASSIGNED, longest=CHARACTERS)
        labels, _ = nearest([each.path for each in variants], representatives)
        coded = run.code({"code": [each.code for each in variants], "new_code": labels.tolist()})
        source = plain_sql(events, "e.touchpoint", "") if gap is None else sessions_sql(events, "e.touchpoint", gap, "")
        assigned = run.work.make(
            "assigned",
            f"""SELECT s.customer, s.position, j.code AS member FROM ({source}) AS s
                JOIN {coded} j ON j.customer = s.customer AND j.journey = s.journey WHERE j.code >= 0""",
        )
        return divided(events, column, [group.name for group in found.groups], assigned)
