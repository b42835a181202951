"""Russian: the map, and what all pictures share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.numerals import Numerals
from cxjourney.render.calendars import gregorian

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
CALENDAR = gregorian

MESSAGES: dict[str, str | tuple[str, ...]] = {
    "map": "карта пути клиента",
    "eyebrow": "КАРТА ПУТИ КЛИЕНТА",
    "as_is": "КАК ЕСТЬ",
    "to_be": "КАК ДОЛЖНО БЫТЬ",
    "hypothesis": "ГИПОТЕЗА",
    "discovered": "ПОСТРОЕНА ПО ДАННЫМ",
    "blended": "ПЛАН И ДАННЫЕ",
    # Counted nouns.
    "stages": ("{n} этап", "{n} этапа", "{n} этапов"),
    "touchpoints": ("{n} точка контакта", "{n} точки контакта", "{n} точек контакта"),
    "customers": ("{n} клиент", "{n} клиента", "{n} клиентов"),
    "journeys": ("{n} путь", "{n} пути", "{n} путей"),
    "visits": ("{n} визит", "{n} визита", "{n} визитов"),
    "visits.short": "визитов: {n}",
    "answers": ("{n} ответ на опрос", "{n} ответа на опрос", "{n} ответов на опрос"),
    "answers.span": "{least}–{most}",
    "more": "ещё {n}",
    # Figures under the title.
    "kpi.customers": "клиентов",
    "kpi.journeys": "путей",
    "kpi.goal_rate": "доходят до цели",
    "kpi.at_stake": "под угрозой",
    "persona": "Персона: {name}",
    "persona.share": "{share} клиентов",
    "persona.more": ("и ещё {n} персона", "и ещё {n} персоны", "и ещё {n} персон"),
    "quote": "«{text}»",
    "months": ("янв.", "февр.", "мар.", "апр.", "мая", "июн.", "июл.", "авг.", "сент.", "окт.", "нояб.", "дек."),
    "date": "{day} {month} {year}\u00a0г.",
    "period": "{start} – {end}",
    "period.same_year": "{day} {month} – {end_day} {end_month} {year}\u00a0г.",
    "comma": ", ",
    "semicolon": "; ",
    # Groups, as a screen reader names them.
    "summary": "Сводка",
    "legend": "Условные обозначения",
    # Lanes.
    "lane.stages": "Этапы",
    "lane.friction": "Трение",
    "lane.goal": "Цель клиента",
    "lane.touchpoints": "Точки контакта",
    "lane.touchpoints.sub": "сколько клиентов дошло",
    "lane.customer_action": "Действия клиента",
    "lane.thought": "Мысли",
    "lane.front_stage": "На виду у клиента",
    "lane.back_stage": "За кулисами",
    "lane.owner": "Ответственные",
    "lane.evidence": "Доказательства",
    "lane.evidence.sub": "на чём основано",
    "evidence.measured": "измерено",
    "evidence.direct": "спросили",
    "evidence.indirect": "из отзывов",
    "evidence.inferred": "выведено",
    "evidence.assumed": "допущение",
    "lane.arc": "Драматическая дуга",
    "lane.arc.sub": "сила переживания",
    "arc.high": "Волнение",
    "arc.low": "Спокойствие",
    "arc.label": "{touchpoint}: {value} от −1 (спокойствие) до +1 (волнение)",
    "line.interaction": "Линия взаимодействия",
    "line.visibility": "Линия видимости",
    "line.internal": "Линия внутреннего взаимодействия",
    "lane.channels": "Каналы",
    "lane.channels.sub": "доля визитов",
    "lane.channels.stated": "по словам авторов",
    "lane.emotion": "Эмоции",
    "lane.emotion.sub": "средняя оценка, интервал {level}",
    "lane.emotion.mean": "средняя оценка",
    "lane.emotion.stated": "по словам авторов",
    "lane.emotion.curve": "Кривая эмоций",
    "lane.emotion.curve_of": "Кривая эмоций: {name}",
    "lane.emotion.delta": "{target} минус {base}",
    "emotion.everybody": "Все",
    "delta.label": "{stage}: {target} минус {base} {value}",
    "lane.metrics": "Метрики",
    "lane.metrics.sub": "по этапам, интервал {level}",
    "lane.metrics.stated": "по этапам, по словам авторов",
    "lane.pains": "Болевые точки",
    "lane.pains.money": "по сумме под угрозой",
    "lane.pains.goals": "по целям под угрозой",
    "lane.pains.severity": "по тяжести, сумма неизвестна",
    "lane.pains.linked": "по тяжести",
    "lane.pains.ranked": "Болевые точки по порядку",
    "lane.opportunities": "Возможности",
    "lane.opportunities.sub": "ожидаемый выигрыш",
    # Stages.
    "going_on": "{share} дальше",
    "median": "медиана {time}",
    "friction.label": "трение {share}",
    "friction.unknown": "трение не наблюдалось",
    "flagged": "требует внимания",
    "moment": "Момент истины",
    "moment.label": "момент истины",
    # Feelings.
    "delighted": "Восторг",
    "neutral": "Нейтрально",
    "frustrated": "Досада",
    "emotion.label": "эмоция {value}",
    "emotion.none": "нет оценки эмоции",
    "no_answers": "нет ответов",
    "few_answers": "меньше {n}",
    "stated": "со слов",
    "plus_minus": "{value} ± {half}",
    "channel.share": "{name} {share}",
    "other": "Прочие",
    "metric.rating": "Рейтинг",
    "metric.sentiment": "Тональность",
    # Severity.
    "severity": "Тяжесть",
    "critical": "Критическая",
    "major": "Высокая",
    "moderate": "Средняя",
    "minor": "Низкая",
    # Pain points.
    "none_found": "не найдено",
    "not_tested": "проверить не удалось",
    "pain.label": "Болевая точка {rank}, тяжесть: {level}. {title}. {evidence}.",
    "pain.at_stake": "{amount} под угрозой",
    "opportunity.most": "до {amount}",
    "pain.linked": "сопутствует потере: {amount}",
    "pain.more": "ещё {n}",
    "pain.more_money": "ещё {n}, {amount}",
    "pain.against": "{value} против {reference}",
    "pain.reach": "доходят {share}",
    "pain.assumed": "со слов, не измерено",
    "pain.drop_off": "Клиенты уходят на шаге «{touchpoint}»",
    "pain.long_wait": "Долгое ожидание после шага «{touchpoint}»",
    "pain.rework": "Клиенты возвращаются или повторяют шаг «{touchpoint}»",
    "pain.escalation": "После шага «{touchpoint}» клиентам нужен сотрудник",
    "pain.repeat_contact": "Клиенты обращаются снова после шага «{touchpoint}»",
    "pain.reopened": "Обращения открывают заново после шага «{touchpoint}»",
    "pain.handoff": "Обращения передают дальше на шаге «{touchpoint}»",
    "pain.low_score": "Низкие оценки на шаге «{touchpoint}»",
    "pain.high_effort": "Шаг «{touchpoint}» требует слишком много усилий",
    "pain.negative_emotion": "Шаг «{touchpoint}» раздражает клиентов",
    "pain.channel_gap": "Шаг «{touchpoint}» здесь хуже, чем в других каналах",
    "pain.segment_gap": "Шаг «{touchpoint}» хуже для части клиентов",
    "pain.stated": "Боль на шаге «{touchpoint}»",
    "pain.in_words": "{touchpoint}: {text}",
    "pain.whole": "Везде: {title}",
    "pain.place": "{title} ({place})",
    # Titles written from the diagnosis.
    "claim.drop_off": "{stage}: здесь мы теряем клиентов, {value} уходят на шаге «{touchpoint}»",
    "claim.long_wait": "{stage}: всё замедляется на шаге «{touchpoint}», до следующего шага {value}",
    "claim.rework": "Шаг «{touchpoint}» возвращает клиентов назад: {value} повторяют или возвращаются",
    "claim.escalation": "Шаг «{touchpoint}» не работает сам по себе: {value} обращаются к сотруднику",
    "claim.low_score": "Шаг «{touchpoint}» разочаровывает клиентов: {value} против {reference} в других местах",
    "claim.high_effort": "Шаг «{touchpoint}» требует слишком много усилий: {value} против {reference} в других местах",
    "claim.negative_emotion": "Шаг «{touchpoint}» раздражает клиентов: {value} против {reference} в других местах",
    "claim.stated_feeling": "Шаг «{touchpoint}» раздражает клиентов: {value} по шкале от −2 до +2",
    "claim.other": "{title}",
    "claim.at_stake": "{claim}, под\u00a0угрозой\u00a0{amount}",
    "claim.none": "{title}: явных болевых точек нет",
    # Opportunities.
    "unit.goals": "целей: {n}",
    "unit.goals per 1,000 journeys": "{n}\u00a0целей на\u00a01000",
    # Legend and footnote.
    "legend.interval": "интервал {level}",
    "legend.hollow": "меньше {n} ответов",
    "legend.share": "доля визитов 10 / 35 / 100\u00a0%",
    "legend.friction": "Трение 0–100\u00a0%",
    "legend.flag": "этап требует внимания",
    "note.stake": "Под угрозой: сколько удалось бы вернуть, если бы показатель сравнялся с тем, с чем его сравнивают.",
    "note.sum": "Итог складывает болевые точки по одной; вместе их исправление даст меньше.",
    "note.fit": "Сумма под угрозой взята из модели, плохо описывающей эти пути: ошибка до половины, чаще в большую сторону.",
    "note.linked": "«Сопутствует»: у похожих клиентов без этого результат настолько лучше; это связь, а не то, что удалось бы вернуть.",
    "note.q": "q: ожидаемая доля ложных находок среди не менее сильных.",
    "note.friction": "Трение: доля путей, вошедших в этап, которые столкнулись в нём с трением.",
    "note.flag": "Отмечены из-за болевых точек, которых трение не учитывает: {names}.",
    "note.hypothesis": "Со слов людей, не измерено.",
    "note.channels": "Прочие: объединено небольших каналов — {n}.",
    "note.overview": (
        "Показано точек контакта: {shown} из {all}; карточка «ещё» складывает остальные точки этапа, "
        "а кривая проходит через средние по этапам."
    ),
    "note.not_overlaid": (
        "От обеих карт показаны только эмоции. {other}: здесь они неизвестны, все показатели в столбцах относятся к карте {map}."
    ),
    "note.only_in": "Только на карте {map}: {names}.",
    "overview.also": "а также: {names}",
    "note.summed": "Редко посещаемые точки контакта ({n}) сложены в одну: «{name}».",
    "note.stages_found": "Этапы найдены по порядку визитов.",
    "note.parts": "Измерены только эти части клиентов: {parts}.",
    "note.missing_parts": "Эти части клиентов не измерены: {parts}.",
    "note.part": "{index} из {number}",
    "note.endings": (
        "Почти все визиты в точки {names} завершают путь: если это естественный конец, объявите его через ends=; "
        "если точка лишь отмечает конец, отфильтруйте её."
    ),
    "note.ending": "«{name}» ({share})",
    "note.moves": "Более редкие переходы (видов: {n}, {share} всех переходов) на карту не вошли; они есть в её статистике.",
    "note.weights": "Оценки учитывают ответы по их весу: ответов {n}, по точности это {number} равноценных.",
    "note.several": "Визитов в «{name}» вне основного этапа «{stage}»: {n}; все они отнесены к нему.",
    "note.unused": "Запланированы, но ни разу не наблюдались ({n}): {names}.",
    "note.unplanned": "Наблюдались, но их нет в плане ({n}): {names}.",
    "empty": "Точек контакта пока нет: прочитайте события и вызовите discover_map или добавьте точки контакта к этапам.",
    # What is said to those who do not see the picture.
    "describe.counts": "{stages}, {touchpoints}.",
    "describe.range": "Эмоция ниже всего: {low} ({low_value}), выше всего: {high} ({high_value}).",
    "describe.pain": "{rank}. {title}{stake}.",
    "describe.no_pain": "Болевых точек не найдено.",
    "describe.pain_line": "{rank}. [{level}] {title}: {evidence}",
}
