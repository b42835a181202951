"""Event logs behind Spark Connect: in a program of its own, since one program has either a session of Connect or a classic one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.spark, pytest.mark.slow]

PACKAGES = ("pyspark", "grpc", "grpc_status", "google.rpc", "pandas", "pyarrow", "zstandard")
PROGRAM = """
import json, warnings
warnings.simplefilter("ignore")
from pyspark.sql import SparkSession
import cxjourney as cx
from tests.elsewhere.conftest import COLUMNS, SPARK_OPTIONS, SPARK_TYPES, frame, random_rows

builder = SparkSession.builder.remote("local[2]")
for name, value in SPARK_OPTIONS.items():
    builder = builder.config(name, value)
spark = builder.getOrCreate()
rows, roles = random_rows(21, 60, 9), {"customer": "customer", "time": "when", "touchpoint": "touch", "order": "n", "scores": {}}
fields = ", ".join(f"`{name}` {SPARK_TYPES.get(kind, kind)}" for name, kind in COLUMNS.items())
source = spark.createDataFrame(rows, fields)
there = cx.read_events(source, **roles)
here = cx.read_events(frame(rows), **roles)
found = {"kind": type(source).__module__, "equal": cx.measure(there, goal="D") == cx.measure(here, goal="D")}
there.engine.close()
forgotten = cx.read_events(source, **roles)
try:
    cx.read_events(source.selectExpr("*", "raise_error('the disk is gone') AS value"), **roles)
except cx.DataError as error:
    found["failed"] = str(error)
print(json.dumps(found))
spark.stop()
"""


def missing() -> str:
    """Return the first package that Spark Connect needs and that is not there."""
    for name in PACKAGES:
        try:
            __import__(name)
        except ImportError:
            return name
    return ""


def test_statistics_are_those_of_the_embedded_engine(tmp_path: Path) -> None:
    """Bit for bit; a job that fails is named there too, and a log that nobody closed does not hold the program up at its end."""
    if package := missing():
        pytest.skip(f"Spark Connect needs {package}: pip install 'pyspark[connect]'")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Java is not installed: Spark needs it")
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), *filter(None, sys.path)])}

    out, errors = tmp_path / "out", tmp_path / "errors"  # pipes would stay open as long as a server that nobody stopped
    with out.open("w") as told, errors.open("w") as complained:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], cwd=tmp_path, env=environment, stdout=told, stderr=complained, check=False, timeout=500
        )

    assert done.returncode == 0, errors.read_text()[-2_000:]
    found = json.loads(out.read_text().strip().splitlines()[-1])
    assert (found["equal"], "connect" in found["kind"]) == (True, True)
    assert "the disk is gone" in found["failed"]
