// What pages of a server can do: show more without being loaded anew, and send forms. Without this file links and
// buttons do the same.
"use strict";

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
