"""Put answers to the visits they are about."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxjourney import discover_map
from cxjourney.errors import OptionError
from cxjourney.ingest import EventLog, read_events, read_surveys

START = pd.Timestamp("2026-01-01")
VISITS = pd.DataFrame(
    [("a", 0, "Search", "web"), ("a", 2, "Pay", "web"), ("b", 1, "Search", "app"), ("b", 40, "Help", "phone")],
    columns=["customer", "day", "touchpoint", "channel"],
)


def log_of(rows: pd.DataFrame) -> EventLog:
    """Return events whose times are days."""
    return read_events(rows.assign(time=START + pd.to_timedelta(rows["day"], "D")), scores={"nps": "nps"} if "nps" in rows else {})


def answers_of(rows: list[dict[str, Any]], **options: Any) -> EventLog:
    """Return answers whose times are days."""
    frame = pd.DataFrame(rows)
    return read_surveys(frame.assign(time=START + pd.to_timedelta(frame["day"], "D")), **options)


def scores(log: EventLog) -> dict[tuple[str, str], int | None]:
    """Return the first score of every visit by customer and touchpoint."""
    query = f"SELECT c.key, touchpoint, score_0 FROM {log.relation} JOIN {log.customer_relation} AS c USING (customer)"
    return {(customer, log.touchpoints[code]): score for customer, code, score in log.engine.rows(query)}


def adds_up(log: EventLog) -> bool:
    """Return whether every row of both sources is accounted for."""
    quality = log.quality
    return quality.rows + quality.added == quality.kept + quality.dropped_rows + quality.blank + quality.merged


def test_an_answer_goes_to_the_last_visit_before_it() -> None:
    """A visit at the same instant is before it."""
    answers = answers_of(
        [{"customer": "a", "day": 1, "nps": 3}, {"customer": "a", "day": 2, "nps": 9}, {"customer": "b", "day": 31, "nps": 5}]
    )
    log = log_of(VISITS).with_surveys(answers)

    assert scores(log) == {("a", "Search"): 3_000, ("a", "Pay"): 9_000, ("b", "Search"): 5_000, ("b", "Help"): None}
    assert (log.n_events, log.quality.merged, log.quality.rows, adds_up(log)) == (4, 3, 7, True)


def test_answers_that_find_no_place_are_counted_by_reason() -> None:
    """Nothing is lost in silence."""
    rows = [
        {"customer": "z", "day": 5, "nps": 1},
        {"customer": "b", "day": 0, "nps": 2},
        {"customer": "b", "day": 33, "nps": 3},
        {"customer": "a", "day": 3, "nps": 4},
        {"customer": "a", "day": 4, "nps": 5},
    ]
    log = log_of(VISITS).with_surveys(answers_of(rows))

    assert log.quality.dropped == (("answer_no_customer", 1), ("answer_no_visit", 2), ("answer_second", 1))
    assert scores(log)["a", "Pay"] == 4_000
    assert adds_up(log)


def test_within_says_how_long_ago_a_visit_may_be() -> None:
    """To the microsecond."""
    answers = answers_of([{"customer": "b", "day": 33, "nps": 3}])

    assert log_of(VISITS).with_surveys(answers, within=timedelta(days=32)).quality.merged == 1
    assert log_of(VISITS).with_surveys(answers, within=timedelta(days=32) - timedelta(microseconds=1)).quality.merged == 0


def test_an_answer_about_a_touchpoint_can_become_a_visit_there() -> None:
    """Where its customer had none; also at a touchpoint that the log does not have."""
    rows = [
        {"customer": "a", "day": 3, "nps": 1, "about": "Search"},
        {"customer": "b", "day": 3, "nps": 2, "about": "Pay"},
        {"customer": "b", "day": 4, "nps": 3, "about": "Delivery"},
        {"customer": "z", "day": 4, "nps": 3, "about": "Delivery"},
    ]
    log = log_of(VISITS).with_surveys(answers_of(rows, touchpoint="about"), unmatched="visit")

    found = {place: score for place, score in scores(log).items() if score is not None}
    assert found == {("a", "Search"): 1_000, ("b", "Pay"): 2_000, ("b", "Delivery"): 3_000}
    assert log.touchpoints == ("Delivery", "Help", "Pay", "Search")
    assert (log.n_customers, log.quality.dropped, adds_up(log)) == (2, (("answer_no_customer", 1),), True)


ABOUT = [{"customer": "a", "day": 3, "nps": 1, "about": "Pay"}, {"customer": "b", "day": 3, "nps": 2, "about": "Pay"}]


def test_an_answer_about_a_touchpoint_that_the_log_does_not_know_is_a_visit_there() -> None:
    """Nothing else tells of it."""
    rows = [{"customer": "a", "day": 3, "where": "Overall", "nps": 3}, {"customer": "b", "day": 3, "where": "Pay", "nps": 9}]
    log = log_of(VISITS).with_surveys(answers_of(rows, touchpoint="where"))

    assert scores(log)["a", "Overall"] == 3_000
    assert (log.n_events, dict(log.quality.dropped), adds_up(log)) == (5, {"answer_no_visit": 1}, True)
    assert "1 answer is a visit to touchpoints that only the survey knows." in str(log.quality)


def test_an_answer_reaches_no_goal_that_its_customer_did_not_visit() -> None:
    """It is left out and counted, and the map says so."""
    log = log_of(VISITS).with_surveys(answers_of(ABOUT, touchpoint="about"))
    journey_map = discover_map(log, goal="Pay")

    assert (log.n_events, log.quality.dropped, adds_up(log)) == (4, (("answer_no_visit", 1),), True)
    assert journey_map.total("goal_rate").value == 0.5
    assert "Survey answers without their visit: 1 answer about Pay, left out" in " ".join(journey_map.notes)


def test_answers_that_became_visits_are_named_on_the_map() -> None:
    """They count as reaching the goal, which nobody must miss."""
    log = log_of(VISITS).with_surveys(answers_of(ABOUT, touchpoint="about"), unmatched="visit")
    journey_map = discover_map(log, goal="Pay")

    assert journey_map.total("goal_rate").value == 1.0
    assert "count as reaching it, also where it is a goal" in " ".join(journey_map.notes)


def test_another_word_for_answers_without_a_visit_is_refused() -> None:
    """With the two that there are."""
    with pytest.raises(OptionError, match="visit"):
        log_of(VISITS).with_surveys(answers_of(ABOUT, touchpoint="about"), unmatched="keep")  # type: ignore[arg-type]


def test_a_score_that_is_there_stays() -> None:
    """What the answer says beside it is taken, and the rest is said."""
    rows = VISITS.assign(nps=[None, 10, None, None])
    answers = answers_of([{"customer": "a", "day": 3, "nps": 1, "csat": 2}, {"customer": "a", "day": 3, "nps": 2}])
    log = log_of(rows).with_surveys(answers)

    assert log.engine.rows(f"SELECT score_0, score_1 FROM {log.relation} WHERE score_0 IS NOT NULL") == [(10_000, 2_000)]
    assert log.quality.dropped == (("answer_second", 1),)
    assert "2 scores were left out" in " ".join(log.quality.notes)


def test_verbatims_weights_and_segments_come_along() -> None:
    """To the visit and to the customer."""
    rows = [{"customer": "a", "day": 3, "nps": 1, "text": "Slow <b>", "w": 2, "plan": "gold"}, {"customer": "b", "day": 50, "text": "Kind"}]
    log = log_of(VISITS).with_surveys(answers_of(rows, verbatim="text", weight="w", segment="plan"))

    told = [(verbatim.text, verbatim.customer, verbatim.touchpoint, verbatim.channel, verbatim.scores) for verbatim in log.verbatims()]
    assert told == [("Kind", "b", "Help", "phone", ()), ("Slow <b>", "a", "Pay", "web", (("nps", 1.0),))]
    assert log.engine.rows(f"SELECT weight FROM {log.relation} WHERE score_0 IS NOT NULL") == [(2_000_000,)]
    assert log.filter(segments="gold").n_customers == 1
    assert log.filter(touchpoints="Help").verbatims("Help", limit=1)[0].text == "Kind"


def test_the_log_itself_does_not_change() -> None:
    """Neither does the survey; both can be used again."""
    events, answers = log_of(VISITS), answers_of([{"customer": "a", "day": 3, "nps": 1}])
    first = events.with_surveys(answers)

    assert events == log_of(VISITS)
    assert first == events.with_surveys(answers)
    assert events.verbatims() == ()


def test_scales_are_never_mixed() -> None:
    """A metric has one scale in both."""
    events = log_of(VISITS.assign(nps=[None, 10, None, None]))
    answers = answers_of([{"customer": "a", "day": 3, "rate": 1}], scores={"rating": ("rate", 1, 7)})
    other = answers_of([{"customer": "a", "day": 3, "rate": 1}], scores={"rating": "rate"})

    with pytest.raises(OptionError, match="two different scales, 1–7 and 1–5"):
        events.with_surveys(answers).with_surveys(other)


@pytest.mark.parametrize("within", [timedelta(0), timedelta(days=-1)])
def test_a_time_that_is_not_positive_is_refused(within: timedelta) -> None:
    """With a hint."""
    events = log_of(VISITS)
    with pytest.raises(OptionError, match="not positive"):
        events.with_surveys(events, within=within)


def test_other_types_are_refused() -> None:
    """A frame is read first."""
    with pytest.raises(TypeError, match="read it first"):
        log_of(VISITS).with_surveys(VISITS)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="timedelta"):
        log_of(VISITS).with_surveys(log_of(VISITS), within=30)  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="is not one of"):
        log_of(VISITS).verbatims("Nowhere")


DAYS = st.integers(0, 12)


@settings(max_examples=15)
@given(
    st.lists(st.tuples(st.sampled_from("ab"), DAYS, st.sampled_from(["X", "Y"])), min_size=1, max_size=8),
    st.lists(st.tuples(st.sampled_from("abz"), DAYS, st.integers(0, 10)), min_size=1, max_size=8),
    st.integers(1, 9),
)
def test_the_place_of_an_answer_is_what_a_search_finds(
    visits: list[tuple[str, int, str]], answers: list[tuple[str, int, int]], within: int
) -> None:
    """One visit at a time: the last one not after the answer and not too long ago, and the first answer wins."""
    events = log_of(pd.DataFrame(visits, columns=["customer", "day", "touchpoint"]))
    rows = [{"customer": customer, "day": day, "nps": score} for customer, day, score in answers]
    log = events.with_surveys(answers_of(rows), within=timedelta(days=within))

    expected: dict[int, int] = {}
    for customer, day, score in sorted(answers, key=lambda answer: answer[1]):
        before = [(visit[1], place) for place, visit in enumerate(visits) if visit[0] == customer and day - within <= visit[1] <= day]
        if before:
            expected.setdefault(max(before)[1], score * 1_000)
    found = log.engine.rows(f"SELECT position, score_0 FROM {log.relation} WHERE score_0 IS NOT NULL")
    assert dict(found) == expected
    assert adds_up(log)
