"""Surveys, tickets and facts about customers on the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cxjourney.cli import run
from cxjourney.cli.options import ReadOptions
from cxjourney.errors import OptionError

if TYPE_CHECKING:
    from pathlib import Path

    from cxjourney import EventLog

EVENTS = "customer_id,timestamp,touchpoint\n" + "".join(
    f"c{number},2026-01-{1 + number % 28:02d}T10:0{minute}:00Z,{name}\n"
    for number in range(60)
    for minute, name in enumerate(("Search", "Checkout"))
)
ANSWERS = "Email,At,Q1,Q7\n" + "".join(
    f"c{number},2026-01-{1 + number % 28:02d}T11:00:00Z,{number % 11},{1 + number % 5}\n" for number in range(60)
)
TICKETS = "customer_id,opened_at,hours,topic\n" + "".join(
    f"c{number},2026-01-{1 + number % 28:02d}T12:00:00Z,2,Delivery\n" for number in range(0, 60, 4)
)
CUSTOMERS = "customer_id,plan\n" + "".join(f"c{number},{'pro' if number % 2 else 'free'}\n" for number in range(60))
SURVEYS = {"survey_score": ["nps=Q1", "csat@Checkout=Q7"], "survey_option": ["customer=Email", "time=At"]}


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """Return the files of a shop: events, surveys, tickets and customers."""
    texts = {"events": EVENTS, "surveys": ANSWERS, "tickets": TICKETS, "customers": CUSTOMERS}
    for name, text in texts.items():
        (tmp_path / f"{name}.csv").write_text(text)
    return {name: str(tmp_path / f"{name}.csv") for name in texts}


def everything(files: dict[str, str]) -> EventLog:
    """Return the events with all that can be put to them."""
    options = ReadOptions(
        surveys=[files["surveys"]],
        tickets=[files["tickets"]],
        customers=files["customers"],
        ticket_option=["first_reply=hours", "waits=hours"],
        customer_option=["segment=plan"],
        **SURVEYS,
    )
    return options.read(files["events"])


def test_all_of_it_is_put_to_the_events(files: dict[str, str]) -> None:
    """Answers to visits, tickets as visits, facts to customers."""
    log = everything(files)

    assert (log.touchpoints, log.segments, log.reasons) == (
        ("Checkout", "First reply", "Search", "Ticket opened"),
        ("free", "pro"),
        ("Delivery",),
    )
    assert [visit.scores for visit in log.journey("c1").visits] == [(), (("nps", 1.0), ("csat", 2.0))]
    assert sorted(metric.name for metric in log.metrics) == ["csat", "nps"]


def test_a_visit_may_be_too_long_ago(files: dict[str, str]) -> None:
    """The answers came an hour later: sixty about one touchpoint, sixty about none."""
    log = ReadOptions(surveys=[files["surveys"]], survey_within="30m", **SURVEYS).read(files["events"])

    assert dict(log.quality.dropped)["answer_no_visit"] == 120


def test_one_date_may_stand_for_all_answers(files: dict[str, str]) -> None:
    """Instead of a column."""
    options = {**SURVEYS, "survey_option": ["customer=Email", "time=2026-02-01"]}
    log = ReadOptions(surveys=[files["surveys"]], **options).read(files["events"])

    assert sum(count for reason, count in log.quality.dropped if reason.startswith("answer")) < 60


def test_a_diagnosis_knows_the_scores(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """For machines too."""
    more = ["--surveys", files["surveys"], "--survey-score", "nps=Q1", "--survey-option", "customer=Email", "--survey-option", "time=At"]

    assert run(["diagnose", files["events"], "--json", *more, "--tickets", files["tickets"], "--ticket-score", "csat=hours:1:5"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert {"pain_points", "friction_stages"} <= set(document)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--survey-score", "nps=Q1"], "--survey-score: there is no --surveys to read"),
        (["--survey-within", "3d"], "--survey-within: there is no --surveys"),
        (["--ticket-option", "opened=x"], "there is no --tickets"),
        (["--customer-option", "segment=plan"], "there is no --customers"),
        (["--tickets", "{tickets}", "--ticket-option", "opened_on=x"], "'opened'"),
        (["--tickets", "{tickets}", "--ticket-option", "opened"], "expected NAME=VALUE"),
        (["--tickets", "{tickets}", "--ticket-option", "opened=a", "--ticket-option", "opened=b"], "more than once"),
        (["--tickets", "{tickets}", "--ticket-preset", "zendesc"], "zendesk"),
        (["--tickets", "nowhere.csv"], "nowhere.csv"),
        (["--surveys", "{surveys}", "--survey-score", "nps"], "METRIC=COLUMN"),
        (["--surveys", "{surveys}", "--survey-score", "nps=Q1", "--survey-score", "nps@Checkout=Q7"], "not for both"),
        (["--surveys", "{surveys}", "--survey-option", "time=2026-02-31"], "is no date"),
        (
            ["--surveys", "{surveys}", "--survey-score", "nps=Q1", "--survey-option", "time=At", "--survey-option", "customer=Mail"],
            "'Mail'",
        ),
        (["--customers", "{customers}"], "told of no column"),
    ],
)
def test_what_cannot_be_used_is_said(files: dict[str, str], arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With exit code 2, on one line, and nothing written."""
    filled = [argument.format(**files) for argument in arguments]

    assert run(["diagnose", files["events"], *filled]) == 2
    out, err = capsys.readouterr()
    assert (out, message in err) == ("", True)


def test_nothing_is_put_to_a_map(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It has no rows."""
    (tmp_path / "map.yaml").write_text("title: x\nstages: []\n")

    assert run(["diagnose", str(tmp_path / "map.yaml"), "--tickets", "t.csv"]) == 2
    assert "--tickets cannot be used with a map" in capsys.readouterr().err


def test_touchpoints_are_left_out(files: dict[str, str]) -> None:
    """Before answers look for their visits."""
    log = ReadOptions(leave_out=["Checkout"], surveys=[files["surveys"]], **SURVEYS).read(files["events"])

    assert log.touchpoints == ("Search",)
    assert [visit.scores for visit in log.journey("c1").visits] == [(("nps", 1.0),)]


@pytest.mark.parametrize(("names", "message"), [(["Chekout"], "did you mean|Checkout"), (["Search", "Checkout"], "leaves no touchpoint")])
def test_wrong_names_to_leave_out_are_refused(files: dict[str, str], names: list[str], message: str) -> None:
    """Nothing is kept by a typing error."""
    with pytest.raises(OptionError, match=message):
        ReadOptions(leave_out=names).read(files["events"])


@pytest.mark.parametrize("command", ["map", "diagnose", "trend", "variants", "funnel", "conformance", "compare"])
def test_every_command_that_reads_events_can_leave_touchpoints_out(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """And says so in its help."""
    run([command, "--help"])

    assert "--leave-out" in capsys.readouterr().out
