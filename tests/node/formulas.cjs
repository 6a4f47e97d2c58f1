// Formulas on standard input, a JSON list of [TeX, display] → MathML by Temml in its strict mode, or null where it refuses.
const temml = require("temml");
const fs = require("fs");
const formulas = JSON.parse(fs.readFileSync(0, "utf-8"));
const converted = formulas.map(([tex, displayMode]) => {
  try {
    return temml.renderToString(tex, { displayMode, strict: true, throwOnError: true, annotate: false });
  } catch (error) {
    return null;
  }
});
process.stdout.write(JSON.stringify(converted));
