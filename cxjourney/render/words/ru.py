"""Russian: the map, and what all pictures share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.numbers import Numerals

if TYPE_CHECKING:
    from decimal import Decimal


def plural(number: Decimal) -> int:
    """Return the form of a noun after a number: 1 день, 2 дня, 5 дней; 2,5 дня."""
    if number != number.to_integral():
        return 1
    last, tens = int(number) % 10, int(number) % 100
    if last == 1 and tens != 11:
        return 0
    return 1 if 2 <= last <= 4 and not 12 <= tens <= 14 else 2


NUMERALS = Numerals(
    decimal=",",
    group="\u00a0",
    percent_sign="\u00a0%",
    steps=("\u00a0тыс.", "\u00a0млн", "\u00a0млрд"),
    price="{amount}\u00a0{symbol}",
    plural=plural,
    seconds=("с",),
    minutes=("мин",),
    hours=("ч",),
    days=("день", "дня", "дней"),
    years=("год", "года", "лет"),
)
DIRECTION = "ltr"

MESSAGES: dict[str, str | tuple[str, ...]] = {
    "stages": ("{n} этап", "{n} этапа", "{n} этапов"),
}
