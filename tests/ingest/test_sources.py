"""Opening a source leaves nothing behind when it fails."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from cxjourney.errors import CxJourneyError
from cxjourney.ingest import delimited
from cxjourney.ingest.limits import Limits
from cxjourney.ingest.parsing import Parsing
from cxjourney.ingest.sources import open_source

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that takes every temporary file."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize("content", [b"a,b\n1\n", b"", b"a\n\xff\n", b"a,a\n1,2\n"])
def test_a_refused_file_leaves_nothing(tmp_path: Path, private: Path, content: bytes) -> None:
    """No engine, no folder and no unpacked text stays."""
    path = tmp_path / "orders.csv.gz"
    path.write_bytes(gzip.compress(content))

    with pytest.raises(CxJourneyError):
        open_source(path)
    assert list(private.iterdir()) == []


def test_control_c_leaves_nothing(tmp_path: Path, private: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopping in the middle removes what was unpacked."""
    path = tmp_path / "orders.csv.gz"
    path.write_bytes(gzip.compress(b"a\n1\n"))

    def stopped(*_: object, **__: object) -> None:
        assert [found for found in private.rglob("*") if found.is_file()]
        raise KeyboardInterrupt

    monkeypatch.setattr(delimited, "survey", stopped)

    with pytest.raises(KeyboardInterrupt):
        open_source(path)
    assert list(private.iterdir()) == []


def test_discarding_frees_the_rows() -> None:
    """What was stored elsewhere need not stay twice."""
    table = open_source(pd.DataFrame({"a": [1]}))

    table.discard()

    assert table.engine.rows("SELECT count(*) FROM duckdb_tables() WHERE NOT internal") == [(0,)]
    with pytest.raises(CxJourneyError):
        table.engine.rows(f"SELECT * FROM {table.relation}")


def test_memory_can_be_limited() -> None:
    """The limit reaches the engine."""
    table = open_source(pd.DataFrame({"a": [1]}), parsing=Parsing(limits=Limits(memory=100 << 20)))

    assert table.engine.rows("SELECT current_setting('memory_limit')") == [("100.0 MiB",)]


def test_columns_are_found_by_name() -> None:
    """A name that is not there gives None."""
    table = open_source(pd.DataFrame({"a": [1], "b": ["x"]}))

    found = table.column("b")

    assert (found.sql_name if found else None, table.column("B")) == ("c1", None)


def test_a_program_that_never_closes_ends_quietly(tmp_path: Path) -> None:
    """Nothing is printed at the end, and the folder is gone."""
    program = """
import pandas
from cxjourney.ingest.sources import open_source
table = open_source(pandas.DataFrame({"a": [1]}))
print(table.engine.folder)
"""
    environment = {"TMPDIR": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)

    assert done.stdout.startswith(str(tmp_path))
    assert (done.stderr, list(tmp_path.iterdir())) == ("", [])
