// What a reader does with a chart in their own browser: takes it away as a picture, shows it on
// the whole screen, lets a wall of charts turn by itself; and copies texts. A chart to be painted stands as JSON in
// data-drawing (exports/chart_json.py); Plotly is the one that Streamlit has loaded.
"use strict";
(() => {
  const DRAWING = "[data-drawing]";
  const PLACE = "[data-testid=stElementContainer]";
  const FORWARD = ["ArrowRight", "ArrowDown", "PageDown", "Enter", " "];
  const BACK = ["ArrowLeft", "ArrowUp", "PageUp"];

  const loaded = new Promise((done) => {
    if (document.readyState === "complete") done();
    else addEventListener("load", done, { once: true });
  });

  const read = (holder) => JSON.parse(holder.dataset.drawing);

  // Nothing is stretched: spare room goes above and below what is drawn.
  const fitted = (drawn, width, height) => {
    const high = Math.max(drawn.height, (drawn.width * height) / width);
    const wide = (high * width) / height;
    const margin = { ...drawn.layout.margin };
    margin.t += (high - drawn.height) * 0.45;
    margin.b += (high - drawn.height) * 0.55;
    const layout = { ...drawn.layout, margin, width: wide, height: high };
    return { ...drawn, layout, width: wide, height: high };
  };

  const paint = async ({ data, layout, width, height, scale }, format) => {
    await loaded;
    return window.Plotly.toImage(
      { data, layout, config: { staticPlot: true } },
      { format, width, height, scale: format === "png" ? scale : 1 },
    );
  };

  const bytes = (address, format) => {
    const body = address.slice(address.indexOf(",") + 1);
    if (format === "svg") return new TextEncoder().encode(decodeURIComponent(body));
    return Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0));
  };

  const take = async (holder, format) => {
    const drawn = read(holder);
    const type = { png: "image/png", svg: "image/svg+xml" }[format];
    const file = new Blob([bytes(await paint(drawn, format), format)], { type });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = `${drawn.name}.${format}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };

  // A preview, as the file will look.
  const preview = async (image) => {
    image.dataset.seen = "yes";
    const drawn = read(image);
    image.alt = drawn.alt;
    image.src = await paint(drawn, "svg");
  };

  // One chart a view on the whole screen.
  const show = (holders, first, words) => {
    const drawings = holders.map(read);
    let at = first;
    const dialog = document.createElement("dialog");
    dialog.className = "show";
    dialog.setAttribute("aria-label", words.show);
    // A dialog itself may not fill the screen, what is in it may.
    const stage = dialog.appendChild(document.createElement("div"));
    const image = stage.appendChild(document.createElement("img"));
    const bar = stage.appendChild(document.createElement("p"));
    const button = (name, go) => {
      const made = bar.appendChild(document.createElement("button"));
      made.type = "button";
      made.textContent = words[name];
      made.addEventListener("click", go);
      return made;
    };
    const turn = async (step) => {
      at = Math.min(Math.max(at + step, 0), drawings.length - 1);
      const asked = at;
      const drawn = fitted(drawings[at], innerWidth, innerHeight - bar.offsetHeight);
      stage.style.background = drawn.ground;
      count.textContent = `${at + 1} / ${drawings.length}`;
      const picture = await paint(drawn, "svg");
      if (asked !== at) return;
      image.src = picture;
      image.alt = drawn.alt;
    };
    const again = () => turn(0);
    const left = () => document.fullscreenElement || dialog.close();
    button("back", () => turn(-1));
    const count = bar.appendChild(document.createElement("span"));
    count.setAttribute("aria-live", "polite");
    button("next", () => turn(1));
    button("leave", () => dialog.close());
    dialog.addEventListener("keydown", (event) => {
      const onButton = event.target.closest("button") && ["Enter", " "].includes(event.key);
      if (onButton || event.ctrlKey || event.metaKey || event.altKey) return;
      const step = FORWARD.includes(event.key) ? 1 : BACK.includes(event.key) ? -1 : 0;
      const end = { Home: -drawings.length, End: drawings.length }[event.key];
      if (step || end) turn(step || end);
      else if (event.key !== "Escape") return;
      else dialog.close();
      event.preventDefault();
    });
    dialog.addEventListener("close", () => {
      removeEventListener("resize", again);
      document.removeEventListener("fullscreenchange", left);
      if (document.fullscreenElement) document.exitFullscreen();
      dialog.remove();
    });
    document.body.append(dialog);
    dialog.showModal();
    image.tabIndex = 0;
    image.focus();
    addEventListener("resize", again);
    // A phone that has no full screen for pages shows the dialog over all of the window.
    const whole = stage.requestFullscreen?.() ?? Promise.resolve();
    whole
      .then(() => document.addEventListener("fullscreenchange", left), () => undefined)
      .finally(again);
  };

  // A wall turns by itself; what it shows is replaced when a new release appears.
  const wall = { element: null, at: 0, since: 0, held: new WeakMap() };
  const turnWall = async (now) => {
    const holders = [...wall.element.querySelectorAll(DRAWING)];
    if (!holders.length) return;
    const image = wall.element.querySelector("img");
    const at = wall.at % holders.length;
    wall.since = now;
    const room = image.parentElement;
    const size = `${room.clientWidth} ${room.clientHeight}`;
    let held = wall.held.get(holders[at]);
    if (held?.size !== size) {
      // Each chart is painted once a release, however many days it turns.
      const drawn = fitted(read(holders[at]), room.clientWidth, room.clientHeight);
      held = { size, picture: await paint(drawn, "svg"), alt: drawn.alt };
      wall.held.set(holders[at], held);
    }
    if (!image.isConnected) return;
    image.src = held.picture;
    image.alt = held.alt;
    image.dataset.at = at + 1;
    wall.element.querySelector("[data-count]").textContent = `${at + 1} / ${holders.length}`;
  };
  const tick = (now) => {
    const element = document.querySelector("[data-wall]");
    const fresh = element !== wall.element;
    wall.element = element;
    if (!element) return;
    if (!fresh && now - wall.since < 1000 * element.dataset.wall) return;
    wall.at += fresh ? 0 : 1;
    turnWall(now);
  };

  let taken = "";
  const found = (root) => {
    root.querySelectorAll("img[data-drawing]:not([data-seen])").forEach(preview);
    // What was built by a click is handed over with the same click.
    const built = root.querySelector("[class*=st-key-built-]");
    const name = built && /st-key-built-\d+/.exec(built.className)?.[0];
    const button = built?.querySelector("[data-testid=stDownloadButton] button");
    if (button && name !== taken) {
      taken = name;
      button.click();
    }
  };

  // On paper a chart is as large as its page allows (A4 across, in CSS pixels, less its words).
  addEventListener("beforeprint", () => {
    for (const chart of document.querySelectorAll("[data-testid=stPlotlyChart]")) {
      const { width, height } = chart.getBoundingClientRect();
      chart.closest(PLACE).style.zoom = Math.min(1000 / width, 520 / height, 1.6);
    }
  });
  addEventListener("afterprint", () => {
    for (const chart of document.querySelectorAll("[data-testid=stPlotlyChart]")) {
      chart.closest(PLACE).style.zoom = "";
    }
  });

  // Streamlit lets a finger drag what is drawn, and Plotly keeps the touch for it. Without it the
  // finger scrolls the page, and a tap is a click, which the browser makes of it.
  document.addEventListener(
    "touchstart",
    (event) => {
      if (event.target.closest?.(".js-plotly-plot")) event.stopPropagation();
    },
    { capture: true, passive: true },
  );

  // A text to take along: data-copy is the text, or the selector (".para") of what has it. Browsers
  // give pages without HTTPS no clipboard; there the text is marked and copied as by hand.
  const copy = async (button) => {
    const asked = button.dataset.copy;
    const text = /^[.#]/.test(asked) ? document.querySelector(asked).innerText : asked;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const field = document.body.appendChild(document.createElement("textarea"));
      field.value = text;
      field.select();
      document.execCommand("copy");
      field.remove();
      button.focus();
    }
    const said = button.dataset.done ?? button.dataset.copied;
    if (said) button.textContent = said;
  };

  document.addEventListener("click", (event) => {
    const copying = event.target.closest?.("button[data-copy]");
    if (copying) return copy(copying);
    const button = event.target.closest?.("button[data-take], button[data-show]");
    const holder = button?.closest(DRAWING) ?? null;
    if (!button) return;
    if (button.dataset.take) return take(holder, button.dataset.take);
    const holders = [...document.querySelectorAll(`.takeaway${DRAWING}, img${DRAWING}`)];
    show(holders, Math.max(0, holders.indexOf(holder)), button.dataset);
  });

  new MutationObserver((records) => {
    if (records.some((record) => record.addedNodes.length)) found(document);
  }).observe(document.documentElement, { subtree: true, childList: true });
  found(document); // what stands already: this script may come after the page
  setInterval(() => tick(performance.now()), 250);
})();
