"""A private PostgreSQL and a local Spark, where they are installed; tests are skipped with a reason where they are not."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import tempfile
import warnings
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROLES: dict[str, Any] = {
    "customer": "customer",
    "time": "when",
    "touchpoint": "touch",
    "channel": "chan",
    "segment": "seg",
    "group": "team",
    "value": "amount",
    "scores": {"nps": "nps", "rating": ("rating", 1.0, 5.0)},
    "reason": "reason",
    "reopened": "reopened",
    "invited": "invited",
    "order": "n",
    "weight": "w",
}

COLUMNS = {
    "customer": "text",
    "when": "timestamptz",
    "touch": "varchar(20)",
    "chan": "text",
    "stage": "text",
    "seg": "text",
    "team": "char(4)",
    "amount": "float8",
    "nps": "int",
    "rating": "numeric(4, 2)",
    "reason": "text",
    "reopened": "boolean",
    "invited": "smallint",
    "n": "bigint",
    "w": "float8",
}
"""Columns of the logs that `random_rows` makes, as PostgreSQL types."""

SPARK_TYPES = {
    **dict.fromkeys(("text", "varchar(20)", "char(4)"), "string"),
    "timestamptz": "timestamp",
    "float8": "double",
    "numeric(4, 2)": "decimal(4, 2)",
}


SPARK_OPTIONS = {
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
    "spark.sql.session.timeZone": "Asia/Tehran",  # no result may depend on it
    "spark.sql.ansi.enabled": "false",
}
"""Settings for small data; no result may depend on them."""


def random_rows(seed: int, count: int = 300, customers: int = 30) -> list[tuple[Any, ...]]:
    """Return seeded events with everything a table in another engine can hold."""
    draw = random.Random(seed)
    return [
        (
            f"c{draw.randrange(customers)}" + draw.choice(["", "", "", " é", " e\u0301", "  é"]),
            datetime(2026, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(10 ** draw.uniform(3, 13))),
            draw.choice(["A", "B", "C ", "C", "D", "Support", "Ж"]),
            draw.choice(["web", "phone", "shop", None]),
            draw.choice(["s1", "s2"]),
            draw.choice(["x", "y", "z", None]),
            draw.choice(["t1", "x", None]),
            draw.choice([None, 1.005, -2.5, 10.12345, 0.00005]),
            draw.choice([None, 0, 3, 7, 8, 9, 10]),
            draw.choice([None, Decimal("1.5"), Decimal("2.25"), Decimal(4)]),
            draw.choice(["r1", "r2", None]),
            draw.choice([True, False, None]),
            draw.choice([0, 1, 2]),
            place,
            draw.choice([0.25, 1.0, 1.234567, 3.0000005, 17.5]),
        )
        for place in range(count)
    ]


def frame(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    """Return the rows for the embedded engine."""
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"nps": "Int64", "rating": "float64"})


def _programs() -> Path | None:
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return folders[-1] if folders else None


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Return the connection string of a private PostgreSQL without network, or skip with a reason."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: pip install cxjourney[postgres]")
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: initdb is nowhere")
    # The path of a socket has at most about a hundred characters, and another user must get there.
    folder = Path(tempfile.mkdtemp(prefix="cx-pg-", dir="/tmp"))
    user = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    if user:
        shutil.chown(folder, **user)

    def run(*command: str) -> None:
        subprocess.run([str(programs / command[0]), *command[1:]], check=True, cwd=folder, stdout=subprocess.DEVNULL, **user)  # type: ignore[call-overload]

    run("initdb", "-D", str(folder / "data"), "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=20"
    run("pg_ctl", "-D", str(folder / "data"), "-w", "-t", "300", "-o", options, "-l", str(folder / "log"), "start")
    yield f"host={folder} user=tester dbname=postgres"
    run("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """Return a Spark session of this process, made for small data, or skip with a reason."""
    pytest.importorskip("pyspark", reason="pyspark is not installed: pip install cxjourney[spark]")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Java is not installed: Spark needs it")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Spark's own, on the versions of pandas it likes
        from pyspark.sql import SparkSession
    options = {**SPARK_OPTIONS, "spark.sql.warehouse.dir": tempfile.mkdtemp(prefix="cx-spark-")}
    builder = SparkSession.builder.master("local[2]")
    for name, value in options.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()
    shutil.rmtree(options["spark.sql.warehouse.dir"], ignore_errors=True)


@pytest.fixture
def filled(server: str) -> Callable[..., str]:
    """Return a function that fills a table and returns the connection string."""
    import psycopg

    def fill(rows: list[tuple[Any, ...]], table: str = "events") -> str:
        quoted = '"' + table.replace('"', '""') + '"'
        fields = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS.items())
        with psycopg.connect(server) as connection:
            connection.execute(f"DROP TABLE IF EXISTS {quoted}")
            connection.execute(f"CREATE TABLE {quoted} ({fields})")
            with connection.cursor().copy(f"COPY {quoted} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        return server

    return fill
