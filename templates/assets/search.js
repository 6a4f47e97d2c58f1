// The search box and the page of all results; search-core.js does the searching.
const link = document.querySelector(".qt-search");
const root = new URL(link.dataset.root, document.baseURI).href;
const folder = (path) => root + path + (link.href.endsWith("/") ? "" : "index.html");
const AGAIN = "quicktakes.reload";
const RECENT = "quicktakes.searches";
const waiting = new Map();
let worker;
let asked = 0;

function ask(request) {
  return new Promise((resolve) => {
    const failed = () => {
      for (const settle of waiting.values()) settle({ error: navigator.onLine ? "missing" : "offline" });
      waiting.clear();
      worker = null;
    };
    waiting.set(++asked, resolve);
    try {
      if (!worker) {
        worker = new Worker(new URL(link.dataset.core, document.baseURI));
        worker.onmessage = ({ data }) => {
          waiting.get(data.id)(data);
          waiting.delete(data.id);
        };
        worker.onerror = failed;
      }
      worker.postMessage({ id: asked, base: root, offset: 0, ...request });
    } catch {
      failed();
    }
  }).then((reply) => {
    if (reply.error === "old" && !kept("sessionStorage", AGAIN)) {
      kept("sessionStorage", AGAIN, request.typing ? `+${request.query}` : "-");
      location.reload();
    }
    return reply;
  });
}

// The browser may refuse access to its storage.
function kept(storage, key, value) {
  try {
    if (value) window[storage].setItem(key, value);
    return window[storage].getItem(key) || "";
  } catch {
    return "-";
  }
}
function recent() {
  try { return JSON.parse(kept("localStorage", RECENT)).map(String); } catch { return []; }
}
function remember(query) {
  const text = query.trim().slice(0, 100);
  if (text) kept("localStorage", RECENT, JSON.stringify([text, ...recent().filter((other) => other !== text)].slice(0, 5)));
}

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const shown = (name, texts, attributes = {}) => make(name, attributes, ...texts.map((text, at) => (at % 2 ? make("mark", {}, text) : text)));
const toIndex = () => make("a", { href: link.href }, "All questions from A to Z");
const address = (hit) => root + encodeURI(hit.url);

function allResults(query, subject) {
  return `${folder("search/")}?${new URLSearchParams({ q: query, ...(subject && { subject }) })}`;
}

function fillSubjects(select, { subjects }, chosen) {
  if (!subjects || select.length > 1) return;
  select.append(...subjects.map(([name, slug]) => make("option", { value: slug, ...(slug === chosen && { selected: "" }) }, name)));
}

const ERRORS = {
  offline: "You are offline. New searches need a connection.",
  old: "This site was updated. Reload the page to search.",
  unsupported: "This browser is too old to search this site.",
  missing: "The search could not be loaded. Try again later.",
};

function messageOf({ error, empty, total, subjects, instead }, query) {
  if (error) return [ERRORS[error] || ERRORS.missing, " ", toIndex()];
  if (empty) return ["Try more specific words."];
  if (total) {
    return [
      `${total.toLocaleString("en")} result${total === 1 ? "" : "s"}`,
      ...instead.flatMap(([word, other]) => [". Showing results for ", make("strong", {}, other), ` instead of ${word}`]),
    ];
  }
  const ways = subjects.map(([name, slug]) => make("a", { href: folder(`learn/${slug}/`) }, name));
  return [`No results for “${query.trim().slice(0, 60)}”. Try other words, or browse: `, toIndex(), ...ways.flatMap((way) => [" · ", way])];
}

let box;
export const open = () => (box ??= makeBox())();

