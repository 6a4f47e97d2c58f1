// The reader's choice of light or dark, kept in this browser; without it (or without storage) the system's choice holds.
// And the way into the search, whose scripts are loaded when a reader asks for them.
(function () {
  "use strict";
  var root = document.documentElement;
  var key = "quicktakes.theme";
  function stored() {
    try { return localStorage.getItem(key); } catch (error) { return null; }
  }
  function apply(theme) {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  }
  apply(stored());
  function search() {
    var link = document.querySelector(".qt-search");
    var results = document.querySelector(".qt-found");
    if (!link) return;
    function load(use) {
      import(new URL(link.dataset.search, document.baseURI)).then(use, function () { location.assign(link.href); });
    }
    function open(event) {
      event.preventDefault();
      load(function (box) { box.open(); });
    }
    link.addEventListener("click", function (event) {
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) open(event);
    });
    document.addEventListener("keydown", function (event) {
      if ((event.key !== "/" && event.key !== "s") || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!event.target.closest("input, textarea, select, dialog, [contenteditable]")) open(event);
    });
    if (results) load(function (page) { page.all(results); });
    // search.js reloads a page that is older than the index, and its box is then opened again.
    try { if (sessionStorage.getItem("quicktakes.reload")[0] === "+") load(function (box) { box.open(); }); } catch (error) { /* none was open */ }
  }
  // What a topic is, beside a link to it: its page's own first sentence, on hover and focus; Escape closes it.
  function previews() {
    var known = new Map(), bubble = null, shown = null;
    function close() {
      if (bubble) bubble.remove();
      if (shown) shown.removeAttribute("aria-describedby");
      bubble = shown = null;
    }
    function place(link, text) {
      close();
      shown = link;
      bubble = document.createElement("div");
      bubble.className = "qt-preview";
      bubble.id = "qt-preview";
      bubble.setAttribute("role", "tooltip");
      bubble.textContent = text;
      document.body.append(bubble);
      link.setAttribute("aria-describedby", bubble.id);
      var box = link.getBoundingClientRect(), below = box.bottom + bubble.offsetHeight + 8 < innerHeight;
      bubble.style.left = Math.max(8, Math.min(box.left, innerWidth - bubble.offsetWidth - 8)) + scrollX + "px";
      bubble.style.top = (below ? box.bottom + 6 : box.top - bubble.offsetHeight - 6) + scrollY + "px";
    }
    function ask(link) {
      if (!known.has(link.href)) {
        known.set(link.href, fetch(link.href).then(function (reply) { return reply.ok ? reply.text() : ""; }).then(function (text) {
          var lead = new DOMParser().parseFromString(text, "text/html").querySelector(".qt-lead");
          return lead ? lead.textContent : "";
        }).catch(function () { known.delete(link.href); return ""; }));
      }
      known.get(link.href).then(function (text) {
        if (text && (link.matches(":hover") || document.activeElement === link)) place(link, text);
      });
    }
    ["mouseover", "focusin"].forEach(function (kind) {
      document.addEventListener(kind, function (event) {
        var link = event.target.closest && event.target.closest(".qt-term");
        if (link) { if (link !== shown) ask(link); } else if (kind === "focusin" || (bubble && !bubble.contains(event.target))) close();
      });
    });
    document.addEventListener("keydown", function (event) { if (event.key === "Escape") close(); });
    document.addEventListener("click", function (event) { // an abbreviation's title shows on no touch screen
      var short = event.target.closest && event.target.closest("abbr[title]");
      if (short) place(short, short.title);
    });
  }
  // The citation as a BibTeX entry too, when a reader opens it: made of what the page shows.
  function bibtex() {
    var box = document.querySelector(".qt-copy");
    if (!box) return;
    function tex(text) {
      return text.trim().replace(/[\\{}]/g, function (sign) {
        return sign === "\\" ? "\\textbackslash{}" : "\\" + sign;
      }).replace(/[&%$#_]/g, "\\$&").replace(/~/g, "\\textasciitilde{}").replace(/\^/g, "\\textasciicircum{}");
    }
    function words(selector, within) {
      var found = (within || document).querySelector(selector);
      return found ? found.textContent : "";
    }
    box.addEventListener("toggle", function () {
      if (!box.open || box.querySelector("pre")) return;
      var text = box.querySelector("p"), link = text.querySelector("a"), changed = text.querySelector("time");
      var first = document.querySelector(".qt-meta time"), day = (changed || first || {}).dateTime || "";
      var rows = [
        ["author", "{" + tex(box.dataset.author) + "}"], ["title", "{" + tex(words("h1")) + "}"],
        ["year", box.dataset.year], ["howpublished", tex(words("cite", text))], ["url", link.textContent]
      ];
      if (day) rows.push(["note", "Version of " + day]);
      var entry = document.createElement("pre");
      entry.tabIndex = 0;
      entry.textContent = "@misc{" + box.dataset.key + ",\n" + rows.map(function (row) {
        return "  " + row[0] + " = {" + row[1] + "}";
      }).join(",\n") + "\n}";
      box.append(entry);
    });
  }
  document.addEventListener("DOMContentLoaded", function () {
    search();
    previews();
    bibtex();
    var button = document.querySelector(".qt-theme");
    if (!button) return;
    var system = matchMedia("(prefers-color-scheme: dark)");
    function dark() { return root.dataset.theme ? root.dataset.theme === "dark" : system.matches; }
    function label() { button.textContent = dark() ? "Light" : "Dark"; }
    button.hidden = false;
    label();
    system.addEventListener("change", label);
    button.addEventListener("click", function () {
      var theme = dark() ? "light" : "dark";
      apply(theme);
      label();
      try { localStorage.setItem(key, theme); } catch (error) { /* the choice holds for this page */ }
    });
  });
})();
