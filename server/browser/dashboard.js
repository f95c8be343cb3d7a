// Keeps the document's language in step with the address, and puts Streamlit's own English words
// into it. Runs before Streamlit does; what the pages themselves say is never touched. Closes the
// list of pages on a phone.
"use strict";
(() => {
  const own = document.currentScript.dataset;
  const LANGS = { zh: "zh-CN", en: "en-GB" };
  const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt", "aria-valuetext", "data-title"];
  // What a page says, or draws: its text is ours or the data's, whatever word it happens to be.
  const CONTENT =
    "svg, canvas, script, style, pre, code, textarea, [contenteditable], [aria-hidden=true]," +
    "[data-testid=stIconMaterial], [data-testid=stMarkdown], [data-testid=stHeading]," +
    "[data-testid=stCaptionContainer], [data-testid=stText], [data-testid=stTable]," +
    "[data-testid=stMetric], [data-testid=stHtml], [data-testid=stAlertContainer]," +
    "[data-testid=stWidgetLabel]";
  // What stands in the place of a page that failed, inside an alert.
  const FAILURE = "[data-testid=stExceptionMessage]";

  const NARROW = 768; // pixels: below it Streamlit's list of pages lies over the page

  const NAMED = ATTRIBUTES.map((name) => `[${name}]`).join();

  const originals = new WeakMap(); // node -> Map(attribute or "" -> [English, ours])
  const dictionaries = {};
  let language = "";
  let exact = new Map();
  let patterns = [];

  const asked = () => {
    const value = new URLSearchParams(location.search).getAll("lang").pop();
    return value in LANGS ? value : own.first;
  };

  const compile = (words) => {
    exact = new Map();
    patterns = [];
    for (const [english, ours] of Object.entries(words)) {
      if (!/\{\w+\}/.test(english)) {
        exact.set(english, ours);
        continue;
      }
      const names = [];
      const source = english
        .split(/\{(\w+)\}/)
        .map((part, i) => {
          if (i % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
          names.push(part);
          return "(.+?)";
        })
        .join("");
      patterns.push([new RegExp(`^${source}$`, "s"), names, ours]);
    }
  };

  const translate = (text) => {
    const english = text.trim();
    if (english.length > 400 || !/[A-Za-z]/.test(english)) return null;
    const known = exact.get(english);
    if (known !== undefined) return text.replace(english, () => known);
    for (const [pattern, names, ours] of patterns) {
      const found = pattern.exec(english);
      if (!found) continue;
      const value = (name) => found[names.indexOf(name) + 1];
      return ours.replace(/\{(\w+)\}/g, (_, name) => translate(value(name)) ?? value(name));
    }
    return null;
  };

  const put = (node, key, text, write, english = text) => {
    const ours = text && translate(english);
    if (ours === null || ours === "" || ours === text) return;
    if (!originals.has(node)) originals.set(node, new Map());
    originals.get(node).set(key, [text, ours]);
    write(ours);
  };

  const onText = (node) => {
    if (!/[A-Za-z]/.test(node.data)) return;
    const parent = node.parentElement;
    // An empty part of a date: "mm" alone does not say whether months or minutes.
    const part = parent?.dataset.placeholder && parent.dataset.type;
    if (!parent || (!part && parent.closest(CONTENT) && !parent.closest(FAILURE))) return;
    put(node, "", node.data, (ours) => (node.data = ours), part || node.data);
  };

  const onElement = (element) => {
    for (const name of ATTRIBUTES) {
      const value = element.getAttribute(name);
      if (value) put(element, name, value, (ours) => element.setAttribute(name, ours));
    }
  };

  const visit = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return onText(root);
    if (root.nodeType !== Node.ELEMENT_NODE || root instanceof SVGElement) return;
    onElement(root);
    mend(root);
    root.querySelectorAll(NAMED).forEach(onElement);
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) onText(texts.currentNode);
  };

  // Streamlit's list of pages on a phone holds its sections as boxes with items of their own, which
  // is no list to assistive technology: each such box is an item, and what it holds are links.
  const mend = (root) => {
    if (!root.closest("section, [data-testid=stSidebarNavItems]") && !root.querySelector("ul")) return;
    for (const box of document.querySelectorAll("[data-testid=stSidebarNavItems] > div")) {
      box.setAttribute("role", "listitem");
      box.querySelectorAll(":scope li").forEach((item) => item.setAttribute("role", "none"));
    }
  };

  // React knows nothing of what stands here instead of its text, so a change of language first
  // puts back what it wrote.
  const restore = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.currentNode; node; node = walker.nextNode()) {
      for (const [key, [english, ours]] of originals.get(node) ?? []) {
        if (key === "" && node.data === ours) node.data = english;
        if (key !== "" && node.getAttribute(key) === ours) node.setAttribute(key, english);
      }
      originals.delete(node);
    }
  };

  const observer = new MutationObserver((records) => {
    for (const record of records) {
      if (record.type === "childList") record.addedNodes.forEach(visit);
      else if (record.type === "characterData") onText(record.target);
      else if (!(record.target instanceof SVGElement)) onElement(record.target);
    }
  });

  // On a phone the list of pages lies over the page that was chosen in it.
  addEventListener("click", (event) => {
    const chosen = event.target.closest?.("[data-testid=stSidebarNavLink]");
    if (!chosen || innerWidth >= NARROW) return;
    document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
  });

  const speak = async (chosen) => {
    dictionaries[chosen] ??= fetch(own[chosen]).then((answer) => answer.json());
    const words = await dictionaries[chosen];
    if (chosen !== language) return; // the reader changed it again meanwhile
    if (exact.size) restore(document.documentElement);
    compile(words);
    visit(document.documentElement);
  };

  const follow = () => {
    const chosen = asked();
    if (chosen === language) return;
    language = chosen;
    document.documentElement.lang = LANGS[language];
    dispatchEvent(new Event("languagechange"));
    speak(language);
  };

  // Dates, numbers and lists are worded by Streamlit in the language that the browser names.
  for (const [name, given] of [
    ["language", () => LANGS[language]],
    ["languages", () => [LANGS[language]]],
  ]) {
    Object.defineProperty(navigator, name, { get: given, configurable: true });
  }

  // Without this Streamlit looks for its server below the page's own address first, and opens
  // its socket only after it was answered.
  window.__streamlit = {
    BACKEND_BASE_URL: new URL(".", location.href).href,
    HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false },
  };

  for (const name of ["pushState", "replaceState"]) {
    const native = history[name];
    history[name] = function (...given) {
      native.apply(this, given);
      follow();
    };
  }
  addEventListener("popstate", follow);
  observer.observe(document.documentElement, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ATTRIBUTES,
  });
  follow();
})();
