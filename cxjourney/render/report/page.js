"use strict";
// Arrow keys walk through a picture, its parts say what they are, printing opens what is folded.
for (const figure of document.querySelectorAll(".cxj-figure")) {
  const svg = figure.querySelector("svg"), tip = figure.querySelector(".cxj-tip"), region = svg.parentElement;
  const items = [...svg.querySelectorAll("[role=listitem]")];
  const lanes = [...new Set(items.map((i) => i.parentNode))].map((lane) => items.filter((i) => i.parentNode === lane));
  const hide = () => { tip.hidden = true; };
  const show = (item) => {
    tip.textContent = item.getAttribute("aria-label");
    tip.hidden = false;
    const box = item.getBoundingClientRect(), frame = figure.getBoundingClientRect(), high = tip.offsetHeight + 8;
    const left = box.left - frame.left + (box.width - tip.offsetWidth) / 2;
    tip.style.left = Math.max(4, Math.min(left, frame.width - tip.offsetWidth - 4)) + "px";
    tip.style.top = (box.bottom + high < innerHeight ? box.bottom + 8 : Math.max(box.top, high) - high) - frame.top + "px";
  };
  items.forEach((item, index) => {
    item.setAttribute("tabindex", index ? -1 : 0);
    item.onpointerenter = item.onfocus = () => show(item);
    item.onpointerleave = item.onblur = hide;
  });
  region.onscroll = () => { if (!items.includes(document.activeElement)) hide(); };
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  svg.onkeydown = (event) => {
    const row = lanes.findIndex((lane) => lane.includes(document.activeElement)), lane = lanes[row];
    if (!lane) return;
    const at = lane.indexOf(document.activeElement), step = region.dir === "rtl" ? -1 : 1;
    const near = (other) => other && other[Math.min(at, other.length - 1)];
    const next = { ArrowRight: lane[at + step], ArrowLeft: lane[at - step], ArrowDown: near(lanes[row + 1]),
      ArrowUp: near(lanes[row - 1]), Home: lane[0], End: lane.at(-1) }[event.key];
    if (!next) return;
    event.preventDefault();
    items.forEach((item) => item.setAttribute("tabindex", item === next ? 0 : -1));
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
    next.focus({ preventScroll: true });
  };
}
onbeforeprint = () => document.querySelectorAll("details:not(.cxj-same)").forEach((part) => { part.open = true; });
