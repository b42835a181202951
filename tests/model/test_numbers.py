"""Every numeric field of every model takes a number exactly as it is, or refuses it and names the field."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

import numpy as np
import pytest

from cxjourney.errors import ModelError
from cxjourney.estimate import Estimate
from cxjourney.model.channel import Channel
from cxjourney.model.customer import Customer, Persona, Segment
from cxjourney.model.emotion import Emotion
from cxjourney.model.evidence import Evidence, Opportunity
from cxjourney.model.findings import Diagnosis, Finding, PainPoint
from cxjourney.model.friction import StageFriction
from cxjourney.model.journey import Journey, Visit
from cxjourney.model.measure import Measure
from cxjourney.model.metric import Metric
from cxjourney.model.stage import Stage
from cxjourney.model.touchpoint import Touchpoint
from cxjourney.model.transition import Transition

if TYPE_CHECKING:
    from pathlib import Path

    from cxjourney.value import Value

NAMED = {"name": "x"}
FINDING = {"test": "t", "reference": "r", "margin": 0.1}
PAIN = {
    "rank": 1,
    "kind": "k",
    **dict.fromkeys(("estimate", "reference", "effect", "severity"), 1.0),
    "severity_level": "minor",
    "evidence": FINDING,
    "summary": "s",
}
LEAST: dict[type[Value], dict[str, Any]] = {
    Estimate: {"value": 1.0},
    Channel: NAMED,
    Customer: {"id": "1"},
    Persona: NAMED,
    Segment: NAMED,
    Emotion: {"valence": 0.0},
    Evidence: {"source": "s"},
    Opportunity: NAMED,
    Finding: FINDING,
    PainPoint: PAIN,
    Diagnosis: {},
    StageFriction: {"stage": "s", "stage_id": "s", "rate": 0.1},
    Visit: {"touchpoint": "t", "time": "2026-01-01T00:00:00Z"},
    Journey: {"customer": "c"},
    Measure: {"name": "m", "estimate": 1.0},
    Metric: {"name": "m", "low": 0, "high": 10, "favourable": 9, "unfavourable": 6},
    Stage: NAMED,
    Touchpoint: NAMED,
    Transition: {"source": "a", "target": "b"},
}
WRONG = (True, False, "1", "1,5", "", b"1", math.nan, math.inf, -math.inf, [], {}, 1j, np.bool_(True))  # noqa: FBT003


def _is_number(annotation: object) -> bool:
    if get_origin(annotation) in {tuple, Literal}:
        return False
    return annotation in {int, float, Estimate} or any(_is_number(inner) for inner in get_args(annotation))


def _made(model: type[Value], field: str, value: object) -> tuple[Value | None, list[str]]:
    """Return the model with one field set, or the places and sentences of its error."""
    try:
        return model(**{**LEAST[model], field: value}), []
    except ModelError as error:
        return None, [text for problem in error.problems for text in (*problem.places, problem.message)]


FIELDS = [(model, name) for model in LEAST for name, field in model.model_fields.items() if _is_number(field.annotation)]


def test_the_walk_finds_the_numeric_fields() -> None:
    """The other tests here would pass on an empty list."""
    assert len(FIELDS) > 40
    assert {(Estimate, "n"), (Touchpoint, "importance"), (PainPoint, "rank"), (Opportunity, "gain")} <= set(FIELDS)


@pytest.mark.parametrize(("model", "field"), FIELDS, ids=lambda part: getattr(part, "__name__", part))
def test_what_is_no_finite_number_is_refused_by_name(model: type[Value], field: str) -> None:
    """Truth values, text, containers, NaN and infinity."""
    for wrong in WRONG:
        with pytest.raises(ModelError) as caught:
            model(**{**LEAST[model], field: wrong})

        assert any(place.startswith(field) for problem in caught.value.problems for place in problem.places), (wrong, str(caught.value))


@pytest.mark.parametrize(("model", "field"), FIELDS, ids=lambda part: getattr(part, "__name__", part))
def test_hostile_literals_are_taken_exactly_or_refused_by_name(model: type[Value], field: str, hostile_inputs: Path) -> None:
    """JSON literals at the edge of what numbers can be."""
    for literal in json.loads((hostile_inputs / "logs" / "values.json").read_text())["numbers"]:
        value = json.loads(literal)
        made, named = _made(model, field, value)
        if made is None:
            assert any(field in text for text in named), literal
            continue
        found = getattr(made, field)
        assert value is None or (found.value if isinstance(found, Estimate) else found) == value
        assert model.model_validate_json(made.model_dump_json()) == made


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_numbers_in_pairs_are_checked_too(wrong: object) -> None:
    """Targets, scores and counts are pairs of a name and a number."""
    pairs = [
        (Touchpoint, {"name": "x", "targets": {"reach": wrong}}, "targets[0][1]"),
        (Stage, {"name": "x", "targets": [("reach", wrong)]}, "targets[0][1]"),
        (Visit, {**LEAST[Visit], "scores": [("nps", wrong)]}, "scores[0][1]"),
        (Finding, {**FINDING, "counts": [("visits", wrong)]}, "counts[0][1]"),
    ]

    for model, fields, place in pairs:
        with pytest.raises(ModelError) as caught:
            model(**fields)

        assert caught.value.path == place


def test_numbers_of_numpy_are_numbers() -> None:
    """Figures computed with numpy need no conversion."""
    found = Estimate(value=np.float64(0.5), n=np.int64(3))  # type: ignore[arg-type]

    assert (found.value, found.n) == (0.5, 3)
    assert type(found.n) is int


@pytest.mark.parametrize("wrong", [True, -1, math.nan, math.inf, "soon", [], 1e300])
def test_spans_of_time_are_checked(wrong: object) -> None:
    """A wait is a length of time from zero on."""
    with pytest.raises(ModelError, match="expected_wait"):
        Touchpoint(name="x", expected_wait=wrong)
