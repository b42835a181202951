"""The pictures as a browser draws them: what no measuring table can promise."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cxjourney.model.journey_map import JourneyMap
from cxjourney.model.touchpoint import Touchpoint
from cxjourney.render import render_map

if TYPE_CHECKING:
    from types import ModuleType

CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome", "chrome") if (path := shutil.which(name))), None)
FACES = ("Inter", "Arial", "Noto Sans", "Roboto")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--window-size=1700,1500", "--virtual-time-budget=20000",
)  # fmt: skip

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
]

GEOMETRY = """
const of=(e,name)=>+e.getAttribute(name);
function boxes(svg){
  const o=svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].map(t=>{
    const r=t.getBoundingClientRect(),size=of(t,'font-size'),base=of(t,'y');
    const text=[...t.childNodes].filter(n=>n.nodeType==3).map(n=>n.data).join('');
    return {text:text,left:r.left-o.left,right:r.right-o.left,top:base-0.7*size,bottom:base+0.14*size};
  });
}
function check(svg){
  const all=boxes(svg).filter(b=>b.right>b.left),w=svg.width.baseVal.value,h=svg.height.baseVal.value,found=[];
  const cards=[...svg.querySelectorAll('rect[rx="8"]')].map(r=>
    ({left:of(r,'x'),top:of(r,'y'),right:of(r,'x')+of(r,'width'),bottom:of(r,'y')+of(r,'height')}));
  all.forEach((a,i)=>{
    const x=(a.left+a.right)/2,y=(a.top+a.bottom)/2;
    if(a.left<0||a.right>w||a.top<0||a.bottom>h)found.push('outside the page: '+a.text);
    cards.filter(c=>x>c.left&&x<c.right&&y>c.top&&y<c.bottom).forEach(c=>{
      if(a.left<c.left||a.right>c.right||a.bottom>c.bottom+1)found.push('leaves its card: '+a.text);
    });
    all.slice(i+1).filter(b=>a.left<b.right-.5&&b.left<a.right-.5&&a.top<b.bottom&&b.top<a.bottom).forEach(b=>
      found.push('overlap: '+a.text+' | '+b.text));
  });
  return found;
}
function colors(svg){
  const painted=[...svg.querySelectorAll('*')].filter(e=>!e.closest('title,desc,style'));
  return painted.map(e=>{const c=getComputedStyle(e);return e.tagName+c.fill+c.stroke;}).join(';');
}
function tell(value){document.getElementById('found').textContent=JSON.stringify(value);}
const maps=()=>[...document.querySelectorAll('svg')];
"""


def run(body: str, script: str, *flags: str) -> Any:
    """Return what a script finds in a page."""
    page = (
        f"<!DOCTYPE html><meta charset=utf-8><style>body{{margin:0}}</style>{body}<pre id=found></pre><script>{GEOMETRY}{script}</script>"
    )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "page.html"
        path.write_text(page, encoding="utf-8")
        command = [CHROMIUM, *FLAGS, *flags, f"--user-data-dir={folder}/profile", "--dump-dom", path.as_uri()]
        found = subprocess.run(command, check=True, capture_output=True, timeout=120).stdout.decode()
    match = re.search(r"<pre id=\"found\">(.*?)</pre>", found, re.DOTALL)
    assert match is not None
    return json.loads(unescape(match[1]))


def pictures(examples: ModuleType) -> list[str]:
    """Return maps of every density and script."""
    bike = examples.bike_map()
    sizes = [
        (1, 1, "latin"),
        (5, 3, "persian"),
        (7, 2, "emoji"),
        (14, 6, "cyrillic"),
        (20, 6, "latin"),
        (24, 5, "vietnamese"),
        (36, 8, "chinese"),
        (60, 8, "latin"),
    ]
    made_up = [examples.made_up(touchpoints, stages, script, seed=touchpoints) for touchpoints, stages, script in sizes]
    found = [
        render_map(journey_map, diagnosis=diagnosis).text for journey_map, diagnosis in [(bike, examples.bike_diagnosis(bike)), *made_up]
    ]
    languages = [render_map(bike, diagnosis=examples.bike_diagnosis(bike), locale=locale).text for locale in ("fa", "hu", "ru", "vi")]
    mirrored = [render_map(journey_map, diagnosis=diagnosis, direction="rtl").text for journey_map, diagnosis in made_up[3:5]]
    to_be = render_map(examples.clinic_map(), groups=["Mira", "Ben"], compare_with=examples.better_clinic_map()).text
    plan, told = examples.narrow_map()
    narrow = [render_map(plan, diagnosis=told, locale=locale).text for locale in ("en", "ru")]
    return [*found, *languages, *mirrored, to_be, *narrow]


@pytest.mark.parametrize("face", FACES)
def test_texts_neither_touch_nor_leave_their_place(examples: ModuleType, face: str) -> None:
    """In four common faces: none outside the page, none over another, none beyond its card."""
    style = f"<style>svg,svg *{{font-family:'{face}','Noto Sans','Noto Sans Arabic','Noto Sans CJK SC','Noto Color Emoji'}}</style>"
    found = run(
        style + "".join(pictures(examples)),
        "tell(maps().map(check));",
    )

    assert found == [[] for _ in found]
    assert len(found) == 18


@pytest.mark.parametrize(("scheme", "look"), [(0, "dark"), (1, "light")])
def test_auto_looks_like_the_theme_of_the_screen(examples: ModuleType, scheme: int, look: str) -> None:
    """Every painted colour of auto equals the plain theme's."""
    bike = examples.bike_map()
    documents = [render_map(bike, diagnosis=examples.bike_diagnosis(bike), theme=theme).text for theme in ("auto", look)]
    found = run(
        "".join(documents),
        "const s=maps().map(colors);tell([matchMedia('(prefers-color-scheme: dark)').matches,s[0]===s[1],s[0].length]);",
        f"--blink-settings=preferredColorScheme={scheme}",
    )

    assert found[0] == (look == "dark")
    assert found[1]
    assert found[2] > 1_000


