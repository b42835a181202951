from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import cxjourney as cx
from cxjourney.cli import run

if TYPE_CHECKING:
    from pathlib import Path

GOAL = ["--goal", "Order confirmed"]


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the file of the sample shop."""
    path = tmp_path_factory.mktemp("shop") / "events.csv"
    cx.datasets.sample_shop(customers=3_000).save(path)
    return str(path)


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the file of a map that states how customers move."""
    path = tmp_path_factory.mktemp("map") / "map.json"
    cart = cx.Touchpoint(name="Cart = basket", measures={"drop_off_rate": 0.5})
    moves = [{"source": "Cart = basket", "target": "Paid"}]
    cx.JourneyMap(stages={"Buy": [cart, "Paid"]}, transitions=moves, goal_touchpoints=["Paid"]).save(path)
    return str(path)


def test_changes_are_forecast_together(events: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The same as from Python."""
    asked = [
        "--fix",
        "1=20000",
        "--drop-off",
        "Sign in=x0.5",
        "--rework",
        "Size guide=0.05",
        "--wait",
        "Basket=30s",
        "--remove",
        "Wish list",
    ]
    assert run(["what-if", events, *GOAL, *asked, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)

    journey_map = cx.discover_map(cx.read_events(events), goal="Order confirmed")
    changes = (
        cx.Fix(cx.diagnose(journey_map).pain_points[0], cost=20_000),
        cx.Change(touchpoint="Sign in", drop_off_factor=0.5),
        cx.Change(touchpoint="Size guide", rework=0.05),
        cx.Change(touchpoint="Basket", wait=30),
        cx.Remove("Wish list"),
    )
    assert found == cx.what_if(journey_map, *changes).model_dump(mode="json", exclude={"journey_map"})


def test_without_changes_the_fixes_are_ranked(events: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each alone, and the best together."""
    assert run(["what-if", events, *GOAL, "--best", "2"]) == 0

    out = capsys.readouterr().out
    assert "Each by itself" in out
    assert "The best together" in out
    assert "fix drop-off at Card payment" in out


def test_the_figures_are_told_and_drawn(events: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In tables, a picture of both journeys and a report."""
    files = [str(tmp_path / name) for name in ("to_be.svg", "to_be.html")]
    assert run(["what-if", events, *GOAL, "--drop-off", "Card payment=0.1", "-o", files[0], "--report", files[1]]) == 0

    out = capsys.readouterr().out
    assert "change Card payment: drop-off 0.1" in out
    assert "Reaching the goal" in out
    assert out.count("Wrote ") == len(files)
    assert "TO-BE" in (tmp_path / "to_be.svg").read_text(encoding="utf-8")
    assert "change Card payment" in (tmp_path / "to_be.html").read_text(encoding="utf-8")


def test_a_map_by_hand_can_be_asked(by_hand: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A touchpoint's name may hold the sign between it and the figure."""
    assert run(["what-if", by_hand, "--drop-off", "Cart = basket=0.3", "--json"]) == 0

    assert json.loads(capsys.readouterr().out)["goal_rate"]["value"] == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--fix", "99"], "there is no such pain point"),
        (["--fix", "0"], "there is no such pain point"),
        (["--fix", "first"], "--fix takes the rank"),
        (["--drop-off", "Sign in"], "--drop-off takes a touchpoint"),
        (["--drop-off", "=0.1"], "--drop-off takes a touchpoint"),
        (["--rework", "Sign in=often"], "--rework takes a touchpoint"),
        (["--wait", "Basket=2"], "expected a duration"),
        (["--drop-off", "Sign on=0.1"], "did you mean 'Sign in'"),
        (["--drop-off", "Sign in=1.5"], "a number from 0 to 1, 0.2 for 20%"),
        (["--remove", "Order confirmed"], "is the goal"),
        (["-o", "to_be.svg"], "nothing is changed"),
        (["--remove", "Wish list", "-o", "to_be.docx"], "'.docx' is not one of"),
    ],
)
def test_what_cannot_be_meant_is_said_in_a_line(events: str, more: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With exit code 2, and no traceback."""
    assert run(["what-if", events, *GOAL, *more]) == 2

    error = capsys.readouterr().err
    assert message in error.replace("\n", " ")
    assert "Traceback" not in error


def test_options_of_events_are_refused_with_a_map(by_hand: str, capsys: pytest.CaptureFixture[str]) -> None:
    """They would change nothing."""
    assert run(["what-if", by_hand, *GOAL, "--remove", "Cart = basket"]) == 2

    assert "--goal cannot be used with a map" in capsys.readouterr().err
