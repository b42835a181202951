"""Every bad input the library promises to handle, through the public door and the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

import cxjourney as cx
from cxjourney.cli import run

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "customer,timestamp,touchpoint\n"
GOOD = "a,2026-01-01T00:00:00Z,Start\na,2026-01-01T01:00:00Z,Pay\n"

REFUSED = {
    "an empty file": ("", cx.EmptyDataError, "empty"),
    "only a header": (HEADER, cx.EmptyDataError, "no"),
    "unknown columns": ("who,when,what\na,2026-01-01,Pay\n", cx.MissingColumnError, "who"),
    "a time that is none": (HEADER + "a,soon,Pay\n", cx.BadRowsError, "soon"),
    "a missing time": (HEADER + GOOD + "a,,Pay\n", cx.BadRowsError, "line 4"),
    "a missing customer": (HEADER + GOOD + ",2026-01-01T00:00:00Z,Pay\n", cx.BadRowsError, "line 4"),
    "a missing touchpoint": (HEADER + GOOD + "a,2026-01-01T02:00:00Z,\n", cx.BadRowsError, "line 4"),
    "not a number": (HEADER.replace("\n", ",value\n") + "a,2026-01-01,Pay,NaN\n", cx.BadRowsError, "NaN"),
    "an infinite value": (HEADER.replace("\n", ",value\n") + "a,2026-01-01,Pay,inf\n", cx.BadRowsError, "inf"),
    "a value beyond all bounds": (HEADER.replace("\n", ",value\n") + "a,2026-01-01,Pay,1e400\n", cx.BadRowsError, "1e400"),
    "a score outside its scale": (HEADER.replace("\n", ",nps\n") + "a,2026-01-01,Pay,11\n", cx.BadRowsError, "11"),
    "a score that is not whole": (HEADER.replace("\n", ",nps\n") + "a,2026-01-01,Pay,7.5\n", cx.BadRowsError, "7.5"),
    "a label of 10,000 characters": (HEADER + "a,2026-01-01," + "x" * 10_000 + "\n", cx.BadRowsError, "2,000"),
    "one field too many": (HEADER + "a,2026-01-01,Pay,more\n", cx.DataError, "2"),
    "a quote that never closes": (HEADER + 'a,2026-01-01,"Pay\n', cx.DataError, "2"),
}

ACCEPTED = {
    "one event a customer": HEADER + "".join(f"c{number},2026-01-01,Pay\n" for number in range(40)),
    "a single customer": HEADER + GOOD,
    "one touchpoint": HEADER + "".join(f"c{number % 5},2026-01-{1 + number % 28:02d},Pay\n" for number in range(40)),
    "all rows at one instant": HEADER + "".join(f"c{number % 5},2026-01-01,T{number % 3}\n" for number in range(40)),
    "markup, quotes and spaces": HEADER + 'a,2026-01-01,"<b onload=x>""Pay"" & \'go\'</b>"\n',
    "right-to-left and zero-width text": HEADER + "a,2026-01-01,پرداخت\u200b سفارش\na,2026-01-02,\u202eevil\u202c\n",
    "control characters": HEADER + "a,2026-01-01,Pay\x07\x1b[31m\n",
    "huge and negative values": HEADER.replace("\n", ",value\n") + "a,2026-01-01,Pay,-12345678901\nb,2026-01-01,Pay,99999999999\n",
}


def write(folder: Path, text: str) -> Path:
    """Return a CSV file with this text."""
    path = folder / "events.csv"
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_right_is_refused_with_its_place(tmp_path: Path, case: str) -> None:
    """One clear error of our own that names the trouble, and nothing left on disk."""
    text, kind, mention = REFUSED[case]
    path = write(tmp_path, text)

    with pytest.raises(kind) as caught:
        cx.read_events(path)

    assert mention in str(caught.value)
    assert "events.csv" in str(caught.value)
    assert len(str(caught.value)) <= 2_000
    assert [entry.name for entry in tmp_path.iterdir()] == ["events.csv"]


@pytest.mark.parametrize("case", REFUSED)
def test_the_command_line_says_it_in_words(tmp_path: Path, case: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, a message, no traceback, and no picture half written."""
    path = write(tmp_path, REFUSED[case][0])

    code = run(["map", str(path), "-o", str(tmp_path / "map.svg")])

    output = capfd.readouterr()
    assert code == 2
    assert "Traceback" not in output.out + output.err
    assert REFUSED[case][2] in output.err
    assert not (tmp_path / "map.svg").exists()


@pytest.mark.parametrize("case", ACCEPTED)
def test_what_is_odd_but_right_goes_all_the_way(tmp_path: Path, case: str) -> None:
    """A map, a diagnosis that finds nothing in so little data, and a picture."""
    events = cx.read_events(write(tmp_path, ACCEPTED[case]))

    journey_map = cx.discover_map(events)
    diagnosis = cx.diagnose(journey_map)

    assert events.quality.kept == events.quality.rows == events.n_events
    assert diagnosis.pain_points == ()
    assert diagnosis.untested
    cx.testing.check_svg(cx.render_map(journey_map, diagnosis=diagnosis).text)
    assert cx.JourneyMap.model_validate_json(journey_map.to_json()) == journey_map


def test_values_survive_exactly(tmp_path: Path) -> None:
    """Huge and negative money is summed to the last cent."""
    events = cx.read_events(write(tmp_path, ACCEPTED["huge and negative values"]))

    assert cx.discover_map(events).total("value").value == 99_999_999_999 - 12_345_678_901


def test_a_hundred_thousand_touchpoints_make_a_map() -> None:
    """The most visited stand in the map, the rest are counted; nothing runs out of memory."""
    count = 100_000
    number = np.arange(2 * count)
    frame = pd.DataFrame(
        {
            "customer": number % 1_000,
            "timestamp": pd.Timestamp("2026-01-01", tz="UTC") + pd.to_timedelta(number, unit="s"),
            "touchpoint": np.char.add("t", (number % count).astype(str)),
        }
    )

    journey_map = cx.discover_map(cx.read_events(frame.astype({"customer": str})), max_touchpoints=50)

    assert len(journey_map.touchpoints) == 50
    assert sum(touchpoint.measure("visits").value for touchpoint in journey_map.touchpoints) == 2 * count
    assert any("99,951 rarely visited" in note for note in journey_map.notes)


def test_a_goal_that_never_occurs_is_refused_by_the_command_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The closest names are offered."""
    path = write(tmp_path, HEADER + GOOD)

    code = run(["diagnose", str(path), "--goal", "Pya"])

    assert code == 2
    assert "did you mean 'Pay'" in capfd.readouterr().err


def test_bad_rows_can_be_dropped_and_are_counted(tmp_path: Path) -> None:
    """What is left out is said, by reason."""
    path = write(tmp_path, HEADER + GOOD + "a,soon,Pay\n,2026-01-01T00:00:00Z,Pay\n")

    quality = cx.read_events(path, on_bad_rows="drop").quality

    assert (quality.rows, quality.kept) == (4, 2)
    assert sum(count for _, count in quality.dropped) == 2
