"""Write the events of a log as Parquet, CSV or TSV."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cxjourney.arguments import check_flag, path_of
from cxjourney.errors import DataError, OptionError
from cxjourney.ingest.content import LABEL_ROLES
from cxjourney.ingest.memory import FLAG_TITLES, saved_titles, written_memory
from cxjourney.ingest.numbers import SCORE_SCALE, VALUE_SCALE, WEIGHT_SCALE, literal
from cxjourney.ingest.paths import check_unicode
from cxjourney.interchange.files import write_atomically

if TYPE_CHECKING:
    from cxjourney.engine.protocol import Engine
    from cxjourney.ingest.content import Content

# What spreadsheets run as a formula, also after spaces and in full width; see the OWASP page on CSV injection.
_FORMULA = r"^\s*[=+\-@|\t\r\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}]"

_OPTIONS = {
    ".parquet": "FORMAT parquet, COMPRESSION zstd",
    ".csv": "FORMAT csv, HEADER true, DELIMITER ','",
    ".tsv": "FORMAT csv, HEADER true, DELIMITER '\t'",
}


def save_events(content: Content, path: str | os.PathLike[str], *, raw: bool = False) -> None:
    """
    Write the events in their original order, one column a role.

    Parameters
    ----------
    content
        The log.
    path
        Where to write; the suffix says how.
    raw
        Leave texts exactly as they are.

    Raises
    ------
    OptionError
        If the suffix is not known.
    """
    check_flag("raw", raw)
    suffix = checked_suffix(path)
    query = events_sql(content, text=suffix != ".parquet", escape=not raw and suffix != ".parquet")
    copy_rows(content.engine, query, path, written_memory(content) if suffix == ".parquet" else "")


def checked_suffix(path: str | os.PathLike[str]) -> str:
    """
    Return the suffix of a file in small letters.

    Parameters
    ----------
    path
        Where to write.

    Raises
    ------
    OptionError
        If the suffix is not known.
    """
    suffix = path_of("path", path).suffix.lower()
    if suffix not in _OPTIONS:
        raise OptionError.for_choice("the suffix of the path", suffix, sorted(_OPTIONS))
    return suffix


def copy_rows(engine: Engine, query: str, path: str | os.PathLike[str], more: str = "") -> None:
    """
    Let the engine write the rows of a query, so that the file appears complete or not at all.

    Parameters
    ----------
    engine
        Where the rows are.
    query
        What to write.
    path
        Where to write; the suffix says how.
    more
        More options of the format.

    Raises
    ------
    DataError
        If the rows are in another engine than the embedded one, which would write on its own machine, or the file
        cannot be written.
    """
    if not engine.embedded:
        message = f"rows are not written from {engine.name}: the file would lie on the machine of the engine."
        raise DataError(message, code="not_offered", hint="let the engine write them, or read the rows as a frame.")
    check_unicode(path)
    options = ", ".join(option for option in (_OPTIONS[checked_suffix(path)], more, "USE_TMP_FILE false") if option)
    try:
        write_atomically(path, lambda temporary: engine.execute(f"COPY ({query}) TO {literal(str(temporary))} ({options})"))
    except DataError as cause:
        message = f"{os.fspath(path)}: the file could not be written and nothing of it is left. {cause.message}"
        raise DataError(message, code="not_written", hint="check that the disk has room.", source=os.fspath(path)) from cause


def without_formula(sql: str) -> str:
    """
    Return SQL of a text that no spreadsheet runs: what looks like a formula gets a leading apostrophe.

    Parameters
    ----------
    sql
        SQL of a text.
    """
    return f"CASE WHEN regexp_matches({sql}, '{_FORMULA}') THEN '''' || {sql} ELSE {sql} END"


def events_sql(content: Content, *, text: bool, escape: bool) -> str:
    """
    Return SQL of the events with names instead of codes, in their original order.

    Parameters
    ----------
    content
        The log.
    text
        Write times as ISO 8601 text.
    escape
        Mark texts that a spreadsheet would run.
    """

    def shown(sql: str) -> str:
        return without_formula(sql) if escape else sql

    fields = {"customer": shown("c.key")}
    joins = f" JOIN {content.customers} AS c ON c.customer = e.customer"
    if content.journeys:
        fields["journey"] = shown("j.key")
        joins += f" JOIN {content.journeys} AS j ON j.code = e.journey"
    fields["time"] = "strftime(make_timestamp(e.time), '%Y-%m-%dT%H:%M:%S.%fZ')" if text else "make_timestamptz(e.time)"
    named = [(role, f"e.{role}", content.labels[role].table) for role in LABEL_ROLES if role in content.labels]
    named += [("reason", "e.reason", content.labels["reason"].table)] if "reason" in content.labels else []
    segment_table = content.labels["segment"].table if "segment" in content.labels else ""
    titles = saved_titles(content)
    named += [(title, f"c.segment_{number}", segment_table) for number, title in enumerate(titles.segments)]
    named += [(title, f"e.group_{number}", segment_table) for number, title in enumerate(titles.groups)]
    for number, (title, code, table) in enumerate(named):
        fields[title] = shown(f"n{number}.name")
        joins += f" LEFT JOIN {table} AS n{number} ON n{number}.code = {code}"
    if content.valued:
        fields["value"] = f"CAST(e.value * CAST({1 / VALUE_SCALE} AS DECIMAL(5, 4)) AS DECIMAL(19, 4))"
    if content.weighted:
        fields["weight"] = f"CAST(e.weight * CAST({1 / WEIGHT_SCALE:.6f} AS DECIMAL(7, 6)) AS DECIMAL(19, 6))"
    fields |= {FLAG_TITLES[flag]: f"e.{flag}" for flag in content.flags}
    for number, title in enumerate(titles.scores):
        fields[title] = f"e.score_{number} / {SCORE_SCALE}.0"
    selected = ", ".join(f'{sql} AS "{title.replace(chr(34), chr(34) * 2)}"' for title, sql in fields.items())
    return f"SELECT {selected} FROM {content.store} AS e{joins} ORDER BY e.position"
