"""Bring the tables of a log into the engine of another one."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cxjourney.ingest.numbers import literal
from cxjourney.ingest.paths import sql_path

if TYPE_CHECKING:
    from cxjourney.engine.protocol import Engine
    from cxjourney.ingest.content import Content


def moved(content: Content, engine: Engine) -> Content:
    """
    Return the same log in another engine; its own stays as it is.

    Parameters
    ----------
    content
        The log.
    engine
        Where it is needed.
    """
    if content.engine is engine:
        return content
    with tempfile.TemporaryDirectory(prefix="cxjourney-") as folder:

        def copied(table: str) -> str:
            if not table:
                return ""
            path = Path(folder) / f"{table}.parquet"
            content.engine.execute(f"COPY {table} TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)")
            name = engine.unique_name("moved")
            engine.execute(f"CREATE TABLE {name} AS SELECT * FROM read_parquet({sql_path(path)})")
            return name

        return replace(
            content,
            engine=engine,
            store=copied(content.store),
            customers=copied(content.customers),
            journeys=copied(content.journeys),
            verbatims=copied(content.verbatims),
            labels={role: replace(dictionary, table=copied(dictionary.table)) for role, dictionary in content.labels.items()},
        )
