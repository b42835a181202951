"""What exports of survey and support tools look like: names of columns, further rows of header, units."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from cxjourney.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxjourney.ingest.raw_table import RawTable

Duration = Literal["seconds", "minutes", "hours"]
"""Unit of waits that are given as numbers."""

SECONDS: dict[str, int] = {"seconds": 1, "minutes": 60, "hours": 3_600}


@dataclass(frozen=True)
class Export:
    """
    What an export always looks like.

    Parameters
    ----------
    columns
        Column by role.
    header_rows
        Rows of header below the names of the columns.
    time_format
        Format of its times, where that is not ISO 8601.
    waits
        Unit of its waits.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    header_rows: int = 0
    time_format: str | None = None
    waits: Duration | None = None


SURVEY_EXPORTS = {
    "qualtrics": Export({"customer": "ResponseId", "time": "RecordedDate"}, header_rows=2),
    "surveymonkey": Export({"customer": "Respondent ID", "time": "End Date"}, header_rows=1, time_format="%m/%d/%Y %I:%M:%S %p"),
}
"""A second row with the wording of the questions, and for Qualtrics a third with their identifiers."""

TICKET_EXPORTS = {
    "zendesk": Export(
        {
            "customer": "Requester id",
            "opened": "Created at",
            "first_reply": "First reply time in minutes",
            "resolved": "Full resolution time in minutes",
            "channel": "Via",
            "status": "Status",
            "reopened": "Reopens",
        },
        waits="minutes",
    ),
}
"""Waits in calendar minutes since the ticket was created."""


def find_export(name: str | None, exports: Mapping[str, Export]) -> Export:
    """
    Return an export, an empty one for None.

    Parameters
    ----------
    name
        Its name.
    exports
        Those that there are.

    Raises
    ------
    OptionError
        If there is no such export.
    """
    if name is None:
        return Export()
    if name not in exports:
        raise OptionError.for_choice("preset", name, sorted(exports))
    return exports[name]


def below_header(table: RawTable, rows: int) -> RawTable:
    """
    Return a source without its first rows.

    Parameters
    ----------
    table
        The source.
    rows
        How many of its rows belong to the header.
    """
    if not rows:
        return table
    name = table.engine.unique_name("below_header")
    table.engine.execute(f'CREATE VIEW {name} AS SELECT * FROM {table.relation} WHERE "row" >= {rows}')
    return replace(table, relation=name)
