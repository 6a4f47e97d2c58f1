// Ranks the documents of argv[2] for the queries of argv[3] (both JSON) with MiniSearch; prints JSON: query -> ids.
import fs from "node:fs";
import MiniSearch from "minisearch";

const [documents, queries] = process.argv.slice(2, 4).map((path) => JSON.parse(fs.readFileSync(path, "utf-8")));
const index = new MiniSearch({ fields: ["question", "keywords", "answer"] });
index.addAll(documents);
const options = { boost: { question: 4 }, fuzzy: 0.2, prefix: true, combineWith: "OR" };
const found = queries.map(({ q }) => [q, index.search(q, options).slice(0, 10).map((hit) => hit.id)]);
console.log(JSON.stringify(Object.fromEntries(found)));
