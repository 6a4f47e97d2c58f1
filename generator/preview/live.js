// Reloads the page after a good build; shows what is wrong after a bad one.
(function () {
  var source = new EventSource("/__live/events"), first = null;
  source.onmessage = function (event) {
    var state = JSON.parse(event.data);
    if (first === null) first = state.version;
    if (state.version !== first) { location.reload(); return; }
    var old = document.getElementById("qt-live");
    if (old) old.remove();
    if (!state.findings) return;
    var banner = document.createElement("pre");
    banner.id = "qt-live";
    banner.setAttribute("role", "alert");
    banner.style.cssText = "position:fixed;left:0;right:0;bottom:0;max-height:45vh;overflow:auto;" +
      "margin:0;padding:1em;background:#7a1f1f;color:#fff;font:14px/1.5 monospace;white-space:pre-wrap;z-index:9";
    banner.textContent = "This page is the last good one. To mend:\n" + state.findings;
    document.body.append(banner);
  };
})();
