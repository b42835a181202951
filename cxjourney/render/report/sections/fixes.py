"""The section of ranked fixes: what each is worth, which belong together, and what could not be forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.model.forecast import FixRanking
from cxjourney.render.report.differences import change, picture, tone
from cxjourney.render.report.html import folded_table, table
from cxjourney.render.report.section import Context, Section, same_heading
from cxjourney.render.views.source import label, prose

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate
    from cxjourney.model.forecast import RankedFix
    from cxjourney.render.markup import Markup


def write(context: Context, ranking: FixRanking) -> list[Markup]:
    """
    Return what a ranking says.

    Parameters
    ----------
    context
        What the report is written with.
    ranking
        The ranking.
    """
    return [
        *context.told(ranking.summary),
        *context.trust(ranking.fit),
        *_singles(context, ranking),
        *_together(context, ranking),
        *_skipped(context, ranking),
        *context.notes(ranking.notes),
    ]


def _singles(context: Context, ranking: FixRanking) -> list[Markup]:
    if not ranking.singles:
        return []
    words, is_priced = context.words, _is_priced(ranking)
    keys = ("fix", "apart", "figure.goals", "figure.revenue", *(("cost", "figure.net") if is_priced else ()))
    rows = [(*_shown(context, each, each.goals_change, each.revenue_change), *_costs(context, each, is_priced)) for each in ranking.singles]
    return [table(words("report.fixes.singles"), [words(f"report.{key}") for key in keys], rows)]


def _together(context: Context, ranking: FixRanking) -> list[Markup]:
    """Return the plan, with what all fixes up to each win together."""
    if not ranking.together:
        return []
    words, is_priced = context.words, _is_priced(ranking)
    keys = ("fix", "apart", "goals_all", "revenue_all", "goals_more", *(("cost", "figure.net") if is_priced else ()))
    rows = []
    for each in ranking.together:
        totals = each.total_goals_change or each.goals_change, each.total_revenue_change or each.revenue_change
        rows.append((*_shown(context, each, *totals), change(context.source, each.goals_change), *_costs(context, each, is_priced)))
    return [table(words("report.fixes.together"), [words(f"report.{key}") for key in keys], rows)]


def _shown(context: Context, each: RankedFix, goals: Estimate, money: Estimate) -> tuple[str, ...]:
    source = context.source
    sure = goals.low is not None and goals.low > 0
    name = f"{context.words.numerals.fixed(each.rank)}. {label(str(each.fix))}"
    if each.basis == "association":
        name = context.words.listed([name, context.words("report.basis.association")], "semicolon")
    return name, picture(source, [(goals, tone(True, flagged=sure))]), change(source, goals), change(source, money)  # noqa: FBT003


def _is_priced(ranking: FixRanking) -> bool:
    return any(each.cost is not None for each in (*ranking.singles, *ranking.together))


def _costs(context: Context, each: RankedFix, is_priced: bool) -> tuple[str, ...]:  # noqa: FBT001
    if not is_priced:
        return ()
    source = context.source
    cost = context.words("report.none") if each.cost is None else context.words.numerals.money(each.cost, source.journey_map.currency)
    return cost, change(source, each.net_change)


def _skipped(context: Context, ranking: FixRanking) -> list[Markup]:
    if not ranking.skipped:
        return []
    words = context.words
    rows = [(label(what), prose(why) or "") for what, why in ranking.skipped]
    columns = (words("report.fix"), words("report.reason"))
    return [folded_table(words("report.fixes.skipped"), columns, rows)]


SECTION = Section("fixes", FixRanking, same_heading("report.fixes"), write)
