"""What answers count for: read, refused by name, and kept through everything a log goes through."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import cxjourney as cx
from cxjourney.errors import BadRowsError, MissingColumnError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BAD = ["0", "-2", "heavy", "nan", "inf", "-inf", "1e400", "0.0000001", "2000000", "1,5"]


def weights(log: cx.EventLog) -> list[int | None]:
    """Return what the answered visits count for, in millionths."""
    scored = " OR ".join(f"score_{number} IS NOT NULL" for number in range(len(log.metrics)))
    return [weight for (weight,) in log.engine.rows(f"SELECT weight FROM {log.relation} WHERE {scored} ORDER BY customer, time, position")]


def written(folder: Path, *bad: str) -> Path:
    """Return a file of two good rows and others with these weights."""
    rows = [f'c{number},2026-01-0{number + 1},Pay,9,"{weight}"' for number, weight in enumerate(("1.5", "0.25", *bad))]
    (folder / "answers.csv").write_text("\n".join(["customer,time,touchpoint,nps,w", *rows]), encoding="utf-8")
    return folder / "answers.csv"


READERS: list[Callable[..., cx.EventLog]] = [cx.read_surveys, cx.read_events]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("weight", BAD)
def test_a_weight_that_cannot_be_used_is_named(tmp_path: Path, read: Callable[..., cx.EventLog], weight: str) -> None:
    """With its line and column; left out on request."""
    path = written(tmp_path, weight)
    with pytest.raises(BadRowsError, match=r"from 0\.000001 to 1,000,000") as caught:
        read(path, weight="w")

    assert "line 4" in str(caught.value)
    assert caught.value.column == "w"
    assert dict(read(path, weight="w", on_bad_rows="drop").quality.dropped) == {"weight": 1}


@pytest.mark.parametrize("read", READERS)
def test_an_answer_without_a_weight_is_named(tmp_path: Path, read: Callable[..., cx.EventLog]) -> None:
    """It does not count for one in silence, where the others have a weight."""
    path = written(tmp_path, "", "3")
    with pytest.raises(BadRowsError, match="no weight beside an answer") as caught:
        read(path, weight="w")

    assert "line 4" in str(caught.value)
    assert weights(read(path, weight="w", on_bad_rows="drop")) == [1_500_000, 250_000, 3_000_000]


def test_a_visit_without_an_answer_needs_no_weight() -> None:
    """Neither in a log of events, nor an invitation nobody answered."""
    frame = pd.DataFrame(
        {"customer": list("abc"), "time": "2026-01-01", "touchpoint": "Pay", "nps": [9, None, None], "w": [2.0, None, None]}
    )
    surveys = cx.read_surveys(frame.assign(sent="yes"), weight="w", invited="sent", scores={"nps": "nps"})

    assert weights(cx.read_events(frame, weight="w")) == [2_000_000]
    assert weights(surveys) == [2_000_000]


def test_weights_without_a_column_are_named(tmp_path: Path) -> None:
    """The closest name is told."""
    with pytest.raises(MissingColumnError, match="'w'"):
        cx.read_surveys(written(tmp_path), weight="W8")


def test_weights_without_scores_change_nothing() -> None:
    """They are about answers, and there are none."""
    frame = pd.DataFrame({"customer": list("aabb"), "time": pd.date_range("2026-01-01", periods=4), "touchpoint": list("XYXY")})
    weighted = cx.read_events(frame.assign(w=[1, 2, 3, 4]), weight="w")

    assert cx.measure(weighted) == cx.measure(cx.read_events(frame))


def scored() -> cx.EventLog:
    """Return a weighted log of answers at two places."""
    frame = pd.DataFrame(
        {
            "customer": list("aabbcc"),
            "time": pd.date_range("2026-01-01", periods=6),
            "touchpoint": list("XYXYXY"),
            "channel": list("ppqqpq"),
            "nps": [9, 8, 2, 10, 7, 1],
            "w": [1, 2, 3, 4, 5, 6],
        }
    )
    return cx.read_events(frame, weight="w")


GOLD = pd.DataFrame({"customer": ["a"], "plan": ["gold"]})
STEPS: list[tuple[Callable[[cx.EventLog], cx.EventLog], list[int]]] = [
    (lambda log: log.filter(touchpoints="Y"), [2, 4, 6]),
    (lambda log: log.rename(touchpoints={"X": "Z"}), [1, 2, 3, 4, 5, 6]),
    (lambda log: log.group(touchpoints={"All": ["X", "Y"]}), [1, 2, 3, 4, 5, 6]),
    (lambda log: log.group(touchpoints={"All": ["X", "Y"]}).collapse(within=timedelta(days=2)), [1, 3, 5, 6]),
    (
        lambda log: log.with_customers(GOLD, customer="customer", segment="plan"),
        [1, 2, 3, 4, 5, 6],
    ),
]


@pytest.mark.parametrize(("step", "kept"), STEPS)
def test_weights_stay_with_their_answers(step: Callable[[cx.EventLog], cx.EventLog], kept: list[int]) -> None:
    """Through filters, other names, groups, merged visits and facts about customers."""
    assert weights(step(scored())) == [each * 1_000_000 for each in kept]


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_weights_are_saved(tmp_path: Path, suffix: str) -> None:
    """And read again, also where answers without weights came to them."""
    plain = cx.read_surveys(pd.DataFrame({"customer": ["a", "b"], "time": "2026-01-01", "csat": [4, 5]}))
    log = scored().with_surveys(plain)
    log.save(tmp_path / f"log.{suffix}")
    options: dict[str, Any] = {} if suffix == "parquet" else {"weight": "weight"}

    assert weights(cx.read_events(tmp_path / f"log.{suffix}", **options)) == weights(log)
    assert cx.measure(cx.read_events(tmp_path / f"log.{suffix}", **options)) == cx.measure(log)


def surveyed(rows: pd.DataFrame, **options: Any) -> cx.EventLog:
    """Return the weighted log with other answers put to its visits."""
    return scored().with_surveys(cx.read_surveys(rows, scores={"csat": "csat"}, touchpoint="touchpoint", **options))


def test_answers_with_other_weights_at_one_visit_are_counted() -> None:
    """A visit has one weight; the last that came counts, and reading says for how many."""
    rows = pd.DataFrame({"customer": ["a", "b"], "time": "2026-01-09", "touchpoint": "X", "csat": [4, 5], "w": [1.0, 7.0]})
    log = surveyed(rows, weight="w")

    assert weights(log) == [1_000_000, 2_000_000, 7_000_000, 4_000_000, 5_000_000, 6_000_000]
    assert "1 visit holds answers of two logs with different weights" in " ".join(log.quality.notes)


def test_an_answer_that_is_left_out_leaves_its_weight_behind() -> None:
    """The score that was there keeps what it counts for."""
    rows = pd.DataFrame({"customer": ["a"], "time": "2026-01-09", "touchpoint": "X", "nps": [0], "w": [500.0]})
    log = scored().with_surveys(cx.read_surveys(rows, touchpoint="touchpoint", weight="w"))

    assert weights(log) == [each * 1_000_000 for each in (1, 2, 3, 4, 5, 6)]


def test_answers_without_weights_count_for_one_beside_others() -> None:
    """Where they are visits of their own."""
    rows = pd.DataFrame({"customer": ["c"], "time": "2026-01-09", "touchpoint": "Help", "csat": [4]})
    answers = cx.read_surveys(rows, scores={"csat": "csat"}, touchpoint="touchpoint")
    log = scored().with_surveys(answers, unmatched="visit")

    assert weights(log) == [1_000_000, 2_000_000, 3_000_000, 4_000_000, 5_000_000, 6_000_000, 1_000_000]
