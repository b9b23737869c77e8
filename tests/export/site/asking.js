// Asks the search of a site without a browser: what it loads as scripts, node reads.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");
const { fileURLToPath, pathToFileURL } = require("node:url");

const [, , script, folder] = process.argv;
const run = (file) => vm.runInThisContext(fs.readFileSync(file, "utf8"), file);
const loaded = [];

globalThis.document = {
  currentScript: { src: pathToFileURL(path.join(folder, "static", "search.js")).href },
  createElement: () => ({ remove() {} }),
  head: {
    append(made) {
      loaded.push(path.basename(fileURLToPath(made.src), ".js"));
      run(fileURLToPath(made.src));
      made.onload();
    },
  },
};

async function answer({ query, text, most, isFromOldest }) {
  loaded.length = 0;
  try {
    if (text !== undefined) {
      await eval("site").prepare();
      return { places: eval("site").places(eval("site").parse(query), text) };
    }
    const { query: asked, found, unseen } = await eval("site").find(query, most, isFromOldest);
    const ranked = await eval("site").ranked(asked, found);
    const first = ranked.length ? eval("site").snippet(asked, await eval("site").texts(ranked[0])) : [];
    return { found, ranked, unseen, snippet: first, loaded: [...loaded] };
  } catch (problem) {
    return { problem: problem.message };
  }
}

(async () => {
  run(script);
  const asked = JSON.parse(fs.readFileSync(0, "utf8"));
  const answers = [];
  for (const one of asked) answers.push(await answer(one));
  process.stdout.write(JSON.stringify(answers));
})();
