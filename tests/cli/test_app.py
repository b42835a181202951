from __future__ import annotations

import json
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import cxjourney as cx
from cxjourney.cli import run
from cxjourney.testing import check_svg

if TYPE_CHECKING:
    from pathlib import Path

GOAL = ["--goal", "Order confirmed"]


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the file of a sample shop's events."""
    path = tmp_path_factory.mktemp("shop") / "events.csv"
    return str(cx.datasets.sample_shop(customers=3_000, seed=1).save(path))


@pytest.fixture
def map_file(tmp_path: Path) -> Path:
    """Return the file of a hand-written map."""
    path = tmp_path / "map.json"
    cx.datasets.sample_map().save(path)
    return path


def test_the_version_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """The version goes to the output and nothing else does."""
    assert run(["--version"]) == 0
    assert capsys.readouterr() == (f"{cx.__version__}\n", "")


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """The help lists every command."""
    assert run([]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in ("demo", "map", "diagnose", "convert", "validate", "schema"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["frob"], "No such command 'frob'"),
        (["map"], "Missing argument"),
        (["map", "no.csv"], "no.csv"),
        (["map", "no.csv", "-o", "map.docx"], "'.docx' is not one of"),
        (["map", "no.csv", "-o", "no/map.svg"], "folder 'no' does not exist"),
        (["validate", "no.json"], "no.json"),
        (["diagnose", "no.csv", "--fail-on", "bad"], "'bad' is not one of"),
        (["demo", "--customers", "0"], "at least 1"),
        (["demo", "--seed", "x"], "'--seed'"),
    ],
)
def test_wrong_use_gives_one_clear_message(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Usage and bad input exit with 2 and say what is wrong, without a traceback."""
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Error: ")
    assert message in err
    assert "Traceback" not in err


def test_a_missing_column_comes_with_a_hint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The message names the columns that are there and the option to use."""
    path = tmp_path / "events.csv"
    path.write_text("client_ref,when,where\n1,2026-01-01,Home\n", encoding="utf-8")

    assert run(["map", str(path)]) == 2
    err = capsys.readouterr().err
    assert "client_ref" in err
    assert "Hint:" in err


def test_map_draws_a_picture(events: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The picture is written where asked and its place is said."""
    target = tmp_path / "shop.svg"

    assert run(["map", events, *GOAL, "-o", str(target), "--title", "Rainwear"]) == 0
    assert capsys.readouterr().out == f"Wrote {target}\n"
    check_svg(target.read_text(encoding="utf-8"))
    assert "Rainwear" in target.read_text(encoding="utf-8")


def test_map_writes_to_the_output(events: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A hyphen sends the picture, and only it, down the pipe."""
    assert run(["map", events, *GOAL, "-o", "-"]) == 0
    check_svg(capsys.readouterr().out)


def test_a_saved_map_is_diagnosed_like_its_events(events: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A map file keeps what a diagnosis needs."""
    target = tmp_path / "shop.json"
    assert run(["map", events, *GOAL, "-o", str(target)]) == 0
    capsys.readouterr()

    assert run(["diagnose", str(target), "--json"]) == 0
    from_map = capsys.readouterr().out
    assert run(["diagnose", events, *GOAL, "--json"]) == 0
    assert json.loads(from_map)["pain_points"] == json.loads(capsys.readouterr().out)["pain_points"]


def test_diagnose_prints_whole_lines_when_piped(events: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a terminal there are no colours, no cut texts and one line a finding."""
    assert run(["diagnose", events, *GOAL]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "…" not in out
    assert "Card payment" in next(line for line in out.splitlines() if line.startswith("1 "))


@pytest.mark.parametrize(("level", "code"), [("minor", 1), ("moderate", 1)])
def test_fail_on_turns_findings_into_an_exit_code(events: str, level: str, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Findings of the level or worse give 1."""
    assert run(["diagnose", events, *GOAL, "--fail-on", level]) == code
    assert "Card payment" in capsys.readouterr().out


def test_only_the_kinds_asked_for_are_found(events: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One kind alone gives findings of that kind."""
    assert run(["diagnose", events, *GOAL, "--kind", "rework", "--json"]) == 0
    assert {pain["kind"] for pain in json.loads(capsys.readouterr().out)["pain_points"]} == {"rework"}


def test_fail_on_is_silent_without_findings(map_file: Path, tmp_path: Path) -> None:
    """A map without pains passes."""
    calm = tmp_path / "calm.json"
    cx.JourneyMap(title="calm", stages={"Pay": ["Checkout"]}).save(calm)

    assert run(["diagnose", str(calm), "--fail-on", "minor"]) == 0
    assert run(["diagnose", str(map_file), "--fail-on", "minor"]) == 1


def test_options_of_events_are_refused_for_a_map(map_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A goal cannot be changed once the map is there, and the message says so."""
    assert run(["diagnose", str(map_file), *GOAL]) == 2
    assert "--goal cannot be used with a map" in capsys.readouterr().err


def test_convert_keeps_the_map(map_file: Path, tmp_path: Path) -> None:
    """Another format holds the same map."""
    target = tmp_path / "map.yaml"

    assert run(["convert", str(map_file), str(target)]) == 0
    assert cx.JourneyMap.load(target) == cx.datasets.sample_map()


def test_validate_names_what_is_wrong(map_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A good map passes; a bad one is refused with the place of each problem."""
    bad = tmp_path / "bad.json"
    bad.write_text('{"schema_version": "1.0", "stages": [{"name": ""}], "frobs": 1}', encoding="utf-8")

    assert run(["validate", str(map_file)]) == 0
    assert "6 stages, 19 touchpoints" in capsys.readouterr().out
    assert run(["validate", str(bad)]) == 2
    assert "stages[0].name" in capsys.readouterr().err


def test_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    """The schema of map files can be piped into a file."""
    assert run(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "JourneyMap"


def test_demo_draws_the_sample_shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The demo writes a picture and the events, and shows the pain points."""
    assert run(["demo", "--output", str(tmp_path / "new"), "--customers", "3000", "--seed", "2"]) == 0
    out = capsys.readouterr().out
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["events.csv", "map.svg", "report.html"]
    assert "Card payment" in out
    assert str(tmp_path / "new" / "map.svg") in out


def test_a_report_is_written_beside_the_map(events: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One command, two files; nothing is said between the lines of a picture on the output."""
    report = tmp_path / "report.html"

    assert run(["map", events, *GOAL, "-o", "-", "--report", str(report)]) == 0
    check_svg(capsys.readouterr().out)
    assert "Content-Security-Policy" in report.read_text(encoding="utf-8")


def test_a_report_is_an_html_file(capsys: pytest.CaptureFixture[str]) -> None:
    """Told before any work is done."""
    assert run(["map", "no.csv", "--report", "report.pdf"]) == 2
    assert "name it report.html" in capsys.readouterr().err


def test_names_cannot_control_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Escape sequences and markup in a name are shown, not obeyed."""
    path = tmp_path / "map.json"
    cx.JourneyMap(title="[bold]x\x1b[31m", stages={"Pay": [cx.Touchpoint(name="[red]Pay\x1b]0;x", emotion=-1.5)]}).save(path)

    assert run(["diagnose", str(path)]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "[red]Pay" in out


@pytest.mark.parametrize("command", [["schema"], ["diagnose", "map.json"], ["map", "events.csv", "-o", "-"]])
def test_a_closed_pipe_ends_quietly_with_a_code_of_its_own(map_file: Path, events: str, command: list[str]) -> None:
    """A reader that stops early causes no traceback, and is not taken for findings, whose code is 1."""
    names = {"map.json": str(map_file), "events.csv": events}
    program = [sys.executable, "-m", "cxjourney", *(names.get(word, word) for word in command)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=map_file.parent) as process:
        assert process.stdout is not None
        process.stdout.close()
        error = process.stderr.read() if process.stderr else b""

    assert b"Traceback" not in error
    assert process.returncode == 141


@pytest.mark.skipif(sys.platform != "linux", reason="there is no full device")
@pytest.mark.parametrize("streams", [">&-", "2>&-", "2>/dev/full", ">&- 2>&- <&-"])
def test_streams_that_take_nothing_change_no_exit_code(tmp_path: Path, streams: str) -> None:
    """Bad input is bad input, also where nobody can be told."""
    program = f"{shlex.quote(sys.executable)} -m cxjourney diagnose nofile.csv {streams}"

    result = subprocess.run(["/bin/sh", "-c", program], cwd=tmp_path, capture_output=True, check=False)

    assert result.returncode == 2
    assert b"Traceback" not in result.stderr


def test_starting_loads_nothing_heavy() -> None:
    """Help and version come without the data stack."""
    code = "import sys, cxjourney.cli; print(sorted({'duckdb', 'numpy', 'scipy', 'networkx', 'pydantic'} & set(sys.modules)))"

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert result.stdout == "[]\n"
