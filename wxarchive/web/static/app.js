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

function step(by) {
  const lines = rows();
  if (!lines.length) return false;
  const at = lines.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : lines.length - 1) : at + by;
  if (next < 0 || next >= lines.length) return false;
  lines[next].focus();
  lines[next].scrollIntoView({ block: "nearest" });
  return true;
}

function nextHit() {
  const hits = all("mark[id]");
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
  s: () => follow('[data-key="s"]'),
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

// Versions as a slider: it shows while it is drawn what it will open, and stays where it is.
function makeSlider() {
  const place = document.querySelector("[data-versions]");
  const links = place ? [...place.querySelectorAll("ol a")] : [];
  if (links.length < 2) return null;
  const range = place.querySelector("input");
  const told = place.querySelector("output");
  const tell = () => {
    told.textContent = links[range.value - 1].textContent.trim().replace(/\s+/g, " · ");
    range.setAttribute("aria-valuetext", told.textContent);
  };
  range.max = links.length;
  range.value = links.findIndex((link) => link.hasAttribute("aria-current")) + 1;
  tell();
  range.addEventListener("input", tell);
  range.addEventListener("change", () => showInPlace(links[range.value - 1].href));
  place.querySelector("ol").hidden = true;
  range.parentElement.hidden = false;
  return range;
}

function showInPlace(address) {
  fetch(address)
    .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(answer.statusText))))
    .then((html) => {
      const next = new DOMParser().parseFromString(html, "text/html");
      document.title = next.title;
      document.querySelector("main").replaceChildren(...next.querySelector("main").childNodes);
      history.replaceState(null, "", address);
      makeSlider()?.focus();
    })
    .catch(() => location.assign(address));
}

makeSlider();

// What takes a moment to count comes after the page.
for (const place of document.querySelectorAll("[data-fill]")) {
  fetch(place.dataset.fill)
    .then((answer) => (answer.ok ? answer.text() : ""))
    .then((html) => {
      if (html) place.innerHTML = html;
      place.removeAttribute("data-fill");
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

// What is queued out of a list: one stays in the list, and reads that it was done.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-stay]");
  if (!form) return;
  event.preventDefault();
  fetch(form.action, { method: "POST", body: new FormData(form) })
    .then((answer) => (answer.ok ? answer : Promise.reject(new Error(answer.statusText))))
    .then(() => {
      const told = document.createElement("span");
      told.className = "mark";
      told.setAttribute("role", "status");
      told.textContent = form.dataset.stay;
      form.replaceWith(told);
    })
    .catch(() => form.submit()); // then the server says what is wrong
});

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
