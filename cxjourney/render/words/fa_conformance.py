"""What a map and a report say of a plan and the journeys that keep to it, in Persian."""

from __future__ import annotations

MESSAGES: dict[str, str | tuple[str, ...]] = {
    "claim.plan": "{share} سفرها به برنامه پایبندند",
    "kpi.plan": "پایبند به برنامه",
    "lane.plan": "در برابر برنامه",
    "lane.plan.sub": "سفرهای دور از برنامه",
    "plan.part": "{what} {share}",
    "plan.skipped": "جاافتاده",
    "plan.channel": "کانال دیگر",
    "plan.sequence": "خارج از نوبت",
    "plan.timing": "دیرتر از انتظار",
    "plan.none": "طبق برنامه",
    "plan.unplanned": "بیرون از برنامه",
    "plan.unused": "بدون بازدید",
    "plan.unknown": "چیزی برای سنجش نیست",
    "plan.label": "{share} سفرها از برنامه دور می‌شوند",
    "plan.label.unplanned": "بیرون از برنامه، در {share} همهٔ سفرها",
    "legend.plan": "سفرهای دور از برنامه ۰ تا ۱۰۰٪",
    "legend.unplanned": "بیرون از برنامه",
    "legend.unused": "در برنامه، بدون بازدید",
    "note.plan": (
        "در برابر برنامه: از سفرهایی که به نقطهٔ تماس رسیدند، یا با آنکه برنامه آن را لازم می‌داند از آن گذشتند، "
        "سهم آن‌ها که آنجا از برنامه دور شدند؛ برای نقطهٔ بیرون از برنامه، سهم از همهٔ سفرها."
    ),
    "note.plan.fitness": "{share} از {journeys} ({low} تا {high})، تا جایی که پیش رفتند، به برنامه پایبندند.",
    "note.plan.unplanned": "بیرون از برنامه: {names}.",
}
