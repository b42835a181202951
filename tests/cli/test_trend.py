from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import cxjourney as cx
from cxjourney.cli import run
from tests.comparison.daily_shop import Fault, daily_shop

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the file of a shop with an incident."""
    path = tmp_path_factory.mktemp("shop") / "shop.parquet"
    daily_shop(days=120, per_day=150, faults=(Fault(50, 75, 0.3, None),)).save(path)
    return str(path)


def test_incidents_and_figures_are_listed(log: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With the whole journey by period, and what cannot be said yet."""
    assert run(["trend", log, "--goal", "Paid", "--every", "month"]) == 0

    out = capsys.readouterr().out
    assert "Incidents" in out
    assert "2026-02-24" in out
    assert "not yet" in out


@pytest.mark.parametrize(("wanted", "code"), [([], 0), (["--fail-on", "incident"], 1), (["--fail-on", "open"], 0)])
def test_the_exit_code_says_what_was_found(log: str, wanted: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Only when that is asked for; the whole trend is printed for machines."""
    assert run(["trend", log, "--goal", "Paid", "--every", "14d", "--json", *wanted]) == code

    found = cx.Trend.model_validate(json.loads(capsys.readouterr().out))
    assert found.every == "14 days"
    assert found.incidents


def test_it_is_drawn(log: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the language that is asked for."""
    path = tmp_path / "trend.svg"

    assert run(["trend", log, "--goal", "Paid", "-o", str(path), "--locale", "hu"]) == 0
    assert "Wrote" in capsys.readouterr().out
    assert 'lang="hu"' in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--every", "fortnight"], "fortnight"),
        (["--every", "2000d"], "at least two periods"),
        (["--title", "Shop"], "--title cannot be used"),
        (["--fail-on", "all"], "'all' is not one of"),
        (["-o", "trend.json"], ".json"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(log: str, words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a traceback."""
    assert run(["trend", log, *words]) == 2

    assert message in capsys.readouterr().err
