"""The most common paths of a log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.arguments import whole_number
from cxjourney.discovery.paths.figures import PathFigures
from cxjourney.discovery.paths.wording import arrows, open_note
from cxjourney.ingest.event_log import EventLog
from cxjourney.model.paths import OtherVariants, Variant, Variants
from cxjourney.statistics.path_run import path_run
from cxjourney.statistics.resolve import Declared, check_rate, check_type, instant, microseconds, names_of
from cxjourney.wording import figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, timedelta

    from cxjourney.statistics.path_run import PathRun
    from cxjourney.statistics.path_run import Variant as Counted


def variants(
    events: EventLog,
    *,
    goal: str | Iterable[str] | None = None,
    journey_gap: timedelta | None = None,
    observed_until: datetime | None = None,
    top: int = 10,
    merge_repeats: bool = False,
    min_customers: int = 10,
    level: float = 0.95,
) -> Variants:
    """
    Find the paths that most journeys take, step for step.

    Use it to see what journeys look like before any summary. Where most journeys go ways of their own, `journey_groups` says more.

    Parameters
    ----------
    events
        Checked event log.
    goal
        Touchpoints that complete a journey, for the goal rate of each path.
    journey_gap
        Silence that ends a journey; by default each customer makes one journey.
    observed_until
        End of the observation; by default the last event.
    top
        Paths to name at most, those with the largest shares; all others are summed.
    merge_repeats
        Whether visits to the touchpoint where the customer already is are no steps of their own.
    min_customers
        Paths of fewer customers are never named, since a rare path can tell who took it.
    level
        Confidence level of the intervals.

    Returns
    -------
    Variants
        Paths with share, goal rate, length and times, the most common first, and the sum of the others.

    Raises
    ------
    OptionError
        If a touchpoint does not occur in the log, or a number cannot be used.

    See Also
    --------
    journey_groups : puts similar paths together.
    funnel : follows steps of your own.

    Notes
    -----
    Journeys that may still go on are not counted, only their number is told: a journey is over when no visit followed for the journey
    gap, or without one for longer than 99% of the times between visits in this log. Where most journeys may still go on, a note warns
    that nothing can be concluded for all of them. Of long journeys fewer are over than of short ones,
    only those that began early; each therefore counts for one over the share of journeys that were followed long enough to see one like it
    end, at most for 20 (inverse probability of censoring [1]_). Shares need not equal the quotient of the counts. This holds where
    journeys that begin late are like those that begin early; what takes longer than the log is never seen to end. Paths are counted in
    the engine. Intervals are those of shares of all journeys, whose variance comes from the 50 folds of customers. Checked in
    ``tests/calibration/test_paths.py``.

    References
    ----------
    .. [1] Robins, J. M. and Finkelstein, D. M. (2000). Correcting for noncompliance and dependent censoring in an AIDS clinical trial with
       inverse probability of censoring weighted (IPCW) log-rank tests. Biometrics 56(3).

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=2_000)
    >>> found = cx.variants(shop.events, goal=shop.goal)
    >>> print(found.variants[2].summary)
    3. Search result → Product page: 3.8% (3.0% to 4.8%) of journeys, 0% (0% to 6%) of them with the goal.
    """
    check_type("events", events, EventLog)
    check_rate("level", level)
    check_type("merge_repeats", merge_repeats, bool)
    top = whole_number("top", top, 1)
    min_customers = whole_number("min_customers", min_customers, 1)
    said = Declared(goal=names_of(goal, "goal"))
    gap, until = microseconds(journey_gap, "journey_gap"), instant(observed_until, "observed_until")
    with path_run(events, said, gap=gap, until=until, merge=merge_repeats) as run:
        over, still_open, different = run.count_variants()
        found = run.common(top, least=min_customers)
        rows, other = _figures(run, found, different, goal=bool(said.goal), level=level)
    return Variants(
        variants=rows,
        other=other if other.journeys else None,
        goal=said.goal,
        n_journeys=over,
        n_open=still_open,
        n_variants=different,
        merged_repeats=merge_repeats,
        min_customers=min_customers,
        level=level,
        notes=_notes(over, still_open, different, rows, min_customers),
    )


def _figures(
    run: PathRun, found: Sequence[Counted], different: int, *, goal: bool, level: float
) -> tuple[tuple[Variant, ...], OtherVariants]:
    coded = run.code({"code": [each.code for each in found], "new_code": range(len(found))})
    order, counts = run.count(coded, len(found)).by_share()
    figures = PathFigures(counts, level)
    columns = {
        "share": figures.shares(),
        "cumulative_share": figures.cumulative_shares(),
        "goal_rate": figures.goal_rates() if goal else (None,) * (len(found) + 1),
        "visits": figures.visits(),
        "time": figures.times(),
    }
    rows = []
    for place, each in enumerate(found[code] for code in order):
        names = tuple(run.names[code] for code in each.path)
        row = Variant(
            rank=place + 1,
            steps=figures.steps(place, names),
            journeys=each.journeys,
            customers=each.customers,
            **{name: column[place] for name, column in columns.items()},
        )
        rows.append(row.replace(summary=_sentence(row)))
    rest = {name: column[-1] for name, column in columns.items() if name != "cumulative_share"}
    journeys = int(figures.counts.journeys[-1].sum())
    return tuple(rows), OtherVariants(variants=different - len(found), journeys=journeys, **rest)


def _sentence(variant: Variant) -> str:
    goals = "" if variant.goal_rate is None else f", {figure(variant.goal_rate)} of them with the goal"
    return f"{variant.rank}. {arrows(variant.touchpoints)}: {figure(variant.share)} of journeys{goals}."


def _notes(over: int, still_open: int, different: int, rows: tuple[Variant, ...], least: int) -> tuple[str, ...]:
    notes = []
    if not over:
        notes.append(
            "Which paths are common cannot be said: every journey may still go on. Say how long was observed with observed_until=."
        )
    elif over > 1 and different == over:
        notes.append("Which paths are common cannot be said: every journey takes a path of its own. journey_groups() finds similar ones.")
    elif not rows:
        notes.append(f"No path was taken by {least:,} customers or more, so that none is named; min_customers= says how many it takes.")
    if over and still_open:
        notes.insert(0 if still_open > over else len(notes), open_note(over, still_open))
    return tuple(notes)
