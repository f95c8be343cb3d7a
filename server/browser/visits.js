// Tells what has changed since this browser last saw the figures. The number of the release seen last
// is kept in the browser alone.
"use strict";
(() => {
  const SEEN = "release-seen"; // kept for good: the newest release that was shown here
  const BEFORE = "release-before"; // kept for this tab: the one seen before this visit

  // A browser may refuse to keep anything; then there is no visit before this one.
  const read = (store, name) => {
    try {
      return Number(store().getItem(name)) || 0;
    } catch {
      return 0;
    }
  };
  const write = (store, name, value) => {
    try {
      store().setItem(name, String(value));
    } catch {
      // nothing is kept
    }
  };

  const tellNews = (line) => {
    line.dataset.told = "yes";
    const shown = Number(line.dataset.release);
    let before = read(() => sessionStorage, BEFORE);
    if (!before) {
      before = read(() => localStorage, SEEN) || shown;
      write(() => sessionStorage, BEFORE, before);
    }
    if (shown > read(() => localStorage, SEEN)) write(() => localStorage, SEEN, shown);
    if (shown <= before) return;
    const [text, link] = line.children;
    text.textContent = text.textContent.replace("{count}", shown - before);
    const address = new URL(link.getAttribute("href"), location.href);
    address.searchParams.set("old", before);
    link.setAttribute("href", address.pathname.split("/").pop() + address.search);
    for (const each of line.parentElement.querySelectorAll("li[data-release]")) {
      each.classList.toggle("new", Number(each.dataset.release) > before);
    }
    line.hidden = false;
  };

  const found = () => document.querySelectorAll(".ov-visit[data-release]:not([data-told])").forEach(tellNews);
  new MutationObserver(found).observe(document.documentElement, { childList: true, subtree: true });
  found();
})();
