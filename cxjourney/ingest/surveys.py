"""Read what customers answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.arguments import check_choice
from cxjourney.ingest.limits import Limits, limits_of
from cxjourney.ingest.parsing import Parsing, TimeUnit
from cxjourney.ingest.preset_rows import prepared, with_times
from cxjourney.ingest.presets import find_preset, told_parsing
from cxjourney.ingest.sources import open_source
from cxjourney.ingest.suggestions import Suggestion
from cxjourney.ingest.survey_presets import SURVEY_PRESETS
from cxjourney.ingest.survey_rows import AskedSurvey, surveys_from

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from cxjourney.ingest.event_log import EventLog
    from cxjourney.ingest.events import OnBadRows
    from cxjourney.ingest.presets import Preset
    from cxjourney.ingest.score_columns import Missing, Scores


def read_surveys(
    source: object,
    *,
    customer: str | None = None,
    time: str | date | None = None,
    touchpoint: str | None = None,
    scores: Scores | None = None,
    metric: str | None = None,
    score: str | None = None,
    scales: Mapping[str, tuple[float, float]] | None = None,
    missing: Missing | Mapping[str, Missing] | None = None,
    weight: str | None = None,
    verbatim: str | Mapping[str, str] | None = None,
    invited: str | None = None,
    channel: str | None = None,
    stage: str | None = None,
    segment: str | Sequence[str] | None = None,
    group: str | Sequence[str] | None = None,
    name: str = "Survey",
    preset: str | Preset | None = None,
    timezone: str = "UTC",
    on_bad_rows: OnBadRows = "error",
    encoding: str | None = None,
    delimiter: str | None = None,
    decimal: str = ".",
    thousands: str | None = None,
    time_format: str | None = None,
    time_unit: TimeUnit | None = None,
    limits: Limits | None = None,
    hide_values: bool = False,
) -> EventLog:
    """
    Read answers of customers, one row a questionnaire or one row an answer.

    The answers are a log of their own, whose visits are scored touchpoints: a map can be discovered from it.
    `EventLog.with_surveys` puts them to the visits they are about.

    Parameters
    ----------
    source
        Path, glob or list of them, data frame, or relation.
    customer
        Column of the customer; None looks for its usual names.
    time
        Column of the time of the answer, or one date for all of them; None looks for its usual names.
    touchpoint
        Column of the touchpoint the answer is about.
    scores
        Column by metric, ``{"nps": "Q1"}``, or columns by touchpoint by metric,
        ``{"csat": {"Check-in": "Q7A", "Security": "Q7B"}}``; ``(column, low, high)`` for another scale than
        the usual one. None looks for columns named nps, csat, ces, rating, sentiment.
    metric, score
        The long form: column of what was asked, and column of the answer.
    scales
        In the long form, the ends of scales that are not usual: ``{"ease": (1, 7)}``.
    missing
        Values that mean no answer, ``(0, 99)``, or by metric, ``{"csat": (0, 6), "nps": 11}``.
    weight
        What an answer counts for, greater than zero: only the ratios matter. Scores of maps and diagnoses count with it, and show the
        effective number of answers; a row with an answer needs it.
    verbatim
        Column of what the customer wrote, or columns by touchpoint.
    invited
        Whether the customer was asked: yes or no. Then rows without an answer count as no response. It belongs
        to the question that is about no column's touchpoint.
    channel, stage
        Columns the answers may have.
    segment, group
        Columns that divide the customers, and the answers.
    name
        The touchpoint of answers that are about none in particular.
    preset
        Name of a well-known export: ``"qualtrics"``, ``"surveymonkey"``, ``"hubspot"``; or a `Preset` of your
        own. It tells the rows of header below the names, which rows are previews, and the columns that are not
        named.
    timezone
        Zone of times that have none.
    on_bad_rows
        ``"error"`` names the rows that break a rule; ``"drop"`` leaves them out and counts them in
        ``quality``.
    encoding, delimiter, decimal, thousands, time_format, time_unit
        How text becomes values; see `read_events`.
    limits
        Sizes past which a source is refused.
    hide_values
        Leave values of the data out of messages.

    Raises
    ------
    MissingColumnError
        If a role that is needed has no column.
    BadRowsError
        If rows break a rule; every kind is named with its first places.
    EmptyDataError
        If no answer is left.
    DataError
        If the source cannot be read, or a column cannot play its role.
    OptionError
        If an argument cannot be used.

    Notes
    -----
    A row that answers nothing is no visit; it is counted as ``no_answer`` in ``quality``, unless it was an
    invitation. Scores of different scales never share a metric.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({
    ...     "customer_id": ["c1", "c2", "c3"],
    ...     "date": pd.to_datetime(["2026-01-05", "2026-01-05", "2026-01-06"]),
    ...     "nps": [9, 3, None],
    ...     "checkout": [5, 0, 4],
    ... })
    >>> surveys = read_surveys(answers, scores={"nps": "nps", "csat": {"Checkout": "checkout"}}, missing={"csat": 0})
    >>> surveys
    <EventLog 4 events, 3 customers, 2 touchpoints, 2026-01-05 … 2026-01-06>
    """
    check_choice("on_bad_rows", on_bad_rows, ("error", "drop"))
    known = find_preset(preset, SURVEY_PRESETS)
    parsing = Parsing(
        encoding=encoding,
        delimiter=delimiter,
        decimal=decimal,
        thousands=thousands,
        time_format=time_format,
        time_unit=time_unit,
        timezone=timezone,
        limits=limits_of(limits),
        hide_values=hide_values,
    )
    asked = AskedSurvey(
        customer=customer,
        time=time,
        touchpoint=touchpoint,
        scores=scores,
        metric=metric,
        score=score,
        scales=scales,
        missing=missing,
        verbatim=verbatim,
        single={"channel": channel, "stage": stage, "invited": invited, "weight": weight},
        segment=segment,
        group=group,
        name=name,
        preset=known,
    )
    parsing = told_parsing(parsing, known, asked.roles(), segment, scores, group, verbatim)
    suggestion = Suggestion({} if known else SURVEY_PRESETS)
    table = open_source(source, parsing=parsing, needed=suggestion.watching(asked.needed))
    with suggestion.over(table):
        table = suggestion.noted(prepared(table, known))
        asked = asked.told(tuple(column.name for column in table.columns))
        parsing = with_times(parsing, table, [asked.time if isinstance(asked.time, str) else None], known)
        return surveys_from(table, asked, parsing, on_bad_rows)
