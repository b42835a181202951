"""Start and complete rows of one activity as one visit."""

from __future__ import annotations

from typing import Any

import pytest

from cxjourney.errors import BadRowsError

HEADER = "case,time,activity,lifecycle:transition,channel,csat\n"


def visits(log: Any, customer: str = "c1") -> list[tuple[str, int]]:
    """Return touchpoint and hour of each visit."""
    return [(visit.touchpoint, visit.time.hour) for visit in log.journey(customer).visits]


def test_a_start_and_its_completion_are_one_visit(read: Any) -> None:
    """At the time of the start, with what only the completion says."""
    log = read(HEADER + "c1,2026-01-01T08:00:00Z,X-ray,start,,\nc1,2026-01-01T09:00:00Z,X-ray,complete,room 1,4\n")

    (visit,) = log.journey("c1").visits
    assert (visit.time.hour, visit.channel, visit.scores) == (8, "room 1", (("csat", 4.0),))
    assert (log.quality.rows, log.quality.kept, log.quality.merged) == (2, 1, 1)


def test_the_k_th_start_belongs_to_the_k_th_completion(read: Any) -> None:
    """Also when one begins before the other ends."""
    hours = [(8, "start"), (9, "START"), (10, "complete"), (11, "Complete"), (12, "complete"), (13, "start")]
    log = read(HEADER + "".join(f"c1,2026-01-01T{hour:02}:00:00Z,A,{word},,\n" for hour, word in hours))

    assert visits(log) == [("A", 8), ("A", 9), ("A", 12), ("A", 13)]
    assert (log.quality.rows, log.quality.kept, log.quality.merged) == (6, 4, 2)


def test_a_log_that_begins_in_the_middle_shifts_no_pair(read: Any) -> None:
    """The first completion has lost its start; rows of one instant begin before they end."""
    hours = [(7, "complete"), (8, "complete"), (8, "start"), (9, "complete"), (10, "start")]
    log = read(HEADER + "".join(f"c1,2026-01-01T{hour:02}:00:00Z,A,{word},,\n" for hour, word in hours))

    assert visits(log) == [("A", 7), ("A", 8), ("A", 9), ("A", 10)]


def test_other_transitions_are_no_visits(read: Any) -> None:
    """They are counted, and names that only they have disappear."""
    log = read(
        HEADER + "c1,2026-01-01T08:00:00Z,A,schedule,,\nc1,2026-01-01T09:00:00Z,A,complete,,\nc2,2026-01-01T09:00:00Z,B,suspend,fax,\n"
    )

    assert visits(log) == [("A", 9)]
    assert (log.touchpoints, log.channels, log.n_customers, log.quality.merged) == (("A",), (), 1, 2)


def test_a_column_of_other_words_is_not_used_unasked(read: Any) -> None:
    """Registration types need not be transitions."""
    text = "case,time,activity,registration_type\nc1,2026-01-01T08:00:00Z,A,online\n"

    assert "was not used" in " ".join(read(text).quality.notes)
    with pytest.raises(BadRowsError, match="not a lifecycle transition"):
        read(text, lifecycle="registration_type")
