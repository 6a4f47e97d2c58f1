// Prints the mutants of scripts as JSON, by Stryker's mutators: `node mutants.mjs FILE…`
import { readFileSync } from "node:fs";
import { Instrumenter } from "@stryker-mutator/instrumenter";

const logger = { isDebugEnabled: () => false, debug() {}, info() {}, warn: console.warn };
const options = { plugins: null, excludedMutations: [], ignorers: [] };
const files = process.argv.slice(2).map((name) => ({ name, mutate: true, content: readFileSync(name, "utf8") }));
const sources = new Map(files.map(({ name, content }) => [name, content]));

function mutated({ fileName, mutatorName, replacement, location: { start, end } }) {
  const lines = sources.get(fileName).split("\n");
  const text = lines[start.line].slice(0, start.column) + replacement + lines[end.line].slice(end.column);
  const code = [...lines.slice(0, start.line), text, ...lines.slice(end.line + 1)].join("\n");
  return { path: fileName, line: start.line + 1, column: start.column, operator: mutatorName, code };
}

const { mutants } = await new Instrumenter(logger).instrument(files, options);
console.log(JSON.stringify(mutants.map(mutated)));
