// Keeps the charts chosen for a presentation in the browser, from page to page: a button adds one
// and never replaces the others; the page of presentations opens with them.
"use strict";
(() => {
  const KEY = "presentation";
  const KEPT = ["charts", "heading", "title", "occasion"];
  const PAGE = /\/present$/;
  let arrived = ""; // the address path for which the page was last compared with the tray
  let isTray = false; // whether the page of presentations shows the tray, not somebody's link

  const read = () => {
    try {
      return new URLSearchParams(localStorage.getItem(KEY) ?? "");
    } catch {
      return new URLSearchParams(); // the browser keeps nothing
    }
  };
  const write = (params) => {
    try {
      localStorage.setItem(KEY, params.toString());
    } catch {
      // the browser keeps nothing
    }
  };
  const choose = (params) => {
    const kept = new URLSearchParams();
    for (const name of KEPT) params.getAll(name).forEach((value) => kept.append(name, value));
    return kept;
  };

  const add = (codes) => {
    const tray = read();
    const chosen = new Set(tray.getAll("charts"));
    codes.filter((code) => !chosen.has(code)).forEach((code) => tray.append("charts", code));
    write(tray);
  };

  // The page of presentations without charts in its address shows those of the tray; what is
  // changed there is changed in the tray. A link with other charts leaves the tray as it is.
  const follow = () => {
    const shown = new URLSearchParams(location.search);
    const tray = read();
    if (!PAGE.test(location.pathname)) {
      isTray = false;
    } else if (arrived === location.pathname) {
      if (isTray) write(choose(shown));
    } else if (!shown.has("charts") && tray.has("charts")) {
      for (const name of KEPT) {
        if (!shown.has(name)) tray.getAll(name).forEach((value) => shown.append(name, value));
      }
      isTray = true;
      history.replaceState(history.state, "", `?${shown}`);
      dispatchEvent(new PopStateEvent("popstate"));
    } else {
      isTray = shown.getAll("charts").join() === tray.getAll("charts").join();
    }
    arrived = location.pathname;
  };

  const show = () => {
    const count = read().getAll("charts").length;
    for (const link of document.querySelectorAll("a[data-tray]")) {
      const label = link.dataset.tray.replace("#", count);
      link.hidden = !count || PAGE.test(location.pathname);
      if (link.textContent !== label) link.textContent = label;
    }
    const chosen = new Set(read().getAll("charts"));
    for (const link of document.querySelectorAll("a[data-add]")) {
      const isIn = link.dataset.add.split("\n").every((code) => chosen.has(code));
      const label = isIn ? link.dataset.added : link.dataset.label;
      if (link.textContent !== label) link.textContent = label;
    }
  };

  addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.("a[data-add]");
      if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      add(link.dataset.add.split("\n"));
      show();
    },
    true,
  );
  for (const name of ["pushState", "replaceState"]) {
    const change = history[name];
    history[name] = function (...args) {
      change.apply(this, args);
      follow();
    };
  }
  addEventListener("popstate", follow);
  addEventListener("storage", show);
  new MutationObserver(show).observe(document.documentElement, { childList: true, subtree: true });
  follow();
})();
