// Reloads the page after a successful build. Shows the errors of a failed build, or the findings on this page.
(function () {
  var source = new EventSource("/__live/events?page=" + encodeURIComponent(location.pathname)), first = null;
  source.onmessage = function (event) {
    var state = JSON.parse(event.data);
    if (first === null) first = state.version;
    if (state.version !== first) { location.reload(); return; }
    var old = document.getElementById("qt-live");
    if (old) old.remove();
    var text = state.errors || state.here;
    if (!text) return;
    var banner = document.createElement("details"), summary = document.createElement("summary"), list = document.createElement("pre");
    banner.id = "qt-live";
    banner.open = true;
    banner.setAttribute("role", state.errors ? "alert" : "status");
    banner.style.cssText = "position:fixed;left:0;right:0;bottom:0;max-height:45vh;overflow:auto;margin:0;padding:1em;" +
      "font:14px/1.5 monospace;z-index:9;color:#fff;background:" + (state.errors ? "#7a1f1f" : "#5c4300");
    summary.textContent = state.errors ? "Showing the last version without errors. To fix:" : "To fix on this page:";
    list.style.cssText = "margin:.5em 0 0;white-space:pre-wrap;font:inherit;background:none;color:inherit";
    list.textContent = text;
    banner.append(summary, list);
    document.body.append(banner);
  };
})();
