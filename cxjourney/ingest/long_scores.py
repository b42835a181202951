"""Scores in long form: one row an answer, with a column that says what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cxjourney.errors import OptionError, show_value
from cxjourney.ingest.checks import Check
from cxjourney.ingest.numbers import SCORE_SCALE, number_column
from cxjourney.ingest.scales import SCORE_NAMES, scale_for
from cxjourney.ingest.score_columns import ScoreColumn, without
from cxjourney.ingest.texts import key

if TYPE_CHECKING:
    from cxjourney.ingest.forms import Form
    from cxjourney.ingest.roles import Finder
    from cxjourney.ingest.score_columns import Missing
    from cxjourney.model.metric import Metric


def long_scores(
    form: Form,
    finder: Finder,
    columns: tuple[str | None, str | None],
    *,
    scales: Mapping[str, tuple[float, float]] | None,
    missing: Missing | Mapping[str, Missing] | None,
) -> list[tuple[Metric, str]]:
    """
    Store the score of each metric in a column of its own; return the metrics and these columns.

    Parameters
    ----------
    form
        The table.
    finder
        Finds columns by name.
    columns
        Column of what was asked, and of the answer.
    scales
        Ends of the scale by metric, for metrics without a usual scale.
    missing
        Values that mean no answer, for all metrics or by metric.

    Raises
    ------
    OptionError
        If only one of the two columns is named, or a metric has no scale.
    """
    metric, score = columns
    if metric is None or score is None:
        message = "The long form needs both metric= and score=: the column of what was asked, and that of the answer."
        raise OptionError(message, hint="name both, or neither and use scores= for one column a metric.")
    column = finder.wanted("score", score)
    names = form.names("metric", {"metric": finder.wanted("metric", metric)}, required=True).names
    asked = form.fields["metric"]
    known = {key(name): ends for name, ends in (scales or {}).items()}
    found = []
    for code, name in enumerate(names):
        none = missing.get(name, ()) if isinstance(missing, Mapping) else missing
        number = without(number_column(column, form.parsing, "score"), none)
        scored = ScoreColumn(_metric(name, score, known.get(name)), number)
        fits = number.on_scale(scored.metric)
        form.fields[f"score_{code}"] = f"CASE WHEN {asked} = {code} THEN {number.scaled(SCORE_SCALE, fits)} END"
        kind, message = scored.rule
        form.checks.append(Check(kind, column, message, f"{asked} = {code} AND NOT {number.blank} AND {number.bad(fits)}"))
        found.append((scored.metric, f"score_{code}"))
    return found


def _metric(name: str, column: str, ends: tuple[float, float] | None) -> Metric:
    usual = name.casefold()
    if ends is not None:
        scale = scale_for(usual if usual in SCORE_NAMES else name, (column, *ends)).metric
    else:
        scale = scale_for(usual, column).metric if usual in SCORE_NAMES else None
    if scale is None:
        message = f"The scale of the metric {show_value(name)} is not known."
        raise OptionError(message, hint=f"pass scales={{{name!r}: (<low>, <high>)}}.", value=show_value(name))
    return scale
