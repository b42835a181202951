"""The report in Hungarian."""

from __future__ import annotations

MESSAGES: dict[str, str | tuple[str, ...]] = {
    "report": "ügyfélút-jelentés",
    "report.eyebrow": "ÜGYFÉLÚT-JELENTÉS",
    "report.contents": "Tartalom",
    "report.first": "A legsúlyosabb fájdalompontok",
    "report.sign": "rang és súlyosság",
    "report.as_table": "Megjelenítés táblázatként",
    "report.part": "Rész",
    "report.says": "Mit mond",
    "report.none": "–",
    "report.interval": "{value} ({low} – {high})",
    "report.stated": "becslés",
    "report.times": "{n}-szoros",
    "report.points": "{n} pont",
    "report.yes": "igen",
    "report.keys": "A nyilak végigvezetnek a képen, a Home és az End a sor végeire visz, az Escape bezárja, ami látszik.",
    "report.footer": "Ez az oldal egyetlen fájl, és semmi mást nem tölt le.",
    "report.map": "Az út egy pillantásra",
    "report.pains": "Mi fáj, a legrosszabbal kezdve",
    "report.friction": "Hol ütköznek súrlódásba az utak",
    "report.moments": "Az igazság pillanatai",
    "report.flow": "Hogyan haladnak az ügyfelek",
    "report.heat": "Hol van eltérés",
    "report.heat.zero": "Minden cellában nulla, ezért nincs kirajzolva: {names}.",
    "report.untested": "Mit nem lehetett vizsgálni",
    "report.tables": "Minden adat",
    "report.methods": "Hogyan olvasandó",
    "report.pains.count": "{n} fájdalompont",
    "report.pains.lead": "{pains}, {tests} vizsgálatból. A felsoroltak közül legfeljebb {fdr} várhatóan téves.",
    "report.pains.stated": "A térkép szerzőinek állítása; semmi sem mérés.",
    "report.pains.none": (
        "{tests} vizsgálatból egy fájdalompont sem adódott. Ez nem bizonyítja, hogy nincs: lásd, mit nem lehetett vizsgálni."
    ),
    "report.pains.unjudged": "Fájdalompontokat még senki sem keresett: hívd meg a diagnose függvényt, és add át az eredményét.",
    "report.measured": "Mért érték",
    "report.reference": "Mihez hasonlítva",
    "report.reference.value": "{value}, {what}",
    "report.effect": "Különbség",
    "report.margin": "A legkisebb, ami számít",
    "report.certainty": "Bizonyosság",
    "report.p_value": "p = {p}",
    "report.p_tiny": "p < {p}",
    "report.test": "Vizsgálat",
    "report.counts": "Darabszámok",
    "report.affected": "Érintett ügyfelek",
    "report.reach": "Ide eljut",
    "report.stake": "Kockán forog",
    "report.cause": "Valószínű ok",
    "report.basis": "Mire épül",
    "report.basis.measured": "mérés",
    "report.basis.association": "együttjárás; az ok nincs igazolva",
    "report.basis.assumption": "állítás, nem mérés",
    "report.severity": "{level}, {value} / 100",
    "report.plot": "mért {value}, ehhez hasonlítva: {reference}",
    "report.plot.measured": "mért",
    "report.plot.reference": "ehhez hasonlítva",
    "report.cause.long_wait": "várakozás",
    "report.cause.needs_not_understood": "meg nem értett igények",
    "report.cause.unresolved_issue": "megoldatlan ügy",
    "report.cause.too_much_automation": "túl sok automatizmus",
    "report.cause.not_personalised": "nem személyes",
    "report.cause.rude_staff": "udvariatlan munkatársak",
    "report.friction.lead": (
        "A szakaszba lépő utak azon része, amely ott súrlódásba ütközik, és hogy az miből áll. A részek átfedhetik egymást."
    ),
    "report.friction.flag": "Figyelmet kér",
    "report.friction.made_of": "ebből áll",
    "report.friction.part.ended": "a cél előtt véget ért",
    "report.friction.part.rework": "ismételt vagy visszalépett",
    "report.friction.part.escalated": "munkatárshoz került",
    "report.friction.part.waited": "túl sokáig várt",
    "report.friction.part.bad_score": "rossz értékelést adott",
    "report.stage": "Szakasz",
    "report.touchpoint": "Érintkezési pont",
    "report.channel": "Csatorna",
    "report.kind": "Mi",
    "report.reason": "Miért nem mondható meg",
    "report.places": "Hol",
    "report.whole": "az egész térkép",
    "report.more": "{places}; és még {n}",
    "report.from": "Honnan",
    "report.to": "Hová",
    "report.visits": "Átmenetek",
    "report.wait": "Szokásos várakozás",
    "report.moment.kind": "Fajta",
    "report.moment.effect": "Hatás a cél elérésére",
    "report.figures.stages": "A szakaszok adatai",
    "report.figures.touchpoints": "Az érintkezési pontok adatai",
    "report.figures.totals": "Az egész út adatai",
    "report.figures.transitions": "Átmenetek az érintkezési pontok között, a leggyakoribbal kezdve",
    "report.figures.hidden": "{n} ritkább átmenet nincs felsorolva.",
    "report.measure": "Mutató",
    "report.value": "Érték",
    "report.method.interval": (
        "Minden érték mögött ott a {level}-os intervalluma és n, a megfigyelések száma. A becsült értékeknek egyik sincs."
    ),
    "report.method.pain": (
        "Fájdalompont az az érték, amely a legkisebb számító különbségnél többel rosszabb annál, "
        "amihez hasonlítjuk; a téves találat esélye az összes vizsgálatra együtt korlátozott."
    ),
    "report.method.q": (
        "q a téves találatok várható aránya a legalább ilyen erősek között; p magában nem tudja, hogy sok helyet vizsgáltunk."
    ),
    "report.method.peers": (
        "Az összehasonlítás alapja a többi összevethető érintkezési pont vagy szakasz. "
        "Amit mérünk, együttjárás: megmutatja, hová nézzünk, nem az okot."
    ),
    "report.method.friction": (
        "Egy út akkor ütközik súrlódásba egy szakaszban, ha ott a cél előtt véget ér, visszalép "
        "vagy ismétel, túl sokáig vár, munkatárshoz kerül, vagy rossz értékelést hagy."
    ),
    "report.method.missing": "A hiányzó hiányzóként látszik: a nem válasz nem semleges válasz, a túl kevés pedig nullának számít.",
}
