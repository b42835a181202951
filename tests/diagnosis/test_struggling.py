"""Which signs of struggling go before leaving, and whose journeys show them."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxjourney as cx
from cxjourney.datasets import struggling_shop
from cxjourney.errors import OptionError

if TYPE_CHECKING:
    from pathlib import Path

START = datetime(2026, 1, 1, tzinfo=UTC)
LONG_AFTER = START + timedelta(days=300)
COLUMNS = ["customer", "timestamp", "touchpoint"]


def log(*journeys: str, **columns: list[object]) -> cx.EventLog:
    """Return a log in which customer k visits the letters of the k-th word, an hour apart."""
    rows = [
        {"customer": f"c{number:04d}", "timestamp": START + place * timedelta(hours=1), "touchpoint": letter}
        for number, journey in enumerate(journeys)
        for place, letter in enumerate(journey)
    ]
    return cx.read_events(pd.DataFrame(rows).assign(**columns))


@pytest.fixture(scope="module")
def shop() -> object:
    """Return a shop whose customers leave after trouble."""
    return struggling_shop(customers=3_000, seed=5)


@pytest.fixture(scope="module")
def found(shop: object) -> cx.Struggle:
    """Return what was learned from it."""
    return cx.struggle(shop.events, goal=shop.goal)


def test_true_weights_lie_in_the_intervals(shop: object, found: cx.Struggle) -> None:
    """Repeats, silences and errors raise the odds of leaving, steps back do not."""
    assert {term.signal: term.clear for term in found.terms} == {"repeat": True, "return": False, "long_silence": True, "error": True}
    for term in found.terms:
        assert term.weight.low <= shop.weights[term.signal] <= term.weight.high
        assert term.odds_ratio.value == pytest.approx(np.exp(term.weight.value))


def test_the_fit_is_that_of_customers_left_out(found: cx.Struggle) -> None:
    """Better than chance, and better than the touchpoint alone."""
    assert found.fit.auc.low > 0.5
    assert found.fit.gain.low > 0


def test_whole_journeys_get_the_sign_wrong(shop: object, found: cx.Struggle) -> None:
    """Journeys with errors reach the goal more often than those without, although each error makes leaving more likely."""
    frame = pd.DataFrame(shop.columns)
    declined = frame.groupby("customer_id").touchpoint.agg(lambda seen: (seen == "Payment declined").any())
    reached = frame.groupby("customer_id").touchpoint.agg(lambda seen: (seen == shop.goal).any())

    assert reached[declined].mean() > reached[~declined].mean() + 0.1
    assert found.term("error").weight.low > 0


def test_the_worst_journeys_have_the_highest_scores(shop: object, found: cx.Struggle) -> None:
    """Scores fall, equal weights times capped counts, and name customers of the log."""
    scores = [journey.score for journey in found.worst]

    assert len(scores) == 20
    assert scores == sorted(scores, reverse=True)
    for journey in found.worst:
        assert journey.score == pytest.approx(sum(found.weights[name] * min(count, 3) for name, count in journey.signals), abs=1e-5)
        assert shop.events.journey(journey.customer).visits


def test_scores_of_all_journeys_are_written_by_the_engine(found: cx.Struggle, shop: object, tmp_path: Path) -> None:
    """In Parquet and in CSV, the worst first; the same as those in the result."""
    found.save_scores(shop.events, tmp_path / "scores.parquet")
    found.save_scores(shop.events, tmp_path / "scores.csv")
    table = pq.read_table(tmp_path / "scores.parquet")
    with (tmp_path / "scores.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    assert table.num_rows == len(rows) == 3_000
    assert [row["customer"] for row in rows[:20]] == [journey.customer for journey in found.worst]
    assert table.column_names[4:8] == ["repeat", "return", "long_silence", "error"]
    assert table["score"].to_pylist()[:20] == pytest.approx([journey.score for journey in found.worst])


def test_the_result_survives_json(found: cx.Struggle) -> None:
    """Nothing is lost, also what is needed to score another log."""
    assert cx.Struggle.model_validate_json(found.model_dump_json()) == found


def test_another_log_is_scored_with_the_weights_learned_before(found: cx.Struggle, tmp_path: Path) -> None:
    """Touchpoints that were unknown then are left aside."""
    later = struggling_shop(customers=50, seed=9)
    loaded = cx.Struggle.model_validate_json(found.model_dump_json())

    loaded.save_scores(later.events, tmp_path / "later.csv")

    assert len((tmp_path / "later.csv").read_text(encoding="utf-8").splitlines()) == 51


def test_states_and_numbers_of_journeys(found: cx.Struggle, tmp_path: Path) -> None:
    """Goal, natural end, open and left; journeys are numbered by time within their customer."""
    rows = [("a", 0, "Search"), ("a", 1, "Search"), ("a", 55, "Search"), ("b", 0, "Basket"), ("b", 1, "Order confirmed")]
    rows += [("c", -1, "Search"), ("c", 0, "Cancel"), ("d", 59, "Basket"), ("d", 60, "Basket")]
    frame = pd.DataFrame([(who, START + timedelta(days=day), what) for who, day, what in rows], columns=COLUMNS)
    stages = (("All", ("Search", "Basket", "Order confirmed", "Cancel")),)
    rule = cx.StruggleRule(goal=["Order confirmed"], ends=["Cancel"], stages=stages, journey_gap=864_000_000_000, horizon=864_000_000_000)

    found.replace(rule=rule).save_scores(cx.read_events(frame), tmp_path / "states.csv")
    with (tmp_path / "states.csv").open(encoding="utf-8") as file:
        states = {(row["customer"], row["journey"]): row["state"] for row in csv.DictReader(file)}

    assert states == {("a", "1"): "left", ("a", "2"): "open", ("b", "1"): "goal", ("c", "1"): "ended", ("d", "1"): "open"}


def test_order_of_rows_and_names_of_nobody_matter(shop: object, found: cx.Struggle) -> None:
    """Shuffled rows give the same result, byte for byte."""
    frame = pd.DataFrame(shop.columns).sample(frac=1, random_state=3)

    assert cx.struggle(cx.read_events(frame), goal=shop.goal).model_dump_json() == found.model_dump_json()


def test_without_a_goal_nobody_can_leave_too_early() -> None:
    """The message says what to pass."""
    with pytest.raises(OptionError, match=r"(?s)needs a goal.*goal='Order confirmed'"):
        cx.struggle(log("AB"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"goal": "Q"}, "goal='Q' is not one of"),
        ({"goal": "B", "errors": "Q"}, "errors='Q' is not one of"),
        ({"goal": "B", "level": 1.0}, "level=1.0 must lie between"),
        ({"goal": "B", "worst": -1}, "worst=-1 must be at least 0"),
    ],
)
def test_options_that_cannot_be_used_are_named(options: dict[str, object], message: str) -> None:
    """What was found and what to do instead."""
    with pytest.raises(OptionError, match=message):
        cx.struggle(log("AB"), **options)


@pytest.mark.parametrize(
    ("journeys", "reason"),
    [
        (["AB"] * 3 + ["ABG"], "fewer than 30 effective customers"),
        (["AABG"] * 50, "no settled visit at risk ended its journey"),
        (["AA"] * 50 + ["G"], "every settled visit at risk ended its journey"),
        (["ABG", "AB", "ABC"] * 20, "no sign of struggling was seen"),
        (["A", "G"] * 50, "no settled visit at risk has another visit before it"),
    ],
)
def test_what_cannot_be_said_is_said_with_its_reason(journeys: list[str], reason: str) -> None:
    """No weights, no fit, no journeys; the summary says why."""
    events = log(*journeys)

    found = cx.struggle(events, goal="G", observed_until=LONG_AFTER)

    assert reason in found.summary
    assert found.fit is None
    assert found.worst == ()
    assert all(term.weight.value is None and "cannot be said" in term.sentence for term in found.terms)


def test_a_log_that_ends_at_once_settles_nothing() -> None:
    """Visits that may still go on are counted in a note."""
    found = cx.struggle(log(*["AAB", "ABG"] * 40), goal="G", journey_gap=timedelta(days=30))

    assert "no settled visit" in found.summary
    assert any("120 visits too close to the end" in note for note in found.notes)


def test_signals_that_separate_keep_finite_weights_with_wide_intervals() -> None:
    """Forty customers leave after an error and nobody goes on: far above 1, and very unsure how far."""
    journeys = ["SEP"] * 40 + ["SBPG"] * 100 + ["SBP"] * 20
    found = cx.struggle(log(*journeys), goal="G", errors="E", observed_until=LONG_AFTER)
    term = found.term("error")

    assert term.odds_ratio.low > 1
    assert term.odds_ratio.high > 10 * term.odds_ratio.low
    assert "All visits after one ended the journey." in term.sentence


def test_signals_that_come_together_cannot_be_told_apart() -> None:
    """Each error is followed by a return: the second of the two is said to be unknown."""
    found = cx.struggle(log(*["SPEPG", "SPEP", "SBCPG", "SBCP"] * 40), goal="G", errors="E", observed_until=LONG_AFTER)

    assert found.term("return").weight.value is not None
    assert found.term("error").weight.value is None
    assert "together with other signals" in found.term("error").sentence


@settings(max_examples=12)
@given(st.lists(st.text("ABCEG", min_size=1, max_size=7), min_size=1, max_size=6), st.integers(1, 40))
def test_any_journeys_give_a_result(journeys: list[str], times: int) -> None:
    """Weights with finite intervals or a reason, never a crash; and the result survives JSON."""
    found = cx.struggle(log(*journeys * times, "ABG"), goal="G", errors="E" if any("E" in each for each in journeys) else (), worst=3)

    assert all(term.weight.value is None or term.weight.high - term.weight.low > 0 for term in found.terms)
    assert cx.Struggle.model_validate_json(found.model_dump_json()) == found


def test_touchpoints_with_few_visits_are_left_out_and_counted() -> None:
    """Each would need an intercept of its own."""
    found = cx.struggle(log(*["SEPG", "SEP", "SBPG", "SBP"] * 40, "SXP", "SYPG"), goal="G", errors="E", observed_until=LONG_AFTER)

    assert any(note.startswith("162 of 324 visits are at touchpoints with too few") for note in found.notes)
    assert found.term("error").visits == 80


def test_null_signals_list_no_journeys() -> None:
    """Where trouble does not matter there is nobody to look at, and the result says so."""
    shop = struggling_shop(customers=1_500, seed=2, weights=dict.fromkeys(("repeat", "return", "long_silence", "error"), 0.0))
    found = cx.struggle(shop.events, goal=shop.goal)

    assert not any(term.clear for term in found.terms)
    assert found.worst == ()
    assert any("No journeys are listed" in note for note in found.notes)
    assert found.summary.startswith("No sign of struggling tells clearly who leaves.")


def test_scores_without_weights_are_refused(tmp_path: Path) -> None:
    """There is nothing to write."""
    found = cx.struggle(log("AB", "ABG"), goal="G")

    with pytest.raises(OptionError, match="no signal has a weight"):
        found.save_scores(log("AB"), tmp_path / "scores.csv")


def test_escalations_and_bad_scores_are_looked_at_where_the_log_shows_them() -> None:
    """Channels of both kinds and a score make two more signals."""
    journeys = ["SPPG", "SPG"] * 3
    length = sum(map(len, journeys))
    channels = [["web", "phone"][number % 2] for number in range(length)]
    found = cx.struggle(log(*journeys, channel=channels, csat=[1] * length), goal="G", observed_until=LONG_AFTER)

    assert [term.signal for term in found.terms] == ["repeat", "return", "long_silence", "escalation", "bad_score"]


def test_errors_taken_by_name_are_told(found: cx.Struggle) -> None:
    """A note says which, so that a wrong guess is seen."""
    assert any("'Payment declined'; name others with errors=." in note for note in found.notes)


def test_rows_and_tables(found: cx.Struggle) -> None:
    """Plain rows, and well-formed HTML with three tables."""
    root = ET.fromstring(found._repr_html_())  # noqa: S314 - our own markup

    assert [row["signal"] for row in found.to_rows()] == ["repeat", "return", "long_silence", "error"]
    assert found.to_rows()[0]["weight"] == found.terms[0].weight.value
    assert {"customer", "score", "repeat", "state"} <= set(found.worst_rows()[0])
    assert json.dumps(found.to_rows() + found.worst_rows())
    assert [caption.text for caption in root.iter("caption")] == [
        "Signs of struggling before a visit",
        "How well they tell who leaves",
        "Journeys to look at",
    ]


def test_text_formulas_of_spreadsheets_are_disarmed(found: cx.Struggle, tmp_path: Path) -> None:
    """A customer called like a formula gets an apostrophe in CSV and none in Parquet."""
    rows = [("=1+1", START, "Search"), ("=1+1", START + timedelta(hours=1), "Basket")]
    events = cx.read_events(pd.DataFrame(rows, columns=COLUMNS))

    found.save_scores(events, tmp_path / "a.csv")
    found.save_scores(events, tmp_path / "a.parquet")

    assert "'=1+1" in (tmp_path / "a.csv").read_text(encoding="utf-8")
    assert pq.read_table(tmp_path / "a.parquet")["customer"].to_pylist() == ["=1+1"]
