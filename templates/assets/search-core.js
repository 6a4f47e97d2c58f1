// The search engine, in a worker. Its scores equal those of generator/search.
"use strict";

const GREEK = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon phi chi psi omega".split(" ");

// Only combining marks move before U+0345, which has the highest class.
function unaccented(mark) {
  return mark !== "\u0345" && ("\u0345" + mark).normalize("NFD") === "\u0345" + mark ? mark : "";
}

function fold(text) {
  return text.normalize("NFKC").toLowerCase().replace(/[α-ω]/g, (letter) => GREEK[letter.charCodeAt() - 945])
    .replace(/[’‘ʼ`]/g, "'").replace(/[‐–−]/g, "-").normalize("NFD").replace(/\p{M}/gu, unaccented);
}

function words(text) {
  return (fold(text).match(/[a-z0-9]+(?:['-][a-z0-9]+)*/g) || []).flatMap((chunk) => {
    const parts = chunk.replaceAll("'", "").split("-");
    return parts.length > 1 ? [...parts, parts.join("")] : parts;
  }).map((word) => word.slice(0, 40));
}

// Snowball's English stemmer (3.1). Y is a consonant.
const WHOLE = {
  skis: "ski", skies: "sky", idly: "idl", gently: "gentl", ugly: "ugli", early: "earli", only: "onli", singly: "singl",
};
const UNCHANGED = /^(?:.{0,2}|sky|news|howe|atlas|cosmos|bias|andes)$/;
const BEGINNING = /^(?:gener|commun|arsen|past|univers|later|emerg|organ|inter|.*?[aeiouy][^aeiouy])/;
const SHORT = /[^aeiouy][aeiouy][^aeiouywxY]$|^[aeiouy][^aeiouy]$|past$/;
const SECOND = endings("tional:tion enci:ence anci:ance abli:able entli:ent izer:ize ization:ize ational:ate ation:ate ator:ate alism:al aliti:al alli:al fulness:ful ousli:ous ousness:ous iveness:ive iviti:ive biliti:ble bli:ble ogist:og (?<=l)ogi:og fulli:ful lessli:less (?<=[cdeghkmnrt])li");
const THIRD = endings("tional:tion ational:ate alize:al icate:ic iciti:ic ical:ic ful ness ative");
const FOURTH = endings("al ance ence er ic able ible ant ement ment ent ism ate iti ous ive ize (?<=[st])ion");

function endings(text) {
  const pairs = text.split(" ").map((pair) => pair.split(":"));
  const pattern = new RegExp(`(?:${pairs.map(([end]) => end).join("|")})$`);
  const table = Object.fromEntries(pairs.map(([end, other = ""]) => [end.replace(/^.*\)/, ""), other]));
  return (word, region) => word.replace(pattern, (end, at) => (at < region ? end : table[end]));
}

function stem(word) {
  if (/\d/.test(word) || UNCHANGED.test(word)) return word;
  if (Object.hasOwn(WHOLE, word)) return WHOLE[word];
  let w = word.replace(/^y/, "Y").replace(/([aeiouy])y/g, "$1Y");
  const r1 = BEGINNING.exec(w)?.[0].length ?? w.length;
  const r2 = r1 + (/^.*?[aeiouy][^aeiouy]/.exec(w.slice(r1))?.[0].length ?? w.length);
  if (/sses$/.test(w)) w = w.slice(0, -2);
  else if (/ie[ds]$/.test(w)) w = w.slice(0, w.length > 4 ? -2 : -1);
  else if (/^[^aeiouy]*[aeiouy].*[^us]s$/.test(w)) w = w.slice(0, -1);
  w = withoutPast(w, r1).replace(/(.[^aeiouy])[yY]$/, "$1i");
  w = SECOND(w, r1);
  w = FOURTH(THIRD(w, /ative$/.test(w) ? r2 : r1), r2);
  const rest = w.slice(0, -1);
  if (/e$/.test(w) ? rest.length >= r2 || (rest.length >= r1 && !SHORT.test(rest)) : /ll$/.test(w) && rest.length >= r2) w = rest;
  return w.toLowerCase();
}

function withoutPast(w, r1) {
  const found = /(?:eed(?:ly)?|ed(?:ly)?|ing(?:ly)?)$/.exec(w);
  if (!found) return w;
  const rest = w.slice(0, found.index);
  if (found[0].startsWith("ee")) return rest.length < r1 || /^(?:proc|exc|succ)$/.test(rest) ? w : rest + "ee";
  if (found[0] === "ing") {
    if (/^[^aeiouy]y$/.test(rest)) return rest[0] + "ie";
    if (/^(?:inn|out|cann|herr|earr|even)$/.test(rest)) return w;
  }
  if (!/[aeiouy]/.test(rest)) return w;
  if (/(?:at|bl|iz)$/.test(rest)) return rest + "e";
  if (/([bdfgmnprt])\1$/.test(rest)) return /^[aeo]..$/.test(rest) ? rest : rest.slice(0, -1);
  return rest.length === r1 && SHORT.test(rest) ? rest + "e" : rest;
}

let stored = new Map();

function read(url, cache, decode) {
  if (!stored.has(url)) {
    const keep = stored;
    const found = unpacked(url, cache).then(decode);
    keep.set(url, found);
    found.catch(() => keep.delete(url));
  }
  return stored.get(url);
}

function fail(message) {
  throw new Error(message);
}

async function unpacked(url, cache) {
  if (!self.DecompressionStream) fail("unsupported");
  const response = await fetch(url, { cache, signal: AbortSignal.timeout(20000) }).catch(() => fail("offline"));
  if (!response.ok) fail("missing");
  const plain = new Response(response.body.pipeThrough(new DecompressionStream("gzip")));
  return new Uint8Array(await plain.arrayBuffer().catch(() => fail("missing")));
}

function json(data) {
  return JSON.parse(new TextDecoder().decode(data));
}

function manifestOf(data) {
  const manifest = json(data);
  if (manifest.version !== 1) fail("old");
  const counts = {};
  manifest.first = manifest.first ? manifest.first.split("\n") : [];
  manifest.paths = manifest.first.map((term) => {
    const name = bucket(term);
    counts[name] = (counts[name] ?? -1) + 1;
    return `t/${name}-${counts[name]}.bin`;
  });
  manifest.stopwords = new Set(manifest.stopwords);
  return manifest;
}

function reader(data) {
  let at = 3;
  if (String.fromCharCode(...data.slice(0, 3)) !== "QS1") fail("old");
  function take(length) {
    at += length;
    if (at > data.length) fail("old");
    return data.slice(at - length, at);
  }
  function number() {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const [byte] = take(1);
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }
  function ids(count) {
    let id = 0;
    return Array.from({ length: Math.min(count, data.length) }, () => (id += number()));
  }
  return { take, number, ids };
}

function termsOf(data) {
  const { take, number, ids } = reader(data);
  const found = new Map();
  let term = "";
  for (let left = number(); left > 0; left--) {
    const [shared, length] = take(2);
    term = term.slice(0, shared) + String.fromCharCode(...take(length));
    const df = number();
    const listed = ids(number());
    found.set(term, { df, ids: listed, impacts: take(listed.length) });
  }
  return found;
}

function idsOf(data) {
  const { number, ids } = reader(data);
  return new Set(ids(number()));
}

function bucket(term) {
  return term.slice(0, 2).trimEnd();
}

function fileOf(term, first) {
  const at = first.findLastIndex((other) => other <= term);
  return at >= 0 && bucket(first[at]) === bucket(term) ? at : -1;
}

function completions(beginning, own, shard) {
  return [...shard.keys()].filter((term) => term.startsWith(beginning) && !term.includes(" ") && term !== own)
    .sort().sort((a, b) => shard.get(b).df - shard.get(a).df).slice(0, 8);
}

function nearest(term, shard) {
  const most = term.length < 4 ? 0 : term.length < 8 ? 1 : 2;
  const changes = {};
  return [...shard.keys()].filter((other) => {
    if (other.includes(" ") || bucket(other) !== bucket(term) || Math.abs(other.length - term.length) > most) return false;
    changes[other] = distance(term, other);
    return changes[other] <= most;
  }).sort().sort((a, b) => changes[a] - changes[b] || shard.get(b).df - shard.get(a).df)[0];
}

function distance(a, b) {
  let before = [];
  let row = [...b, ""].map((_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const earlier = before;
    before = row;
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a[i - 1] !== b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], earlier[j - 2] + 1);
    }
  }
  return row[b.length];
}

async function search({ base, query, subject, typing, limit, offset }, cache) {
  const manifest = await read(`${base}search/manifest.bin`, cache, manifestOf);
  const text = [...query.slice(0, 2000)].slice(0, 1000).join("");
  const asked = words(text).filter((word) => !manifest.stopwords.has(word));
  const last = typing && asked[0] && /[a-z0-9]$/.test(fold(text)) ? asked.at(-1) : "";
  const stems = asked.map(stem);
  const counts = new Map();
  for (const term of stems) counts.set(term, (counts.get(term) || 0) + 1);
  const terms = [...counts.keys()].sort().sort((a, b) => b.length - a.length).slice(0, 16);

  const shards = new Map();
  const shardOf = (term) => shards.get(fileOf(term, manifest.first)) || new Map();
  async function load(at) {
    if (at < 0) return;
    const shard = await read(`${base}search/${manifest.paths[at]}`, cache, termsOf);
    if (shard.keys().next().value !== manifest.first[at]) fail("old");
    shards.set(at, shard);
  }
  const [members] = await Promise.all([
    manifest.subjects.some(([, slug]) => slug === subject) && read(`${base}search/s/${subject}.bin`, cache, idsOf),
    ...terms.map((term) => load(fileOf(term, manifest.first))),
  ]);

  const known = new Map();
  const corrected = Object.create(null);
  function add(term, shard, factor) {
    known.set(term, { ...shard.get(term), factor: (known.get(term)?.factor ?? 0) + factor });
  }
  for (const term of terms) {
    const factor = 3 * counts.get(term) / (counts.get(term) + 2);
    const shard = shardOf(term);
    const unfinished = last && term === stem(last);
    if (unfinished) for (const other of completions(last, term, shard)) add(other, shard, factor * 0.7);
    if (shard.has(term)) add(term, shard, factor);
    else if (!unfinished) {
      const other = nearest(term, shard);
      if (other) {
        corrected[term] = other;
        add(other, shard, factor * 0.8);
      }
    }
  }
  const meant = stems.map((term) => corrected[term] ?? term);
  for (const pair of new Set(meant.slice(1).map((term, at) => `${meant[at]} ${term}`))) {
    if (shardOf(pair).has(pair)) add(pair, shardOf(pair), 0.2);
  }

  const scores = new Map();
  for (const { df, ids, impacts, factor } of known.values()) {
    const count = Math.max(manifest.count, df);
    const idf = Math.log(1 + (count - df + 0.5) / (df + 0.5));
    const weight = Math.floor(1000 * factor * idf * Math.sqrt(Math.sqrt(idf)) + 0.5);
    ids.forEach((id, at) => {
      if (!members || members.has(id)) scores.set(id, (scores.get(id) || 0) + weight * impacts[at]);
    });
  }
  const best = [...scores.keys()].sort((a, b) => scores.get(b) - scores.get(a) || a - b).slice(offset, offset + limit);
  const wanted = (word) => meant.includes(stem(word)) || (last && word.startsWith(last));
  const hits = await Promise.all(best.map(async (id) => {
    const at = manifest.bits ? Math.imul(id, 2654435761) >>> (32 - manifest.bits) : 0;
    const [title, name, excerpt, url] = (await read(`${base}search/d/${at}.bin`, cache, json))[id] || fail("old");
    return {
      id, title, subject: name, excerpt, url: (url || usual(name, title)).replace(/^\/+/, "") + manifest.suffix,
      marked: [title, excerpt].map((shown) => marked(shown, wanted)),
    };
  }));
  const instead = Object.entries(corrected).map(([term, other]) => [asked[stems.indexOf(term)], spelt(other, hits)]);
  return { hits, total: scores.size, corrected, instead, empty: !asked[0], subjects: manifest.subjects };
}

function usual(subject, title) {
  const slug = (text) => text.toLowerCase().replace(/[^a-z0-9 ]/g, "").trim().replaceAll(" ", "-");
  return `/learn/${slug(subject)}/questions/${slug(title)}`;
}

// Pieces of a text; every second one is a match.
function marked(text, wanted) {
  const pieces = [""];
  text.split(/([\p{L}\p{N}\p{M}'’]+)/u).forEach((piece, at) => {
    if (at % 2 && words(piece).some(wanted)) pieces.push(piece, "");
    else pieces[pieces.length - 1] += piece;
  });
  return pieces;
}

function spelt(term, hits) {
  return hits.flatMap((hit) => words(`${hit.title} ${hit.excerpt}`)).find((word) => stem(word) === term) || term;
}

// The cache may hold outdated files: try again without it.
async function answer(request) {
  const attempt = (cache) => search(request, cache).catch(({ message }) => ({ error: message }));
  let reply = await attempt("default");
  if (reply.error === "old" || reply.error === "missing") {
    stored = new Map();
    reply = await attempt("reload");
  }
  return { id: request.id, ...reply };
}

if (!self.document) self.onmessage = async ({ data }) => self.postMessage(await answer(data));
