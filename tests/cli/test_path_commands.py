"""The commands of paths and funnels."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import cxjourney as cx
from cxjourney.cli import run

if TYPE_CHECKING:
    from pathlib import Path

STEPS = ["--step", "Product page", "--step", "Basket", "--step", "Paid=Card payment", "--step", "Paid=Order confirmed"]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the file of a sample shop."""
    path = tmp_path_factory.mktemp("shop") / "events.parquet"
    cx.datasets.sample_shop(customers=1_000).events.save(path)
    return str(path)


def test_common_paths_are_listed(log: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With the rest, and what was not counted."""
    assert run(["variants", log, "--goal", "Order confirmed", "--top", "3", "--merge-repeats"]) == 0

    out = capsys.readouterr().out
    assert "Social post → Product page" in out
    assert "other paths" in out
    assert "Note: " in out


def test_groups_are_listed_when_asked_for(log: str, capsys: pytest.CaptureFixture[str]) -> None:
    """So many, or as many as there seem to be."""
    assert run(["variants", log, "--groups", "2"]) == 0
    assert "2 groups of similar ones" in capsys.readouterr().out
    assert run(["variants", log, "--groups", "0", "--json"]) == 0

    assert 2 <= len(cx.JourneyGroups.model_validate(json.loads(capsys.readouterr().out)).groups) <= 8


def test_a_funnel_is_listed_and_drawn(log: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that comes again adds a touchpoint to its step."""
    picture = tmp_path / "funnel.svg"
    assert run(["funnel", log, *STEPS, "--by", "segment", "--window", "6h", "-o", str(picture), "--locale", "hu"]) == 0

    out = capsys.readouterr().out
    assert "Gift" in out
    assert f"Wrote {picture}" in out
    assert "TÖLCSÉR" in picture.read_text(encoding="utf-8")
    assert run(["funnel", log, *STEPS, "--json"]) == 0
    funnel = cx.Funnel.model_validate(json.loads(capsys.readouterr().out))
    assert funnel.steps[-1].touchpoints == ("Card payment", "Order confirmed")


def test_a_funnel_without_steps_follows_the_stages(log: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Those of the log."""
    assert run(["funnel", log, "--journey-gap", "30d"]) == 0
    assert "Discover" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["funnel", "--step", "Basket"], "two steps or more"),
        (["funnel", "--step", "Basket", "--step", "Basket"], "the step 'Basket' stands twice"),
        (["funnel", "--step", "=Basket"], "expected NAME=TOUCHPOINT"),
        (["funnel", "--step", "Baskett", "--step", "Sign in"], "did you mean 'Basket'"),
        (["variants", "--output", "paths.json"], "--output='.json'"),
        (["variants", "--groups", "-1"], "k=-1 must be at least 1"),
        (["variants", "--top", "0"], "top=0 must be at least 1"),
    ],
)
def test_bad_input_is_one_line(log: str, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """And the exit code of usage."""
    assert run([arguments[0], log, *arguments[1:]]) == 2
    assert message in capsys.readouterr().err
