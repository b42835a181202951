"""How every result is shown in a notebook."""

from __future__ import annotations

from functools import singledispatch

from cxjourney.model.comparison import Comparison
from cxjourney.model.conformance import Conformance
from cxjourney.model.findings import Diagnosis
from cxjourney.model.forecast import FixRanking, Forecast
from cxjourney.model.funnel import Funnel
from cxjourney.model.journey_groups import JourneyGroups
from cxjourney.model.paths import Variants
from cxjourney.model.satisfaction import SatisfactionIndex, TouchpointRanking
from cxjourney.model.struggle import Struggle
from cxjourney.model.trend import Trend
from cxjourney.render.comparison_tables import comparison_html
from cxjourney.render.conformance_tables import conformance_html
from cxjourney.render.diagnosis_tables import diagnosis_html
from cxjourney.render.forecast_tables import fix_ranking_html, forecast_html
from cxjourney.render.path_tables import funnel_html, groups_html, variants_html
from cxjourney.render.satisfaction_tables import index_html, ranking_html
from cxjourney.render.struggle_tables import struggle_html
from cxjourney.render.trend_tables import trend_html


@singledispatch
def result_html(result: object) -> str:
    """
    Return a result as a fragment of HTML.

    Parameters
    ----------
    result
        What was found.

    Examples
    --------
    >>> "cxj-funnel" in result_html(Funnel())
    True
    """
    raise NotImplementedError(type(result).__name__)


result_html.register(Comparison, comparison_html)
result_html.register(Conformance, conformance_html)
result_html.register(Diagnosis, diagnosis_html)
result_html.register(FixRanking, fix_ranking_html)
result_html.register(Forecast, forecast_html)
result_html.register(Funnel, funnel_html)
result_html.register(JourneyGroups, groups_html)
result_html.register(SatisfactionIndex, index_html)
result_html.register(Struggle, struggle_html)
result_html.register(TouchpointRanking, ranking_html)
result_html.register(Trend, trend_html)
result_html.register(Variants, variants_html)
