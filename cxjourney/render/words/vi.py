"""Vietnamese: the map, and what all pictures share."""

from __future__ import annotations

from cxjourney.render.numbers import Numerals

NUMERALS = Numerals(
    decimal=",",
    group=".",
    steps=("\u00a0nghìn", "\u00a0triệu", "\u00a0tỷ"),
    price="{amount}\u00a0{symbol}",
    seconds=("giây",),
    minutes=("phút",),
    hours=("giờ",),
    days=("ngày",),
    years=("năm",),
)
DIRECTION = "ltr"

MESSAGES: dict[str, str | tuple[str, ...]] = {}
