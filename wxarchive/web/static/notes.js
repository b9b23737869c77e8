// Tags, stars, what was read, notes and highlights: forms are sent without leaving the page, and a selected text can be
// highlighted. Without this file the same forms are sent by the browser.
"use strict";

{
  const page = () => document.getElementById("own");

  // What was sent is shown where it stands: parts of the page that have changed are taken from the answer.
  function show(html) {
    const next = new DOMParser().parseFromString(html, "text/html");
    const key = document.activeElement?.dataset.key;
    for (const part of document.querySelectorAll("[data-live]")) {
      const other = next.getElementById(part.id);
      if (other && part.outerHTML !== other.outerHTML) part.replaceWith(other);
    }
    if (key) document.querySelector(`[data-key="${key}"]`)?.focus();
    placeBeside();
  }

  function send(address, fields) {
    return fetch(address, { method: "POST", body: fields })
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(answer.statusText))))
      .then(show);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-here]");
    if (!form) return;
    event.preventDefault();
    const button = event.submitter;
    send(form.action, new FormData(form, button))
      .then(() => form.id === "offer" && close())
      .catch(() => {
        form.removeAttribute("data-here"); // sent by the browser, the server says what is wrong
        form.requestSubmit(button);
      });
  });

  // The stars of a list, and what of it was read.
  function markLine(action, isMarked) {
    const line = document.activeElement?.closest("[data-article]");
    if (!line) return false;
    const at = all("[data-article]").indexOf(line);
    const fields = new FormData();
    fields.set("on", isMarked(line) ? "0" : "1");
    const id = line.dataset.article;
    send(`/article/${id}/${action}`, fields)
      .then(() => {
        // in a list of what is unread the line is gone, and the next one stands in its place
        const lines = all("[data-article]");
        const next = lines.find((one) => one.dataset.article === id) ?? lines[at] ?? lines.at(-1);
        next?.querySelector("h2 a").focus();
      })
      .catch(() => {});
    return true;
  }

  function unfold(selector) {
    const summary = document.querySelector(selector);
    if (!summary) return false;
    summary.parentElement.open = true;
    summary.parentElement.querySelector("input, textarea").focus();
    return true;
  }

  Object.assign(KEYS, {
    s: () => markLine("star", (line) => "starred" in line.dataset) || follow('[data-key="s"]'),
    m: () => markLine("read", (line) => line.classList.contains("read")) || follow('[data-key="m"]'),
    t: () => unfold('[data-key="t"]'),
    w: () => unfold('[data-key="w"]'),
    h: () => Boolean(offer && take() && (offer.requestSubmit(), true)),
  });

  // An article was read when its end was on the screen for a while.
  const SECONDS = 2;
  const end = document.getElementById("end");
  let isSaid = !page() || !("unread" in page().dataset);
  document.addEventListener("submit", (event) => {
    if (event.target.action.endsWith("/read")) isSaid = true; // what one says oneself stays so
  });
  if (end && !isSaid) {
    let waiting;
    const watch = new IntersectionObserver(([seen]) => {
      clearTimeout(waiting);
      if (!seen.isIntersecting || isSaid) return;
      waiting = setTimeout(() => {
        if (isSaid || document.visibilityState !== "visible") return;
        isSaid = true;
        watch.disconnect();
        const button = page().querySelector('[data-key="m"]');
        send(button.form.action, new FormData(button.form, button)).catch(() => {});
      }, SECONDS * 1000);
    });
    watch.observe(end);
  }

  // Selecting offers to highlight.
  const offer = document.getElementById("offer");
  let isPressed = false;
  let isComposing = false;
  let soon;

  function chosen() {
    const body = document.getElementById("body");
    const selection = getSelection();
    if (!body || !selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0).cloneRange();
    if (!range.intersectsNode(body)) return null;
    // what is selected beyond the text is no part of it
    if (!body.contains(range.startContainer)) range.setStart(body, 0);
    if (!body.contains(range.endContainer)) range.setEnd(body, body.childNodes.length);
    return range.toString().trim() ? { body, range } : null;
  }

  function textOf(body, set) {
    const range = document.createRange();
    range.selectNodeContents(body);
    set(range);
    return [...range.toString()]; // code points
  }

  // Write what is selected into the form; tell whether there is anything.
  function take() {
    const found = chosen();
    if (!found) return null;
    const { body, range } = found;
    const before = textOf(body, (one) => one.setEnd(range.startContainer, range.startOffset));
    const behind = textOf(body, (one) => one.setStart(range.endContainer, range.endOffset));
    const fields = offer.elements;
    fields.exact.value = range.toString();
    fields.prefix.value = before.slice(-64).join("");
    fields.suffix.value = behind.slice(0, 64).join("");
    fields.start.value = before.length;
    return range;
  }

  function close() {
    offer.hidden = true;
    offer.reset();
    offer.querySelector("[data-noting]").hidden = true;
    offer.querySelector("[data-plain]").parentElement.hidden = false;
    getSelection().removeAllRanges();
  }

  function propose() {
    if (isPressed || isComposing || offer.contains(document.activeElement)) return;
    const range = take();
    offer.hidden = !range;
    if (!range) return;
    const places = range.getClientRects();
    const last = places[places.length - 1];
    const main = offer.offsetParent?.getBoundingClientRect() ?? { left: 0, top: 0 };
    const left = Math.min(last.right, innerWidth - offer.offsetWidth - 16);
    offer.style.left = `${Math.max(left, 8) - main.left}px`;
    offer.style.top = `${last.bottom + 8 - main.top}px`;
  }

  function proposeSoon() {
    clearTimeout(soon);
    soon = setTimeout(propose, 200);
  }

  if (offer) {
    document.addEventListener("compositionstart", () => (isComposing = true));
    document.addEventListener("compositionend", () => (isComposing = false));
    document.addEventListener("pointerdown", (event) => (isPressed = !offer.contains(event.target)));
    for (const name of ["pointerup", "pointercancel"]) {
      document.addEventListener(name, () => {
        isPressed = false;
        proposeSoon();
      });
    }
    document.addEventListener("selectionchange", proposeSoon);
    offer.addEventListener("mousedown", (event) => {
      if (event.target.closest("button")) event.preventDefault(); // the selection stays
    });
    offer.querySelector("[data-note]").addEventListener("click", () => {
      offer.querySelector("[data-plain]").parentElement.hidden = true;
      offer.querySelector("[data-noting]").hidden = false;
      offer.elements.note.focus();
    });
    offer.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing) close();
    });
  }

  // On a wide screen highlights stand beside their passages, none over another.
  const isWide = matchMedia("(min-width: 62.5rem)");

  function placeBeside() {
    const section = document.getElementById("highlights");
    const lines = [...document.querySelectorAll("[data-beside]")];
    if (!section || !lines.length) return;
    section.classList.toggle("beside-text", isWide.matches);
    const first = document.querySelector("main").getBoundingClientRect().top;
    let free = 0;
    for (const line of lines) {
      const mark = document.getElementById(line.dataset.beside);
      const top = mark ? Math.max(mark.getBoundingClientRect().top - first, free) : free;
      line.style.top = isWide.matches ? `${top}px` : "";
      free = top + line.offsetHeight + 12;
    }
  }

  placeBeside();
  isWide.addEventListener("change", placeBeside);
  new ResizeObserver(placeBeside).observe(document.querySelector("main"));
}
