from __future__ import annotations

import io
import subprocess
import sys
import threading
import time
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import cxjourney as cx
from cxjourney.engine import progress
from cxjourney.engine.duckdb import DuckdbEngine
from cxjourney.engine.progress import note, show_progress, step
from cxjourney.engine.showing import NotebookBar, display_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(autouse=True)
def _no_thread_stays(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Look often, and see that whoever looked has gone at the end."""
    monkeypatch.setattr(progress, "LOOK", 0.01)
    yield
    assert not [thread for thread in threading.enumerate() if thread.name == "cxjourney-progress"]


def wait_until(condition: Callable[[], object]) -> None:
    """Wait for another thread, at most a minute: a busy machine is late."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Return True."""
        return True


def test_a_function_sees_steps_with_their_parts_and_shares() -> None:
    """Tables are counted; their number is known while measuring, and shares never fall."""
    shop = cx.datasets.sample_shop(customers=400)
    events, seen = shop.events, list[cx.Progress]()

    with show_progress(seen.append, after=0):
        watched = cx.measure(events, goal=shop.goal)

    counted = [each for each in seen if each.total is not None]
    shares = [each.share for each in counted]
    assert {each.step for each in seen} == {"Measuring"}
    assert shares == sorted(shares)  # type: ignore[type-var]
    assert all(0 <= each.share <= 1 and each.done < each.total for each in counted)  # type: ignore[operator]
    assert watched == cx.measure(shop.events, goal=shop.goal)


@pytest.mark.parametrize("scored", [True, False])
def test_the_last_table_of_a_measurement_is_the_last_one_expected(monkeypatch: pytest.MonkeyPatch, *, scored: bool) -> None:
    """With everything a shop's log holds and a goal, and with visits alone."""
    frame = pd.DataFrame({"customer": list("aabb"), "time": ["2026-01-01", "2026-01-02"] * 2, "touchpoint": list("ABAB")})
    shop = cx.datasets.sample_shop(customers=150)
    noted: list[tuple[int, int]] = []
    monkeypatch.setattr(progress, "note", lambda _, done=None, total=None: total and noted.append((done, total)))

    cx.measure(shop.events if scored else cx.read_events(frame), goal=shop.goal if scored else None)

    assert len({total for _, total in noted}) == 1
    assert noted[-1] == (noted[-1][1] - 1, noted[-1][1])


def test_what_is_not_counted_beforehand_is_told_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """A trend names its tables one by one, and claims no number of them."""
    noted: list[tuple[str, int | None]] = []
    monkeypatch.setattr(progress, "note", lambda detail, done=None, total=None: noted.append((detail, total)))  # noqa: ARG005 - as called

    cx.trend(cx.datasets.sample_shop(customers=150).events, every="month")

    assert {"entries", "day entries", "day visits"} <= {detail for detail, _ in noted}
    assert {total for _, total in noted} == {None}


def test_reading_is_a_step(tmp_path: Any) -> None:
    """Every reader tells what it does."""
    path = cx.datasets.sample_shop(customers=300).save(tmp_path / "events.csv")
    seen: list[cx.Progress] = []

    with show_progress(seen.append, after=0):
        cx.read_events(path)

    assert {each.step for each in seen} == {"Reading"}


def test_the_engine_tells_how_far_a_statement_is() -> None:
    """DuckDB counts, and prints nothing."""
    seen: list[cx.Progress] = []

    with DuckdbEngine(threads=1) as engine, show_progress(seen.append, after=0), step("Counting"):
        for size in (3e7, 3e8, 3e9):  # a fast machine needs a longer one
            engine.rows(f"SELECT count(*) FROM range({size:.0f}) t(i) WHERE hash(i) % 7 = 1")
            if any(each.share is not None and 0 < each.share < 1 for each in seen):
                break

    assert any(each.share is not None and 0 < each.share < 1 for each in seen)


def test_what_is_fast_shows_nothing() -> None:
    """Nobody reads what is gone within a second."""
    seen: list[cx.Progress] = []

    with show_progress(seen.append), step("Blinking"):
        pass

    assert seen == []


def test_the_outer_step_names_the_work_and_the_inner_one_its_parts() -> None:
    """The command line says in its words what is done."""
    seen: list[cx.Progress] = []

    with show_progress(seen.append, after=0), step("Reading the events"):
        with step("Reading"):
            note("customers", 1, 3)
        wait_until(lambda: seen and seen[-1].detail)

    assert str(seen[-1]) == "Reading the events: customers (2 of 3)"


def test_a_function_that_fails_is_a_warning_and_the_work_goes_on() -> None:
    """Results do not depend on who looks."""
    called = threading.Event()

    def fail(_: cx.Progress) -> None:
        called.set()
        message = "no screen"
        raise OSError(message)

    with pytest.warns(cx.CxJourneyWarning, match="could not be shown: OSError: no screen"), show_progress(fail, after=0), step("Working"):
        assert called.wait(60)


def test_a_function_that_waits_for_the_caller_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The call ends, with a warning."""
    monkeypatch.setattr(progress, "PATIENCE", 0.1)
    called, free = threading.Event(), threading.Event()

    def wait(_: cx.Progress) -> None:
        called.set()
        free.wait(60)

    with pytest.warns(cx.CxJourneyWarning, match="takes more than 0.1 seconds"), show_progress(wait, after=0), step("Working"):
        assert called.wait(60)
    free.set()
    for thread in threading.enumerate():
        if thread.name == "cxjourney-progress":
            thread.join(60)


def test_an_error_inside_ends_the_thread() -> None:
    """As does Ctrl-C."""
    with pytest.raises(KeyboardInterrupt), show_progress(lambda _: None, after=0), step("Working"):
        raise KeyboardInterrupt


def test_services_see_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """Without a terminal and outside of notebooks there is nobody to look, and no thread."""
    with show_progress(after=0), step("Working"):
        threads = [thread.name for thread in threading.enumerate()]

    assert "cxjourney-progress" not in threads
    assert capfd.readouterr() == ("", "")


def test_a_terminal_shows_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """On standard error, with markup as it is, and gone at the end."""
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("TERM", "xterm")

    with show_progress(after=0), step("Counting [bold]"):
        note("visits", 1, 4)
        wait_until(lambda: "visits" in sys.stderr.getvalue())  # type: ignore[attr-defined]

    shown = sys.stderr.getvalue()  # type: ignore[attr-defined]
    assert "Counting [bold]: visits (2 of 4)" in shown
    assert shown.rstrip().endswith("\x1b[2K")


def test_a_notebook_shows_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Below the cell, updated in place, with text escaped, and empty at the end."""
    shown: list[dict[str, str]] = []
    handle = SimpleNamespace(update=lambda bundle, raw: shown.append(bundle))  # noqa: ARG005 - as IPython calls it

    def display(bundle: dict[str, str], **_: object) -> SimpleNamespace:
        shown.append(bundle)
        return handle

    shell, module = ModuleType("IPython"), ModuleType("IPython.display")
    shell.get_ipython = lambda: SimpleNamespace(kernel=object())  # type: ignore[attr-defined]
    module.display = display  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "IPython", shell)
    monkeypatch.setitem(sys.modules, "IPython.display", module)

    assert isinstance(display_of("auto"), NotebookBar)
    with show_progress(after=0), step("A <b>"):
        note("visits", 1, 4)
        wait_until(lambda: any("visits" in each["text/html"] for each in shown))
    assert '<progress value="0.250"></progress> A &lt;b&gt;: visits (2 of 4) · 0:00' in [each["text/html"] for each in shown]
    assert shown[-1] == {"text/plain": "", "text/html": ""}


def test_a_choice_that_does_not_exist_is_named() -> None:
    """The choices are listed."""
    with pytest.raises(cx.OptionError, match="'auto', 'terminal', 'notebook', 'off'"), show_progress("loud"):  # type: ignore[arg-type]
        pass


def test_rich_is_loaded_only_where_something_is_shown() -> None:
    """Nobody waits for what nobody sees."""
    code = "import sys, cxjourney as cx; cx.measure(cx.datasets.sample_shop(customers=50).events); sys.exit('rich' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_share_never_falls_and_ends_at_all() -> None:
    """Also where a later part counts itself as an earlier one, or more parts come than were announced."""
    call = progress.Call("Measuring", watched=True)
    shares = []
    for done in (5, 4, 12):
        call.note("transitions", done, 10)
        shares.append(call.state().share)

    assert shares == [0.5, 0.5, 1.0]