def test_maps_on_one_page_do_not_disturb_each_other(examples: ModuleType) -> None:
    """Three maps, one hidden, in a right-to-left page: each text stands where it stands alone."""
    first, second, third = pictures(examples)[:3]
    script = "tell(maps().map(boxes));"
    alone = [run(text, script)[0] for text in (first, third)]
    together = run(f"<div dir=rtl>{first}<div style='display:none'>{second}</div>{third}</div>", script)

    for one, other in ((alone[0], together[0]), (alone[1], together[2])):
        assert [box["text"] for box in one] == [box["text"] for box in other]
        assert all(abs(a[side] - b[side]) < 0.1 for a, b in zip(one, other, strict=True) for side in ("left", "right"))


@pytest.mark.parametrize("name", ["blns_git", "own", "unicode_emoji", "xss_payloadbox"])
def test_hostile_labels_stay_in_their_place(hostile_inputs: Path, name: str) -> None:
    """Labels made to break out are drawn as text, inside their cards, and nothing runs or is asked for."""
    entries = json.loads((hostile_inputs / "labels" / f"{name}.json").read_text(encoding="utf-8"))
    given = [label for label in dict.fromkeys(entry["s"] for entry in entries) if label.strip() and not re.search("[\ud800-\udfff]", label)]
    chosen = given[:: max(1, len(given) // 14)][:14]
    stages = {f"Stage {index}": [Touchpoint(name=label, emotion=0.5) for label in chosen[7 * index : 7 * index + 7]] for index in range(2)}
    text = render_map(JourneyMap(title="Hostile", stages=stages)).text
    found = run(
        text, "tell([maps().map(check),document.querySelectorAll('svg script').length,performance.getEntriesByType('resource').length]);"
    )

    assert found == [[[]], 0, 0]
