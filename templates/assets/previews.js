// Previews of links within the site: the title and first sentences of the linked page, on hover and focus. Also the
// meaning of an abbreviation, on tap. Loaded when a reader first reaches one; Escape closes the preview.
"use strict";
const WAIT = 150; // milliseconds; a pointer that only passes over a link loads nothing
const known = new Map();
let bubble = null;
let shown = null;
let waiting = 0;

function close() {
  clearTimeout(waiting);
  if (bubble) bubble.remove();
  if (shown) shown.removeAttribute("aria-describedby");
  bubble = shown = null;
}

function place(link, ...parts) {
  close();
  shown = link;
  bubble = document.createElement("div");
  bubble.className = "qt-preview";
  bubble.id = "qt-preview";
  bubble.setAttribute("role", "tooltip");
  bubble.append(...parts);
  document.body.append(bubble);
  link.setAttribute("aria-describedby", bubble.id);
  const box = link.getClientRects()[0] || link.getBoundingClientRect();
  const below = box.bottom + bubble.offsetHeight + 8 < innerHeight || box.top < bubble.offsetHeight + 8;
  const left = Math.max(8, Math.min(box.left, document.documentElement.clientWidth - bubble.offsetWidth - 8));
  bubble.style.left = `${left + scrollX}px`;
  bubble.style.top = `${(below ? box.bottom + 6 : box.top - bubble.offsetHeight - 6) + scrollY}px`;
}

// The first sentences as elements; links become text, because a preview is not interactive.
function gist(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const found = [".qt-topic .qt-lead", ".qt-answer p", ".qt-notice, .qt-lead"].map((one) => page.querySelector(one)).find(Boolean);
  if (!found) return null;
  const words = document.createElement("span");
  words.append(...document.importNode(found, true).childNodes);
  words.querySelectorAll("a, sup.qt-cite").forEach((one) => one.replaceWith(...(one.matches("a") ? one.childNodes : [])));
  words.querySelectorAll("[id]").forEach((one) => one.removeAttribute("id"));
  const title = page.querySelector("h1");
  return { title: title ? title.textContent : "", words };
}

function load(link) {
  const address = link.href.replace(/#.*/, "");
  if (!known.has(address)) {
    const loaded = fetch(address)
      .then((reply) => (reply.ok && /html/.test(reply.headers.get("content-type") || "") ? reply.text() : ""))
      .then((text) => text && gist(text));
    known.set(address, loaded.catch(() => known.delete(address) && null));
  }
  known.get(address).then((found) => {
    if (!found || !(link.matches(":hover") || document.activeElement === link)) return;
    const parts = [found.words.cloneNode(true)];
    if (found.title.trim() !== link.textContent.trim()) {
      const title = document.createElement("strong");
      title.textContent = found.title;
      parts.unshift(title);
    }
    place(link, ...parts);
  });
}

// Whether a link leads to another page of this site and is in the text or in a plain list of links.
function hasPreview(link) {
  return link.origin === location.origin && link.pathname !== location.pathname && !link.closest(".qt-crumbs, .qt-pager, .qt-letters, .qt-tools, .qt-entries");
}

export function show(target) {
  if (target.matches("abbr")) {
    place(target, target.title);
  } else if (target !== shown && hasPreview(target)) {
    clearTimeout(waiting);
    waiting = setTimeout(load, WAIT, target);
  }
}

for (const kind of ["pointerover", "focusin"]) {
  document.addEventListener(kind, (event) => {
    const on = event.target;
    if (!shown || on === shown || bubble.contains(on) || (on.closest && on.closest("a") === shown)) return;
    close();
  });
}
document.addEventListener("pointerout", (event) => {
  if (event.target.closest && event.target.closest("a")) clearTimeout(waiting);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});
