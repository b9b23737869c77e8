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

const rows = [...document.querySelectorAll("[data-row] h2 a")];
const hits = [...document.querySelectorAll("mark[id]")];
let hit = -1;

function step(by) {
  if (!rows.length) return false;
  const at = rows.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by;
  if (next < 0 || next >= rows.length) return false;
  rows[next].focus();
  rows[next].scrollIntoView({ block: "nearest" });
  return true;
}

function nextHit() {
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
const pictures = [...document.querySelectorAll(".gallery li")];
let shown = 0;

function turn(by) {
  if (pictures.length < 2) return false;
  shown = Math.min(Math.max(shown + by, 0), pictures.length - 1);
  pictures[shown].scrollIntoView({ block: "nearest", inline: "center" });
  document.querySelector("[data-picture]").textContent = `${shown + 1} / ${pictures.length}`;
  return true;
}

for (const link of document.querySelectorAll("[data-step]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    turn(Number(link.dataset.step));
  });
}

const KEYS = {
  j: () => step(1) || follow('[data-key="j"], .pages [rel="next"]'),
  k: () => step(-1) || follow('[data-key="k"], .pages [rel="prev"]'),
  o: () => rows.includes(document.activeElement) && document.activeElement.click(),
  u: () => follow('[data-key="u"]'),
  e: () => follow('[data-key="e"]'),
  s: () => follow('[data-key="s"]'),
  a: () => follow('[data-key="a"]'),
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

// What takes a moment to count comes after the page.
for (const place of document.querySelectorAll("[data-fill]")) {
  fetch(place.dataset.fill)
    .then((answer) => (answer.ok ? answer.text() : ""))
    .then((html) => {
      if (html) place.innerHTML = html;
    })
    .catch(() => {}); // the link stays
}

// The queue tells of itself as it changes.
const queue = document.getElementById("queue-now");
if (queue && window.EventSource) {
  const events = new EventSource(queue.dataset.events);
  events.addEventListener("message", (event) => {
    const isInHand = queue.contains(document.activeElement) && document.activeElement !== document.body;
    if (!isInHand) queue.innerHTML = JSON.parse(event.data);
  });
  window.addEventListener("pagehide", () => events.close());
}

// Files and addresses that are dropped on the form.
for (const form of document.querySelectorAll("[data-drop]")) {
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    const text = form.querySelector("textarea");
    if (event.dataTransfer.files.length) {
      form.querySelector('input[type="file"]').files = event.dataTransfer.files;
      form.requestSubmit();
    } else {
      text.value = `${text.value}\n${event.dataTransfer.getData("text")}`.trim();
    }
  });
}
