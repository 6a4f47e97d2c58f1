// Formulas on standard input, a JSON list of [TeX, display] → for each what Temml and KaTeX make of it, both strict on
// errors: [MathML, MathML], or null where one refuses.
const temml = require("temml");
const katex = require("katex");
require("katex/contrib/mhchem");
const fs = require("fs");
console.log = console.warn = console.error = () => {};
const attempt = (convert) => {
  try {
    return convert();
  } catch (error) {
    return null;
  }
};
const untrusted = "#cc0000"; // KaTeX shows a link and the like as its source, in this red
const inKatex = (tex, displayMode) => {
  const mathml = katex.renderToString(tex, { displayMode, strict: "ignore", throwOnError: true, output: "mathml" });
  return mathml.includes(untrusted) ? null : mathml;
};
const formulas = JSON.parse(fs.readFileSync(0, "utf-8"));
const converted = formulas.map(([tex, displayMode]) => [
  attempt(() => temml.renderToString(tex, { displayMode, strict: true, throwOnError: true, annotate: false })),
  attempt(() => inKatex(tex, displayMode)),
]);
process.stdout.write(JSON.stringify(converted));
