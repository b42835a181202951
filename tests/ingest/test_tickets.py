"""Read contacts with support."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import cxjourney as cx
from cxjourney.errors import BadRowsError, CxJourneyError, MissingColumnError, OptionError
from cxjourney.ingest import EventLog, read_events, read_tickets

if TYPE_CHECKING:
    from pathlib import Path

TICKETS = pd.DataFrame(
    [
        ("a", "2026-01-02T09:00Z", "2026-01-02T10:00Z", "2026-01-03T09:00Z", "chat", "Delivery", "0", "2", "Closed", 4, "Thanks"),
        ("a", "2026-01-05T09:00Z", "2026-01-05T10:00Z", "", "phone", "Delivery", "1", "0", "Open", None, ""),
        ("b", "2026-01-06T09:00Z", "", "", "mail", "Refund", "", "", "New", 1, "Nobody answers"),
    ],
    columns=[
        "customer_id",
        "opened_at",
        "first_reply_at",
        "solved_at",
        "channel",
        "topic",
        "reopens",
        "handoffs",
        "state",
        "csat",
        "words",
    ],
)
READ: dict[str, Any] = {
    "customer": "Customer Email",
    "opened": "First Response Time",
    "resolved": "Time to Resolution",
    "channel": "Ticket Channel",
    "group": ["Ticket Priority", "Product Purchased"],
    "segment": "Customer Gender",
    "scores": {"csat": "Customer Satisfaction Rating"},
    "time_format": "%d-%m-%Y %H:%M",
}


def visits(log: EventLog) -> list[tuple[Any, ...]]:
    """Return every visit by name, with its flags and score."""
    columns = "c.key, touchpoint, channel, reason, reopened, handed_off, score_0"
    query = f"SELECT {columns} FROM {log.relation} JOIN {log.customer_relation} AS c USING (customer) ORDER BY position"
    return [
        (customer, log.touchpoints[touchpoint], log.channels[channel], log.reasons[reason], *rest)
        for customer, touchpoint, channel, reason, *rest in log.engine.rows(query)
    ]


def test_a_ticket_is_up_to_three_visits() -> None:
    """Flags stand at the contact, the score where the ticket ended; usual names are found."""
    log = read_tickets(TICKETS)

    assert visits(log) == [
        ("a", "Ticket opened", "chat", "Delivery", 0, 1, None),
        ("a", "First reply", "chat", "Delivery", None, None, None),
        ("a", "Ticket resolved", "chat", "Delivery", None, None, 4_000),
        ("a", "Ticket opened", "phone", "Delivery", 1, 0, None),
        ("a", "First reply", "phone", "Delivery", None, None, None),
        ("b", "Ticket opened", "mail", "Refund", None, None, 1_000),
    ]
    assert (log.contact_touchpoints, log.flags) == (("Ticket opened",), ("reopened", "handed_off"))
    assert (log.quality.rows, log.quality.added, log.quality.kept) == (3, 3, 6)


def test_an_answer_is_no_second_request() -> None:
    """Although its name speaks of a ticket: who was helped and stays away has asked once."""
    times = pd.to_datetime(["2026-01-02", "2026-03-01"], utc=True)
    tickets = pd.DataFrame({"customer_id": ["a", "b"], "opened_at": times, "resolved_at": times + pd.Timedelta("1D")})
    log = read_tickets(tickets)
    measures = {measure.name: measure.estimate for measure in cx.discover_map(log).touchpoint("Ticket opened").measures}

    assert log.reply_touchpoints == ("Ticket resolved",)
    assert (measures["repeat_contact_rate"].value, measures["repeat_contact_rate"].n) == (0, 1)


def test_a_ticket_that_waits_is_still_waiting() -> None:
    """No reply is no event: the life table censors it at the end of the log."""
    log = read_tickets(TICKETS)
    query = f"SELECT count(*) FROM {log.relation} WHERE touchpoint = {log.touchpoints.index('First reply')}"

    assert log.engine.rows(query) == [(2,)]


def test_the_status_goes_before_the_resolution() -> None:
    """A ticket that was opened again keeps an old date."""
    tickets = TICKETS.assign(solved_at="2026-02-01T09:00Z")
    log = read_tickets(tickets, status="state")

    assert [touchpoint for _, touchpoint, *_ in visits(log)].count("Ticket resolved") == 1
    assert "2 tickets have a resolution and are open by the status" in " ".join(log.quality.notes)


@pytest.mark.parametrize(("column", "kind"), [("first_reply_at", "first_reply_before_opened"), ("solved_at", "resolved_before_opened")])
def test_answers_before_questions_are_bad_rows(column: str, kind: str) -> None:
    """With their places; dropped, they are counted."""
    tickets = TICKETS.assign(**{column: "2026-01-01T00:00Z"})
    with pytest.raises(BadRowsError, match="earlier than the opening") as caught:
        read_tickets(tickets)

    assert kind in {problem.kind for problem in caught.value.problems}
    one = tickets.assign(**{column: ["2026-01-01T00:00Z", "", ""]})
    assert read_tickets(one, on_bad_rows="drop").quality.dropped_rows == 1


def test_a_resolution_may_precede_no_reply() -> None:
    """Each pair is checked."""
    with pytest.raises(BadRowsError, match="earlier than the first reply"):
        read_tickets(TICKETS.assign(solved_at=["2026-01-02T09:30Z", "", ""]))


def test_verbatims_stand_where_the_ticket_ended() -> None:
    """In the customer's words."""
    told = read_tickets(TICKETS, verbatim="words").verbatims()

    assert [(verbatim.text, verbatim.touchpoint) for verbatim in told] == [
        ("Nobody answers", "Ticket opened"),
        ("Thanks", "Ticket resolved"),
    ]


