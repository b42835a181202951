"""Groups of similar journeys."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.arguments import whole_number
from cxjourney.discovery.paths.clustering import NEAR, clustered
from cxjourney.discovery.paths.figures import PathFigures
from cxjourney.discovery.paths.wording import arrows, open_note
from cxjourney.errors import OptionError
from cxjourney.inference.sequence_distances import LONGEST
from cxjourney.ingest.event_log import EventLog
from cxjourney.model.journey_groups import FEW, WEAK, JourneyGroup, JourneyGroups
from cxjourney.statistics.path_run import path_run
from cxjourney.statistics.resolve import Declared, check_rate, check_type, instant, microseconds, names_of
from cxjourney.wording import figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, timedelta

    from cxjourney.statistics.path_run import PathRun, Variant

ASSIGNED = 50_000
"""Different paths that are put to a group, the most common ones."""

CHARACTERS = 8 * LONGEST
"""Enough of a path for the steps that are compared."""


def journey_groups(
    events: EventLog,
    k: int | None = None,
    *,
    goal: str | Iterable[str] | None = None,
    journey_gap: timedelta | None = None,
    observed_until: datetime | None = None,
    merge_repeats: bool = True,
    seed: int = 0,
    level: float = 0.95,
) -> JourneyGroups:
    """
    Put similar journeys into groups, and find the journey that stands for each.

    Use it to tell kinds of journeys apart, to draw a few typical ones, and to compare groups. Groups are made from whole journeys, so that
    they differ in where journeys end by the way they are made: a difference of goal rates between groups describes them and
    has no cause in the group.

    Parameters
    ----------
    events
        Checked event log.
    k
        How many groups; by default as many, from 2 to 8, as have the best silhouette.
    goal
        Touchpoints that complete a journey, for the goal rate of each group. It plays no part in finding them.
    journey_gap
        Silence that ends a journey; by default each customer makes one journey.
    observed_until
        End of the observation; by default the last event.
    merge_repeats
        Whether visits to the touchpoint where the customer already is are no steps of their own.
    seed
        Start of the hash that chooses which rare paths are compared, where there are more than 600 different ones.
    level
        Confidence level of the intervals.

    Returns
    -------
    JourneyGroups
        Groups with share, representative, goal rate and fit, the largest first.

    Raises
    ------
    OptionError
        If a number cannot be used, a touchpoint does not occur in the log, or there are fewer different paths than groups.

    See Also
    --------
    JourneyGroups.assign : makes the groups segments of a log.
    variants : the most common paths, step for step.

    Notes
    -----
    Different paths are counted in the engine; each counts for its journeys, weighted as in `variants`. The distance of two is
    the share of their steps that have to be left out or put in to make them the same (optimal matching without replacement,
    divided by its largest value), over the first 64 steps. Representatives are the medoids of partitioning around medoids: the actual
    paths from which all others are nearest [1]_, as in representative sequences of the social sciences [2]_. Of more
    than 600 different paths the 300 most common ones and a spread
    of 300 others are compared, which count for all others; then the 50,000 most common ones are put to the nearest representative, and
    journeys of still others stay in no group and are counted.

    Journeys that may still go on are allowed for as in `variants`. Neither the order of rows nor the names of customers play a part.
    Intervals are those of shares of journeys for groups as they are: that others might have been found in another sample is not in
    them. Checked in ``tests/calibration/test_paths.py``.

    References
    ----------
    .. [1] Kaufman, L. and Rousseeuw, P. J. (1990). Finding Groups in Data, chapter 2. Wiley.
    .. [2] Gabadinho, A., Ritschard, G., Studer, M. and Müller, N. S. (2011). Extracting and rendering representative sequences. In:
       Knowledge Discovery, Knowledge Engineering and Knowledge Management. Springer.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=2_000)
    >>> found = cx.journey_groups(shop.events, 2, goal=shop.goal)
    >>> grouped = found.assign(shop.events)
    >>> grouped.segments[-2:]
    ('Path B', 'Regular')
    """
    check_type("events", events, EventLog)
    check_rate("level", level)
    check_type("merge_repeats", merge_repeats, bool)
    seed = whole_number("seed", seed, 0)
    if k is not None:
        k = whole_number("k", k, 1)
    said = Declared(goal=names_of(goal, "goal"))
    gap, until = microseconds(journey_gap, "journey_gap"), instant(observed_until, "observed_until")
    with path_run(events, said, gap=gap, until=until, merge=merge_repeats) as run:
        over, still_open, different = run.count_variants(seed=seed, longest=CHARACTERS)
        frame = JourneyGroups(
            goal=said.goal,
            n_journeys=over,
            n_open=still_open,
            n_variants=different,
            merged_repeats=merge_repeats,
            journey_gap=journey_gap,
            seed=seed,
            level=level,
        )
        if not over:
            return frame.replace(
                notes=("Groups cannot be found: every journey may still go on; observed_until= says how long was observed.",)
            )
        _check_size(k, different)
        return _Grouping(run, run.common(ASSIGNED, longest=CHARACTERS), frame).groups(k)


def _check_size(k: int | None, different: int) -> None:
    if k is not None and k > different:
        paths = "one path" if different == 1 else f"{different:,} different paths"
        raise OptionError(f"k={k} groups cannot be made of {paths}.", hint=f"use k={different} at most, or leave it out.")


@dataclass(frozen=True, slots=True)
class _Grouping:
    """Groups in the making: the run, the variants, and what is known before there are groups."""

    run: PathRun
    variants: Sequence[Variant]
    frame: JourneyGroups

    def groups(self, k: int | None) -> JourneyGroups:
        """Return the groups."""
        found = clustered(self.variants, k)
        size = len(found.chosen)
        columns = {
            "code": [each.code for each in self.variants],
            "new_code": found.labels.tolist(),
            "distance": found.distances.tolist(),
            "near": (found.distances <= NEAR).astype(int).tolist(),
        }
        pairs = [pair for group, place in enumerate(found.chosen) for pair in _pairs(group, self.variants[place].path)]
        moves = {name: [pair[at] for pair in pairs] for at, name in enumerate(("code", "place", "source", "target"))}
        order, counts = self.run.count(self.run.code(columns), size, moves).by_share()
        figures = PathFigures(counts, self.frame.level)
        groups = self._groups([self.variants[found.chosen[group]] for group in order], figures)
        left_out = int(figures.counts.journeys[-1].sum())
        made = self.frame.replace(groups=groups, n_left_out=left_out, quality=max(found.quality, 0.0), silhouette=found.width)
        return made.replace(notes=tuple(_notes(made)))

    def _groups(self, chosen: Sequence[Variant], figures: PathFigures) -> tuple[JourneyGroup, ...]:
        goal_rates = figures.goal_rates() if self.frame.goal else (None,) * (len(chosen) + 1)
        columns = {
            "share": figures.shares(),
            "goal_rate": goal_rates,
            "visits": figures.visits(),
            "time": figures.times(),
            "distance": figures.distances(),
            "coverage": figures.near(),
        }
        groups = []
        for group, variant in enumerate(chosen):
            made = JourneyGroup(
                name=f"Path {letters(group)}",
                representative=figures.steps(group, tuple(self.run.names[code] for code in variant.path)),
                same=variant.journeys,
                journeys=int(figures.counts.journeys[group].sum()),
                customers=int(figures.counts.customers[group]),
                **{name: column[group] for name, column in columns.items()},
            )
            groups.append(made.replace(summary=_sentence(made)))
        return tuple(groups)


def _pairs(group: int, path: Sequence[int]) -> list[tuple[int, int, int, int]]:
    """Return the moves of a representative: its group, the step they start from, and both touchpoints."""
    return [(group, place, source, target) for place, (source, target) in enumerate(itertools.pairwise(path))]


def letters(number: int) -> str:
    """
    Return a number as letters: A to Z, then AA.

    Parameters
    ----------
    number
        From 0 on.

    Examples
    --------
    >>> letters(0), letters(25), letters(26), letters(52)
    ('A', 'Z', 'AA', 'BA')
    """
    before, last = divmod(number, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


def _sentence(group: JourneyGroup) -> str:
    goals = "" if group.goal_rate is None else f", {figure(group.goal_rate)} of them with the goal"
    return f"{group.name}: {figure(group.share)} of journeys are like {arrows(group.touchpoints)}{goals}."


def _notes(found: JourneyGroups) -> list[str]:
    notes = []
    rare = [group.name for group in found.groups if group.same < FEW]
    if len(found.groups) == found.n_variants == 1:
        notes.append("There is one path only: all journeys are alike.")
    elif found.n_variants == found.n_journeys:
        notes.append("Every journey takes a path of its own, so that each representative is the path of one customer: show it with care.")
    elif rare:
        notes.append(f"Fewer than {FEW} journeys take exactly the path that stands for {', '.join(rare)}: show it with care.")
    if found.silhouette is not None and found.silhouette < WEAK:
        notes.append(
            f"Journeys hardly fall into groups (silhouette {found.silhouette:.2f}): take groups as a summary, not as kinds of customers."
        )
    if found.n_left_out:
        notes.append(f"{found.n_left_out:,} journeys of rare paths are in no group.")
    if found.n_open:
        notes.insert(0 if found.n_open > found.n_journeys else len(notes), open_note(found.n_journeys, found.n_open))
    return notes
