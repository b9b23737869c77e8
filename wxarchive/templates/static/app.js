// Keys and display. Every page works without this file: what it does has a link or a button that stays.
"use strict";

const root = document.documentElement;
const CHOICES = { theme: ["", "dark", "light"], size: ["", "4", "5", "1", "2"], face: ["", "serif"] };

function choose(name) {
  const values = CHOICES[name];
  const next = values[(values.indexOf(root.dataset[name] || "") + 1) % values.length];
  if (next) root.dataset[name] = next;
  else delete root.dataset[name];
  try {
    if (next) localStorage.setItem(name, next);
    else localStorage.removeItem(name);
  } catch {
    // no storage here: the choice holds for this page
  }
}

for (const button of document.querySelectorAll("[data-do]")) {
  button.hidden = false;
  button.addEventListener("click", () => choose(button.dataset.do));
}

// Looked up when they are wanted: what a page shows may have been replaced meanwhile.
const all = (selector) => [...document.querySelectorAll(selector)];
const rows = () => all("[data-row] h2 a");
let hit = -1;

// The article that was on the screen just before: a list goes on behind it.
let before = null;
try {
  before = sessionStorage.getItem("read");
  if (document.body.classList.contains("reading")) sessionStorage.setItem("read", location.pathname);
  else sessionStorage.removeItem("read");
} catch {
  // no storage here: lists begin at their top
}

function step(by) {
  const lines = rows();
  if (!lines.length) return false;
  const focused = lines.indexOf(document.activeElement);
  const at = focused < 0 ? lines.findIndex((line) => line.pathname === before) : focused;
  const next = at < 0 ? (by > 0 ? 0 : lines.length - 1) : at + by;
  if (next < 0 || next >= lines.length) return false;
  lines[next].focus();
  lines[next].scrollIntoView({ block: "nearest" });
  return true;
}

function nextHit() {
  const hits = all("mark[id^=hit-]");
  if (!hits.length) return;
  hits[hit]?.classList.remove("now");
  hit = (hit + 1) % hits.length;
  hits[hit].classList.add("now");
  hits[hit].scrollIntoView({ block: "center" });
}

function follow(selector) {
  const link = document.querySelector(selector);
  if (link) link.click();
  return Boolean(link);
}

// The pictures of a picture post, one a screen.
let shown = 0;

function turn(by, from = shown) {
  const pictures = all(".gallery li");
  if (pictures.length < 2) return false;
  shown = Math.min(Math.max(from + by, 0), pictures.length - 1);
  pictures[shown].scrollIntoView({ block: "nearest", inline: "center" });
  document.querySelector("[data-picture]").textContent = `${shown + 1} / ${pictures.length}`;
  return true;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-step], [data-at]");
  if (link && (link.dataset.at ? turn(0, Number(link.dataset.at)) : turn(Number(link.dataset.step)))) event.preventDefault();
});

const KEYS = {
  j: () => step(1) || follow('[data-key="j"], .pages [rel="next"]'),
  k: () => step(-1) || follow('[data-key="k"], .pages [rel="prev"]'),
  o: () => rows().includes(document.activeElement) && document.activeElement.click(),
  u: () => follow('[data-key="u"]'),
  e: () => follow('[data-key="e"]'),
  r: () => follow('[data-key="r"]'),
  a: () => {
    const button = document.activeElement.closest("[data-row]")?.querySelector('[data-key="a"]');
    button?.click();
    return Boolean(button);
  },
  ArrowLeft: () => turn(-1) || follow('[data-key="ArrowLeft"]'),
  ArrowRight: () => turn(1) || follow('[data-key="ArrowRight"]'),
  n: nextHit,
  "/": () => document.getElementById("q")?.focus(),
  "?": () => document.getElementById("keys")?.showModal(),
};

function isWriting(event) {
  const target = event.target;
  return event.isComposing || event.keyCode === 229 || target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (isWriting(event)) {
    if (event.key === "Escape" && !event.isComposing) event.target.blur();
    return;
  }
  const action = KEYS[event.key];
  if (action && action() !== false) event.preventDefault();
});
