from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import cxjourney as cx
from cxjourney.cli import run

if TYPE_CHECKING:
    from pathlib import Path

ROWS = "customer,time,touchpoint\n" + "".join(
    f"{who},2026-01-01T00:0{step}:00Z,{name}\n"
    for who, way in {"a": "Search Basket Pay", "b": "Search Pay", "c": "Search Gift Basket"}.items()
    for step, name in enumerate(way.split())
)


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """Return the files of a plan and of three journeys."""
    plan, events = tmp_path / "plan.json", tmp_path / "events.csv"
    cx.JourneyMap(title="First [order]", stages={"Find": ["Search", "Basket"], "Buy": ["Pay"]}).save(plan)
    events.write_text(ROWS, encoding="utf-8")
    return str(plan), str(events)


def test_the_whole_and_the_deviations_are_listed(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """With what cannot be said."""
    assert run(["conformance", *files]) == 0

    out = capsys.readouterr().out
    assert "First [order]: 3 journeys of 3 customers" in out
    assert "1 journey went past Basket" in out
    assert "Gift is not planned" in out
    assert "Not tested: timing" in out


def test_machines_get_everything(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """The same as from Python."""
    assert run(["conformance", *files, "--json", "--level", "0.9", "--observed-until", "2026-02-01"]) == 0

    found = cx.Conformance.model_validate(json.loads(capsys.readouterr().out))
    assert (found.level, found.unplanned) == (0.9, ("Gift",))


def test_a_picture_is_written(files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of the plan filled with what was observed."""
    target = tmp_path / "plan.svg"
    assert run(["conformance", *files, "-o", str(target), "--journey-gap", "1h"]) == 0

    assert "Against the plan" in target.read_text(encoding="utf-8")
    assert f"Wrote {target}" in capsys.readouterr().out.replace("\n", "")


@pytest.mark.parametrize(("more", "message"), [(["-o", "plan.docx"], "'.docx' is not one of"), (["--level", "2"], "level=2")])
def test_what_cannot_be_done_is_said_in_a_line(
    files: tuple[str, str], more: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a traceback."""
    assert run(["conformance", *files, *more]) == 2

    assert message in capsys.readouterr().err
