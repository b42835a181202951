"""What misleads in exports of survey and support tools; the exports are written by hand, a few rows each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cxjourney.errors import BadRowsError, DataError, OptionError
from cxjourney.ingest import read_surveys, read_tickets

if TYPE_CHECKING:
    from pathlib import Path

    from cxjourney.ingest import EventLog

QUALTRICS = (
    "Status,Progress,RecordedDate,ResponseId,DistributionChannel,Q1\n"
    'Response Type,Progress,Recorded Date,Response ID,Distribution Channel,"How likely?"\n'
    '"{""ImportId"":""status""}","{""ImportId"":""progress""}","{""ImportId"":""recordedDate""}","{""ImportId"":""_recordId""}",'
    '"{""ImportId"":""distributionChannel""}","{""ImportId"":""QID1""}"\n'
    "IP Address,100,2026-03-02 09:00:00,R_1,anonymous,9\n"
    "Survey Preview,100,2026-03-02 09:01:00,R_2,preview,0\n"
    "IP Address,100,2026-03-02 09:02:00,R_3,preview,0\n"
    "0,50,2026-03-02 09:03:00,R_4,email,\n"
    "1,100,2026-03-02 09:04:00,R_5,email,1\n"
    "256,100,2026-03-02 09:05:00,R_6,anonymous,10\n"
)
FEEDBACK = (
    "hs_object_id,hs_contact_id,hs_submission_timestamp,hs_survey_type,hs_value,hs_response_group,hs_content,hs_survey_channel\n"
    "1,501,2026-03-02T09:00:00Z,NPS,9,PROMOTER,kind,EMAIL\n"
    "2,501,2026-03-02T10:00:00Z,CSAT,2,HAPPY,,WEB\n"
    "3,502,2026-03-02T10:00:00Z,CES,3,DIFFICULT,slow,EMAIL\n"
    "4,502,2026-03-02T11:00:00Z,CUSTOM,4,,,EMAIL\n"
)
HUBSPOT = (
    "Ticket ID,Associated Contact IDs,createdate,first_agent_reply_date,time_to_close,hs_pipeline_stage,source_type,hs_ticket_category\n"
    "1,501,2026-03-02T09:00:00.000Z,2026-03-02T09:30:00.000Z,5400000,4,EMAIL,BILLING\n"
    "2,502,2026-03-02T10:00:00.000Z,,,1,CHAT,\n"
)
ZENDESK = (
    "Id,Requester id,Status,Via,Created at,Satisfaction Score,Group stations,Reopens,First reply time (hrs),Full resolution time (hrs)\n"
    "11,501,Closed,Web,2026-03-02 09:00,Good,3,0,0.5,24\n"
    "12,502,Closed,Mail,2026-03-02 10:00,Bad,1,1,1,2\n"
    "13,503,Open,Mail,2026-03-02 11:00,Offered,0,0,,\n"
)
FRESHDESK = (
    "Ticket ID,Subject,Status,Source,Type,Created time,Resolved time,Initial response time,First response time (in hrs),Contact ID\n"
    "1,Late,Closed,Email,Delivery,2026-03-02 09:00:00,2026-03-03 09:00:00,2026-03-02 18:00:00,00:30:00,501\n"
    "2,Late,2,3,Delivery,2026-03-02 10:00:00,,,,502\n"
    "3,Offer,Closed,Outbound Email,,2026-03-02 11:00:00,2026-03-02 11:30:00,,,503\n"
)
SALESFORCE = (
    "Id,IsDeleted,CaseNumber,ContactId,Type,Status,Reason,Origin,CreatedDate,ClosedDate,IsEscalated\n"
    "5001,false,00001,003A,Problem,Closed,Delivery,Phone,2026-03-02T09:00:00.000Z,2026-03-02T11:00:00.000+0000,true\n"
    "5002,true,00002,003B,Problem,Closed,Delivery,Web,2026-03-02T09:00:00.000Z,2026-03-02T10:00:00.000Z,false\n"
    "5003,false,00003,003A,Question,New,,Web,2026-03-03T09:00:00.000Z,,false\n"
)
INTERCOM = (
    "id,created_at,state,source.type,source.delivered_as,source.author.id,statistics.time_to_admin_reply,statistics.first_admin_reply_at,"
    "statistics.last_close_at,statistics.count_reopens,statistics.count_assignments,conversation_rating.rating\n"
    "1,1772442000,closed,conversation,customer_initiated,u1,60,1772445600,1772449200,0,2,5\n"
    "2,1772442000,snoozed,email,customer_initiated,u2,,,1772449200,1,1,\n"
    "3,1772442000,open,email,automated,a9,,,,0,0,\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Any:
    """Return a function that writes a text to a file."""

    def written(text: str) -> Path:
        path = tmp_path / "export.csv"
        path.write_text(text)
        return path

    return written


def visits(log: EventLog) -> list[tuple[Any, ...]]:
    """Return customer, touchpoint, minutes after nine, and flags of every visit."""
    flags = [flag for flag in ("reopened", "handed_off") if flag in log.flags]
    columns = ", ".join(["c.key", "touchpoint", "CAST((time - 1772442000000000) / 60000000 AS INTEGER)", *flags])
    query = f"SELECT {columns} FROM {log.relation} JOIN {log.customer_relation} AS c USING (customer) ORDER BY c.key, time, position"
    return [(customer, log.touchpoints[code], *rest) for customer, code, *rest in log.engine.rows(query)]


def test_previews_are_no_answers(file: Any) -> None:
    """By their status in words or numbers, or by the channel; all of them are counted."""
    log = read_surveys(file(QUALTRICS), preset="qualtrics", scores={"nps": "Q1"})

    assert (log.n_events, log.journey("R_1").visits[0].scores) == (1, (("nps", 9.0),))
    assert log.quality.dropped == (("without_Status", 3), ("without_DistributionChannel", 1), ("no_answer", 1))
    assert (log.quality.rows, log.quality.kept) == (6, 1)


def test_qualtrics_is_recognised(file: Any) -> None:
    """Its rows of header are bad rows without the preset."""
    with pytest.raises(BadRowsError, match="preset='qualtrics'"):
        read_surveys(file(QUALTRICS), customer="ResponseId", time="RecordedDate", scores={"nps": "Q1"})


def test_feedback_of_hubspot_tells_its_metrics(file: Any) -> None:
    """Scores of several kinds in one column, CSAT from 0 to 2, and answers without a scale left out."""
    log = read_surveys(file(FEEDBACK), preset="hubspot")
    scores = sorted(score for name in ("501", "502") for visit in log.journey(name).visits for score in visit.scores)

    assert scores == [("ces2", 3.0), ("csat", 2.0), ("nps", 9.0)]
    assert (log.channels, {verbatim.text for verbatim in log.verbatims()}) == (("EMAIL", "WEB"), {"kind", "slow"})
    assert log.quality.dropped == (("without_hs_survey_type", 1),)
    with pytest.raises(BadRowsError, match="csat is a number from 0 to 2"):
        read_surveys(file(FEEDBACK.replace("CSAT,2", "CSAT,4")), preset="hubspot")
    assert read_surveys(file(FEEDBACK.replace("CSAT,2", "CSAT,4")), preset="hubspot", scales={"CSAT": (1, 5)}).n_events == 3


def test_waits_of_hubspot_are_milliseconds_beside_times(file: Any) -> None:
    """The reply is a time here and the closing a wait."""
    log = read_tickets(file(HUBSPOT), preset="hubspot")

    assert visits(log) == [
        *(("501", "Ticket opened", 0), ("501", "First reply", 30), ("501", "Ticket resolved", 90), ("502", "Ticket opened", 60)),
    ]
    assert (log.reasons, log.channels) == (("BILLING",), ("CHAT", "EMAIL"))


def test_stations_of_zendesk_are_one_more_than_hand_offs(file: Any) -> None:
    """Waits in hours, satisfaction in words; offered and not answered is no score."""
    log = read_tickets(file(ZENDESK), preset="zendesk")

    assert [visit for visit in visits(log) if visit[1] == "Ticket opened"] == [
        ("501", "Ticket opened", 0, 0, 1),
        ("502", "Ticket opened", 60, 1, 0),
        ("503", "Ticket opened", 120, 0, 0),
    ]
    assert [visit[2] for visit in visits(log) if visit[0] == "501"] == [0, 30, 1440]
    scores = [visit.scores for name in ("501", "502", "503") for visit in log.journey(name).visits if visit.scores]
    assert scores == [(("csat", 1.0),), (("csat", 0.0),)]


def test_stations_alone_are_no_hand_offs(file: Any) -> None:
    """Without the preset the column is not taken for hand-offs, which would be one too many each."""
    log = read_tickets(file(ZENDESK), customer="Requester id", opened="Created at", scores={})

    assert "handed_off" not in log.flags
    assert "preset='zendesk'" in " ".join(log.quality.notes)


def test_business_hours_of_freshdesk_are_not_read(file: Any) -> None:
    """The reply took nine hours; status and source are words also where they are numbers; an offer of ours is no contact."""
    log = read_tickets(file(FRESHDESK), preset="freshdesk")

    assert visits(log) == [
        *(("501", "Ticket opened", 0), ("501", "First reply", 540), ("501", "Ticket resolved", 1440), ("502", "Ticket opened", 60)),
    ]
    assert (log.channels, log.quality.dropped) == (("Email", "Phone"), (("without_Source", 1),))


def test_cases_of_salesforce(file: Any) -> None:
    """Deleted cases are left out; an escalation is no hand-off."""
    log = read_tickets(file(SALESFORCE), preset="salesforce")

    assert visits(log) == [("003A", "Ticket opened", 0), ("003A", "Ticket resolved", 120), ("003A", "Ticket opened", 1440)]
    assert (log.flags, log.reasons, log.channels) == ((), ("Delivery",), ("Phone", "Web"))
    assert log.quality.dropped == (("without_IsDeleted", 1),)


def test_conversations_of_intercom(file: Any) -> None:
    """Seconds since 1970, real waits instead of office hours, one assignment is no hand-off, a snoozed one is not resolved."""
    log = read_tickets(file(INTERCOM), preset="intercom")

    assert visits(log) == [
        *(("u1", "Ticket opened", 0, 0, 1), ("u1", "First reply", 60, None, None), ("u1", "Ticket resolved", 120, None, None)),
        ("u2", "Ticket opened", 0, 1, 0),
    ]
    assert log.journey("u1").visits[-1].scores == (("csat", 5.0),)
    assert log.quality.dropped == (("without_source.delivered_as", 1),)


def test_units_of_columns_that_are_named_are_known(file: Any) -> None:
    """Also where the preset would have taken others; waits= goes before."""
    text = ZENDESK.replace("First reply time (hrs)", "First reply time in minutes within business hours")

    log = read_tickets(file(text), preset="zendesk", first_reply="First reply time in minutes within business hours")
    assert [visit[2] for visit in visits(log) if visit[1] == "First reply"] == [0, 61]
    hours = read_tickets(file(ZENDESK), preset="zendesk", waits="minutes")
    assert [visit[2] for visit in visits(hours) if visit[0] == "501"] == [0, 0, 24]


def test_times_of_another_format_are_refused(file: Any) -> None:
    """A format of the preset is used where it fits, and nothing is guessed."""
    header = 'Respondent ID,Collector ID,Start Date,End Date,"How was it?"\n,,,,Response\n'
    iso = read_surveys(file(f"{header}1,2,2026-03-02,2026-03-02 09:00:00,4\n"), preset="surveymonkey", scores={"csat": "How was it?"})

    assert str(iso.quality.first_time) == "2026-03-02 09:00:00+00:00"
    with pytest.raises(DataError, match="time_format"):
        read_surveys(file(f"{header}1,2,,02.03.2026 09:00,4\n"), preset="surveymonkey", scores={"csat": "How was it?"})


@pytest.mark.parametrize("preset", ["zendesc", "fresh", "sales force"])
def test_unknown_presets_of_tickets(file: Any, preset: str) -> None:
    """The closest one or all of them are named."""
    with pytest.raises(OptionError, match=r"freshdesk|zendesk|salesforce"):
        read_tickets(file(ZENDESK), preset=preset)
