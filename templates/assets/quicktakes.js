// The reader's choice of light or dark, kept in this browser. Without it (or without storage) the system's choice holds.
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
  document.addEventListener("DOMContentLoaded", function () {
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
