// The search of the site, without a server: what it finds is what `wxarchive search` finds (docs/search.md).
//
//   words ──parse──► query ──index──► articles that may have it ──texts──► those that have it
//
// The index says which articles have a token: a Chinese character, a pair of them, a word. What only a text can tell is
// looked for in the texts. Index and texts are parts, loaded as scripts when they are needed: pages that were opened as
// files may load nothing else.
"use strict";

const site = (() => {
  const place = new URL("../search/", document.currentScript.src).href;
  const MOST_PARTS = 96; // texts that are kept in memory
  const LONGEST = 10000;
  const MOST_WORDS = 64;
  const FIELDS = ["title", "account", "author", "digest", "body"];
  const ARCHIVE_ONLY = new Set(["tag", "note", "is", "has"]);
  const BORDER = "\u0001"; // between the fields of a folded article: no word, no space

  // --- parts

  const parts = new Map();
  const givers = new Map();
  let stamp = "";

  function take(name, value) {
    givers.get(name)?.(value);
    givers.delete(name);
  }

  function load(name) {
    const known = parts.get(name);
    if (known) return known;
    const part = new Promise((resolve, reject) => {
      givers.set(name, resolve);
      const script = document.createElement("script");
      script.src = `${place}${name}.js${stamp}`;
      script.onload = () => {
        script.remove();
        // a file that was copied in part is loaded, and hands over nothing
        if (givers.delete(name)) reject(new Error(`${name} is not whole`));
      };
      script.onerror = () => reject(new Error(`${name} cannot be loaded`));
      document.head.append(script);
    });
    parts.set(name, part);
    part.catch(() => parts.delete(name));
    return part;
  }

  // --- folding: a character becomes one, or none

  const ELSEWHERE = 0xffff; // not a character: its place says that `others` knows
  let rules = null;

  async function prepare() {
    rules ??= rulesOf(await load("folding"));
  }

  function rulesOf(told) {
    const units = Uint16Array.from({ length: 0x10000 }, (_, unit) => unit);
    const others = new Map();
    const set = (from, to) => {
      if (from.length === 1 && to.length < 2) units[from.charCodeAt(0)] = to ? to.charCodeAt(0) : 0;
      else others.set(from, to);
      if (from.length === 1 && to.length === 2) units[from.charCodeAt(0)] = ELSEWHERE;
    };
    const becomes = [...told.to];
    [...told.from].forEach((one, at) => set(one, becomes[at]));
    for (const one of told.none) set(one, "");
    return {
      units,
      others,
      word: told.word,
      isHan: new RegExp(`[${told.han}]`, "u"),
      isWord: new RegExp(`[${told.word}]`, "u"),
      runs: new RegExp(`[${told.han}]+|[${told.word}]+`, "gu"),
      touching: new RegExp(`(?<=[${told.word}]) (?=[${told.han}])|(?<=[${told.han}]) (?=[${told.word}])`, "gu"),
    };
  }

  const decoder = new TextDecoder("utf-16le");

  // Folds a text; `starts` gets the place of each unit in the text as it was.
  function fold(text, starts = null) {
    const made = new Uint16Array(2 * text.length);
    const { units, others } = rules;
    let length = 0;
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      const folded = units[unit];
      const isPair = unit >= 0xd800 && unit < 0xdc00;
      if (isPair || folded === ELSEWHERE) {
        const one = isPair ? text.slice(at, at + 2) : text[at];
        const becomes = others.get(one) ?? one;
        for (let i = 0; i < becomes.length; i += 1) {
          if (starts) starts[length] = at;
          made[length++] = becomes.charCodeAt(i);
        }
        if (isPair) at += 1;
      } else if (folded) {
        if (starts) starts[length] = at;
        made[length++] = folded;
      }
    }
    if (starts) starts[length] = text.length;
    return decoder.decode(made.subarray(0, length));
  }

  // --- what is asked for

  class Problem extends Error {}

  const ITEM = /\s*([-－](?=\S))?(?:(title|account|author|tag|note|is|has)[:：]\s*(?=\S))?(?:["“”＂]([^"“”＂]*)(["“”＂]|$)|(\S+))/giu;

  const once = (some) => [...new Map(some.map((one) => [JSON.stringify(one), one])).values()];

  function parse(text) {
    if (text.length > LONGEST) throw new Problem("long");
    const clauses = [];
    const excluded = [];
    const items = [...text.trim().matchAll(ITEM)];
    let joining = false;
    items.forEach((item, number) => {
      if (item[0].trim() === "OR" && number > 0 && number < items.length - 1 && !joining) {
        joining = true;
        return;
      }
      const term = termOf(item);
      const joins = joining;
      joining = false;
      if (joins && item[1]) throw new Problem("excluded-choice");
      if (!term) return;
      if (item[1]) excluded.push(term);
      else if (joins && clauses.length) clauses.at(-1).push(term);
      else clauses.push([term]);
    });
    if (!clauses.length) throw new Problem(excluded.length ? "only-excluded" : "nothing");
    // what is said twice counts once
    const query = { clauses: once(clauses), excluded: once(excluded), wanted: once(clauses.flat()) };
    if (query.clauses.flat().length + query.excluded.length > MOST_WORDS) throw new Problem("many");
    return query;
  }

  function termOf([, , field, phrase, end, word]) {
    if (phrase !== undefined && !end) throw new Problem("unclosed");
    // what somebody noted stays in the archive
    if (ARCHIVE_ONLY.has(field?.toLowerCase())) throw new Problem("archive-only");
    const spaced = fold(phrase ?? word).split(/[\s\x1c-\x1f]+/u).filter(Boolean).join(" ");
    const text = spaced.replace(rules.touching, "");
    if (!text.match(rules.runs)) return null;
    const bare = text.replace(/\*+$/, "");
    const last = [...bare].at(-1);
    const isOpen = word && bare !== text && (rules.isWord.test(last) || rules.isHan.test(last));
    if (isOpen) return term(bare, field, rules.isWord.test(last));
    return term(text, field, false);
  }

  function term(text, field, isPrefix) {
    const runs = text.match(rules.runs);
    const isRun = runs.length === 1 && runs[0] === text;
    const isHan = rules.isHan.test(runs[0]);
    return {
      text,
      field: field?.toLowerCase(),
      isPrefix,
      runs,
      // the index alone answers for a word, and for one or two Chinese characters
      isSure: isRun && !field && (!isHan || [...text].length < 3),
      pattern: patternOf(text, isPrefix),
    };
  }

  const SIGNS = /[\\^$.*+?()[\]{}|/]/g;

  // A pattern for folded texts: white space is any, and one space between Chinese and a word counts for nothing.
  function patternOf(text, isPrefix) {
    const kinds = [...text].map((one) => {
      if (one === " ") return "space";
      if (rules.isHan.test(one)) return "han";
      return rules.isWord.test(one) ? "word" : "mark";
    });
    let source = kinds[0] === "word" ? `(?<![${rules.word}])` : "";
    [...text].forEach((one, at) => {
      const isBorder = `${kinds[at - 1]} ${kinds[at]}`;
      if (isBorder === "han word" || isBorder === "word han") source += " ?";
      source += kinds[at] === "space" ? "[\\s\\x1c-\\x1f]+" : one.replace(SIGNS, "\\$&");
    });
    if (kinds.at(-1) === "word" && !isPrefix) source += `(?![${rules.word}])`;
    return new RegExp(source, "gu");
  }

  // --- the index

  let index = null;

  async function open() {
    if (!index) [index] = await Promise.all([load("index"), prepare()]);
    return index;
  }

  // The part in which a token would be: the last one that does not begin behind it.
  function blockOf(token) {
    let [low, high] = [0, index.blocks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (index.blocks[middle] <= token) low = middle + 1;
      else high = middle;
    }
    return Math.max(low - 1, 0);
  }

  async function articlesWith(token) {
    // there may be no word in any text
    if (!index.blocks.length) return [];
    const block = await load(`p${blockOf(token)}`);
    const at = block.indexOf(`\n${token}\t`);
    if (at < 0) return [];
    const start = at + token.length + 2;
    return numbers(block.slice(start, block.indexOf("\n", start)));
  }

  async function articlesWithPrefix(start) {
    const found = new Set();
    for (let number = blockOf(start); number < index.blocks.length; number += 1) {
      if (number > blockOf(start) && !index.blocks[number].startsWith(start)) break;
      const block = await load(`p${number}`);
      for (let at = block.indexOf(`\n${start}`); at >= 0; at = block.indexOf(`\n${start}`, at + 1)) {
        const value = block.indexOf("\t", at) + 1;
        for (const one of numbers(block.slice(value, block.indexOf("\n", value)))) found.add(one);
      }
    }
    return [...found];
  }

  // Differences in bytes of seven bits each, the lowest first, written in base64.
  function numbers(written) {
    const bytes = atob(written);
    const found = [];
    let [last, value, shift] = [-1, 0, 0];
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes.charCodeAt(at);
      value |= (byte & 127) << shift;
      if (byte & 128) shift += 7;
      else {
        last += value + 1;
        found.push(last);
        value = shift = 0;
      }
    }
    return found;
  }

  // Which articles may have a term, as a byte for each article.
  async function mayHave(one) {
    const lists = await Promise.all(
      one.runs.map((run, at) => {
        const characters = [...run];
        if (!rules.isHan.test(run)) {
          const goesOn = one.isPrefix && at === one.runs.length - 1;
          return goesOn ? articlesWithPrefix(run).then((found) => [found]) : articlesWith(run).then((found) => [found]);
        }
        if (characters.length === 1) return articlesWith(run).then((found) => [found]);
        const pairs = characters.slice(1).map((second, before) => characters[before] + second);
        return Promise.all([...new Set(pairs)].map(articlesWith));
      }),
    );
    const every = lists.flat();
    const counts = new Uint16Array(index.articles);
    for (const list of every) for (const number of list) counts[number] += 1;
    return counts.map((count) => (count === every.length ? 1 : 0));
  }

  async function candidates(query) {
    const found = new Uint8Array(index.articles).fill(1);
    const clauses = await Promise.all(query.clauses.map((clause) => Promise.all(clause.map(mayHave))));
    for (const some of clauses) {
      for (let at = 0; at < found.length; at += 1) if (!some.some((one) => one[at])) found[at] = 0;
    }
    for (const one of query.excluded.filter((each) => each.isSure)) {
      const without = await mayHave(one);
      for (let at = 0; at < found.length; at += 1) if (without[at]) found[at] = 0;
    }
    return [...found.keys()].filter((at) => found[at]);
  }

  // --- the texts

  function partOf(number) {
    let part = index.texts.findIndex((first) => first > number);
    if (part < 0) part = index.texts.length;
    return part - 1;
  }

  // An article's texts; of those looked at longest ago only so many are kept.
  async function texts(number) {
    const part = partOf(number);
    const name = `t${part}`;
    const articles = await load(name);
    const kept = parts.get(name);
    parts.delete(name);
    parts.set(name, kept);
    if (parts.size > MOST_PARTS) {
      const oldest = [...parts.keys()].find((one) => one.startsWith("t"));
      if (oldest !== name) parts.delete(oldest);
    }
    return articles[number - index.texts[part]];
  }

  function folded(article) {
    article.folded ??= fold(FIELDS.map((field) => article[field]).join(BORDER));
    return article.folded;
  }

  function occurs(one, article) {
    const text = one.field ? fold(article[one.field]) : folded(article);
    one.pattern.lastIndex = 0;
    return one.pattern.test(text);
  }

  function matches(query, article) {
    const has = (one) => occurs(one, article);
    return query.clauses.every((clause) => clause.some(has)) && !query.excluded.some(has);
  }

  // --- finding

  // Finds the articles by number, the oldest first. At most `most` of those that need it are looked through, from the
  // newest on or from the oldest; `unseen`: how many are left then.
  async function find(text, most = Infinity, isFromOldest = false) {
    await open();
    const query = parse(text);
    const maybe = await candidates(query);
    const terms = [...query.wanted, ...query.excluded];
    if (terms.every((one) => one.isSure)) return { query, found: maybe, unseen: 0 };
    const unseen = Math.max(maybe.length - most, 0);
    const looked = (isFromOldest ? maybe : maybe.reverse()).slice(0, most);
    const found = [];
    for (let at = 0; at < looked.length; at += 64) {
      const some = looked.slice(at, at + 64);
      const read = await Promise.all(some.map(texts));
      read.forEach((article, i) => matches(query, article) && found.push(some[i]));
    }
    return { query, found: found.sort((a, b) => a - b), unseen };
  }

  // --- order, as docs/search.md has it: the newest 60, and the newest 40 with it in the title, by what they say

  const RANKED = 60;
  const RANKED_TITLES = 40;
  const WEIGHTS = { title: 3, account: 1.5, author: 1.5, digest: 1 };

  async function ranked(query, found) {
    const newest = [...found].reverse();
    const titles = await load("titles");
    // whatever was found has what is asked of names alone
    const inTitle = query.clauses.map((clause) => clause.filter((one) => !one.field || one.field === "title"));
    const isTitled = (number) => {
      const title = fold(titles[number]);
      return inTitle.every((some) => !some.length || some.some((one) => occursIn(one, title)));
    };
    const titled = newest.filter(isTitled).slice(0, RANKED_TITLES);
    const first = [...new Set([...newest.slice(0, RANKED), ...titled])];
    const scores = new Map();
    for (const number of first) scores.set(number, score(query, await texts(number)));
    first.sort((a, b) => scores.get(b) - scores.get(a) || b - a);
    return [...first, ...newest.filter((number) => !scores.has(number))];
  }

  function occursIn(one, text) {
    one.pattern.lastIndex = 0;
    return one.pattern.test(text);
  }

  function score(query, article) {
    const body = fold(article.body);
    const length = 1 - 0.75 + (0.75 * article.body.length) / 5000;
    let total = 0;
    for (const one of query.wanted) {
      for (const [field, weight] of Object.entries(WEIGHTS)) {
        if ((!one.field || one.field === field) && occursIn(one, fold(article[field]))) total += weight;
      }
      const times = one.field ? 0 : (body.match(one.pattern)?.length ?? 0);
      total += (times * 2.2) / (times + 1.2 * length);
    }
    return total;
  }

  // --- what is shown

  // Where a text has what is looked for, in order and without overlaps.
  function places(query, text, most = Infinity) {
    const starts = new Uint32Array(2 * text.length + 1);
    const plain = fold(text, starts);
    const all = [];
    for (const one of query.wanted.filter((each) => !each.field)) {
      for (const found of plain.matchAll(one.pattern)) {
        const last = found.index + found[0].length - 1;
        const end = starts[last] + String.fromCodePoint(text.codePointAt(starts[last])).length;
        all.push([starts[found.index], end]);
      }
    }
    all.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const kept = [];
    for (const one of all) if (!kept.length || one[0] >= kept.at(-1)[1]) kept.push(one);
    return kept.slice(0, most);
  }

  const AROUND = 40;
  const SHOWN = 120;

  // A part of an article around the first hit: text, hit, text, hit, …, text.
  function snippet(query, article) {
    for (const text of [article.body, article.digest]) {
      const found = places(query, text);
      if (found.length) return around(text, found);
    }
    return around(article.body || article.digest, []);
  }

  // Moves a place in a text that is between the two halves of a character before it.
  function before(text, at) {
    return /[\udc00-\udfff]/.test(text.charAt(at)) ? at - 1 : at;
  }

  function around(text, found) {
    const start = before(text, Math.max((found[0]?.[0] ?? 0) - AROUND, 0));
    const end = before(text, Math.min(start + SHOWN, text.length));
    const shown = [start ? "…" : ""];
    let done = start;
    for (const [from, to] of found.filter((one) => one[0] < end)) {
      shown[shown.length - 1] += text.slice(done, from);
      shown.push(text.slice(from, to), "");
      done = to;
    }
    const last = Math.max(end, done);
    shown[shown.length - 1] += text.slice(done, last) + (last < text.length ? "…" : "");
    return shown.map((part) => part.replace(/\s+/g, " "));
  }

  return {
    take, prepare, open, parse, find, ranked, texts, places, snippet, Problem,
    set stamp(value) { stamp = value ? `?${value}` : ""; },
  };
})();
