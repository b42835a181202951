"""What engines write differently."""

from __future__ import annotations

import pytest

from cxjourney.engine.dialect import DIALECTS, FENCE, sql_type
from cxjourney.engine.duckdb import DuckdbEngine

SQL = "SELECT int_div(int_div(a, 2), greatest(b, 1)) AS q FROM (SELECT CAST(7 AS TINYINT) AS a, CAST(3 AS HUGEINT) AS b" + FENCE + ") AS t"


def test_quotients_inside_quotients_are_written() -> None:
    """Every call is found, with its own comma."""
    assert DuckdbEngine(threads=1).sums(SQL)["q"].tolist() == [1]


@pytest.mark.parametrize("name", sorted(DIALECTS))
def test_nothing_common_is_left_in_a_dialect(name: str) -> None:
    """No call of ours remains, and types are the engine's."""
    written = DIALECTS[name].written(SQL)

    assert "int_div(" not in written
    assert "path_text(" not in DIALECTS[name].written("SELECT path_text(CASE WHEN a > 0 THEN int_div(a, 2) END, b) FROM t")
    assert ("OFFSET" in written) == (name == "postgres")
    assert ("HUGEINT" in written) == (name == "duckdb")


def test_a_quotient_without_its_end_is_a_defect() -> None:
    """It would be written half."""
    with pytest.raises(ValueError, match="without its end"):
        DIALECTS["spark"].written("SELECT int_div(a, 2")


def test_empty_columns_are_integers() -> None:
    """A table of no rows still has types."""
    assert sql_type([]) == "INTEGER"
