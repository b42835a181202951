"""Read what customers answered."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxjourney.errors import BadRowsError, CxJourneyError, DataError, EmptyDataError, MissingColumnError, OptionError
from cxjourney.ingest import EventLog, read_events, read_surveys
from cxjourney.testing.strategies import NASTY

if TYPE_CHECKING:
    from pathlib import Path

SHEETS = (
    "customer_id,date,nps,desk,security,text,sent,weight\n"
    "c1,2026-01-05,9,5,0,Fine.,yes,0.5\n"
    "c2,2026-01-06,,4,1,,yes,2\n"
    "c3,2026-01-07,,0,,,yes,1\n"
    "c4,2026-01-07,,,6,,no,1\n"
)
SCORES: dict[str, Any] = {"nps": "nps", "csat": {"Check-in": "desk", "Security": "security"}}
MISSING = {"csat": (0, 6)}


def adds_up(log: EventLog) -> bool:
    """Return whether every row of the source is accounted for."""
    quality = log.quality
    return quality.rows + quality.added == quality.kept + quality.dropped_rows + quality.blank + quality.merged


def visits(log: EventLog) -> list[tuple[Any, ...]]:
    """Return customer, touchpoint and scores of every visit."""
    scores = "".join(f", score_{number}" for number in range(len(log.metrics)))
    query = (
        f"SELECT c.key, e.touchpoint{scores} FROM {log.relation} AS e JOIN {log.customer_relation} AS c USING (customer) ORDER BY position"
    )
    return [(customer, log.touchpoints[code], *given) for customer, code, *given in log.engine.rows(query)]


@pytest.fixture
def sheets(tmp_path: Path) -> Path:
    """Return a file of questionnaires."""
    path = tmp_path / "answers.csv"
    path.write_text(SHEETS)
    return path


def test_each_answer_about_a_touchpoint_is_a_visit_there(sheets: Path) -> None:
    """What is declared as missing is no answer; a row that answers nothing is counted."""
    log = read_surveys(sheets, scores=SCORES, missing=MISSING)

    assert visits(log) == [
        ("c1", "Survey", 9000, None),
        ("c1", "Check-in", None, 5000),
        ("c2", "Check-in", None, 4000),
        ("c2", "Security", None, 1000),
    ]
    assert log.quality.dropped == (("no_answer", 2),)
    assert adds_up(log)
    assert "says nothing of the journey" in " ".join(log.quality.notes)


def test_a_value_that_means_no_answer_must_be_declared(sheets: Path) -> None:
    """Otherwise it is off the scale, and its place is named."""
    with pytest.raises(BadRowsError) as caught:
        read_surveys(sheets, scores=SCORES)

    assert "csat is a number from 1 to 5" in str(caught.value)
    assert "line 2 '0'" in str(caught.value)


def test_missing_values_may_be_texts_or_hold_for_all(tmp_path: Path) -> None:
    """Case and outer spaces do not matter."""
    path = tmp_path / "answers.csv"
    path.write_text("customer_id,date,nps,csat\nc1,2026-01-05, N/A ,99\nc2,2026-01-05,99,3\n")

    assert visits(read_surveys(path, missing=("n/a", 99))) == [("c2", "Survey", None, 3000)]


def test_invitations_without_an_answer_stay(sheets: Path) -> None:
    """They are what a response rate counts; who was not asked and did not answer is left out."""
    log = read_surveys(sheets, scores=SCORES, missing=MISSING, invited="sent")

    assert log.flags == ("invited",)
    assert [row[:2] for row in visits(log)].count(("c3", "Survey")) == 1
    assert log.engine.rows(f"SELECT sum(invited), count(invited) FROM {log.relation}") == [(3, 3)]
    assert log.quality.dropped == (("no_answer", 1),)


def test_weights_are_kept_in_millionths(sheets: Path, tmp_path: Path) -> None:
    """On every visit of the row, and through a file."""
    log = read_surveys(sheets, scores=SCORES, missing=MISSING, weight="weight")
    log.save(tmp_path / "log.parquet")

    assert log.weighted
    assert log.engine.rows(f"SELECT weight FROM {log.relation} ORDER BY position") == [(500_000,), (500_000,), (2_000_000,), (2_000_000,)]
    assert read_events(tmp_path / "log.parquet") == log


@pytest.mark.parametrize("weight", ["0", "-1", "1e7", "heavy", "nan", "0.0000001"])
def test_a_weight_that_counts_for_nobody_is_a_bad_row(weight: str) -> None:
    """Zero, less, too much, or no number."""
    frame = pd.DataFrame({"customer_id": ["c"], "date": ["2026-01-01"], "nps": ["9"], "w": [weight]})
    with pytest.raises(BadRowsError, match="zero and less count for nobody"):
        read_surveys(frame, weight="w")


def test_the_long_form_has_one_row_an_answer(tmp_path: Path) -> None:
    """Answers of one moment about one touchpoint are one visit."""
    path = tmp_path / "long.csv"
    path.write_text(
        "customer_id,date,question,answer,place,words\n"
        "c1,2026-01-05,NPS,9,Pay,a\nc1,2026-01-05,ease,7,Pay,b\nc1,2026-01-05,NPS,8,Pay,\nc2,2026-01-05,NPS,11,Pay,\nc2,2026-01-05,ease,1,,\n"
    )
    options: dict[str, Any] = {"metric": "question", "score": "answer", "touchpoint": "place", "scales": {"ease": (1, 7)}, "missing": 11}
    log = read_surveys(path, verbatim="words", **options)

    assert [metric.name for metric in log.metrics] == ["nps", "ease"]
    assert visits(log) == [("c1", "Pay", 9000, 7000), ("c1", "Pay", 8000, None), ("c2", "Survey", None, 1000)]
    assert sorted(verbatim.text for verbatim in log.verbatims("Pay")) == ["a", "b"]
    assert (log.quality.merged, log.quality.dropped, adds_up(log)) == (1, (("no_answer", 1),), True)


def test_every_metric_of_the_long_form_has_its_scale() -> None:
    """Usual ones are known, others are asked for, and values are checked against their own."""
    frame = pd.DataFrame({"customer_id": "c", "date": "2026-01-01", "question": ["csat", "ease"], "answer": [7, 7]})
    with pytest.raises(OptionError, match="'ease' is not known"):
        read_surveys(frame, metric="question", score="answer")
    with pytest.raises(BadRowsError, match="csat is a number from 1 to 5"):
        read_surveys(frame, metric="question", score="answer", scales={"ease": (1, 7)})
    with pytest.raises(OptionError, match="both metric= and score="):
        read_surveys(frame, metric="question")


def test_one_date_may_stand_for_all_answers() -> None:
    """A wave of a survey has no times."""
    frame = pd.DataFrame({"customer_id": ["c1", "c2"], "nps": [1, 2]})
    log = read_surveys(frame, time=date(2026, 3, 1), timezone="Europe/Berlin")

    assert log.quality.first_time == log.quality.last_time == datetime(2026, 2, 28, 23, tzinfo=UTC)


def test_a_touchpoint_column_places_answers_and_blanks_are_about_none() -> None:
    """The name of the latter can be chosen."""
    frame = pd.DataFrame({"customer_id": ["c1", "c2"], "date": "2026-01-01", "place": ["Pay", ""], "csat": [1, 2]})

    assert read_surveys(frame, touchpoint="place", name="Overall").touchpoints == ("Overall", "Pay")


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"scores": {}}, MissingColumnError, "at least one column of answers"),
        ({"scores": {"nps": "none"}}, MissingColumnError, "'none'"),
        ({"scores": {"csat": {"A": "nps", "B": ("csat", 1, 7)}}}, OptionError, "different scales"),
        ({"missing": {"ces": 0}}, OptionError, "missing"),
        ({"missing": float("nan")}, OptionError, "no number"),
        ({"scores": {"csat": {"Pay": "nps"}}, "name": " "}, OptionError, "is empty"),
        ({"on_bad_rows": "skip"}, OptionError, "on_bad_rows"),
        ({"scores": {"csat": {"Pay": "csat"}}, "invited": "low"}, OptionError, "who was asked"),
        ({"scores": {"ces": "low"}}, DataError, "both versions"),
    ],
)
def test_what_cannot_be_used_is_refused(options: dict[str, Any], error: type[CxJourneyError], words: str) -> None:
    """By name and with a hint."""
    frame = pd.DataFrame({"customer_id": ["c1"], "date": ["2026-01-01"], "nps": [3], "csat": [4], "low": [3]})
    with pytest.raises(error, match=words) as caught:
        read_surveys(frame, **options)

    assert caught.value.hint


def test_a_survey_that_nobody_answered_is_empty() -> None:
    """Not a log."""
    with pytest.raises(EmptyDataError):
        read_surveys(pd.DataFrame({"customer_id": ["c1"], "date": ["2026-01-01"], "nps": [""]}))


def test_verbatims_never_stand_in_messages_when_values_are_hidden() -> None:
    """Not even those that break a rule."""
    frame = pd.DataFrame({"customer_id": ["c"], "date": ["2026-01-01"], "nps": [3], "text": ["secret " * 3_000]})
    with pytest.raises(BadRowsError, match="longer than 20,000 characters") as caught:
        read_surveys(frame, verbatim="text", hide_values=True)

    assert "secret" not in str(caught.value) + repr(caught.value.problems)


@settings(max_examples=10)
@given(st.lists(st.tuples(st.sampled_from(NASTY), st.sampled_from(["1", "5", "0", "", "x", "６"])), min_size=1, max_size=6))
def test_any_rows_are_read_or_counted(rows: list[tuple[str, str]]) -> None:
    """Whatever stands in them."""
    frame = pd.DataFrame(
        [{"customer_id": f"c{n}", "date": "2026-01-01", "csat": score, "text": text} for n, (text, score) in enumerate(rows)]
    )
    try:
        log = read_surveys(frame, verbatim="text", missing=0, on_bad_rows="drop")
    except EmptyDataError:
        return

    assert adds_up(log)
    assert {verbatim.text for verbatim in log.verbatims()} <= {text for text, _ in rows}


@pytest.mark.parametrize("options", [{"scores": ["nps"]}, {"missing": [True]}, {"missing": object()}, {"scores": {"nps": ("nps", 0)}}])
def test_arguments_of_wrong_types_are_refused(options: dict[str, Any]) -> None:
    """As Python does."""
    frame = pd.DataFrame({"customer_id": ["c1"], "date": ["2026-01-01"], "nps": [3]})
    with pytest.raises(TypeError):
        read_surveys(frame, **options)


def test_a_limit_of_texts_is_positive(sheets: Path) -> None:
    """None is no answer."""
    with pytest.raises(OptionError, match=r"limit=.* must be at least 1"):
        read_surveys(sheets, scores=SCORES, missing=MISSING).verbatims(limit=0)


@pytest.mark.parametrize(
    ("metric", "answers", "hint"),
    [("nps", [1, 11], r"missing=\[11\]"), ("csat", ["1", "Blank"], r"missing=\['Blank'\]"), ("csat", ["1", "4,5"], 'decimal=","')],
)
def test_scores_off_their_scale_come_with_what_reads_them(metric: str, answers: list[Any], hint: str) -> None:
    """They may mean no answer, or be written otherwise."""
    rows = pd.DataFrame({"customer": ["a", "b"], "date": "2026-03-02", metric: answers})
    with pytest.raises(BadRowsError, match=hint):
        read_surveys(rows, scores={metric: metric})


def test_weights_with_a_decimal_comma_come_with_the_option() -> None:
    """As other numbers do."""
    rows = pd.DataFrame({"customer": ["a", "b"], "date": "2026-03-02", "nps": [1, 2], "w": ["1,5", "2,0"]})
    with pytest.raises(BadRowsError, match='decimal=","'):
        read_surveys(rows, scores={"nps": "nps"}, weight="w")
