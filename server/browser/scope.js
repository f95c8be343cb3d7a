// Keeps what a page shows (area, month, span, language, release) in the address of every link, and
// opens the links of the scope bar without loading the page anew.
"use strict";
(() => {
  const KEPT = ["lang", "release", "area", "through", "since", "against"];
  const SHOWN = 12; // areas that a search lists
  let leadsTo = ""; // the path of the page that a click in the navigation leads to
  let chosen = ""; // the part of the bar in which something was chosen by keyboard
  let bar; // as it stood then
  let goal = ""; // what a link moves to, once it stands

  const isBar = (link) => link.closest(".scope, .scope-fault, [data-here]");
  const isPage = (link) =>
    !link.dataset.add &&
    link.closest("[data-testid=stHtml]") &&
    /^[a-z_]*(\?|$)/.test(link.getAttribute("href"));

  // A link of the bar, or one marked data-here, has what it changes, any other what it says: the
  // rest is as it is now.
  const complete = (link) => {
    const now = new URLSearchParams(location.search);
    const url = new URL(link.getAttribute("href"), location.href);
    for (const name of isBar(link) ? new Set(now.keys()) : KEPT) {
      if (!url.searchParams.has(name)) {
        now.getAll(name).forEach((value) => url.searchParams.append(name, value));
      }
    }
    for (const name of [...new Set(url.searchParams.keys())]) {
      if (url.searchParams.get(name) === "") url.searchParams.delete(name);
    }
    return url.href;
  };

  // Streamlit draws the page of the address again when Back or Forward is pressed.
  const open = (address) => {
    if (address === location.href) return;
    history.pushState({}, "", address);
    dispatchEvent(new PopStateEvent("popstate"));
  };

  const onClick = (event) => {
    const link = event.target.closest?.("a[href]");
    leadsTo = link?.closest("[data-testid^=stTopNav], [data-testid^=stSidebarNav]")
      ? new URL(link.href).pathname
      : "";
    if (!link || !(isBar(link) || isPage(link))) return;
    const address = complete(link);
    const isPlain = !(event.button || event.ctrlKey || event.metaKey || event.shiftKey);
    if (!isPlain) {
      link.href = address;
      return;
    }
    event.preventDefault();
    chosen = event.detail ? "" : (link.closest("details, .seg")?.className ?? "");
    bar = link.closest(".scope");
    link.closest("details")?.removeAttribute("open");
    open(address);
    goal = link.dataset.to ?? "";
    reach();
  };

  const reach = () => {
    const found = goal && document.querySelector(goal);
    if (!found) return;
    goal = "";
    found.scrollIntoView();
    found.focus({ preventScroll: true });
  };

  // A question is asked in the address; what it means takes its place (app_pages/asking/ask_line.py).
  const ask = (field) => {
    const url = new URL(location.href);
    url.searchParams.delete("asked");
    url.searchParams.set("ask", field.value.trim());
    if (!field.value.trim()) return;
    field.value = "";
    if (matchMedia("(max-width: 1000px)").matches) field.blur();
    open(url.href);
  };
  const follow = () => {
    const link = document.querySelector("a.goes");
    if (!link || !new URLSearchParams(location.search).get("ask")) return;
    history.replaceState({}, "", complete(link));
    dispatchEvent(new PopStateEvent("popstate"));
  };

  // On the way to another page Streamlit writes the kept values into the address of the page that
  // is left, too, which would be one more step back.
  const push = history.pushState;
  history.pushState = function (state, title, url) {
    if (leadsTo && new URL(url, location.href).pathname !== leadsTo) return;
    leadsTo = "";
    push.call(this, state, title, url);
  };

  const search = (field) => {
    const list = field.parentElement.querySelector(".found");
    const text = field.value.trim().toLowerCase();
    const areas = field.dataset.areas.split("\n").map((line) => line.split("\t"));
    const found = text ? areas.filter((each) => each.join("\t").toLowerCase().includes(text)) : [];
    list.replaceChildren(
      ...found.slice(0, SHOWN).map(([code, name]) => {
        const link = document.createElement("a");
        link.setAttribute("href", `?area=${encodeURIComponent(code)}`);
        link.textContent = name;
        return link;
      }),
    );
    if (text && !found.length) list.textContent = field.dataset.none;
  };

  const close = (except) => {
    for (const each of document.querySelectorAll(".scope details[open]")) {
      if (each !== except) each.removeAttribute("open");
    }
  };

  addEventListener("click", onClick, true);
  addEventListener("auxclick", onClick, true);
  addEventListener("pointerdown", (event) => close(event.target.closest?.(".scope details")));
  addEventListener("input", (event) => event.target.dataset?.areas && search(event.target));
  addEventListener("keydown", (event) => {
    const open = event.target.closest?.(".scope details[open]");
    if (open && event.key === "Escape") {
      close();
      open.querySelector("summary").focus();
    }
    if (event.key !== "Enter" || event.isComposing) return; // a syllable is being typed
    if (event.target.dataset?.areas) event.target.parentElement.querySelector(".found a")?.click();
    if (event.target.matches?.(".scope .ask")) ask(event.target);
  });
  // Whoever chose by keyboard goes on from there when the bar is drawn anew.
  new MutationObserver(() => {
    follow();
    reach();
    if (!chosen || bar?.isConnected || document.activeElement !== document.body) return;
    const part = document.querySelector(`.scope .${chosen.split(" ").join(".")}`);
    if (!part) return;
    (part.querySelector("summary, [aria-current]") ?? part).focus();
    chosen = "";
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
