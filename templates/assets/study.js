// Studying with spaced repetition. A reader's progress is one JSON document, stored in this browser:
//   { version, cards: { id: { log: [second, rating, …], url, decks, at, gone } }, decks: { name: { title, seen } } }
// A log only grows; a rating of 0 undoes the review of that second. So copies merge in any order and nothing is lost.
// A card's state is computed from its log. `at`: when its url and decks were last seen; `gone`: when its page was not
// found; `seen`: the parts of a deck in which every card has a log.

// FSRS-6 with its default parameters: "The Algorithm", wiki of open-spaced-repetition/fsrs4anki; Ye, Su and Cao, "A
// Stochastic Shortest Path Algorithm for Optimizing Spaced Repetition Scheduling", KDD 2022. A card is due when the
// chance of recall falls to 0.9: by definition, after as many days as its stability. Intervals are not randomized.
const W = [
  0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629, 1.6483,
  0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
];
// Steps in seconds, longest interval in days.
const LEARNING = [60, 600];
const RELEARNING = [600];
const LONGEST = 36500;
const FACTOR = 0.9 ** (-1 / W[20]) - 1;
const { exp, max, min, round } = Math;
const difficulty = (rating) => W[4] - exp(W[5] * (rating - 1)) + 1;

// A study day begins at four in the morning, so that a late evening still counts as the same day.
const MORNING = 4;
function dayOf(second) {
  const time = new Date(second * 1000);
  return Date.UTC(time.getFullYear(), time.getMonth(), time.getDate() - (time.getHours() < MORNING)) / 864e5;
}

// The card after a review (ratings 1 to 4); null is a card without any. Step -1: learned.
export function review(card, rating, now) {
  let { s, d, step, steps } = card ?? { step: 0, steps: LEARNING };
  const days = card && max(0, dayOf(now) - dayOf(card.last));
  if (!card) s = W[rating - 1];
  else if (!days) {
    const growth = exp(W[17] * (rating - 3 + W[18])) * s ** -W[19];
    s *= rating > 1 ? max(growth, 1) : growth;
  } else {
    const forgotten = 1 - (1 + FACTOR * days / s) ** -W[20];
    s = rating > 1
      ? s * (1 + exp(W[8]) * (11 - d) * s ** -W[9] * (exp(forgotten * W[10]) - 1) * [W[15], 1, W[16]][rating - 2])
      : min(W[11] * d ** -W[12] * ((s + 1) ** W[13] - 1) * exp(forgotten * W[14]), s / exp(W[17] * W[18]));
  }
  s = max(s, 0.001);
  d = card ? W[7] * difficulty(4) + (1 - W[7]) * (d - (10 - d) * W[6] * (rating - 3) / 9) : difficulty(rating);
  d = min(max(d, 1), 10);
  if (rating === 1) {
    if (step < 0) steps = RELEARNING;
    step = 0;
  } else if (step < 0 || rating === 4 || (rating === 3 && step + 1 === steps.length)) step = -1;
  else if (rating === 3) step++;
  const wait = rating === 2 && !step ? (steps[0] + (steps[1] ?? steps[0] * 2)) / 2 : steps[step];
  const interval = min(max(round(s), 1), LONGEST);
  const due = step < 0 ? new Date(1970, 0, 1 + dayOf(now) + interval, MORNING) / 1000 : now + wait;
  return { s, d, step, steps, last: now, due };
}

export function replay(log) {
  let card = null;
  for (let at = 0; at < log.length; at += 2) if (log[at + 1]) card = review(card, log[at + 1], log[at]);
  return card;
}

