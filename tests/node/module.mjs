// Calls functions with values, one JSON line each, next to the exports of a script: module.mjs SCRIPT NAME
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [script, name] = process.argv.slice(2);
globalThis[name] = await import(`data:text/javascript;base64,${readFileSync(script).toString("base64")}`);
for await (const line of createInterface({ input: process.stdin })) {
  const [code, argument] = JSON.parse(line);
  let answer;
  try {
    answer = { value: await (0, eval)(`(${code})`)(argument) };
  } catch (error) {
    answer = { error: String(error.stack) };
  }
  console.log(JSON.stringify(answer));
}
