// The page of the search, and hits in articles. Without this file all lists and articles work, the search does not.
"use strict";

(() => {
  const LINES = 30;
  const LOOKED_THROUGH_FIRST = 100;
  const MOST_LOOKED_THROUGH = 2000;
  const MOST_MARKS = 1000;
  const CHOICES = ["account", "year", "gone"];
  const STEPS = document.querySelectorAll("#pages a"); // back and on: they are in the page only where they lead anywhere

  // --- the page of the search: what its address asks for

  const asked = new URLSearchParams(location.search);
  const words = (asked.get("q") || "").trim();
  const field = document.getElementById("q");

  function address(changes) {
    const next = new URLSearchParams(asked);
    next.delete("from");
    for (const [name, value] of Object.entries(changes)) {
      // an empty value counts: it asks for articles of no known account
      if (value === null) next.delete(name);
      else next.set(name, value);
    }
    return `?${next}`;
  }

  const say = (name) => document.querySelector(`[data-word="${name}"]`).content.textContent;

  function showProblem(name) {
    document.querySelector(`[data-problem="${name}"]`).hidden = false;
  }

  // --- choices: account, year, whether it vanished

  function nameOf(choice, value, index) {
    if (choice === "account") return index.accounts[value] || say("unknown");
    if (choice === "gone") return say(`gone${value}`);
    return value === 0 ? say("unknown") : String(value);
  }

  function isChosen(number, index) {
    return CHOICES.every((choice) => !asked.has(choice) || nameIn(choice, number, index) === asked.get(choice));
  }

  // An address names an account by its name: numbers change with what is in the site.
  function nameIn(choice, number, index) {
    const value = index[choice][number];
    return choice === "account" ? index.accounts[value] : String(value);
  }

  function showChoices(found, index) {
    const place = document.getElementById("narrowing");
    place.replaceChildren();
    for (const choice of CHOICES.filter((one) => !asked.has(one))) {
      const counts = new Map();
      for (const number of found) {
        const value = index[choice][number];
        counts.set(value, (counts.get(value) || 0) + 1);
      }
      if (counts.size > 1) place.append(facet(choice, counts, index));
    }
  }

  function facet(choice, counts, index) {
    const made = document.getElementById("facet").content.cloneNode(true);
    made.querySelector("h2").textContent = say(choice);
    const byNumber = (a, b) => b[1] - a[1];
    const byYear = (a, b) => b[0] - a[0];
    const values = [...counts].sort(choice === "year" ? byYear : byNumber).slice(0, 60);
    for (const [value, number] of values) {
      const link = document.createElement("a");
      const count = document.createElement("span");
      link.href = address({ [choice]: choice === "account" ? index.accounts[value] : String(value) });
      link.textContent = `${nameOf(choice, value, index)} `;
      if (choice === "account") link.lang = "zh-CN";
      count.className = "number";
      count.textContent = number.toLocaleString("en");
      link.append(count);
      const line = document.createElement("li");
      line.append(link);
      made.querySelector("ul").append(line);
    }
    return made;
  }

  function showChips(index) {
    const place = document.getElementById("chips");
    for (const choice of CHOICES.filter((one) => asked.has(one)).reverse()) {
      const made = document.getElementById("chip").content.cloneNode(true);
      const value = asked.get(choice);
      made.querySelector("a").href = address({ [choice]: null });
      made.querySelector("span").textContent = choice === "account" ? value || say("unknown") : nameOf(choice, Number(value), index);
      place.prepend(made);
    }
    for (const link of place.querySelectorAll("[data-sort]")) {
      const isNow = (asked.get("sort") || "") === link.dataset.sort;
      link.href = address({ sort: link.dataset.sort || null });
      if (isNow) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    place.hidden = false;
  }

  // --- hits

  function ordered(query, found, index) {
    const sort = asked.get("sort");
    const dated = found.filter((number) => index.year[number]);
    const undated = found.filter((number) => !index.year[number]);
    if (sort === "oldest") return [...dated, ...undated];
    if (sort === "newest") return [...dated.reverse(), ...undated.reverse()];
    return site.ranked(query, found);
  }

  // A line is made by the same template as those of lists, when the site is written.
  function row(article, query) {
    const box = document.createElement("template");
    box.innerHTML = article.row;
    const made = box.content.querySelector("[data-row]");
    const link = made.querySelector("h2 a");
    // with all that was chosen, for the way back
    link.href = `${link.getAttribute("href")}?${asked}`;
    let says = made.querySelector(".says");
    if (!says) {
      says = document.createElement("p");
      says.className = "says";
      says.lang = "zh-CN";
      made.querySelector(".what").append(says);
    }
    says.replaceChildren(
      ...site.snippet(query, article).map((part, at) => {
        if (at % 2 === 0) return part;
        const mark = document.createElement("mark");
        mark.textContent = part;
        return mark;
      }),
    );
    return made;
  }

  function showSteps(first, number) {
    const place = document.getElementById("pages");
    const gap = () => document.createElement("span");
    const [back, on] = STEPS;
    back.href = address({ from: first > LINES ? String(first - LINES) : null });
    on.href = address({ from: String(first + LINES) });
    const isLast = first + LINES >= number;
    place.replaceChildren(first === 0 ? gap() : back, gap(), isLast ? gap() : on);
    place.hidden = number <= LINES;
  }

  async function show(most) {
    const index = await site.open();
    const { query, found, unseen } = await site.find(words, most, asked.get("sort") === "oldest");
    const chosen = found.filter((number) => isChosen(number, index));
    const inOrder = await ordered(query, chosen, index);
    const first = Math.max(Number(asked.get("from")) || 0, 0);
    const numbers = inOrder.slice(first, first + LINES);
    const articles = await Promise.all(numbers.map(site.texts));
    document.getElementById("hits").replaceChildren(...articles.map((one) => row(one, query)));
    document.getElementById("count").textContent = chosen.length.toLocaleString("en") + (unseen ? "+" : "");
    showChoices(chosen, index);
    showSteps(first, chosen.length);
    const rest = document.getElementById("unseen");
    rest.hidden = unseen === 0 || most < MOST_LOOKED_THROUGH;
    rest.querySelector(".number").textContent = unseen.toLocaleString("en");
    if (!chosen.length && !unseen) showProblem("nothing-found");
    return unseen;
  }

  // The first page of hits is nearly always among the newest articles, or the oldest where they are wanted.
  async function showAll() {
    const isOnPageOne = !asked.has("from");
    const unseen = await show(isOnPageOne ? LOOKED_THROUGH_FIRST : MOST_LOOKED_THROUGH);
    showChips(await site.open());
    if (isOnPageOne && unseen) await show(MOST_LOOKED_THROUGH);
  }

  // Runs a part of a search; says when it takes long, and what went wrong.
  async function busy(part) {
    const hits = document.getElementById("hits");
    const working = document.getElementById("working");
    const later = setTimeout(() => (working.hidden = false), 300);
    hits.ariaBusy = "true";
    try {
      await part();
    } catch (problem) {
      showProblem(problem instanceof site.Problem ? problem.message : "failed");
    }
    clearTimeout(later);
    working.hidden = true;
    hits.ariaBusy = null;
  }

  function search() {
    field.value = words;
    document.title = words ? `${words} · wxarchive` : document.title;
    if (!words) {
      showProblem("start");
      field.focus();
      return;
    }
    site.stamp = document.getElementById("hits").dataset.stamp;
    document.querySelector("#unseen button").addEventListener("click", () => busy(() => show(Infinity)));
    busy(showAll);
  }

  // --- an article that was opened out of a search: its hits, and the way back

  const BLOCKS = /^(P|LI|TD|TH|PRE|BLOCKQUOTE|FIGURE|FIGCAPTION|BR|HR|TABLE|UL|OL|H[1-6])$/;

  // The texts of an element with their places in the whole; between blocks stands a line's end.
  function textsOf(box) {
    const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    const found = [];
    let whole = "";
    let block = null;
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.nodeType !== Node.TEXT_NODE) {
        if (node.tagName === "BR") whole += "\n";
        continue;
      }
      const around = blockOf(node, box);
      if (around !== block) whole += "\n";
      block = around;
      found.push({ node, start: whole.length });
      whole += node.data;
    }
    return { found, whole };
  }

  function blockOf(node, box) {
    let around = node.parentElement;
    while (around !== box && !BLOCKS.test(around.tagName)) around = around.parentElement;
    return around;
  }

  function markHits(box, query) {
    const { found, whole } = textsOf(box);
    const places = site.places(query, whole, MOST_MARKS);
    for (const { node, start } of found.reverse()) {
      const end = start + node.data.length;
      const inside = places.map((place, at) => [...place, at + 1]).filter(([from, to]) => from < end && to > start);
      for (const [from, to, number] of inside.reverse()) {
        const hit = node.splitText(Math.max(from - start, 0));
        hit.splitText(Math.min(to, end) - Math.max(from, start));
        const mark = document.createElement("mark");
        // a hit that goes over the border of an element has its name at its beginning
        if (from >= start) mark.id = `hit-${number}`;
        hit.replaceWith(mark);
        mark.append(hit);
      }
    }
    return places.length;
  }

  const said = document.getElementById("said")?.dataset;

  function showNumber(box, number) {
    if (!number) return;
    const link = document.createElement("a");
    link.href = "#hit-1";
    link.textContent = number === 1 ? said.one : said.many.replace("{n}", number);
    const line = document.createElement("p");
    line.className = "hits";
    line.lang = document.documentElement.lang;
    line.append(link);
    box.before(line);
  }

  async function showHits(box) {
    field.value = words;
    const back = document.querySelector('.way [data-key="u"]');
    back.textContent = `← ${said.results}`;
    back.href = `${field.form.getAttribute("action")}?${asked}`;
    box.ariaBusy = "true";
    try {
      await site.prepare();
      showNumber(box, markHits(box, site.parse(words)));
    } catch {
      // words that cannot be looked for mark nothing
    }
    box.ariaBusy = null;
  }

  const body = document.querySelector(".paper .body");
  if (document.getElementById("hits")) search();
  else if (words && body) showHits(body);
})();