const VERSION = 2;
// Upgrades a document of each older version to the next one. In version 1, a log was a list of pairs.
const OLDER = {
  1: ({ cards }) => Object.values(cards).forEach((kept) => { kept.log = kept.log.flat(); }),
};
// Seconds until the year 5138, so that every number is a date.
const isNumber = (value) => Number.isInteger(value) && value >= 0 && value < 1e11;
const isText = (value) => typeof value === "string";
// An address is a path of names, none of which begins with a dot: below the root of the site, it stays in the site.
const isCard = ([id, kept]) => /^-?\d+$/.test(id) && Array.isArray(kept?.log) && kept.log.length % 2 === 0 &&
  kept.log.every((value, at) => isNumber(value) && (at % 2 === 0 || value < 5)) && isNumber(kept.at) &&
  /^(\/[^/.?#\\\p{Cs}][^/?#\\\p{Cs}]*)+$/u.test(kept.url) && Array.isArray(kept.decks) && kept.decks.every(isText);
const isDeck = ([name, deck]) => /^[a-z0-9-]+$/.test(name) && isText(deck?.title);

// Parses a text into a document of this version; `torn`: parts of it were unusable. Throws if the text is not one.
export function parse(text) {
  const data = JSON.parse(text);
  if (!isNumber(data.version)) throw data;
  if (data.version > VERSION) throw new RangeError();
  for (let { version } = data; version < VERSION; version++) OLDER[version](data);
  const [cards, decks] = [data.cards, data.decks].map((part) => Object.entries(Object(part) === part ? part : null));
  const found = { cards: Object.fromEntries(cards.filter(isCard)), decks: Object.fromEntries(decks.filter(isDeck)) };
  return { found: merge(found, found), torn: !cards.every(isCard) || !decks.every(isDeck) };
}

function joined(...logs) {
  const ratings = new Map();
  for (const log of logs) log.forEach((second, at) => at % 2 || ratings.set(second, min(log[at + 1], ratings.get(second) ?? 4)));
  return [...ratings].sort((a, b) => a[0] - b[0]).flat();
}

export function merge(one, other) {
  const both = { version: VERSION, cards: { ...one.cards, ...other.cards }, decks: { ...one.decks, ...other.decks } };
  for (const [id, kept] of Object.entries(one.cards)) {
    const other = both.cards[id];
    both.cards[id] = { ...(kept.at > other.at ? kept : other), log: joined(kept.log, other.log) };
  }
  for (const [name, deck] of Object.entries(both.decks)) both.decks[name] = { ...deck, seen: { ...one.decks[name]?.seen, ...deck.seen } };
  return both;
}

const count = (number, word) => `${round(number)} ${word}${round(number) === 1 ? "" : "s"}`;
// Minutes for the first steps, then days or months.
export function span(seconds) {
  const days = seconds / 86400;
  if (days < 0.5) return `${max(1, round(seconds / 60))} min`;
  if (days < 45) return count(days, "day");
  return count(days / 30.4, "month");
}

function save(text, name) {
  const href = URL.createObjectURL(new Blob([text]));
  Object.assign(document.createElement("a"), { href, download: `quicktakes-study${name}` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 6e4);
}

// Stored progress: in memory and, if the browser allows it, in storage shared by all tabs. Changes from other tabs are
// merged before every write.
function storeOf(key, notify) {
  const store = { data: { version: VERSION, cards: {}, decks: {} }, read, change };
  // The stored text as this tab last saw it.
  let known;
  let locked;
  // Shows a problem once, and hides it when it is over.
  function trouble(key) {
    if (key !== store.trouble) notify(store.trouble = key);
  }
  function read() {
    try {
      const text = localStorage.getItem(key);
      if (text !== known && text !== null) take(known = text);
    } catch {
      trouble("refused");
    }
  }
  function take(text) {
    try {
      const { found, torn } = parse(text);
      store.data = merge(store.data, found);
      if (torn) aside(text, "torn");
    } catch (error) {
      locked = error instanceof RangeError;
      if (locked) notify("newer");
      else aside(text, "unreadable");
    }
  }
  function aside(text, why) {
    notify(why, text);
    try {
      // Removed first: there may be no room for two copies.
      localStorage.removeItem(key);
      localStorage.setItem(`${key} ${Date.now()}`, text);
      change();
    } catch {
      locked = true;
      localStorage.setItem(key, text);
    }
  }
  function change(edit) {
    if (edit) {
      read();
      store.data = edit(store.data) ?? store.data;
    }
    store.unsaved = true;
    if (locked) return;
    const text = JSON.stringify(store.data);
    try {
      localStorage.setItem(key, text);
      known = text;
      store.unsaved = false;
      trouble();
    } catch ({ name }) {
      trouble(/Quota/.test(name) ? "full" : "refused");
    }
  }
  return store;
}

const NEW_A_DAY = 20;
// In seconds: how early a card in its first steps may come; when a page that was not found is requested again.
const AHEAD = 1200;
const LOST = 30 * 86400;

export function run(main) {
  const [meta, notice, status, card, question, answer, show, grades, undo, more, source, choose, own, kept, keep, input] = [
    "meta", "notice", "status", "card", "question", "shown", "show", "grades", "undo", "more", "source", "choose", "own", "kept", "keep", "input",
  ].map((name) => main.querySelector(`.qt-${name}`));
  const base = new URL(main.dataset.root, document.baseURI).href;
  const store = storeOf(`quicktakes.study ${new URL(base).pathname}`, notify);
  // Card states by log, pages by card.
  const states = {};
  const pages = {};
  let name, deck, unseen, parts, loading, limit, answered, dropped, current, turn;

  const text = (key) => main.querySelector(`[data-text=${key}]`).textContent;
  const make = (kind, textContent, values) => Object.assign(document.createElement(kind), { textContent, ...values });
  const say = (...words) => status.replaceChildren(...words);
  const now = () => round(Date.now() / 1000);
  const known = (id) => store.data.cards[id];
  const entry = ({ decks }) => (decks[name] ??= { title: deck.title, seen: {} });
  const waitOf = ({ step, due }) => (step < 0 ? (dayOf(due) - dayOf(now())) * 86400 : due - now());
  const soon = (one, other) => (one.state.step < 0) - (other.state.step < 0) || one.state.due - other.state.due;
  const isDue = ({ state }) => state?.due <= now();
  function notify(key, raw) {
    notice.hidden = !key;
    if (!key) return;
    notice.replaceChildren(text(key));
    if (raw) notice.append(make("button", "Save the original", { onclick: () => save(raw, "-unreadable.txt") }));
  }
  const stateOf = (log) => (states[log] ??= replay(log));
  function cardsOf(wanted) {
    const all = Object.entries(store.data.cards).map(([id, kept]) => ({ id, ...kept, state: stateOf(kept.log) }));
    return all.filter(({ decks, gone }) => decks.includes(wanted) && !(gone + LOST > now()));
  }

  async function get(path, cache) {
    const reply = await fetch(base + path, { cache });
    if ([404, 410].includes(reply.status)) return null;
    if (!reply.ok || !reply.url.startsWith(base)) throw reply;
    return reply;
  }
  // Finds a record's page by its address, else by its permanent link, following redirects. Null: there is none.
  // Throws for a page of another site, such as a login page, because it does not show whether the record exists.
  async function find({ id, url }) {
    for (let path of [encodeURI(url.slice(1)), `q/${id}`]) {
      path += deck.suffix;
      for (let hops = 3; hops--;) {
        const reply = await get(path);
        if (!reply) break;
        const page = new DOMParser().parseFromString(await reply.text(), "text/html");
        if (page.querySelector(`[data-id="${id}"]`)) return opened(page, reply.url);
        if (page.querySelector("#main")) break;
        const target = page.querySelector("meta[http-equiv=refresh]") && addressOf(page.links[0], "href", reply.url);
        if (!target?.startsWith(base)) throw reply;
        path = target.slice(base.length);
      }
    }
    return null;
  }
  const addressOf = (element, key, at) => new URL(element.getAttribute(key), at).href;
  function opened(page, at) {
    const shown = page.querySelector(".qt-answer [itemprop=text]");
    shown.querySelectorAll("*").forEach((element) => {
      element.removeAttribute("id");
      for (const key of ["href", "src"]) if (element.hasAttribute(key)) element.setAttribute(key, addressOf(element, key, at));
    });
    const decks = [...page.querySelectorAll(".qt-decks a")].map((link) => link.hash.slice(6));
    return { title: page.querySelector("h1").textContent, shown, decks, at, url: decodeURI(at.slice(base.length - 1)).replace(/(\/|\.html)$/, "") };
  }
  function pageOf(one) {
    pages[one.id] ??= find(one);
    pages[one.id].catch(() => delete pages[one.id]);
    return pages[one.id];
  }

  // Takes new cards from the first part that has any. A part without new cards is not requested again.
  async function load() {
    while (!unseen.length && parts.length) {
      const [part] = parts;
      const cards = await (await get(`study/${name}/${part}.json`)).json();
      parts.shift();
      const others = cards.filter(([id]) => known(id) && !known(id).decks.includes(name));
      unseen = cards.filter(([id]) => !known(id)).map(([id, title, url]) => ({ id: `${id}`, url: url || usual(deck.subject, title) }));
      if (others.length || !unseen.length) store.change((data) => {
        others.forEach(([id]) => data.cards[id].decks.push(name));
        if (!unseen.length) entry(data).seen[part] = 1;
      });
    }
  }
  const isNew = ({ log, state }) => state && dayOf(log.find((_, at) => at % 2 === 0 && log[at + 1])) === dayOf(now());
  const newLeft = (cards) => limit - cards.filter(isNew).length;
  async function pick(besides) {
    const cards = cardsOf(name).filter(({ id }) => id !== besides);
    const [due] = cards.filter(isDue).sort(soon);
    if (due) return due;
    if (newLeft(cards) > 0) {
      const undone = cards.find(({ state }) => !state);
      if (undone) return undone;
      const fresh = () => (unseen = unseen.filter(({ id }) => !known(id))).find(({ id }) => id !== besides);
      if (!fresh()) await (loading ??= load().finally(() => { loading = null; }));
      if (fresh()) return fresh();
    }
    return cards.filter(({ state }) => state?.step >= 0 && state.due <= now() + AHEAD).sort(soon)[0];
  }

  async function next(chosen) {
    const mine = turn = {};
    say(text("loading"));
    current = null;
    try {
      for (;;) {
        const one = chosen ?? await pick();
        const found = one && await pageOf(one);
        if (mine !== turn) return;
        if (found) return present(one.id, found);
        if (!one) return finish();
        chosen = null;
        drop(one.id);
      }
    } catch {
      if (mine === turn) fail(next);
    }
  }
  // Removes a card from the queue when its record was removed; its history stays.
  function drop(id) {
    dropped++;
    delete pages[id];
    unseen = unseen.filter((one) => one.id !== id);
    if (known(id)) store.change(({ cards }) => { cards[id].gone = cards[id].at = now(); });
  }
  function lay(...there) {
    [card, show, grades, answer, source, more, choose].forEach((part) => { part.hidden = !there.includes(part); });
    undo.hidden = !answered.length;
  }
  function present(id, found) {
    current = { id, found, log: String(known(id)?.log) };
    question.textContent = found.title;
    answer.replaceChildren(found.shown);
    source.href = found.at;
    lay(card, show);
    say(dropped ? count(dropped, "card") + text("dropped") : "");
    progress();
    card.focus();
    pick(id).then((one) => one && pageOf(one)).catch(() => {});
  }
  function finish() {
    const waits = cardsOf(name).filter(({ state }) => state).map(({ state }) => waitOf(state));
    list();
    more.hidden = deck.count <= waits.length;
    say(text(answered.length ? "done" : "nothing"), waits.length ? ` The next card is due in ${span(min(...waits))}.` : "");
    progress();
    status.focus();
  }
  function fail(again) {
    lay();
    say(text("failed"), make("button", "Try again", { onclick: () => again() }));
  }
  function progress() {
    const cards = cardsOf(name);
    const begun = cards.filter(({ state }) => state);
    const learned = begun.filter(({ state }) => state.step < 0).length;
    const fresh = max(0, min(newLeft(cards), deck.count - begun.length));
    meta.replaceChildren(make("a", deck.title, { href: base + deck.page }),
      ` ${cards.filter(isDue).length} due · ${fresh} new · ${learned} of ${deck.count} learned`);
  }
  function reveal() {
    const log = known(current.id)?.log ?? [];
    [...grades.children].forEach((grade, at) => {
      grade.lastChild.textContent = span(waitOf(review(stateOf(log), at + 1, now())));
    });
    lay(card, answer, grades, source);
    // Makes formulas wider than the card scroll, as after a change of size.
    dispatchEvent(new Event("resize"));
    answer.focus({ preventScroll: true });
  }
  function rate(rating) {
    const { id, found } = current;
    store.change((data) => {
      const log = data.cards[id]?.log ?? [];
      let second = now();
      while (log.includes(second)) second++;
      const decks = [...new Set([name, ...found.decks])];
      data.cards[id] = { log: joined(log, [second, rating]), url: found.url, decks, at: second };
      entry(data);
      answered.push([id, second]);
    });
    next();
  }
  function takeBack() {
    const [id, second] = answered.pop();
    store.change(({ cards }) => { cards[id].log = joined(cards[id].log, [second, 0]); });
    next({ id, url: known(id).url });
  }

  // Lists the decks that the reader has started, above the subjects.
  function list() {
    own.replaceChildren(...Object.entries(store.data.decks).map(([deck, { title }]) => {
      const item = make("li", "");
      item.append(make("a", title, { href: `#deck=${deck}` }), make("small", ` ${cardsOf(deck).filter(isDue).length} due`));
      return item;
    }));
    lay(choose);
  }
  function overview() {
    list();
    meta.replaceChildren();
  }
  async function start() {
    const mine = turn = {};
    store.read();
    [unseen, answered, dropped, limit, deck, current, loading] = [[], [], 0, NEW_A_DAY, null, null, null];
    [, name] = /^#deck=([a-z0-9-]+)$/.exec(location.hash) ?? [];
    kept.hidden = false;
    say();
    if (!name) return overview();
    lay();
    try {
      deck = await (await get(`study/${name}/deck.json`, "no-cache"))?.json();
      if (mine !== turn) return;
      if (deck) {
        parts = deck.parts.filter((part) => !store.data.decks[name]?.seen[part]);
        return next();
      }
      name = null;
      overview();
      say(text("none"));
    } catch {
      if (mine === turn) fail(start);
    }
  }
  // Updates the page: another tab changed something, or time passed.
  function again() {
    store.read();
    if (!name) overview();
    else if (deck && String(known(current?.id)?.log) !== current?.log) next();
    else if (current) progress();
  }
  async function take(file) {
    try {
      const { found, torn } = parse(await file.text());
      store.change((data) => merge(data, found));
      notify(torn ? "half" : "loaded");
      notice.append(count(Object.keys(found.cards).length, "card"));
      again();
    } catch (error) {
      notify(error instanceof RangeError ? "later" : "foreign");
    }
  }

  show.onclick = reveal;
  undo.onclick = takeBack;
  [...grades.children].forEach((grade, at) => { grade.onclick = () => rate(at + 1); });
  more.onclick = () => {
    limit += NEW_A_DAY;
    next();
  };
  keep.onclick = () => save(JSON.stringify(store.data), `-${new Date().toISOString().slice(0, 10)}.json`);
  input.onchange = async () => {
    await take(input.files[0]);
    input.value = "";
  };
  main.onkeydown = (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (key === " " && current && !show.hidden && !target.matches("a, button, summary")) reveal();
    else if (key > 0 && key < 5 && current && !grades.hidden) rate(+key);
    else if (key === "u" && !undo.hidden) takeBack();
    else return;
    event.preventDefault();
  };
  addEventListener("hashchange", start);
  addEventListener("storage", again);
  addEventListener("visibilitychange", () => document.hidden || again());
  addEventListener("beforeunload", (event) => { if (store.unsaved) event.preventDefault(); });
  start();
}

// The usual address of a record; as in search-core.js.
function usual(subject, title) {
  const slug = (words) => words.toLowerCase().replace(/[^a-z0-9 ]/g, "").trim().replaceAll(" ", "-");
  return `/learn/${slug(subject)}/questions/${slug(title)}`;
}
