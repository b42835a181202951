from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

import cxjourney as cx
from cxjourney.cli import run

if TYPE_CHECKING:
    from pathlib import Path

GOAL = ["--goal", "Order confirmed"]


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Return the files of two segments of a sample shop."""
    folder = tmp_path_factory.mktemp("shop")
    shop = cx.datasets.sample_shop(customers=4_000)
    paths = []
    for name in ("Regular", "Gift"):
        paths.append(folder / f"{name}.parquet")
        shop.events.filter(segments=name).save(paths[-1])
    return str(paths[0]), str(paths[1])


@pytest.fixture
def maps(tmp_path: Path) -> tuple[str, str]:
    """Return the files of two hand-written maps."""
    before = cx.JourneyMap(title="Now", stages={"Pay": [cx.Touchpoint(name="Card", emotion=-1.5), "Till"]})
    after = cx.JourneyMap(title="Plan", stages={"Pay": [cx.Touchpoint(name="Card", emotion=1.0)]})
    paths = tmp_path / "now.json", tmp_path / "plan.json"
    before.save(paths[0])
    after.save(paths[1])
    return str(paths[0]), str(paths[1])


def test_two_logs_are_compared(logs: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """What stands out, totals, pain points, and what was not tested."""
    assert run(["compare", *logs, *GOAL]) == 0

    out = capsys.readouterr().out
    assert "differences stand out" in out
    assert "Receive / Doorstep delivery" in out
    assert "Totals: changed within, and by the mix" in out
    assert "By segment, the side before is Regular and the side after Gift." in out


@pytest.mark.parametrize(("wanted", "code"), [([], 0), (["--fail-on", "worse"], 1), (["--fail-on", "any"], 1)])
def test_the_exit_code_says_what_stands_out(
    logs: tuple[str, str], wanted: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only when that is asked for; the whole comparison is printed for machines."""
    assert run(["compare", *logs, *GOAL, "--json", *wanted]) == code

    comparison = cx.Comparison.model_validate(json.loads(capsys.readouterr().out))
    assert comparison.flagged


def test_two_maps_are_compared(maps: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """Elements and stated figures; nothing stands out where nothing was tested."""
    assert run(["compare", *maps, "--fail-on", "any"]) == 0

    out = capsys.readouterr().out
    assert "Now → Plan" in out
    assert "The touchpoint Till (Pay) is no longer there." in out
    assert "solved" in out


def test_a_map_is_compared_with_a_log(tmp_path: Path, logs: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """A plan against what was observed."""
    path = tmp_path / "plan.json"
    cx.JourneyMap(title="Plan", stages={"Pay": [cx.Touchpoint(name="Card payment", measures={"drop_off_rate": 0.05})]}).save(path)

    assert run(["compare", str(path), logs[0]]) == 0
    assert "was seen" not in (out := capsys.readouterr().out)
    assert "nothing is tested" in out


def test_a_plan_is_compared_with_a_log_whose_goal_is_named(
    tmp_path: Path, logs: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The plan may not name one, or name the touchpoints otherwise."""
    path = tmp_path / "plan.json"
    cx.JourneyMap(title="Plan", stages={"Pay": [cx.Touchpoint(name="Card payment", measures={"drop_off_rate": 0.05})]}).save(path)

    assert run(["compare", str(path), logs[0], *GOAL, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["after"].startswith("Journey to Order confirmed")
    assert run(["compare", str(path), logs[0], *GOAL, "--title", "Now"]) == 2
    assert "--title cannot be used with a map" in capsys.readouterr().err


def test_times_and_shares_are_written_for_people(logs: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """Percent and points, and names as in pictures."""
    assert run(["compare", *logs, *GOAL]) == 0

    out = capsys.readouterr().out
    assert re.search(r"[+−]\d+\.\d points \([+−]", out)
    assert "Friction" in out
    assert "friction_rate" not in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["compare", "a.csv"], "Missing argument"),
        (["compare", "a.csv", "b.csv"], "a.csv"),
        (["compare", "a.csv", "b.csv", "--fail-on", "bad"], "'bad' is not one of"),
    ],
)
def test_wrong_use_is_told_in_a_line(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With exit code 2 and no traceback."""
    assert run(arguments) == 2
    assert message in capsys.readouterr().err


def test_options_for_events_are_refused_with_maps(maps: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is ignored in silence."""
    assert run(["compare", *maps, *GOAL]) == 2
    assert "--goal cannot be used with a map" in capsys.readouterr().err


def test_a_report_of_the_comparison_is_written(tmp_path: Path, logs: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """With the earlier side's map and pain points around it."""
    path = tmp_path / "report.html"
    assert run(["compare", *logs, *GOAL, "--report", str(path), "--locale", "hu"]) == 0

    assert 'id="comparison"' in path.read_text(encoding="utf-8")
    assert "Mi változott" in path.read_text(encoding="utf-8")
    assert f"Wrote {path}" in capsys.readouterr().out.replace("\n", "")


def test_the_json_of_a_comparison_leaves_the_maps_out(logs: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """They are large, and whoever compares has them."""
    assert run(["compare", *logs, *GOAL, "--json"]) == 0
    assert not {"before_map", "after_map"} & json.loads(capsys.readouterr().out).keys()
