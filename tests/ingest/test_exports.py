"""Exports of survey and support tools, written by hand as these tools write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cxjourney.errors import BadRowsError, MissingColumnError, OptionError
from cxjourney.ingest import read_surveys, read_tickets

if TYPE_CHECKING:
    from pathlib import Path

QUALTRICS = (
    "StartDate,EndDate,Status,RecordedDate,ResponseId,ExternalReference,Q1_NPS_GROUP,Q1,Q2\n"
    'Start Date,End Date,Response Type,Recorded Date,Response ID,External Data Reference,Group,"How likely, from 0 to 10?",Why?\n'
    '"{""ImportId"":""startDate""}","{""ImportId"":""endDate""}","{""ImportId"":""status""}","{""ImportId"":""recordedDate""}",'
    '"{""ImportId"":""_recordId""}","{""ImportId"":""externalDataReference""}","{""ImportId"":""QID1_G""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2_TEXT""}"\n'
    '2026-03-01 09:00:00,2026-03-01 09:02:00,IP Address,2026-03-01 09:02:01,R_1,c7,Promoter,9,"Quick,\nkind"\n'
    "2026-03-01 10:00:00,2026-03-01 10:02:00,IP Address,2026-03-01 10:02:01,R_2,c8,Detractor,3,\n"
)
SURVEYMONKEY = (
    'Respondent ID,Collector ID,Start Date,End Date,"How was the desk?",\n,,,,Response,Open-Ended Response\n'
    "118,42,03/01/2026 09:00:00 AM,03/01/2026 01:02:03 PM,4,fine\n"
)
ZENDESK = (
    "Summation column,Id,Requester,Requester id,Group,Status,Via,Ticket type,Created at,Satisfaction Score,Group stations,Reopens,"
    "First reply time in minutes,Full resolution time in minutes\n"
    "1,11,Ann,501,Tier 1,Closed,Web,Question,2026-03-01 09:00,Good,2,0,30,1440\n"
    "1,12,Bob,502,Tier 2,Open,Mail,Problem,2026-03-01 10:00,,1,1,0.5,\n"
    "1,13,Bob,502,Tier 2,New,Mail,Problem,2026-03-02 10:00,,0,0,,\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Any:
    """Return a function that writes a text to a file."""

    def written(text: str) -> Path:
        path = tmp_path / "export.csv"
        path.write_text(text)
        return path

    return written


def test_an_export_of_qualtrics_has_three_rows_of_header(file: Any) -> None:
    """The customer may be named instead of the response."""
    log = read_surveys(file(QUALTRICS), preset="qualtrics", customer="ExternalReference", scores={"nps": "Q1"}, verbatim="Q2")

    assert [visit.scores for name in ("c7", "c8") for visit in log.journey(name).visits] == [(("nps", 9.0),), (("nps", 3.0),)]
    assert log.verbatims()[0].text == "Quick,\nkind"
    assert (log.quality.rows, str(log.quality.first_time)) == (2, "2026-03-01 09:02:01+00:00")
    assert read_surveys(file(QUALTRICS), preset="qualtrics", scores={"nps": "Q1"}).journey("R_1").visits


def test_places_are_those_of_the_file(file: Any) -> None:
    """Header rows and line ends in quotes are counted."""
    with pytest.raises(BadRowsError, match="line 6 '11'"):
        read_surveys(file(QUALTRICS.replace("Detractor,3", "Detractor,11")), preset="qualtrics", scores={"nps": "Q1"})


def test_an_export_of_surveymonkey_has_two_rows_of_header(file: Any) -> None:
    """And times of its own format."""
    log = read_surveys(file(SURVEYMONKEY), preset="surveymonkey", scores={"csat": "How was the desk?"})

    [visit] = log.journey("118").visits
    assert (visit.scores, visit.time.hour, visit.time.minute) == ((("csat", 4.0),), 13, 2)


def test_an_export_of_zendesk_has_waits_in_minutes(file: Any) -> None:
    """Since the ticket was created; a ticket that is open is not resolved."""
    log = read_tickets(file(ZENDESK), preset="zendesk", reason="Ticket type", group="Group")
    waits = [(visit.touchpoint, str(visit.time)[5:19]) for name in ("501", "502") for visit in log.journey(name).visits]

    assert waits == [
        *(("Ticket opened", "03-01 09:00:00"), ("First reply", "03-01 09:30:00"), ("Ticket resolved", "03-02 09:00:00")),
        *(("Ticket opened", "03-01 10:00:00"), ("First reply", "03-01 10:00:30"), ("Ticket opened", "03-02 10:00:00")),
    ]
    assert (log.channels, log.flags, log.reasons) == (("Mail", "Web"), ("reopened", "handed_off"), ("Problem", "Question"))


@pytest.mark.parametrize("wait", ["-1", "soon", "1e12", "nan"])
def test_a_wait_that_is_none_is_a_bad_row(file: Any, wait: str) -> None:
    """Below zero, no number, or longer than anybody waits."""
    with pytest.raises(BadRowsError, match="expected a wait"):
        read_tickets(file(ZENDESK.replace(",30,", f",{wait},")), preset="zendesk")


def test_waits_have_a_unit(file: Any) -> None:
    """Also without a preset."""
    path = file("customer_id,opened_at,answered\nc,2026-03-01T09:00Z,2\n")
    moments = {unit: read_tickets(path, first_reply="answered", waits=unit).quality.last_time for unit in ("seconds", "hours")}

    assert {unit: str(moment)[11:19] for unit, moment in moments.items()} == {"seconds": "09:00:02", "hours": "11:00:00"}
    with pytest.raises(OptionError, match="waits"):
        read_tickets(path, first_reply="answered", waits="days")  # type: ignore[arg-type]


def test_another_table_than_the_preset_says_is_refused(file: Any) -> None:
    """With the column that is not there; unknown presets are named."""
    with pytest.raises(MissingColumnError, match="RecordedDate"):
        read_surveys(file(SURVEYMONKEY), preset="qualtrics", customer="Respondent ID", scores={"csat": "How was the desk?"})
    with pytest.raises(OptionError, match="preset"):
        read_surveys(file(SURVEYMONKEY), preset="monkey")
    with pytest.raises(OptionError, match="preset"):
        read_tickets(file(ZENDESK), preset="zen")
