// Checks regular expressions from standard input: [{ where, source, flags }] → [[where, status, complexity]].
const { checkSync } = require("recheck/lib/browser.js");
const { readFileSync } = require("node:fs");

const patterns = JSON.parse(readFileSync(0, "utf8"));
const results = patterns.map(({ where, source, flags }) => {
  const { status, complexity, error } = checkSync(source, flags, { timeout: 20000, randomSeed: 0 });
  if (error && error.kind !== "timeout") throw new Error(`${where}: ${error.kind} ${error.message ?? ""}`);
  return [where, status, complexity?.summary ?? ""];
});
process.stdout.write(JSON.stringify(results));
