from __future__ import annotations

import io
import sys
import time
import warnings

import pytest

from cxjourney.cli import app, run
from cxjourney.cli.console import complain_about, notes, progress
from cxjourney.engine.progress import note
from cxjourney.errors import CxJourneyWarning


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Return True."""
        return True


def test_progress_is_shown_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The step is named if it takes long, with how far it is."""
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("TERM", "xterm")

    with progress("Reading [the] events"):
        note("customers", 2, 4)
        for _ in range(1_200):  # a busy machine draws late
            time.sleep(0.05)
            if "customers" in sys.stderr.getvalue():  # type: ignore[attr-defined]
                break
    with progress("Drawing"):
        pass

    shown = sys.stderr.getvalue()  # type: ignore[attr-defined]
    assert "Reading [the] events: customers (3 of 4)" in shown
    assert "Drawing" not in shown


def test_progress_is_silent_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    """A log file is not filled with progress."""
    with progress("Reading"):
        pass

    assert capsys.readouterr() == ("", "")


def test_warnings_are_notes(capsys: pytest.CaptureFixture[str]) -> None:
    """A warning is one line without Python's own form."""
    with notes():
        warnings.warn("the map is wide", CxJourneyWarning, stacklevel=1)

    assert capsys.readouterr().err == "Note: the map is wide\n"


def test_errors_of_the_system_name_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    """The file comes first, control characters are shown."""
    complain_about(FileNotFoundError(2, "No such file or directory", "a\x1bb.csv"))

    assert capsys.readouterr().err == "Error: a\\u001bb.csv: No such file or directory.\n"


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (PermissionError(13, "Permission denied", "x"), 2)])
def test_interruptions_have_their_own_code(monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int) -> None:
    """Stopping by hand is not bad input."""

    def fail() -> None:
        raise error

    monkeypatch.setattr("cxjourney.json_schema", fail)

    assert run(["schema"]) == code


def test_the_program_exits_with_the_code_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """The entry point hands the exit code to the shell."""
    monkeypatch.setattr(sys, "argv", ["cxjourney", "frob"])

    with pytest.raises(SystemExit) as raised:
        app.main()
    assert raised.value.code == 2
