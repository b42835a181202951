"""Write a file completely or not at all."""

from __future__ import annotations

import os
import stat
import sys
import threading
import zipfile
from typing import TYPE_CHECKING

import pytest

from cxjourney.interchange import files
from cxjourney.interchange.files import alone_in, write_atomically

if TYPE_CHECKING:
    from pathlib import Path

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="modes and links as POSIX has them")


def test_bytes_and_functions_are_written(tmp_path: Path) -> None:
    """A function gets a path with the suffix of the target."""
    suffixes = []

    def content(path: Path) -> None:
        suffixes.append(path.suffix)
        path.write_text("by a function")

    write_atomically(tmp_path / "a.csv", b"bytes")
    write_atomically(tmp_path / "b.csv", content)

    assert (tmp_path / "a.csv").read_bytes() == b"bytes"
    assert (tmp_path / "b.csv").read_text() == "by a function"
    assert suffixes == [".csv"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    """Whatever was raised."""
    path = tmp_path / "a.txt"
    path.write_text("old")

    def content(temporary: Path) -> None:
        temporary.write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_atomically(path, content)

    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_missing_is_said_of_the_file_that_was_asked_for(tmp_path: Path) -> None:
    """Nobody is told about a temporary file."""
    with pytest.raises(FileNotFoundError) as caught:
        write_atomically(tmp_path / "missing" / "a.txt", b"")

    assert caught.value.filename == str(tmp_path / "missing" / "a.txt")


@pytest.mark.parametrize("name", ["fsync", "open", "close"])
def test_a_failing_system_call_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A full or broken disk."""
    real = getattr(os, name)

    def fail(*arguments: object) -> None:
        if name == "close":
            real(*arguments)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, name, fail)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(tmp_path / "a.txt", b"x")
    monkeypatch.undo()

    assert not (tmp_path / "a.txt").exists()


def test_a_folder_that_does_not_exist_is_the_callers_error(tmp_path: Path) -> None:
    """It passes through as the system tells it."""
    with pytest.raises(FileNotFoundError):
        write_atomically(tmp_path / "none" / "a.txt", b"x")


@POSIX
def test_the_mode_of_a_replaced_file_is_kept(tmp_path: Path) -> None:
    """A shared file stays shared."""
    path = tmp_path / "a.txt"
    path.write_text("old")
    path.chmod(0o640)
    write_atomically(path, b"new")

    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@POSIX
def test_a_symbolic_link_is_replaced_not_followed(tmp_path: Path) -> None:
    """What it pointed to stays."""
    target, link = tmp_path / "target.txt", tmp_path / "link.txt"
    target.write_text("kept")
    link.symlink_to(target)
    write_atomically(link, b"new")

    assert target.read_text() == "kept"
    assert not link.is_symlink()


@POSIX
def test_one_at_a_time_is_alone_in_a_folder(tmp_path: Path) -> None:
    """Threads of this process, too, wait for each other."""
    inside, most = list[int](), list[int]()

    def work() -> None:
        for _ in range(5):
            with alone_in(tmp_path):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert most == [1] * 20


@POSIX
def test_nobody_waits_for_ever_for_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever holds it may have been halted; and some disks know no locks."""
    monkeypatch.setattr(files, "_TURNS", 2)
    entered = []

    with alone_in(tmp_path), alone_in(tmp_path):
        entered.append("held")
    monkeypatch.setattr(files.fcntl, "flock", lambda *_: (_ for _ in ()).throw(OSError(95, "Operation not supported")))
    with alone_in(tmp_path):
        entered.append("no locks")

    assert entered == ["held", "no locks"]


def test_control_c_stays_what_it_is(tmp_path: Path) -> None:
    """Writers that cannot close a file in the middle complain of that instead."""

    def content(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as archive:
            archive.open("a", "w").write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "a.zip", content)
    assert list(tmp_path.iterdir()) == []
