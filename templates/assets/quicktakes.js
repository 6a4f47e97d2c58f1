// Light or dark: the reader's choice is stored in this browser; by default, and without storage, the system's setting
// applies. Also loads the scripts for search, previews, citations and studying when a reader first needs them.
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
    // search.js reloads a page that is older than the search index; the search box is then opened again.
    try { if (sessionStorage.getItem("quicktakes.reload")[0] === "+") load(function (box) { box.open(); }); } catch (error) { /* it was not open */ }
  }
  function previews() {
    function near(event) {
      var target = event.target.closest && event.target.closest("main a[href], abbr[title]");
      if (!target || (event.pointerType && event.pointerType !== "mouse")) return;
      if (event.type === "focusin" && !target.matches(":focus-visible")) return;
      import("./previews.js").then(function (use) { use.show(target); });
    }
    document.addEventListener("pointerover", near);
    document.addEventListener("focusin", near);
    document.addEventListener("click", function (event) { // touch screens do not show a title attribute
      var target = event.target.closest && event.target.closest("abbr[title]");
      if (target) import("./previews.js").then(function (use) { use.show(target); });
    });
  }
  function citation() {
    var box = document.querySelector(".qt-copy");
    if (box) box.addEventListener("toggle", function () {
      if (box.open) import("./cite.js").then(function (use) { use.bibtex(box); });
    });
  }
  // A formula wider than its column scrolls on its own, by keyboard too.
  function formulas() {
    document.querySelectorAll(".qt-math").forEach(function (block) {
      if (block.scrollWidth > block.clientWidth) block.tabIndex = 0;
    });
    document.querySelectorAll(".qt-answer math, .qt-topic math").forEach(function (math) {
      var around = math.parentElement;
      if (around.closest(".qt-math, .qt-wide, .qt-table, .qt-toc") || math.getBoundingClientRect().width <= around.clientWidth) return;
      var box = document.createElement("span");
      box.className = "qt-wide";
      box.tabIndex = 0;
      math.replaceWith(box);
      box.append(math);
    });
  }
  // A record as a flashcard: hides the answer until the reader wants to see it.
  function flashcard() {
    var button = document.querySelector(".qt-flash"), decks = document.querySelector(".qt-decks");
    var answer = document.querySelector(".qt-answer"), contents = document.querySelector(".qt-record .qt-toc");
    if (decks) decks.hidden = false;
    if (!button || !answer) return;
    button.hidden = false;
    button.addEventListener("click", function () {
      var open = answer.hidden;
      answer.hidden = !open;
      if (contents) contents.hidden = !open;
      button.textContent = open ? "Test yourself" : "Show answer";
      if (!open) return;
      answer.tabIndex = -1;
      answer.focus({ preventScroll: true });
    });
  }
  // Loads the script of the study page, on that page only.
  function study() {
    var page = document.querySelector(".qt-study");
    if (page) import("./study.js").then(function (script) { script.run(page); }, function () {
      page.querySelector("[role=status]").textContent = "The cards could not be loaded. Reload the page to try again.";
    });
  }
  document.addEventListener("DOMContentLoaded", function () {
    formulas();
    addEventListener("resize", formulas);
    search();
    flashcard();
    study();
    previews();
    citation();
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
      try { localStorage.setItem(key, theme); } catch (error) { /* the choice applies to this page only */ }
    });
  });
})();
