// What was chosen of the display, before anything is drawn. Without it, and without storage, the defaults hold.
"use strict";
try {
  for (const name of ["theme", "size", "face"]) {
    const chosen = localStorage.getItem(name);
    if (chosen) document.documentElement.dataset[name] = chosen;
  }
} catch {
  // no storage here
}