function makeBox() {
  const input = make("input", {
    role: "combobox", "aria-label": "Search", "aria-autocomplete": "list", "aria-controls": "qt-hits", "aria-expanded": "false",
    autocomplete: "off", spellcheck: "false", enterkeyhint: "search", placeholder: "Search",
  });
  const select = make("select", { "aria-label": "Subject" }, make("option", { value: "" }, "All subjects"));
  const close = make("button", { type: "button", "aria-label": "Close" }, "×");
  const form = make("form", {}, input, select, close);
  const status = make("p", { role: "status", "aria-live": "polite" });
  const list = make("div", { id: "qt-hits", role: "listbox", "aria-label": "Results" });
  const more = make("p", {});
  const dialog = make("dialog", { class: "qt-box", "aria-label": "Search" }, form, status, list, more);
  let opener;
  let active = -1;
  let timer;
  let latest;

  function activate(at) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = at;
    const option = list.children[at];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option?.id || "");
  }
  function show(options, line, ...below) {
    activate(-1);
    list.replaceChildren(...options.map(([href, ...children], at) =>
      make("a", { href, id: `qt-hit-${at}`, role: "option", "aria-selected": "false", tabindex: "-1" }, ...children)));
    list.scrollTop = 0;
    input.setAttribute("aria-expanded", options.length > 0);
    status.replaceChildren(...line);
    more.replaceChildren(...below);
  }
  function showRecent() {
    const found = recent();
    if (!found.length) return show([], []);
    const clear = make("button", { type: "button" }, "Clear recent searches");
    clear.onclick = () => {
      kept("localStorage", RECENT, "[]");
      showRecent();
      input.focus();
    };
    show(found.map((text) => [allResults(text), text]), ["Recent searches"], clear);
  }
  async function update() {
    const query = input.value;
    const subject = select.value;
    const mine = latest = {};
    const slow = setTimeout(() => status.replaceChildren("Searching…"), 500);
    const reply = await ask({ query, subject, typing: true, limit: 10 });
    clearTimeout(slow);
    fillSubjects(select, reply);
    if (mine !== latest) return;
    if (!query.trim() && !reply.error) return showRecent();
    show((reply.hits || []).map((hit) => [
      address(hit), shown("b", hit.marked[0]), make("small", {}, hit.subject), shown("span", hit.marked[1]),
    ]), messageOf(reply, query), ...(reply.total ? [make("a", { href: allResults(query, subject) }, "All results")] : []));
  }
  input.oninput = () => {
    latest = null;
    clearTimeout(timer);
    timer = setTimeout(update, 30);
  };
  select.onchange = update;
  input.onkeydown = (event) => {
    const { key, isComposing } = event;
    const count = list.children.length;
    if (isComposing || !count) return;
    if (key === "ArrowDown") activate(active + 1 < count ? active + 1 : -1);
    else if (key === "ArrowUp") activate(active < 0 ? count - 1 : active - 1);
    else if (key === "Enter" && active >= 0) list.children[active].click();
    else return;
    event.preventDefault();
  };
  list.onclick = () => remember(input.value);
  form.onsubmit = (event) => {
    event.preventDefault();
    if (!input.value.trim()) return;
    remember(input.value);
    location.assign(allResults(input.value, select.value));
  };
  close.onclick = () => dialog.close();
  dialog.onclick = ({ target }) => { if (target === dialog) dialog.close(); };
  dialog.onclose = () => opener.focus({ preventScroll: true });
  document.body.append(dialog);
  return () => {
    if (dialog.open) return;
    opener = document.activeElement === document.body ? link : document.activeElement;
    const again = kept("sessionStorage", AGAIN);
    if (again[0] === "+") {
      input.value = again.slice(1);
      kept("sessionStorage", AGAIN, "-");
    }
    dialog.showModal();
    input.select();
    update();
  };
}

export function all(main) {
  const [form, status, list, more, ways] = ["form", "[role=status]", ".qt-entries", ".qt-more", ".qt-ways"].map((name) => main.querySelector(name));
  const asks = new URLSearchParams(location.search);
  const query = asks.get("q") || "";
  const subject = asks.get("subject");
  form.hidden = false;
  form.q.value = query;
  async function update() {
    const offset = list.children.length;
    const reply = await ask({ query, subject, limit: 20, offset });
    fillSubjects(form.subject, reply, subject);
    const hits = reply.hits || [];
    if (query.trim() || reply.error) status.replaceChildren(...messageOf(reply, query));
    list.append(...hits.map((hit) => make("li", {},
      shown("a", hit.marked[0], { href: address(hit) }), shown("p", hit.marked[1]), make("small", {}, hit.subject))));
    if (offset) list.children[offset]?.querySelector("a").focus();
    more.hidden = !(offset + hits.length < reply.total);
    ways.hidden = list.children.length > 0;
  }
  more.onclick = update;
  if (query.trim()) remember(query);
  update();
}
