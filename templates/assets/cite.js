// Adds a BibTeX entry to the citation, built from the page. Loaded when a reader opens the citation.
"use strict";
// BibTeX counts a brace even after a backslash.
const SIGNS = { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}", "{": "\\textbraceleft{}", "}": "\\textbraceright{}" };

function tex(text) {
  return text.trim().replace(/[\\{}&%$#_~^]/g, (sign) => SIGNS[sign] || `\\${sign}`);
}

export function bibtex(box) {
  if (box.querySelector("pre")) return;
  const text = box.querySelector("p");
  const day = (text.querySelector("time") || document.querySelector(".qt-meta time") || {}).dateTime;
  const rows = {
    author: `{${tex(box.dataset.author)}}`,
    title: `{${tex(document.querySelector("h1").textContent)}}`,
    year: box.dataset.year,
    howpublished: tex(text.querySelector("cite").textContent),
    url: text.querySelector("a").textContent,
  };
  if (day) rows.note = `Version of ${day}`;
  const lines = Object.entries(rows).map(([name, value]) => `  ${name} = {${value}}`);
  const entry = document.createElement("pre");
  entry.tabIndex = 0;
  const key = box.dataset.key.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[^A-Za-z0-9]+/g, "-"); // safe in a BibTeX key
  entry.textContent = `@misc{${key},\n${lines.join(",\n")}\n}`;
  box.append(entry);
}