def test_contacts_join_the_journeys_of_customers(tmp_path: Path) -> None:
    """In time; new customers come in, journeys of sessions are those around the contact, and a file remembers it all."""
    rows = [("a", "2026-01-01", "Order", "s1", "web"), ("a", "2026-01-04", "Pay", "s2", "web"), ("c", "2026-01-04", "Order", "s1", "app")]
    events = read_events(pd.DataFrame(rows, columns=["customer", "time", "touchpoint", "journey", "channel"]))
    log = events.with_tickets(read_tickets(TICKETS, segment="state", group="words"))
    query = (
        f"SELECT touchpoint, j.key FROM {log.relation} AS e JOIN {log._content.journeys} AS j ON j.code = e.journey "
        f"JOIN {log.customer_relation} AS c USING (customer) WHERE c.key = 'a' ORDER BY time"
    )

    assert [(log.touchpoints[code], journey) for code, journey in log.engine.rows(query)] == [
        *(("Order", "s1"), ("Ticket opened", "s1"), ("First reply", "s1"), ("Ticket resolved", "s1")),
        *(("Pay", "s2"), ("Ticket opened", "s2"), ("First reply", "s2")),
    ]
    assert (log.n_customers, log.n_events, log.channels) == (3, 9, ("app", "chat", "mail", "phone", "web"))
    assert log.quality.rows + log.quality.added == log.quality.kept
    log.save(tmp_path / "log.parquet")
    assert read_events(tmp_path / "log.parquet") == log


def test_joining_in_either_order_gives_the_same_visits() -> None:
    """Names and customers are numbered anew."""
    events = read_events(pd.DataFrame({"customer": ["a", "z"], "time": "2026-01-01", "touchpoint": ["Order", "Pay"], "nps": [1, 2]}))
    tickets = read_tickets(TICKETS)
    one, other = events.with_tickets(tickets), tickets.with_tickets(events)

    assert one.touchpoints == other.touchpoints
    assert [one.journey(name).visits for name in ("a", "b", "z")] == [other.journey(name).visits for name in ("a", "b", "z")]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"names": ("A", "A", "B")}, OptionError),
        ({"names": ("A", "B")}, OptionError),
        ({"scores": {"csat": {"Pay": "csat"}}}, OptionError),
        ({"opened": "nowhere"}, MissingColumnError),
        ({"on_bad_rows": "skip"}, OptionError),
        ({"reopened": "topic"}, BadRowsError),
    ],
)
def test_what_cannot_be_used_is_refused(options: dict[str, Any], error: type[CxJourneyError]) -> None:
    """By name."""
    with pytest.raises(error):
        read_tickets(TICKETS, **options)


def test_a_usual_name_over_other_values_is_given_up() -> None:
    """And said."""
    log = read_tickets(TICKETS.assign(reopens="perhaps"))

    assert log.flags == ("handed_off",)
    assert "'reopens' holds other values" in " ".join(log.quality.notes)


@pytest.mark.parametrize("reason", ["Ticket Type", "Ticket Subject"])
def test_tickets_without_a_pattern_have_no_pain_point(real_data: Path, reason: str) -> None:
    """Made-up tickets: 1,365 of 2,769 resolutions precede the response, and satisfaction depends on nothing."""
    path = real_data / "tickets/customer_support_tickets.csv.gz"
    with pytest.raises(BadRowsError) as caught:
        read_tickets(path, reason=reason, **READ)
    log = read_tickets(path, reason=reason, on_bad_rows="drop", **READ)

    assert [(problem.kind, problem.count) for problem in caught.value.problems] == [
        ("missing_time", 2_819),
        ("resolved_before_opened", 1_365),
    ]
    assert log.quality.rows + log.quality.added == log.quality.kept + log.quality.dropped_rows
    assert cx.diagnose(cx.discover_map(log)).pain_points == ()


def test_days_beside_times_are_named() -> None:
    """A day is read as its midnight, which is before everything else on it."""
    rows = pd.DataFrame({"customer_id": ["a"], "opened": ["2026-01-05T10:00"], "resolved": ["2026-01-05"]})
    with pytest.raises(BadRowsError, match="days, which are read as midnight"):
        read_tickets(rows, resolved="resolved")
