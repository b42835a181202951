"""Touchpoints that mean trouble by their names, in five languages."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORDS = frozenset(
    "error errors failed failure failures fail fails failing decline declined denied rejected timeout invalid crash crashed "
    "unavailable exception 404 500 "
    "ошибка ошибки сбой сбоя отказ отклонено отклонён отклонена неудача неудачно недоступно неверный "
    "lỗi "
    "خطا خطای ناموفق شکست نامعتبر ردشده "
    "hiba hibás hibaüzenet sikertelen elutasítva elutasított érvénytelen lejárt".split()
)
_PHRASES = frozenset(
    {
        *("timed out", "time out", "not found", "not available", "out of stock", "sold out"),
        *("не найдено", "не найдена", "не удалось", "нет в наличии"),
        *("thất bại", "từ chối", "hết hàng", "không tìm", "không hợp"),
        *("یافت نشد", "رد شد"),
        *("nem található", "nem sikerült", "nem elérhető", "nincs készleten"),
    }
)
_BETWEEN = re.compile(r"[\W_]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Where one word ends and the next begins in names such as ``loginFailure``."""


def usual_errors(names: Iterable[str]) -> tuple[str, ...]:
    """
    Return the touchpoints that look like errors and failures.

    Parameters
    ----------
    names
        Names of touchpoints in English, Russian, Vietnamese, Persian or Hungarian.

    Examples
    --------
    >>> usual_errors(["Checkout", "payment_declined", "onboarding__loginFailure", "Page not found", "Терминал: ошибка"])
    ('payment_declined', 'onboarding__loginFailure', 'Page not found', 'Терминал: ошибка')
    """
    return tuple(name for name in names if _looks_wrong(name))


def _looks_wrong(name: str) -> bool:
    words = [word for word in _BETWEEN.split(_HUMP.sub(" ", name).casefold()) if word]
    pairs = {f"{first} {second}" for first, second in pairwise(words)}
    return not (_WORDS.isdisjoint(words) and _PHRASES.isdisjoint(pairs))
