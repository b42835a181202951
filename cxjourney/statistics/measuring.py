"""Take every sum that needs rows, once; all later steps work on the small tables."""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING

from cxjourney.arguments import check_choice
from cxjourney.engine.dialect import DIALECTS
from cxjourney.errors import OptionError, show_value
from cxjourney.ingest.event_log import EventLog
from cxjourney.model.journey_map import JourneyMap
from cxjourney.statistics.empty_part import nothing_measured
from cxjourney.statistics.log_stages import found_stages
from cxjourney.statistics.measurement import Measurement
from cxjourney.statistics.parts import declared_channels, roles
from cxjourney.statistics.resolve import (
    Declared,
    absent,
    check_type,
    declared_by_plan,
    declared_by_settings,
    dictionary,
    instant,
    microseconds,
    names_of,
    stage_pairs,
)
from cxjourney.statistics.settings import REPEAT_WINDOW, MeasureSettings
from cxjourney.statistics.statements import Recorder, recorded, title
from cxjourney.statistics.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime, timedelta

    from cxjourney.model.channel import ChannelKind
    from cxjourney.statistics.journey_statistics import JourneyStatistics


def measure(
    events: EventLog,
    *,
    goal: str | Iterable[str] | None = None,
    ends: str | Iterable[str] | None = None,
    support: str | Iterable[str] | None = None,
    stages: Mapping[str, Iterable[str]] | None = None,
    plan: JourneyMap | None = None,
    channels: Mapping[str, ChannelKind] | None = None,
    journey_gap: timedelta | None = None,
    repeat_within: timedelta | None = None,
    observed_until: datetime | None = None,
    part: tuple[int, int] | None = None,
    settings: MeasureSettings | None = None,
) -> JourneyStatistics:
    """
    Measure everything that later steps need from the rows of a log.

    Parameters
    ----------
    events
        Checked event log.
    goal
        Touchpoints that complete a journey.
    ends
        Touchpoints after which ending is natural, such as a cancellation.
    support
        Touchpoints where customers ask for help; by default those with the usual names.
    stages
        Touchpoints by stage, in order; by default the log's stage column, else found from the order of visits.
    plan
        A hand-written map whose stages, goals and expected waits are used.
    channels
        Whether customers serve themselves in a channel (``"self_service"``), are served by people (``"assisted"``), or neither
        (``"unknown"``); channels that are not given go by their usual names.
    journey_gap
        Silence that ends a journey; by default each customer makes one journey.
    repeat_within
        Time within which another contact of the same customer, for the same reason if reasons are known, is a repeat; by default a week.
    observed_until
        End of the observation; by default the last event, or what ``settings=`` say: give it beside those of another period.
    part
        Index and number of parts: measures only the customers of that part. What is not given by ``settings=``
        is resolved from all customers, so that parts of one log always add. With ``settings=`` a part without customers gives empty
        statistics, which add like any others.
    settings
        Settings of an earlier measurement, so that both can be added.

    Returns
    -------
    JourneyStatistics
        Small tables of integers.

    Raises
    ------
    OptionError
        If a touchpoint does not occur in the log, or arguments contradict each other or the log.
    EmptyDataError
        If no event belongs to the part, and there are no settings to say what its sums would mean.

    See Also
    --------
    find_stages : shows the stages it would find.
    discover_map : turns the statistics into a map.

    Notes
    -----
    Customers fall into 50 folds by a hash of their identifier; every sum is kept per fold, which gives one
    variance rule for everything, the delete-one-fold jackknife. Moves slower than the horizon (the journey
    gap, else the 99th percentile of the times between visits) count as leaving.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=300)
    >>> whole = cx.measure(shop.events, goal=shop.goal)
    >>> parts = [cx.measure(shop.events, settings=whole.settings, part=(i, 2)) for i in (0, 1)]
    >>> parts[0] + parts[1] == whole
    True
    """
    given: dict[str, object] = {
        "goal": goal,
        "ends": ends,
        "support": support,
        "stages": stages,
        "channels": channels,
        "journey_gap": journey_gap,
        "repeat_within": repeat_within,
        "observed_until": observed_until,
    }
    check_type("events", events, EventLog)
    check_type("settings", settings, MeasureSettings, optional=True)
    check_type("plan", plan, JourneyMap, optional=True)
    said = declared(events, given, plan=plan, settings=settings)
    part = _whole_part(part)
    known = dictionary(events, said.aliases)
    parts = roles(events, known, said)
    gap, until = microseconds(journey_gap, "journey_gap"), instant(observed_until, "observed_until")
    told = settings
    if part is not None and settings is None:
        with Workspace.of(events, known, parts, None) as everybody:
            settings = Measurement(everybody, said, None).resolve(gap=gap, until=until)
    if settings is not None:
        gap, until = settings.journey_gap, settings.observed_until if until is None else until
        settings = settings.replace(observed_until=until)
    with Workspace.of(events, known, parts, part) as work:
        if told is not None and settings is not None and part is not None and not work.customers():
            return nothing_measured(settings, events.metrics, part)
        return Measurement(work, said, settings).run(gap=gap, until=until)


def find_stages(
    events: EventLog,
    *,
    goal: str | Iterable[str] | None = None,
    ends: str | Iterable[str] | None = None,
) -> dict[str, tuple[str, ...]]:
    """
    Find stages from the order in which customers visit the touchpoints.

    Parameters
    ----------
    events
        Checked event log.
    goal, ends
        Touchpoints that complete a journey, and after which ending is natural.

    Returns
    -------
    dict
        Touchpoints by stage, in order; change it and pass it to `measure` as ``stages=``.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=300)
    >>> len(cx.find_stages(shop.events, goal=shop.goal)) > 1
    True
    """
    check_type("events", events, EventLog)
    said = Declared(goal=names_of(goal, "goal"), ends=names_of(ends, "ends"))
    known = dictionary(events, ())
    with Workspace.of(events, known, roles(events, known, said), None) as work:
        work.make_visits(gap=None, until=work.period()[1])
        return dict(found_stages(work.events.engine, work.visits, known.names, work.roles))


def measure_sql(events: EventLog, *, goal: str | Iterable[str] | None = None, dialect: str = "duckdb") -> str:
    """
    Return the statements that `measure` runs: how the relation of visits is made, and each sum.

    The log is measured once to write them down, since some depend on what others find.

    Parameters
    ----------
    events
        Checked event log.
    goal
        Touchpoints that complete a journey.
    dialect
        ``"duckdb"``, ``"postgres"`` and ``"spark"`` are tested; ``"bigquery"``, ``"snowflake"``, ``"databricks"``,
        ``"trino"`` and ``"clickhouse"`` say in their first line that nobody ran them.

    Raises
    ------
    OptionError
        If there is no such dialect, or no such touchpoint.

    Examples
    --------
    >>> import cxjourney as cx
    >>> statements = cx.measure_sql(cx.datasets.sample_shop(customers=50).events, dialect="spark")
    >>> statements.startswith("-- spark, tested") and "lead(touchpoint)" in statements
    True
    """
    check_choice("dialect", dialect, tuple(DIALECTS))
    check_type("events", events, EventLog)
    recorder = Recorder(events.engine, DIALECTS[dialect])
    measure(recorded(events, recorder), goal=goal)
    return title(events, DIALECTS[dialect]) + "\n\n".join(["", *recorder.statements])


def declared(events: EventLog, given: dict[str, object], *, plan: JourneyMap | None, settings: MeasureSettings | None) -> Declared:
    """
    Return what was said about the log, from whichever argument says it.

    Parameters
    ----------
    events
        Checked event log.
    given
        What `measure` takes, by name.
    plan
        A hand-written map.
    settings
        Settings of an earlier measurement.

    Raises
    ------
    OptionError
        If a touchpoint does not occur in the log, or arguments contradict each other.
    """
    if settings is not None:
        also = sorted(name for name, value in {**given, "plan": plan}.items() if value is not None and name != "observed_until")
        if also:
            message = f"settings= already holds {', '.join(also)}."
            raise OptionError(message, hint="leave those arguments out, or measure without settings=.")
        return declared_by_settings(settings)
    planned = declared_by_plan(plan) if plan is not None else Declared()
    known = dictionary(events, planned.aliases)
    stages = given["stages"]
    goal = names_of(given["goal"], "goal") or planned.goal  # type: ignore[arg-type]
    unknown = [name for name in goal if name not in known.names]
    if unknown and (given["goal"] is not None or len(unknown) == len(goal)):
        raise absent("goal", unknown[0], known.names)
    return Declared(
        goal=goal,
        ends=names_of(given["ends"], "ends") or planned.ends,  # type: ignore[arg-type]
        support=planned.support if given["support"] is None else names_of(given["support"], "support"),  # type: ignore[arg-type]
        stages=planned.stages if stages is None else stage_pairs(stages, known.names),  # type: ignore[arg-type]
        waits=tuple(
            ({name: microseconds(wait, "expected_wait") or 0 for name, wait in events.expected_waits} | dict(planned.waits)).items()
        ),
        aliases=planned.aliases,
        strict=plan is None,
        channel_kinds=(*planned.channel_kinds, *declared_channels(given["channels"], events.channels)),  # type: ignore[arg-type]
        repeat_window=microseconds(given["repeat_within"], "repeat_within") or REPEAT_WINDOW,  # type: ignore[arg-type]
    )


def _whole_part(part: object) -> tuple[int, int] | None:
    if part is None:
        return None
    pair = tuple(part) if isinstance(part, (tuple, list)) else ()
    whole = len(pair) == 2 and all(isinstance(value, Integral) and not isinstance(value, bool) for value in pair)
    if not whole or not 0 <= pair[0] < pair[1]:
        message = f"part={show_value(part)} must be two whole numbers (index, number of parts) with 0 ≤ index < number."
        raise OptionError(message, hint="for example part=(0, 4).")
    return int(pair[0]), int(pair[1])
